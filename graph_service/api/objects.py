"""Object and interface types: one for each entity type, with its properties and links."""

from __future__ import annotations

from collections.abc import Iterable

import strawberry
from strawberry.types.field import StrawberryField

from graph_service.api.connections import link_field
from graph_service.api.derived import derived_field
from graph_service.api.provenance import provenance_fields
from graph_service.api.registry import GeneratedField, Registry, described, stored_field
from graph_service.api.served import Served
from graph_service.api.shapes import Shape
from graph_service.api.values import annotation_of, served_by
from schema.catalogue import Catalogue

__all__ = ["declare_objects", "type_code", "type_enum"]


def type_enum(abstract: str) -> str:
    """Name of the enum of the concrete types of an abstract type."""
    return f"{abstract}Type"


def type_code(name: str) -> str:
    """Name of a concrete type in these enums, such as RESEARCH_INSTITUTE."""
    return "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper()


def declare_objects(registry: Registry, served: Served) -> None:
    """Declare ``Node``, an interface for each abstract type and an object type for each other."""
    catalogue, shapes = served.catalogue, served.shapes
    registry.declare_interface(
        "Node", "A record of the graph.", lambda: [_id(), *provenance_fields()]
    )
    _declare_types(registry, catalogue, shapes["Node"])
    for declared in sorted(catalogue.types, key=lambda t: len(catalogue.lineage(t.name))):
        shape = shapes[declared.name]
        above = ("Node", *reversed(catalogue.lineage(declared.name)[1:]))
        declare = registry.declare_interface if declared.abstract else registry.declare_object
        declare(
            declared.name,
            described(declared.description, declared.label),
            lambda shape=shape: _fields(shape, registry, served),  # type: ignore[misc]
            interfaces=above,
        )
        if declared.abstract:
            _declare_types(registry, catalogue, shape)


def _declare_types(registry: Registry, catalogue: Catalogue, shape: Shape) -> None:
    registry.declare_enum(
        type_enum(shape.name),
        f"The types of {shape.name}.",
        [_member(catalogue, name) for name in shape.members],
    )


def _fields(shape: Shape, registry: Registry, served: Served) -> Iterable[StrawberryField]:
    pack, guards = served.pack, served.guards.by_type.get(shape.name, {})
    yield _id()
    yield from provenance_fields()
    for p in shape.properties.values():
        yield stored_field(
            p.name,
            annotation_of(p, registry, guarded=p.name in guards),
            described(p.description, p.label, p.unit),
            served_by(p, pack),
            guarded=p.name in guards,
        )
    for derived in shape.derived.values():
        yield derived_field(derived, registry, pack, guarded=derived.name in guards)
    for end in shape.links.values():
        yield link_field(end, registry, guarded=end.name in guards)


def _id() -> GeneratedField:
    text = "Identifies the record among all; never changes."
    return stored_field("id", strawberry.ID, text)


def _member(catalogue: Catalogue, name: str) -> tuple[str, str, str]:
    declared = catalogue.by_name[name]
    return type_code(name), name, described(declared.description, declared.label)
