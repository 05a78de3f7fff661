"""Walks over the graph, written once for all stores.

A walk is a generator: it yields what it needs to know of the graph and is sent the answer, so
that stores differ only in how they look it up.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import Any, Final, TypeAlias

from graph_service.store.exploring import (
    Joint,
    Neighbour,
    Neighbourhood,
    NeighbourhoodAnswer,
    Paths,
    PathsAnswer,
)
from graph_service.store.port import TooLarge

__all__ = [
    "MOST_JOINTS",
    "MOST_MET",
    "Among",
    "Around",
    "Present",
    "Reached",
    "Walk",
    "walk_around",
    "walk_between",
]

MOST_MET: Final = 50_000
"""How many records a search for paths may meet."""

MOST_JOINTS: Final = 10_000
"""How many links an answer may have."""


@dataclass(frozen=True, slots=True)
class Present:
    """Which of some ids are there: a list of `Reached` (from nowhere) under canonical ids, or None."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What is next to some records: a list of `Reached`.

    Attributes
    ----------
    ids : tuple of str
        Canonical.
    limit : int
        How many to name: those with most links, then by id.
    without : tuple of str
        Records that are of no interest.
    also : tuple of str
        Records that are of interest whatever their type.
    """

    ids: tuple[str, ...]
    limit: int
    without: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Among:
    """The links among some records: a list of `Joint`, in order; any `limit` of them if there are more."""

    ids: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A record next to others.

    Attributes
    ----------
    id : str
    near : tuple of str
        From which of them it was reached, in any order.
    links : int
        How many links it has.
    """

    id: str
    near: tuple[str, ...]
    links: int


Walk: TypeAlias = Generator[Present | Around | Among, Any, Any]


class _Side:
    """What was reached from one end of the paths sought.

    Attributes
    ----------
    levels : int
        How far from the end.
    front : tuple of str
        The records there.
    towards : dict of str to (tuple of str)
        For each record the ones next to it that are nearer to the end.
    """

    def __init__(self, end: str) -> None:
        self.levels = 0
        self.front: tuple[str, ...] = (end,)
        self.towards: dict[str, tuple[str, ...]] = {end: ()}


def walk_between(asked: Paths) -> Walk:
    """Find the shortest ways between two records, from both ends at once.

    Raises
    ------
    TooLarge
        If too many records or links are met.
    """
    ends: list[Reached | None] = yield Present((asked.source, asked.target))
    if ends[0] is None or ends[1] is None:
        return None
    source, target = ends[0].id, ends[1].id
    left, right = _Side(source), _Side(target)
    excluded: set[str] = set()
    met = 0
    common = [source] if source == target else []
    while not common and left.levels + right.levels < asked.longest:
        # The smaller side grows; if nothing is left of it, there is no way.
        side = left if len(left.front) <= len(right.front) else right
        if not side.front:
            break
        found: list[Reached] = yield Around(side.front, MOST_MET - met + 1, also=(source, target))
        met += len(found)
        if met > MOST_MET:
            raise TooLarge(
                f"More than {MOST_MET:,} records lie between the two. Ask for shorter paths."
            )
        passable = {}
        for reached in found:
            if reached.links > asked.busiest and reached.id not in (source, target):
                excluded.add(reached.id)
            elif reached.id not in side.towards:
                passable[reached.id] = reached.near
        side.towards |= passable
        side.front = tuple(passable)
        side.levels += 1
        other = right if side is left else left
        common = [id_ for id_ in passable if id_ in other.towards]
    paths = list(islice(_joined(source, common, left, right), asked.limit + 1))
    truncated = len(paths) > asked.limit
    kept = tuple(paths[: asked.limit])
    steps = {frozenset(step) for path in kept for step in pairwise(path)}
    joints = yield from _among(dict.fromkeys(id_ for path in kept for id_ in path))
    return PathsAnswer(
        kept,
        tuple(j for j in joints if frozenset((j.source, j.target)) in steps),
        truncated,
        tuple(sorted(excluded)),
    )


def walk_around(asked: Neighbourhood) -> Walk:
    """Walk around a record, breadth first.

    Raises
    ------
    TooLarge
        If there are too many links.
    """
    begun: list[Reached | None] = yield Present((asked.centre,))
    if begun[0] is None:
        return None
    centre = Neighbour(begun[0].id, 0, begun[0].links)
    kept: dict[str, Neighbour] = {}
    front: tuple[str, ...] = (centre.id,)
    truncated = False
    for distance in range(1, asked.depth + 1):
        if not front or truncated:
            break
        room = asked.limit - len(kept)
        found: list[Reached] = yield Around(front, room + 1, (centre.id, *kept))
        truncated = len(found) > room
        for reached in found[:room]:
            kept[reached.id] = Neighbour(reached.id, distance, reached.links)
        front = tuple(reached.id for reached in found)
    joints = yield from _among((centre.id, *kept))
    return NeighbourhoodAnswer((centre, *kept.values()), joints, truncated)


def _among(ids: Iterable[str]) -> Generator[Among, Any, tuple[Joint, ...]]:
    wanted = tuple(ids)
    if not wanted:
        return ()
    joints = yield Among(wanted, MOST_JOINTS + 1)
    if len(joints) > MOST_JOINTS:
        raise TooLarge(
            f"There are more than {MOST_JOINTS:,} links among the records. Ask for fewer records."
        )
    return tuple(joints)


def _joined(
    source: str, common: Iterable[str], left: _Side, right: _Side
) -> Iterator[tuple[str, ...]]:
    """Yield the ways over the records that both sides have reached, in the order of the ids."""
    onwards: dict[str, set[str]] = {}
    front = set(common)
    for _ in range(left.levels):
        nearer: set[str] = set()
        for id_ in front:
            for before in left.towards[id_]:
                onwards.setdefault(before, set()).add(id_)
                nearer.add(before)
        front = nearer
    front = set(common)
    for _ in range(right.levels):
        further: set[str] = set()
        for id_ in front:
            onwards.setdefault(id_, set()).update(right.towards[id_])
            further.update(right.towards[id_])
        front = further
    if common:
        yield from _ways((source,), {id_: sorted(ids) for id_, ids in onwards.items()})


def _ways(begun: tuple[str, ...], onwards: Mapping[str, list[str]]) -> Iterator[tuple[str, ...]]:
    following = onwards.get(begun[-1])
    if not following:
        yield begun
        return
    for id_ in following:
        yield from _ways((*begun, id_), onwards)
