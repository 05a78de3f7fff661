"""What is linked to records, read for all of them at once, as far as everybody may read it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from analytics.ties.kinds import GROUPS, WITH_VALIDITY
from graph_service.store.plan import (
    Branch,
    Connection,
    Field,
    Follow,
    Hop,
    Lookup,
    NodeView,
    Selection,
)
from graph_service.store.port import Page, ReadContext, Store
from schema.catalogue import Catalogue
from schema.declarations import Access, Direction, LinkEnd

__all__ = ["Joint", "Surroundings", "surroundings"]

Joint = tuple[str, str, str, str]
"""A link seen from one end: its type and direction, the far end and the key."""

_LINKS: Final = 100
"""Links of one kind of a record that are looked at; all are counted."""
_PARTNERS: Final = 20
_NODE, _FAR = "node", "far"
_PEOPLE, _DISTRICT = "Talent", "District"
_ACTIVITIES: Final = {group.link: group.type for group in GROUPS.values()}
_TIES: Final = frozenset(WITH_VALIDITY.values())
_NAMED: Final = Selection((Field("name", ("name",)),))
_BACK: Final = {Direction.OUT: Direction.IN, Direction.IN: Direction.OUT}


@dataclass(slots=True)
class Surroundings:
    """What is around a record.

    Attributes
    ----------
    links : int
        How many links it has.
    joints : set of Joint
        The links that were looked at.
    works, partners, districts : set of str
        Activities it takes part in, who else does or is tied to it, and where it is.
    people : dict of str to str
        Their names by id.
    complete : bool
        Whether all links were looked at.
    """

    links: int = 0
    joints: set[Joint] = field(default_factory=set)
    works: set[str] = field(default_factory=set)
    partners: set[str] = field(default_factory=set)
    districts: set[str] = field(default_factory=set)
    people: dict[str, str] = field(default_factory=dict)
    complete: bool = True


async def surroundings(
    store: Store,
    catalogue: Catalogue,
    records: Sequence[tuple[str, str]],
    context: ReadContext,
) -> Mapping[str, Surroundings]:
    """Read what is around records of known types: one question to the store.

    Links count whenever they are true.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    records : sequence of (str, str)
        Canonical ids and types.
    context : ReadContext
    """
    types = sorted({type_ for _, type_ in records})
    ends = {type_: list(_ends(catalogue, type_)) for type_ in types}
    branches = tuple(
        Branch(type_, Selection(follows=tuple(map(_follow, ends[type_])))) for type_ in types
    )
    rows = await store.read(
        Lookup(tuple(id_ for id_, _ in records), Selection(branches=branches)), context
    )
    found: dict[str, Surroundings] = {}
    for (id_, type_), row in zip(records, rows, strict=True):
        around = found[id_] = Surroundings()
        if row is not None:
            for end in ends[type_]:
                _see(around, end, row[_key(end)])
    return found


def _see(around: Surroundings, end: LinkEnd, page: Page) -> None:
    around.links += page.count or 0
    around.complete &= not page.has_next
    for at, entry in enumerate(page.entries):
        node = entry[_NODE]
        far = node["@id"]
        around.joints.add((end.link.type, end.direction.value, far, str(page.position(at)[-1])))
        if _FAR in node:
            around.works.add(far)
            around.partners.update(e[_NODE]["@id"] for e in node[_FAR].entries)
            around.complete &= not node[_FAR].has_next
        elif end.link.type in _TIES:
            around.partners.add(far)
        elif end.far == _PEOPLE:
            around.people[far] = str(node["name"] or "")
        elif end.far == _DISTRICT:
            around.districts.add(far)


def _ends(catalogue: Catalogue, type_: str) -> Iterator[LinkEnd]:
    for end in catalogue.ends(type_):
        if end.link.access is Access.PUBLIC and _is_public(catalogue, end.far):
            yield end


def _is_public(catalogue: Catalogue, type_: str) -> bool:
    lineage = catalogue.lineage(type_) if type_ in catalogue.by_name else ()
    seen: Collection[str] = (*lineage, *catalogue.members(type_))
    return all(catalogue.by_name[name].access is Access.PUBLIC for name in seen)


def _follow(end: LinkEnd) -> Follow:
    selection: Selection = Selection()
    if _ACTIVITIES.get(end.link.type) == end.far:
        # Whoever else takes part stands at the other ends of the same kind of link.
        back = Hop(end.link.type, _BACK[end.direction], end.near)
        others = Connection((NodeView(_NODE, Selection()),), limit=_PARTNERS)
        selection = Selection(follows=(Follow(_FAR, back, others),))
    elif end.far == _PEOPLE:
        selection = _NAMED
    connection = Connection((NodeView(_NODE, selection),), limit=_LINKS, count=True)
    return Follow(_key(end), Hop(end.link.type, end.direction, end.far), connection)


def _key(end: LinkEnd) -> str:
    return f"{end.direction.value} {end.link.type}"
