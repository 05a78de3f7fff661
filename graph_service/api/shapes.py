"""Entity types as the API serves them: properties and links by field name, without what is not public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_service.store.plan import Hop
from schema.catalogue import Catalogue
from schema.declarations import Access, EntityType, LinkEnd, LinkType, Property
from schema.derived import Derived

__all__ = ["Shape", "count_field", "hop_of", "own_name", "public_part", "shapes_of"]


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


def public_part(catalogue: Catalogue) -> Catalogue:
    """Leave out the types, properties and links that are not for everybody."""
    public = {
        t.name
        for t in catalogue.types
        if all(catalogue.by_name[a].access is Access.PUBLIC for a in catalogue.lineage(t.name))
    }
    return Catalogue(
        tuple(
            replace(
                t,
                properties=_public(t.properties),
                derived=_public_derived(t, catalogue, public),
                links=tuple(
                    replace(declared, properties=_public(declared.properties))
                    for declared in t.links
                    if declared.access is Access.PUBLIC
                    and {declared.source, declared.target} <= public
                ),
            )
            for t in catalogue.types
            if t.name in public
        )
    )


def _public(properties: tuple[Property, ...]) -> tuple[Property, ...]:
    return tuple(p for p in properties if p.access is Access.PUBLIC)


def _public_derived(t: EntityType, catalogue: Catalogue, public: set[str]) -> tuple[Derived, ...]:
    """Leave out what is worked out of what is not for everybody."""
    own = {p.name for p in _public(t.properties)}
    ends = {e.name for e in catalogue.ends(t.name) if _open(e.link) and e.far in public}
    return tuple(
        d
        for d in t.derived
        if own.issuperset(d.rule.reads)
        and (d.rule.recognitions is None or d.rule.recognitions.link in ends)
    )


def _open(link: LinkType) -> bool:
    return link.access is Access.PUBLIC


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
