"""Where a compiled function fails, graphql-core completes that value, and little else is done twice."""

from __future__ import annotations

import sys
from collections import Counter

import pytest
import strawberry
from compiled_executions import Asked, told
from graphql import build_schema

from graph_service.api.executor.completing import CompletingExecutor
from graph_service.api.executor.reading import Pure, Stored, declare

READS: Counter[str] = Counter()


class Read:
    """A row whose attributes are counted when they are read."""

    def __init__(self, **values):
        self.__dict__.update(values)

    def __getattribute__(self, name):
        if not name.startswith("__"):
            READS[name] += 1
        return object.__getattribute__(self, name)


@strawberry.type
class Leaf:
    size: int
    text: str | None


@strawberry.type
class Branch:
    leaves: list[Leaf | None]


@strawberry.type
class Query:
    branches: list[Branch]


SCHEMA = strawberry.Schema(Query)._schema
WIDTH = 40


@pytest.mark.parametrize("bad", [0, 1, WIDTH])
def test_the_values_beside_a_wrong_one_are_not_read_again_and_again(bad):
    def leaf(i, j):
        return Read(size=None if i == 7 and j < bad else j, text="t")

    root = Read(branches=[Read(leaves=[leaf(i, j) for j in range(WIDTH)]) for i in range(WIDTH)])
    asked = Asked(SCHEMA, "{ branches { leaves { size text } } }")
    stock = told(asked.stock(root_value=root))
    assert len(stock[1]) == bad
    READS.clear()

    assert told(asked.compiled(root_value=root)) == stock
    # Tried as the root's, as one list, branch by branch, as the list of its leaves and one by one.
    depth = 6
    assert READS["text"] <= WIDTH * WIDTH * (depth if bad else 1)
    # Of the wrong ones alone the text is read by graphql-core.


def test_all_other_items_of_a_list_are_compiled(monkeypatch):
    executed: list[object] = []
    run = CompletingExecutor.execute_field

    def counted(self, *told):
        executed.append(told[3].as_list())
        return run(self, *told)

    monkeypatch.setattr(CompletingExecutor, "execute_field", counted)
    leaves = [Leaf(size=i if i != 3 else None, text="t") for i in range(1000)]
    asked = Asked(SCHEMA, "{ branches { leaves { size text } } }")
    root = Query(branches=[Branch(leaves=leaves)])
    result = asked.compiled(root_value=root)

    assert [error.path for error in result.errors or ()] == [["branches", 0, "leaves", 3, "size"]]
    assert executed == [
        ["branches"],
        ["branches", 0, "leaves"],
        ["branches", 0, "leaves", 3, "size"],
    ]


class Awaited:
    """Can be awaited, and is a leaf of its own."""

    size, text = 1, "awaited"

    def __await__(self):
        yield from ()
        return Leaf(size=2, text="came")


class Spoofed:
    """Says that it is text, and is none."""

    __class__ = str  # type: ignore[assignment]

    def __eq__(self, other):
        return type(other) is Spoofed

    def __hash__(self):
        return 0


def own_await():
    made = Leaf(size=1, text="t")
    made.__await__ = 5
    return made


def told_by_getattr():
    class Proxy:
        size, text = 3, None

        def __getattr__(self, name):
            return {"__await__": None}[name]

    return Proxy()


@pytest.mark.parametrize(
    "leaf",
    [
        Awaited,
        own_await,
        told_by_getattr,
        lambda: ValueError("a value that is an error"),
        lambda: Leaf(size=1, text=Spoofed()),
        lambda: Leaf(size=True, text=1.5),
        lambda: Leaf(size=2**31, text="too large"),
        lambda: Leaf(size=1.0, text=None),
        lambda: Leaf(size=1, text=ValueError("text that is an error")),
        lambda: None,
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_values_that_are_not_plain_are_completed_as_graphql_core_does(leaf, first):
    plain = [Leaf(size=0, text="a"), Leaf(size=1, text=None)]
    asked = Asked(SCHEMA, "{ branches { leaves { size text } } }")

    def root():
        return Query(branches=[Branch(leaves=[leaf(), *plain] if first else [*plain, leaf()])])

    stock = told(asked.stock(root_value=root()))
    for _ in range(2):
        assert told(asked.compiled(root_value=root())) == stock


def test_coroutines_that_tell_types_are_not_left_behind():
    schema = build_schema(
        "interface I { a: Int } type A implements I { a: Int } type Query { i: [I] a: [A] }"
    )

    async def is_a(value, _info):
        return value["a"] is not None

    schema.type_map["A"].is_type_of = is_a
    declare(schema.type_map["A"].fields["a"], Stored())
    schema.type_map["A"].fields["a"].resolve = lambda row, _info: row["a"]
    for name in "ia":
        field = schema.query_type.fields[name]
        field.resolve = lambda *_: [{"a": 1}, {"a": None}]
        declare(field, Pure())
    asked = Asked(schema, "{ i { a } a { a } }")
    assert told(asked.compiled()) == told(asked.stock())


def test_selections_may_be_deeper_than_the_stack():
    schema = build_schema("type Query { down: Query one: [Query] n: Int }")
    for name in ("down", "one"):
        schema.query_type.fields[name].resolve = lambda *_: None
        declare(schema.query_type.fields[name], Pure())
    schema.query_type.fields["n"].resolve = lambda *_: 1
    declare(schema.query_type.fields["n"], Pure())
    deep = 190
    asked = Asked(schema, "{" + "down { n one {" * (deep // 2) + "n" + "}}" * (deep // 2) + "}")
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len_of_stack() + 100)
    try:
        made = asked.programs
        assert made.bind(schema, asked.document)
        operation = made.operation(None)
        program = made.program(operation.node, operation.variables({}, hide_suggestions=False))
        unit = program.steps(schema.query_type, program.root_fields.grouped_field_set)
    finally:
        sys.setrecursionlimit(limit)
    assert len(unit.source) > deep / 4
    assert asked.compiled().data == {"down": None}


def len_of_stack():
    frame, depth = sys._getframe(), 0
    while frame:
        frame, depth = frame.f_back, depth + 1
    return depth
