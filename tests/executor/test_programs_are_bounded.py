"""What is kept of a document: for its own schema, in bounds, never confused."""

from __future__ import annotations

import ast
import itertools
import re

import pytest
import strawberry
from compiled_executions import Asked, told
from graphql import (
    AbortController,
    MiddlewareManager,
    build_schema,
    parse,
    specified_directives,
)
from graphql.type import GraphQLDeferDirective

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import MOST, Programs
from graph_service.api.executor.reading import Pure, Stored, declare
from graph_service.api.executor.source import literal


@strawberry.type
class Item:
    a: int
    b: int
    c: int
    d: int
    e: int


@strawberry.type
class Query:
    items: list[Item]


SCHEMA = strawberry.Schema(Query)._schema
ROOT = Query(items=[Item(a=1, b=2, c=3, d=4, e=5)])


def test_each_value_of_the_switches_has_a_program_of_its_own():
    text = """query ($x: Boolean!, $y: Boolean! = true) {
        items { a @include(if: $x) ...B @skip(if: $y) c @include(if: true) d @skip(if: true) }
    } fragment B on Item { b }"""
    asked = Asked(SCHEMA, text)
    for x, y in ((True, True), (True, False), (False, True), (False, False)):
        expected = {**({"a": 1} if x else {}), **({} if y else {"b": 2}), "c": 3}
        for _ in range(2):
            result = asked.compiled({"x": x, "y": y}, root_value=ROOT)
            assert result.data == {"items": [expected]}
    assert told(asked.compiled({"x": True}, root_value=ROOT)) == ({"items": [{"a": 1, "c": 3}]}, [])
    assert len(asked.programs.made) == 4


def test_no_more_programs_are_kept_than_allowed():
    names = "abcde"
    declared = " ".join(f"${name}: Boolean!" for name in names)
    selected = " ".join(f"{name} @include(if: ${name})" for name in names)
    asked = Asked(SCHEMA, f"query ({declared}) {{ items {{ __typename {selected} }} }}")
    for values in itertools.product((True, False), repeat=len(names)):
        variables = dict(zip(names, values, strict=True))
        stock = told(asked.stock(variables, root_value=ROOT))
        assert told(asked.compiled(variables, root_value=ROOT)) == stock
    # Of 2 ** 5 = 32.
    assert len(asked.programs.made) == MOST == 16


@pytest.mark.parametrize(("allowed", "units"), [(0, 0), (1, 1), (5, 1), (6, 2), (100, 2)])
def test_no_more_fields_are_compiled_than_allowed(allowed, units):
    # Each value of $x makes a unit: `items` with a, b, c, d, and then with a, b, c: 5 + 4 fields.
    text = "query ($x: Boolean!) { items { a b c d @include(if: $x) } }"
    asked = Asked(SCHEMA, text, most_fields=allowed)
    for x in (True, False, True, False):
        stock = told(asked.stock({"x": x}, root_value=ROOT))
        assert told(asked.compiled({"x": x}, root_value=ROOT)) == stock
    assert sum(len(program.units) for program in asked.programs.made) == units


def test_a_document_executed_often_is_compiled_once():
    asked = Asked(SCHEMA, "{ items { a b } }")
    for _ in range(5):
        assert asked.compiled(root_value=ROOT).data == {"items": [{"a": 1, "b": 2}]}
    (program,) = asked.programs.made
    assert len(program.units) == 1


def test_switches_that_are_null_are_left_to_graphql_core():
    asked = Asked(SCHEMA, "query ($x: Boolean = true) { items { a @include(if: $x) } }")
    stock = told(asked.stock({"x": None}, root_value=ROOT))
    assert told(asked.compiled({"x": None}, root_value=ROOT)) == stock
    assert len(stock[1]) == 1
    assert asked.programs.made == []


def test_programs_serve_the_first_document_and_schema_alone():
    programs, text = Programs(strict=True), "{ items { a } }"
    first, second = parse(text), parse("{ items { b } }")
    other = strawberry.Schema(Query)._schema
    for schema, document in ((SCHEMA, first), (SCHEMA, second), (other, first)):
        built = CompiledExecutor.build(schema, document, ROOT, programs=programs)
        assert (built.program is not None) == (schema is SCHEMA and document is first)
        field = "b" if document is second else "a"
        assert list(built.execute_operation().data["items"][0]) == [field]


def test_two_operations_with_the_same_fragment_are_not_confused():
    text = """query One { items { ...F } } query Two { other: items { ...F b } }
              fragment F on Item { a }"""
    asked = Asked(SCHEMA, text)
    for name, expected in (("One", {"items": [{"a": 1}]}), ("Two", {"other": [{"a": 1, "b": 2}]})):
        for _ in range(2):
            assert asked.compiled(root_value=ROOT, operation_name=name).data == expected
    for name in (None, "Three", ""):
        built = [
            CompiledExecutor.build(SCHEMA, asked.document, operation_name=name, programs=programs)
            for programs in (None, asked.programs)
        ]
        assert [e.message for e in built[0]] == [e.message for e in built[1]]


