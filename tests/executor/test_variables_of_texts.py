"""Lists of texts given as variables are taken as they are; anything else in them is coerced.

Oracle: strawberry's own executor.
"""

from __future__ import annotations

import pytest
from compiled_executions import Asked, told
from graphql import build_schema
from mutated_executor import executor

SDL = """
    enum Word { A }
    type Query { show(texts: [String!], ids: [ID], nested: [[String]], words: [Word!], numbers: [Float]): String }
"""
TEXT = """query($texts: [String!], $ids: [ID]! = ["d"], $nested: [[String]], $words: [Word!], $numbers: [Float]) {
    show(texts: $texts, ids: $ids, nested: $nested, words: $words, numbers: $numbers) }"""


@pytest.fixture(scope="module")
def asked():
    made = build_schema(SDL)
    made.type_map["Query"].fields["show"].resolve = lambda _root, _info, **given: repr(given)
    return Asked(made, TEXT)


GIVEN = [
    {},
    {"texts": ["a", "b"], "ids": ["1"]},
    {"texts": []},
    {"texts": None},
    {"texts": "a", "ids": "b"},
    {"texts": ["a", 1]},
    {"texts": ["a", None]},
    {"texts": [["a"]]},
    {"ids": ["a", 1, None]},
    {"ids": ["a", 1.5]},
    {"ids": [True]},
    {"ids": None},
    {"nested": [["a"], None, "b"]},
    {"nested": ["a", "b"]},
    {"words": ["A"]},
    {"words": ["B"]},
    {"numbers": ["1"]},
    {"numbers": [1, 2.5]},
]


@pytest.mark.parametrize("given", GIVEN, ids=str)
def test_they_are_coerced_as_by_graphql_core(asked, given):
    assert told(asked.compiled(given)) == told(asked.stock(given))


def test_some_of_them_are_refused(asked):
    assert sum(bool(asked.stock(given).errors) for given in GIVEN) == 8


MUTANTS = [
    ("operations", "set(map(type, value)) <= _TEXT", "True"),
    ("operations", "return coerce in (GraphQLString.coerce_input_value, GraphQLID.coerce_input_value)", "return True"),
    ("operations", "found = [*value]", "found = value[:1]"),
]  # fmt: skip


@pytest.mark.parametrize("mutation", MUTANTS, ids=lambda mutation: mutation[1][:30])
def test_taking_more_as_it_is_is_noticed(asked, mutation):
    def answers(*arguments, **options):
        try:
            return told(asked.execute(*arguments, **options))
        except Exception as error:  # noqa: BLE001 - a fault may do anything
            return error

    with executor(mutation) as (kind, programs):
        found = [answers(kind, given, programs=programs(strict=True)) for given in GIVEN]
    assert found != [told(asked.stock(given)) for given in GIVEN]
