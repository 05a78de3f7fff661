"""Entity types as the API serves them: properties and links by field name, to each what it may read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_service.store.plan import Hop
from schema.catalogue import Catalogue
from schema.declarations import Access, EntityType, LinkEnd, Property
from schema.derived import Derived

__all__ = ["Shape", "count_field", "hop_of", "own_name", "part_for", "shapes_of"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What can be read of nodes of one type.

    Attributes
    ----------
    name : str
        Type name; ``Node`` for what all types share.
    properties : mapping of str to Property
    links : mapping of str to LinkEnd
    counts : mapping of str to LinkEnd
        By the field that counts the link, in filters and orders.
    derived : mapping of str to Derived
        What is worked out of the others.
    members : tuple of str
        The concrete types.
    """

    name: str
    properties: Mapping[str, Property]
    links: Mapping[str, LinkEnd]
    counts: Mapping[str, LinkEnd]
    derived: Mapping[str, Derived]
    members: tuple[str, ...]


def shapes_of(catalogue: Catalogue) -> Mapping[str, Shape]:
    """Return the shapes of all types of a catalogue and of ``Node``."""
    node = Shape("Node", {}, {}, {}, {}, catalogue.members("Node"))
    return {"Node": node, **{t.name: _shape(t, catalogue) for t in catalogue.types}}


def hop_of(end: LinkEnd) -> Hop:
    """The step that a link field stands for."""
    return Hop(end.link.type, end.direction, end.far, end.link.validity)


def count_field(end: LinkEnd) -> str:
    """Name of the field that counts a link, in filters and orders."""
    return f"{end.name}Count"


def own_name(end: LinkEnd) -> str:
    """How the names of the types begin that belong to one link field alone."""
    return f"{end.near}{end.name[0].upper()}{end.name[1:]}"


def part_for(catalogue: Catalogue, clearance: Access) -> Catalogue:
    """Leave out the types, properties and links that a clearance does not cover.

    Returns
    -------
    Catalogue
        The same one if it covers all.
    """
    covered = {
        t.name
        for t in catalogue.types
        if all(clearance.covers(catalogue.by_name[a].access) for a in catalogue.lineage(t.name))
    }
    part = Catalogue(
        tuple(
            replace(
                t,
                properties=_covered(t.properties, clearance),
                derived=_covered_derived(t, catalogue, covered, clearance),
                found_by=_covered_fields(t, catalogue, covered, clearance),
                links=tuple(
                    replace(declared, properties=_covered(declared.properties, clearance))
                    for declared in t.links
                    if clearance.covers(declared.access)
                    and {declared.source, declared.target} <= covered
                ),
            )
            for t in catalogue.types
            if t.name in covered
        )
    )
    return catalogue if part == catalogue else part


def _covered(properties: tuple[Property, ...], clearance: Access) -> tuple[Property, ...]:
    return tuple(p for p in properties if clearance.covers(p.access))


def _covered_derived(
    t: EntityType, catalogue: Catalogue, covered: set[str], clearance: Access
) -> tuple[Derived, ...]:
    """Leave out what is worked out of what is not covered."""
    own = {p.name for p in _covered(t.properties, clearance)}
    ends = _covered_ends(t, catalogue, covered, clearance)
    return tuple(
        d
        for d in t.derived
        if own.issuperset(d.rule.reads)
        and (d.rule.recognitions is None or _can_read(d, ends, catalogue, clearance))
    )


def _covered_fields(
    t: EntityType, catalogue: Catalogue, covered: set[str], clearance: Access
) -> tuple[str, ...]:
    """Say by which covered fields records of a type are found."""
    own = {p.name for p in _covered(t.properties, clearance)}
    left = own | _covered_ends(t, catalogue, covered, clearance).keys()
    return tuple(name for name in t.found_by if name in left)


def _covered_ends(
    t: EntityType, catalogue: Catalogue, covered: set[str], clearance: Access
) -> Mapping[str, str]:
    """The types at the far ends of covered link fields."""
    return {
        e.name: e.far
        for e in catalogue.ends(t.name)
        if clearance.covers(e.link.access) and e.far in covered
    }


def _can_read(
    derived: Derived, ends: Mapping[str, str], catalogue: Catalogue, clearance: Access
) -> bool:
    wanted = derived.rule.recognitions
    if wanted is None or wanted.link not in ends:
        return wanted is None
    far = catalogue.by_name[ends[wanted.link]].properties
    open_ones = {p.name for p in _covered(far, clearance)}
    return open_ones.issuperset((wanted.kind, wanted.first, wanted.last, *wanted.reads))


def _shape(declared: EntityType, catalogue: Catalogue) -> Shape:
    ends = catalogue.ends(declared.name)
    return Shape(
        name=declared.name,
        properties={p.name: p for p in declared.properties},
        links={end.name: end for end in ends},
        counts={count_field(end): end for end in ends},
        derived={d.name: d for d in declared.derived},
        members=catalogue.members(declared.name),
    )
