"""Answers about networks: scores of the whole, of organisations, and of groups of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import strawberry
from strawberry import Info

from analytics.networks.ranking import best_first
from analytics.shown import as_shown
from graph_service.api.analytics.about import AnalyticAnswer
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.scores import Score, ScoredNode
from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.selected import read_nodes

__all__ = [
    "GroupedScores",
    "NetworkScores",
    "ScoredGroup",
    "label_of",
    "node_named",
    "score",
    "scored_nodes",
]


@strawberry.type(description="Organisations of a network with their scores.")
class NetworkScores(AnalyticAnswer):
    """The answer of fields that rank organisations."""

    scores: list[Score] = strawberry.field(description="Numbers of the network as a whole.")
    nodes: list[ScoredNode] = strawberry.field(
        description="The best by the first number, then by id; `first` of them."
    )
    truncated: bool = strawberry.field(description="Whether there are more.")


@strawberry.type(description="A group of organisations or records, and the numbers about it.")
class ScoredGroup:
    """One group."""

    name: str = strawberry.field(
        description="Organisation type, code of a district, number of a community, or letters "
        "of helices."
    )
    label: str | None = strawberry.field(
        description="The name in Chinese, if the service knows it."
    )
    size: int = strawberry.field(description="How many are in it.")
    scores: list[Score] = strawberry.field(description="The numbers.")


@strawberry.type(description="Groups with their scores, beside those of the whole.")
class GroupedScores(AnalyticAnswer):
    """The answer of fields that compare groups."""

    scores: list[Score] = strawberry.field(description="Numbers of the whole.")
    groups: list[ScoredGroup] = strawberry.field(description="The groups, by name.")


def score(
    measure: str,
    value: float | None,
    *,
    reason: str | None = None,
    rank: int = 0,
    ref: str | None = None,
    **more: float | None,
) -> Score:
    """Return a number as it is shown.

    Parameters
    ----------
    measure : str
    value : float or None
        NaN and None are undefined.
    reason : str or None
        Why it is undefined, if it is.
    rank : int
        0 for none.
    ref : str or None
        None of an undefined number is served.
    **more : float or None
        Further numbers of `Score`; NaN for none.
    """
    undefined = value is None or not math.isfinite(value)
    return Score(
        measure=measure,
        value=None if value is None or undefined else as_shown(value) + 0.0,
        reason=reason if undefined else None,
        rank=rank or None,
        ref=None if undefined else ref,
        **{
            name: None if number is None or not math.isfinite(number) else as_shown(number) + 0.0
            for name, number in more.items()
        },
    )


async def scored_nodes(
    info: Info[Any, None],
    question: Question,
    *,
    ids: list[str],
    ranks: npt.NDArray[np.int64],
    limit: int,
    scores: Callable[[int], Iterable[Score]],
) -> list[ScoredNode]:
    """Serve the best nodes.

    Parameters
    ----------
    info : strawberry.Info
    question : Question
    ids : list of str
        Of all nodes, ascending.
    ranks : ndarray of int64
        0 for none.
    limit : int
    scores : callable
        The scores of the node in this place.
    """
    places = best_first(ranks)[:limit].tolist()
    shown = [ids[place] for place in places]
    rows = await read_nodes(info, shown, field="nodes.node", as_of=question.as_of)
    return [
        ScoredNode(row=row, scores=list(scores(place)))
        for place, row in zip(places, rows, strict=True)
    ]


def node_named(ids: Iterable[object], subject: str) -> int:
    """Return the place of the organisation that a ref is of.

    Raises
    ------
    ApiError
        If it is not in the network any more.
    """
    for place, id_ in enumerate(ids):
        if id_ == subject:
            return place
    raise ApiError(f"There is no organisation {subject!r} in the network.", ErrorCode.NOT_FOUND)


def label_of(context: Context, name: str) -> str | None:
    """Return the Chinese name of an organisation type or a district of the pack."""
    served = context.served
    if name in served.catalogue.by_name:
        return served.catalogue.by_name[name].label
    return next((d.name for d in served.pack.districts if d.code == name), None)
