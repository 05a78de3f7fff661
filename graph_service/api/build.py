"""The schema, assembled from a catalogue and a pack."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from strawberry.types.field import StrawberryField

from graph_service.api.connections import declare_connection, declare_link_connection
from graph_service.api.derived import declare_based
from graph_service.api.ecosystem_map.column_scalars import COLUMN_SCALARS
from graph_service.api.executor.reading import SHARED_ROWS, TYPE_KEY, Pure, declare
from graph_service.api.filter_types import declare_value_filters
from graph_service.api.filters import declare_filters
from graph_service.api.graph_info import GraphInfoQuery
from graph_service.api.list_lengths import declare_lengths
from graph_service.api.objects import declare_objects
from graph_service.api.orders import declare_order
from graph_service.api.registry import GeneratedField, Registry, described
from graph_service.api.root import root_fields
from graph_service.api.served import Served, serve
from graph_service.api.summary_fields import declare_summaries
from graph_service.api.values import SCALARS, vocabulary_of
from graph_service.store.shared_rows import SharedRow
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Kind
from schema.packs import Pack
from schema.vocabularies import Basis, Vocabulary

__all__ = ["BuiltSchema", "build_schema", "export_schema"]


@dataclass(frozen=True)
class BuiltSchema:
    """A schema and what it serves.

    Attributes
    ----------
    schema : strawberry.Schema
    served : Served
        Part of every request's context.
    """

    schema: strawberry.Schema
    served: Served

    @property
    def graphql(self) -> GraphQLSchema:
        """The executable schema below."""
        return self.schema._schema  # noqa: SLF001 - strawberry has no public name for it

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the schema's text, hexadecimal."""
        return hashlib.sha256(self.schema.as_str().encode()).hexdigest()


def build_schema(
    catalogue: Catalogue,
    pack: Pack,
    *,
    extra: Sequence[type] = (),
    mutations: Sequence[type] = (),
    subscriptions: Sequence[type] = (),
    ordered: bool = False,
) -> BuiltSchema:
    """Generate the schema of a catalogue.

    Parameters
    ----------
    catalogue : Catalogue
        All of it is in the schema; what is not public is null for most who ask.
    pack : Pack
    extra : sequence of type
        Strawberry types whose fields become root fields beside the generated ones.
    mutations : sequence of type
        Strawberry types whose fields become those that write.
    subscriptions : sequence of type
        Strawberry types whose fields become those that tell again and again.
    ordered : bool
        Whether everything is in the order of the alphabet, to be printed. Such a schema cannot
        be executed: sorting it forgets how Python's enums are read and written.

    Returns
    -------
    BuiltSchema

    Raises
    ------
    ValueError
        If the catalogue needs two types or fields of one name.
    """
    served = serve(catalogue, pack)
    registry = _declared(served)
    schema = strawberry.Schema(
        query=_query(registry, served, (GraphInfoQuery, *extra)),
        mutation=_mutation(mutations) if mutations else None,
        subscription=_subscription(subscriptions) if subscriptions else None,
        types=registry.types,
        config=StrawberryConfig(
            auto_camel_case=True, sort_schema=ordered, scalar_map=SCALARS | COLUMN_SCALARS
        ),
    )
    built = BuiltSchema(schema, served)
    _attach_resolvers(built.graphql, registry)
    declare_lengths(built.graphql)
    return built


def export_schema() -> str:
    """Return the schema of the product as sorted text."""
    from graph_service.api.extras import EXTRAS, MUTATIONS, SUBSCRIPTIONS

    pack = Pack(name="", label="", description="")
    built = build_schema(
        load_catalogue(),
        pack,
        extra=EXTRAS,
        mutations=MUTATIONS,
        subscriptions=SUBSCRIPTIONS,
        ordered=True,
    )
    return built.schema.as_str() + "\n"


