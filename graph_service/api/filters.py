"""Filters on entities and their links: one ``Where`` for each type, one ``LinkWhere`` for each target."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from strawberry.types.field import StrawberryField

from graph_service.api.filter_types import filter_of
from graph_service.api.registry import Registry, described, input_field
from graph_service.api.shapes import Shape, own_name
from schema.catalogue import Catalogue
from schema.declarations import Direction, LinkEnd, LinkType, Property

__all__ = ["declare_filters", "link_match"]

_SHARED = "LinkEdgeWhere"


def declare_filters(registry: Registry, catalogue: Catalogue, shapes: Mapping[str, Shape]) -> None:
    """Declare the filters on all entity types and links of a catalogue.

    Links share one filter on their own properties. One that gives a name to another kind of
    value than most others do has filters of its own.
    """
    common = _common_filters(catalogue)
    apart = [link for link in catalogue.links.values() if not _agrees(link, common)]
    shared = [p for link in catalogue.links.values() if link not in apart for p in link.properties]
    if shared:
        _declare_edge_where(registry, _SHARED, "a link's own", shared)
    for declared in catalogue.types:
        _declare_where(registry, shapes[declared.name])
    edges = _SHARED if shared else None
    for target in dict.fromkeys(e.far for t in catalogue.types for e in catalogue.ends(t.name)):
        _declare_link_where(registry, target, target, edges)
    for link in apart:
        own = f"{link.source}{link.name[0].upper()}{link.name[1:]}EdgeWhere"
        _declare_edge_where(registry, own, f"{link.source}.{link.name}'s own", link.properties)
        for end in (LinkEnd(link, direction) for direction in Direction):
            _declare_link_where(registry, own_name(end), end.far, own)


def link_match(registry: Registry, end: LinkEnd) -> str:
    """Name of the filter on the links of a field."""
    return _filter_on(registry, end, "LinkMatch")


def _filter_on(registry: Registry, end: LinkEnd, what: str) -> str:
    own = f"{own_name(end)}{what}"
    return own if own in registry else f"{end.far}{what}"


def _declare_where(registry: Registry, shape: Shape) -> None:
    name = f"{shape.name}Where"

    def fields() -> Iterable[StrawberryField]:
        own: Any = registry[name]
        yield input_field("id", registry["IDFilter"], "The id.")
        yield from _properties(registry, shape.properties.values())
        for end in shape.links.values():
            text = described(end.description, end.label)
            yield input_field(end.name, registry[_filter_on(registry, end, "LinkWhere")], text)
        for field, end in shape.counts.items():
            text = f"The number of links of {end.name}."
            yield input_field(field, registry["IntFilter"], text)
        yield input_field("AND", list[own], "All of these hold; at most 50.")
        yield input_field("OR", list[own], "One of these holds; at most 50.")
        yield input_field("NOT", own, "This does not hold.")

    text = f"A condition on {shape.name}. All that is given must hold; without anything it does."
    registry.declare_input(name, text, fields)


def _declare_edge_where(
    registry: Registry, name: str, whose: str, properties: Sequence[Property]
) -> None:
    registry.declare_input(
        name,
        f"A condition on {whose} properties; those that the link lacks are refused.",
        lambda: _properties(registry, properties),
    )


def _declare_link_where(registry: Registry, name: str, target: str, edges: str | None) -> None:
    def match() -> Iterable[StrawberryField]:
        if edges:
            yield input_field("edge", registry[edges], "The link meets it.")
        yield input_field("node", registry[f"{target}Where"], "The node at its far end meets it.")

    def where() -> Iterable[StrawberryField]:
        found = registry[f"{name}LinkMatch"]
        yield input_field("some", found, "At least one link meets it.")
        yield input_field("none", found, "No link meets it.")
        yield input_field("all", found, "All links meet it; true if there are none.")

    registry.declare_input(f"{name}LinkMatch", f"A condition on a link to {target}.", match)
    registry.declare_input(f"{name}LinkWhere", f"A condition on links to {target}.", where)


def _properties(registry: Registry, properties: Iterable[Property]) -> list[StrawberryField]:
    by_name: dict[str, list[Property]] = {}
    for p in properties:
        by_name.setdefault(p.name, []).append(p)
    return [
        input_field(
            name,
            registry[filter_of(same[0])],
            " Or: ".join(dict.fromkeys(described(p.description, p.label, p.unit) for p in same)),
        )
        for name, same in by_name.items()
    ]


def _common_filters(catalogue: Catalogue) -> dict[str, str]:
    """The filter that most links have on their property of a name; of equals the first."""
    found: dict[str, Counter[str]] = {}
    for link in sorted(catalogue.links.values(), key=lambda link: link.type):
        for p in link.properties:
            found.setdefault(p.name, Counter())[filter_of(p)] += 1
    return {name: filters.most_common(1)[0][0] for name, filters in found.items()}


def _agrees(link: LinkType, common: Mapping[str, str]) -> bool:
    return all(common[p.name] == filter_of(p) for p in link.properties)
