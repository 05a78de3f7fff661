"""Fields of several types are given the same arguments once, where they are the same.

Oracle: strawberry's own executor, which coerces them for every value.
"""

from __future__ import annotations

import pytest
from compiled_executions import Asked, told
from graphql import build_schema
from mutated_executor import executor

from graph_service.api.executor.reading import TYPE_KEY, Pure, declare

SDL = """
    interface Thing { n(x: Int): String }
    type A implements Thing { n(x: Int = 1): String }
    type B implements Thing { n(x: Int = 2): String }
    type C implements Thing { n(x: Int): String }
    type D implements Thing { n(x: Int): String }
    type Query { things: [Thing!]! }
"""
THINGS = [{"@type": name} for name in "ABCDABCD"]
TEXT = "query($v: Int) { things { a: n b: n(x: 5) c: n(x: $v) ... on C { d: n(x: 7) } } }"


@pytest.fixture
def schema():
    made = build_schema(SDL)
    for name in "ABCD":
        field = made.type_map[name].fields["n"]
        field.resolve = lambda row, _info, **given: f"{row['@type']} {given}"
        declare(field, Pure())
        made.type_map[name].is_type_of = lambda row, _info, name=name: row["@type"] == name
        made.type_map[name].extensions = {TYPE_KEY: "@type"}
    made.type_map["Thing"].resolve_type = lambda row, _info, _type: row["@type"]
    made.type_map["Thing"].extensions = {TYPE_KEY: "@type"}
    return made


@pytest.mark.parametrize("variables", [{}, {"v": None}, {"v": 3}])
def test_each_field_is_given_its_own_arguments_and_its_types_defaults(schema, variables):
    asked = Asked(schema, TEXT)
    stock = told(asked.stock(variables, root_value={"things": THINGS}))
    assert stock[1] == []
    for _ in range(3):
        assert told(asked.compiled(variables, root_value={"things": THINGS})) == stock


@pytest.mark.parametrize(
    "mutation",
    [
        ("running", "(id(self.node), *declared)", "(0, *declared)"),
        ("running", "(id(self.node), *declared)", "(id(self.node),)"),
        ("running", "(id(self.node), *declared)", "(self.key,)"),
    ],
    ids=lambda mutation: mutation[2],
)
def test_sharing_what_is_not_the_same_is_noticed(schema, mutation):
    asked = Asked(schema, TEXT)
    stock = told(asked.stock({"v": 3}, root_value={"things": THINGS}))
    with executor(mutation) as (kind, programs):
        found = asked.execute(
            kind, {"v": 3}, root_value={"things": THINGS}, programs=programs(strict=True)
        )
    assert told(found) != stock