def _declared(served: Served) -> Registry:
    registry, catalogue = Registry(), served.catalogue
    vocabularies = _vocabularies(catalogue)
    for vocabulary in dict.fromkeys((*vocabularies, *_only_derived(catalogue))):
        registry.declare_enum(
            vocabulary.__name__,
            " ".join((vocabulary.__doc__ or "").split()),
            [(v.name, v.name, described(v.word.description, v.word.label)) for v in vocabulary],
        )
    declare_based(registry, catalogue)
    declare_objects(registry, served)
    declare_value_filters(registry, [vocabulary.__name__ for vocabulary in vocabularies])
    declare_filters(registry, catalogue, served.shapes)
    declare_summaries(registry, served)
    for declared in catalogue.types:
        declare_order(registry, served.shapes[declared.name])
        declare_connection(registry, served, declared.name)
        for end in catalogue.ends(declared.name):
            if end.near == declared.name and end.link.properties:
                declare_link_connection(registry, served, end)
    registry.complete()
    return registry


def _vocabularies(catalogue: Catalogue) -> list[type[Vocabulary]]:
    properties = [
        *(p for t in catalogue.types for p in t.properties),
        *(p for link in catalogue.links.values() for p in link.properties),
    ]
    found = [p.vocabulary for p in properties if p.kind is Kind.ENUM]
    return [v for v in dict.fromkeys(found) if isinstance(v, type)]


def _only_derived(catalogue: Catalogue) -> list[type[Vocabulary]]:
    derived = [d for t in catalogue.types for d in t.derived]
    found = [vocabulary_of(d.shown) for d in derived if d.shown.kind is Kind.ENUM]
    return [*found, *([Basis] if any(d.based for d in derived) else [])]


def _query(registry: Registry, served: Served, mixed: Sequence[type]) -> type[Any]:
    query = strawberry.type(type("Query", tuple(mixed), {}), description="What can be read.")
    definition: Any = query.__strawberry_definition__  # type: ignore[attr-defined]
    definition.fields += root_fields(registry, served)
    _check_names(definition)
    return query


def _mutation(mixed: Sequence[type]) -> type[Any]:
    mutation = strawberry.type(
        type("Mutation", tuple(mixed), {}),
        description="What can be written, by editors and administrators.",
    )
    _check_names(mutation.__strawberry_definition__)  # type: ignore[attr-defined]
    return mutation


def _subscription(mixed: Sequence[type]) -> type[Any]:
    subscription = strawberry.type(
        type("Subscription", tuple(mixed), {}),
        description="What is told as soon as it changes, over a WebSocket or as events of a stream.",
    )
    _check_names(subscription.__strawberry_definition__)  # type: ignore[attr-defined]
    return subscription


def _check_names(definition: Any) -> None:
    names = [field.python_name for field in definition.fields]
    for name in names:
        if names.count(name) > 1:
            raise ValueError(f"The API would have two root fields {name}.")


def _attach_resolvers(schema: GraphQLSchema, registry: Registry) -> None:
    # Strawberry would wrap these resolvers in its own conversion of arguments, for every row.
    for declared in schema.type_map.values():
        if isinstance(declared, GraphQLObjectType | GraphQLInterfaceType):
            if declared.name in registry.rows:
                declared.extensions = {
                    **declared.extensions,
                    TYPE_KEY: "@type",
                    SHARED_ROWS: SharedRow,
                }
            for field in declared.fields.values():
                origin = field.extensions.get("strawberry-definition")
                if isinstance(origin, GeneratedField):
                    field.resolve = origin.resolve
                    if origin.reading is not None:
                        declare(field, origin.reading)
                elif isinstance(origin, StrawberryField) and _is_of_its_source_alone(origin):
                    field.resolve = _called(origin)
                    declare(field, Pure(alone=True))


def _is_of_its_source_alone(field: StrawberryField) -> bool:
    resolver = field.base_resolver
    return (
        resolver is not None
        and not resolver.is_async
        and resolver.self_parameter is not None
        and resolver.info_parameter is None
        and not (field.arguments or field.extensions or field.permission_classes)
    )


def _called(field: StrawberryField) -> Callable[..., Any]:
    method: Any = field.base_resolver.wrapped_func  # type: ignore[union-attr]
    return lambda source, _info: method(source)
