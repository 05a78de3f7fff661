"""The fields of connections that tell of the whole list: facets and aggregates.

Types that have no more such properties than the type above them share its enum and its object;
links of all types share one of each, but a link that gives a name to another kind of value than
the first has an object of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from graphql import FieldNode

from graph_service.api.aggregates import (
    aggregatable,
    aggregate_field,
    aggregates_asked,
    declare_aggregate,
    result_of,
)
from graph_service.api.facets import declare_facet_fields, facet_field, facetable, facets_asked
from graph_service.api.registry import GeneratedField, Registry
from graph_service.api.selection import Selected
from graph_service.api.served import Part, Served
from graph_service.store.summaries import Summary
from schema.catalogue import Catalogue
from schema.declarations import LinkEnd, LinkType, Property

__all__ = ["SUMMARY_FIELDS", "declare_summaries", "summaries_asked", "summary_fields"]

_OF_NODES: Final = ("facets", "aggregate")
_OF_LINKS: Final = ("edgeFacets", "edgeAggregate")
SUMMARY_FIELDS: Final = frozenset((*_OF_NODES, *_OF_LINKS))
"""Fields of connections that no page answers."""

_LINK_FACETS: Final = "LinkFacetField"
_LINK_AGGREGATE: Final = "LinkAggregate"
_LACKING: Final = "those that the links of a list lack are refused."

Choose = Callable[[Iterable[Property]], tuple[Property, ...]]


def declare_summaries(registry: Registry, served: Served) -> None:
    """Declare the enums and objects of all types, and those that all links share."""
    catalogue = served.catalogue
    for declared in catalogue.types:
        name, properties = declared.name, declared.properties
        if _facets(catalogue, name) == _facets_name(name):
            typed = _is_typed(catalogue, name)
            declare_facet_fields(
                registry, _facets_name(name), facetable(properties), name, typed=typed
            )
        if _aggregate(catalogue, name) == _aggregate_name(name):
            text = f"What the numbers, amounts and dates of a list of {name} come to."
            declare_aggregate(registry, _aggregate_name(name), aggregatable(properties), text)
    shared = _of_links(catalogue)
    if counted := facetable(shared.values()):
        what = f"links; {_LACKING}"
        declare_facet_fields(registry, _LINK_FACETS, counted, what, typed=False)
    if added := aggregatable(shared.values()):
        text = f"What the numbers, amounts and dates of links themselves come to; {_LACKING}"
        declare_aggregate(registry, _LINK_AGGREGATE, added, text)
    for link in catalogue.links.values():
        name = _link_aggregate(catalogue, link)
        if name != _LINK_AGGREGATE:
            text = f"What the numbers, amounts and dates of links {link.type} come to."
            declare_aggregate(registry, name, aggregatable(link.properties), text)


def summary_fields(
    registry: Registry, served: Served, target: str, end: LinkEnd | None
) -> Iterable[GeneratedField]:
    """Make the fields of a connection.

    Parameters
    ----------
    registry : Registry
    served : Served
    target : str
        Type of the nodes.
    end : LinkEnd or None
        The links, if they have properties of their own.
    """
    catalogue, pack = served.catalogue, served.pack
    if facets := _facets(catalogue, target):
        counted = _by_name(facetable(served.shapes[target].properties.values()))
        yield facet_field("facets", registry[facets], counted, catalogue, pack)
    if aggregate := _aggregate(catalogue, target):
        yield aggregate_field("aggregate", registry[aggregate])
    if end is None:
        return
    if counted := _by_name(facetable(end.link.properties)):
        yield facet_field("edgeFacets", registry[_LINK_FACETS], counted, catalogue, pack)
    if aggregatable(end.link.properties):
        name = _link_aggregate(catalogue, end.link)
        yield aggregate_field("edgeAggregate", registry[name])


def summaries_asked(
    part: Part,
    selected: Selected,
    connection: str,
    nodes: Sequence[FieldNode],
    *,
    key: str,
    target: str,
    end: LinkEnd | None,
) -> list[Summary]:
    """Return what one of `SUMMARY_FIELDS` asks of a list.

    Parameters
    ----------
    part : Part
    selected : Selected
    connection : str
        Name of the connection's type.
    nodes : sequence of FieldNode
        The selections of the field under one response key.
    key : str
        That key.
    target : str
        Type of the nodes.
    end : LinkEnd or None

    Raises
    ------
    ApiError
        If it asks for too much, for a property that the links lack, or for one that is not for
        everybody.
    """
    name = nodes[0].name.value
    of_link = name in _OF_LINKS
    properties: Iterable[Property] = part.shapes[target].properties.values()
    every: Iterable[Property] = part.schema_shapes[target].properties.values()
    link = part.schema_catalogue.links[end.link.type] if end else None
    if of_link:
        properties, every = (end.link.properties, link.properties) if end and link else ((), ())
    owner = f"{end.near}.{end.name}" if of_link and end else target
    own = {p.name for p in properties}
    guarded = {p.name: f"{owner}.{p.name}" for p in every if p.name not in own}
    asked: list[Summary] = []
    if name in (_OF_NODES[0], _OF_LINKS[0]):
        arguments = selected.arguments(connection, nodes[0])
        declared = _by_name(facetable(properties))
        asked += facets_asked(key, arguments, declared, of_link=of_link, guarded=guarded)
        return asked
    type_ = _aggregate(part.schema_catalogue, target) or ""
    if of_link and link:
        type_ = _link_aggregate(part.schema_catalogue, link)
    names = [group[0].name.value for group in selected.fields(type_, nodes).values()]
    names = [one for one in names if not one.startswith("__")]
    added = _by_name(aggregatable(properties))
    asked += aggregates_asked(key, names, added, of_link=of_link, guarded=guarded)
    return asked


def _facets(catalogue: Catalogue, type_: str) -> str | None:
    owner = _owner(catalogue, type_, facetable)
    if owner is None:
        return _facets_name(catalogue.lineage(type_)[-1]) if _is_typed(catalogue, type_) else None
    return _facets_name(owner)


def _aggregate(catalogue: Catalogue, type_: str) -> str | None:
    owner = _owner(catalogue, type_, aggregatable)
    return None if owner is None else _aggregate_name(owner)


def _of_links(catalogue: Catalogue) -> Mapping[str, Property]:
    """The properties of links by name, the first of each name for all."""
    links = sorted(catalogue.links.values(), key=lambda link: link.type)
    return {p.name: p for link in reversed(links) for p in link.properties}


def _link_aggregate(catalogue: Catalogue, link: LinkType) -> str:
    shared = _of_links(catalogue)
    if all(result_of(p) is result_of(shared[p.name]) for p in aggregatable(link.properties)):
        return _LINK_AGGREGATE
    return _aggregate_name(f"{link.source}{link.name[0].upper()}{link.name[1:]}")


def _owner(catalogue: Catalogue, type_: str, choose: Choose) -> str | None:
    """The highest type of a lineage that has all the properties which its lowest has."""
    own = [p.name for p in choose(catalogue.by_name[type_].properties)]
    if not own:
        return None
    alike = [
        name
        for name in catalogue.lineage(type_)
        if [p.name for p in choose(catalogue.by_name[name].properties)] == own
    ]
    return alike[-1]


def _is_typed(catalogue: Catalogue, type_: str) -> bool:
    """Whether lists of a type, or of the one above it, hold records of several types."""
    return catalogue.by_name[catalogue.lineage(type_)[-1]].abstract


def _facets_name(type_: str) -> str:
    return f"{type_}FacetField"


def _aggregate_name(type_: str) -> str:
    return f"{type_}Aggregate"


def _by_name(properties: Iterable[Property]) -> Mapping[str, Property]:
    return {p.name: p for p in properties}