@pytest.mark.parametrize(
    "options",
    [
        {"middleware": MiddlewareManager(lambda next_, *a, **k: next_(*a, **k))},
        {"middleware": [lambda next_, *a, **k: next_(*a, **k)]},
        {"abort_signal": AbortController().signal},
        {"type_resolver": lambda *_: None},
        {"is_awaitable": lambda _value: False},
        {"is_async_iterable": lambda _value: False},
    ],
)
def test_unusual_executions_are_left_to_graphql_core(options):
    built = CompiledExecutor.build(
        SCHEMA, parse("{ items { a } }"), ROOT, programs=Programs(strict=True), **options
    )
    assert built.program is None
    assert CompiledExecutor.build(
        SCHEMA, parse("{ items { a } }"), ROOT, programs=Programs(strict=True)
    ).program


@pytest.mark.parametrize(
    "text",
    [
        "{ items { ... @defer { a } } }",
        "{ items { ...F @defer(if: false) } } fragment F on Item { a }",
        "subscription { items { a } }",
    ],
)
def test_answers_in_parts_and_subscriptions_are_left_to_graphql_core(text):
    schema = build_schema(
        "type Item { a: Int } type Query { items: [Item] } type Subscription { items: [Item] }"
    )
    schema.directives = (*specified_directives, GraphQLDeferDirective)
    built = CompiledExecutor.build(schema, parse(text), programs=Programs(strict=True))
    assert built.program is None


@pytest.mark.parametrize(
    "variables",
    [{}, {"n": None}, {"n": "x"}, {"n": 3}, {"n": 3, "of": [1, 2]}, {"n": 1, "of": [[]]}],
)
def test_variables_are_coerced_as_by_graphql_core(variables):
    schema = build_schema("type Query { f(n: Int!, of: [Int!] = [7]): [Int!] }")
    schema.query_type.fields["f"].resolve = lambda _root, _info, n, of: [n, *of]
    declare(schema.query_type.fields["f"], Pure())
    text = "query ($n: Int!, $of: [Int!] = [1, 2]) { f(n: $n, of: $of) }"
    document = parse(text)
    outcomes = []
    for programs in (None, Programs(strict=True)):
        built = CompiledExecutor.build(
            schema, document, raw_variable_values=variables, programs=programs
        )
        outcomes.append(
            [error.formatted for error in built]
            if isinstance(built, list)
            else (told(built.execute_operation()), built.variable_values.coerced)
        )
    assert outcomes[0] == outcomes[1]


def test_defaults_of_variables_are_made_anew_for_each_request():
    schema = build_schema("type Query { f(of: [Int!]): Int }")
    schema.query_type.fields["f"].resolve = lambda _root, _info, of: of.append(3) or len(of)
    asked = Asked(schema, "query ($of: [Int!] = [1, 2]) { f(of: $of) }")
    assert [asked.compiled().data["f"] for _ in range(3)] == [3, 3, 3]


def test_generated_text_has_no_names_that_were_not_looked_at():
    name = re.compile(r"[_A-Za-z][_0-9A-Za-z]*")
    schema = build_schema(
        """interface I { a(x: String): Int } type A implements I { a(x: String): Int, b: [[String!]] }
           type Query { i: [I], a: A }"""
    )
    schema.type_map["I"].extensions = {"type_key": "'] or evil['"}
    schema.type_map["A"].extensions = {"type_key": "'] or evil['"}
    schema.type_map["A"].is_type_of = lambda *_: True
    row = {"'] or evil['": "A", "a": 1, "b": [["t"]], "_0": 2}
    for type_, field in (("A", "a"), ("A", "b"), ("Query", "i"), ("Query", "a")):
        declared = schema.type_map[type_].fields[field]
        declared.resolve = lambda source, info, **_: source[info.path.key]
        declare(declared, Stored())
    text = """{ i { __typename a(x: "'] or evil['") ... on A { b _0: a } } a { __typename b } }"""
    asked = Asked(schema, text)
    result = asked.compiled(root_value={"i": [row], "a": row})
    assert told(result) == told(asked.stock(root_value={"i": [row], "a": row}))

    texts = [text for unit in asked.programs.made[0].units for text in unit.source]
    nodes = [node for text in texts for node in ast.walk(ast.parse(text))]
    strings = {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert strings == {"__typename", "A", "a", "b", "_0", "i", "__await__"}
    assert all(name.fullmatch(text) for text in strings)
    own = re.compile(r"[a-zI]|[uia][0-9]+|[COLVTKJ][0-9]+|type|list|tuple|str|int|hasattr")
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    assert all(own.fullmatch(one) for one in used), used
    assert {node.attr for node in nodes if isinstance(node, ast.Attribute)} <= {"infos", "add"}


@pytest.mark.parametrize("text", ["", "1a", "a b", "a'", "a\n", "é", "a.b", "名"])
def test_what_is_no_name_is_never_written(text):
    with pytest.raises(ValueError, match="no name"):
        literal(text)
