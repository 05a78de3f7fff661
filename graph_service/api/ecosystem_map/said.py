"""What is told of the nodes and links of a map beside its numbers: names, communities, refs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import orjson

from analytics.maps.communities import MapCommunities
from analytics.maps.ecosystem_map import EcosystemMap
from analytics.maps.positions import Positions
from analytics.maps.question import MapQuestion
from graph_service.api.analytics.answer import Question, refs_of
from graph_service.api.ecosystem_map.evidence import (
    ANALYTIC,
    DEGREE,
    LINK_WEIGHT,
    WEIGHT,
    MapAsked,
)

__all__ = ["Said", "Wanted", "on_the_map", "said_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which of it is asked for.

    Attributes
    ----------
    degree_refs, weight_refs, link_refs : bool
    """

    degree_refs: bool
    weight_refs: bool
    link_refs: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What is told, each as long as the nodes or links are many.

    Attributes
    ----------
    labels, communities : sequence of (str or None)
        Of each node.
    xs, ys : sequence of (float or None)
        Of each node, where it is drawn; None where that is not known or not asked for.
    names : sequence of str
        Of all communities on the map.
    codes : sequence of int
        Of each node the place of its community in `names`; -1 for none.
    degree_refs, weight_refs, link_refs : sequence of (str or None)
        Of each node, and of each link; None where they are not asked for.
    """

    labels: Sequence[str | None]
    communities: Sequence[str | None]
    xs: Sequence[float | None]
    ys: Sequence[float | None]
    names: Sequence[str]
    codes: Sequence[int]
    degree_refs: Sequence[str | None]
    weight_refs: Sequence[str | None]
    link_refs: Sequence[str | None]


def said_of(
    question: Question,
    drawn: EcosystemMap,
    asked: MapQuestion,
    *,
    labels: Sequence[str | None],
    found: MapCommunities | None,
    positions: Positions | None,
    wanted: Wanted,
) -> Said:
    """Tell it; long lists of refs are best written in a thread.

    Parameters
    ----------
    question : Question
    drawn : EcosystemMap
    asked : MapQuestion
        What it is the answer to.
    labels : sequence of (str or None)
        Of its nodes.
    found : MapCommunities or None
    positions : Positions or None
    wanted : Wanted
    """
    names: list[str] = []
    codes = [-1] * len(drawn.ids)
    if found is not None:
        numbers, of = on_the_map(drawn, found)
        names, codes = [found.names[number] for number in numbers], of
    refs = partial(refs_of, question, ANALYTIC, asked=MapAsked(asked.whole, None))
    none: list[None] = [None] * len(drawn.ids)
    links = [None] * len(drawn.source)
    return Said(
        labels=labels,
        communities=[names[code] if code >= 0 else None for code in codes],
        xs=none if positions is None else _known(positions.x),
        ys=none if positions is None else _known(positions.y),
        names=names,
        codes=codes,
        degree_refs=refs(drawn.ids, DEGREE) if wanted.degree_refs else none,
        weight_refs=refs(drawn.ids, WEIGHT) if wanted.weight_refs else none,
        link_refs=refs(_link_names(drawn, asked), LINK_WEIGHT) if wanted.link_refs else links,
    )


def on_the_map(drawn: EcosystemMap, found: MapCommunities) -> tuple[list[int], list[int]]:
    """The numbers of the communities of which something is shown, and of each node which of them.

    Parameters
    ----------
    drawn : EcosystemMap
    found : MapCommunities

    Returns
    -------
    numbers : list of int
        Ascending.
    codes : list of int
        Places in `numbers`; -1 for none.
    """
    of = found.community[drawn.nodes]
    numbers = np.unique(of[of >= 0])
    codes = np.where(of >= 0, np.searchsorted(numbers, of), -1)
    return numbers.tolist(), codes.tolist()


def _known(numbers: npt.NDArray[np.float64]) -> list[float | None]:
    return [None if math.isnan(number) else number for number in numbers.tolist()]


def _link_names(drawn: EcosystemMap, asked: MapQuestion) -> list[str]:
    return [
        orjson.dumps([drawn.ids[source], drawn.ids[target], asked.link_types[kind]]).decode()
        for source, target, kind in zip(
            drawn.source.tolist(), drawn.target.tolist(), drawn.link_type.tolist(), strict=True
        )
    ]
