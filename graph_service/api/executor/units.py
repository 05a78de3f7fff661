"""Units: the compiled functions of one selection and of all below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql.execution.collect_fields import FieldDetailsList

from graph_service.api.executor.checks import doubt
from graph_service.api.executor.running import Place, Run
from graph_service.api.executor.sharing import Sharing

__all__ = ["Hole", "Unit"]


@dataclass(frozen=True, slots=True)
class Hole:
    """A field whose values are asked for of many sources at once.

    Attributes
    ----------
    key : str
        Its response key.
    details : list of FieldDetails
    resolve : callable
        As of `Batch`.
    alone : callable
        The field's own resolver.
    complete : callable
        ``(value, run) -> completed``, as a unit's.
    """

    key: str
    details: FieldDetailsList
    resolve: Callable[..., Any]
    alone: Callable[..., Any]
    complete: Callable[[Any, Run], Any]


@dataclass(slots=True, eq=False)
class Unit:
    """The compiled functions of a selection.

    Attributes
    ----------
    lists : int
        Of how many lists the compiled value consists.
    places : list of Place
    holes : dict
        By the number of their place.
    sharings : list of Sharing
        Of its selections that depend on a row alone.
    source : list of str
        The text of its functions.
    whole : bool
        Whether nothing is to be filled for many sources at once, whatever is met.
    broken : bool
        Whether a type was met of which not all can be compiled.
    run : callable
        ``(value, run) -> completed``; raises where graphql-core has to complete it.
    """

    lists: int = 0
    places: list[Place] = field(default_factory=list)
    holes: dict[int, Hole] = field(default_factory=dict)
    sharings: list[Sharing] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    whole: bool = False
    broken: bool = False
    run: Callable[[Any, Run], Any] = doubt
