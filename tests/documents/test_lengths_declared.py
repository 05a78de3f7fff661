"""Every list of the API has a declared length, and every declaration has lists."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from graph_service.api.documents.lengths import LENGTH, By, is_list
from graph_service.api.list_lengths import LENGTHS, WEIGHTS


def fields(schema: GraphQLSchema) -> Iterator[tuple[str, GraphQLField]]:
    for type_ in schema.type_map.values():
        if isinstance(
            type_, GraphQLObjectType | GraphQLInterfaceType
        ) and not type_.name.startswith("__"):
            for name, field in type_.fields.items():
                yield f"{type_.name}.{name}", field


def test_every_list_has_one_declared_length(product: GraphQLSchema):
    lists = [name for name, field in fields(product) if is_list(field.type)]
    assert len(lists) > 300
    for name in lists:
        declared = [pattern for pattern in LENGTHS if fnmatchcase(name, pattern)]
        assert len(declared) == 1, f"{name}: declare in LENGTHS how long it is"


def test_every_declaration_has_fields(product: GraphQLSchema):
    names = [name for name, _ in fields(product)]
    lists = [name for name, field in fields(product) if is_list(field.type)]
    for pattern in LENGTHS:
        assert any(fnmatchcase(name, pattern) for name in lists), pattern
    for pattern in WEIGHTS:
        assert any(fnmatchcase(name, pattern) for name in names), pattern


def test_the_argument_that_says_a_length_stands_above_the_list_on_every_way_to_it(
    product: GraphQLSchema,
):
    wanted = {rule.argument for rule in LENGTHS.values() if isinstance(rule, By)}
    assert wanted == {
        "maxNodes", "maxLinks",
        "first", "ids", "fields", "top", "candidates", "causes", "members", "introductions",
    }  # fmt: skip
    roots: list[Any] = [product.query_type, product.mutation_type]
    waiting = [(root, frozenset[str]()) for root in roots]
    seen = set(waiting)
    lists = 0
    while waiting:
        type_, above = waiting.pop()
        possible = [type_]
        if isinstance(type_, GraphQLInterfaceType):
            possible += product.get_possible_types(type_)
        for one in possible:
            for name, field in getattr(one, "fields", {}).items():
                known = above | (wanted & field.args.keys())
                rule = field.extensions.get(LENGTH)
                if isinstance(rule, By):
                    lists += 1
                    assert rule.argument in known, f"{one.name}.{name} below {sorted(above)}"
                inner = get_named_type(field.type)
                if (inner, known) not in seen:
                    seen.add((inner, known))
                    waiting.append((inner, known))
    assert lists > 300
