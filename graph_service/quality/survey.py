"""What is known of one version of a graph, laid out so that every figure is a sum over columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from graph_service.store.port import LinkIdentity

__all__ = ["Bounded", "Records", "Survey"]


@dataclass(frozen=True, slots=True)
class Records:
    """All records of one type, in the order of their ids.

    Attributes
    ----------
    ids : array of object
    properties : tuple of str
    filled : array of bool
        By record and property: whether it has a value.
    tied : array of bool
        Whether it has a link.
    newest : array of str
        The last day of the newest period that anybody speaks of it; empty if nobody states one.
    said_by : array of int
        Which of the survey's sources says so.
    """

    ids: npt.NDArray[np.object_]
    properties: tuple[str, ...]
    filled: npt.NDArray[np.bool_]
    tied: npt.NDArray[np.bool_]
    newest: npt.NDArray[np.str_]
    said_by: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bounded:
    """A link with days, and the days that one of its ends states for itself.

    Attributes
    ----------
    link : LinkIdentity
    end : str
        The end that states days.
    days, own : tuple of str
        First and last day of the link and of the end.
    """

    link: LinkIdentity
    end: str
    days: tuple[str, str]
    own: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Survey:
    """A graph, gone through once.

    Attributes
    ----------
    version : str
        Graph version.
    records : mapping of str to Records
        By concrete type; every type is there.
    sources : tuple of str
        In order.
    issues : mapping of str to str
        For each source that states periods the last day of its newest one.
    conflicts : mapping of (str, str) to (tuple of str)
        Records by type and property.
    link_conflicts : mapping of (str, str) to (tuple of LinkIdentity)
        Links by type and property.
    links : mapping of str to int
        How many are shown, by type.
    link_values : mapping of (str, str) to int
        How many links have a value, by type and property.
    unknown_codes : mapping of (str, str) to (tuple of (str, str))
        Records with the codes, by type and property.
    bounded : mapping of str to (tuple of Bounded)
        By link type: links that state days and of which an end does.
    boundless : mapping of str to int
        By link type: how many links could state days, as their ends could, and either does not.
    awaiting : mapping of str to (tuple of LinkIdentity)
        By type: links that are not shown.
    here : frozenset of str
        The ends of those that are in the graph.
    """

    version: str
    records: Mapping[str, Records]
    sources: tuple[str, ...] = ()
    issues: Mapping[str, str] = field(default_factory=dict)
    conflicts: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    link_conflicts: Mapping[tuple[str, str], tuple[LinkIdentity, ...]] = field(default_factory=dict)
    links: Mapping[str, int] = field(default_factory=dict)
    link_values: Mapping[tuple[str, str], int] = field(default_factory=dict)
    unknown_codes: Mapping[tuple[str, str], tuple[tuple[str, str], ...]] = field(
        default_factory=dict
    )
    bounded: Mapping[str, tuple[Bounded, ...]] = field(default_factory=dict)
    boundless: Mapping[str, int] = field(default_factory=dict)
    awaiting: Mapping[str, tuple[LinkIdentity, ...]] = field(default_factory=dict)
    here: frozenset[str] = frozenset()
