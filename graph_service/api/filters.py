"""Filters on entities and their links: one ``Where`` for each type, one ``LinkWhere`` for each target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from strawberry.types.field import StrawberryField

from graph_service.api.filter_types import filter_of
from graph_service.api.registry import Registry, described, input_field
from graph_service.api.shapes import Shape
from schema.catalogue import Catalogue
from schema.declarations import Property

__all__ = ["declare_filters"]


def declare_filters(registry: Registry, catalogue: Catalogue, shapes: Mapping[str, Shape]) -> None:
    """Declare the filters on all entity types and links of a catalogue.

    Raises
    ------
    ValueError
        If two link types have properties of one name and of different kinds: the filter on
        links is shared by all.
    """
    edges = _link_properties(catalogue)
    if edges:
        registry.declare_input(
            "LinkEdgeWhere",
            "A condition on a link's own properties; those that the link lacks are refused.",
            lambda: _properties(registry, edges),
        )
    for declared in catalogue.types:
        _declare_where(registry, shapes[declared.name])
    for target in dict.fromkeys(e.far for t in catalogue.types for e in catalogue.ends(t.name)):
        _declare_link_where(registry, target, edges=bool(edges))


def _declare_where(registry: Registry, shape: Shape) -> None:
    name = f"{shape.name}Where"

    def fields() -> Iterable[StrawberryField]:
        own: Any = registry[name]
        yield input_field("id", registry["IDFilter"], "The id.")
        yield from _properties(registry, shape.properties.values())
        for end in shape.links.values():
            text = described(end.description, end.label)
            yield input_field(end.name, registry[f"{end.far}LinkWhere"], text)
        for field, end in shape.counts.items():
            text = f"The number of links of {end.name}."
            yield input_field(field, registry["IntFilter"], text)
        yield input_field("AND", list[own], "All of these hold; at most 50.")
        yield input_field("OR", list[own], "One of these holds; at most 50.")
        yield input_field("NOT", own, "This does not hold.")

    text = f"A condition on {shape.name}. All that is given must hold; without anything it does."
    registry.declare_input(name, text, fields)


def _declare_link_where(registry: Registry, target: str, *, edges: bool) -> None:
    def match() -> Iterable[StrawberryField]:
        if edges:
            yield input_field("edge", registry["LinkEdgeWhere"], "The link meets it.")
        yield input_field("node", registry[f"{target}Where"], "The node at its far end meets it.")

    def where() -> Iterable[StrawberryField]:
        found = registry[f"{target}LinkMatch"]
        yield input_field("some", found, "At least one link meets it.")
        yield input_field("none", found, "No link meets it.")
        yield input_field("all", found, "All links meet it; true if there are none.")

    registry.declare_input(f"{target}LinkMatch", f"A condition on a link to {target}.", match)
    registry.declare_input(f"{target}LinkWhere", f"A condition on links to {target}.", where)


def _properties(registry: Registry, properties: Iterable[Property]) -> list[StrawberryField]:
    return [
        input_field(p.name, registry[filter_of(p)], described(p.description, p.label, p.unit))
        for p in properties
    ]


def _link_properties(catalogue: Catalogue) -> tuple[Property, ...]:
    found: dict[str, tuple[str, Property]] = {}
    for link in catalogue.links.values():
        for p in link.properties:
            other, known = found.setdefault(p.name, (link.type, p))
            if filter_of(known) != filter_of(p):
                raise ValueError(
                    f"Links {other} and {link.type} both have a property {p.name!r}, of different "
                    "kinds; the filter on links is shared, so give one of them another name."
                )
    return tuple(p for _, p in found.values())
