"""What is shown of a row that many requests are given is kept with it, where it is of the row alone.

Oracle: strawberry's own executor, which asks every resolver anew.
"""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from compiled_executions import Asked, told
from graphql import build_schema
from mutated_executor import executor

from graph_service.api.executor.reading import (
    SHARED_ROWS,
    TYPE_KEY,
    Batch,
    Pure,
    Stored,
    declare,
)
from graph_service.store.kept_of_nodes import Held
from graph_service.store.shared_rows import SharedRow

SDL = """
    scalar Any
    interface Thing { id: ID  n(x: Int, any: Any): String  own: String  below: [Thing!] }
    type A implements Thing { id: ID  n(x: Int, any: Any): String  own: String  below: [Thing!]
                              asked: String  late: String  bad: Int }
    type B implements Thing { id: ID  n(x: Int, any: Any): String  own: String  below: [Thing!] }
    type Query { things: [Thing!] }
"""
BOTH = "id n(x: 1) below { id own }"


def shown(row: Any, info: Any, **given: Any) -> str:
    row["@called"].append(info.path.key)
    return f"{row['@id']} {info.path.key} {given}"


def asked_of(row: Any, info: Any) -> str:
    return f"{row['@id']} {info.context}"


async def late(row: Any, _info: Any) -> str:
    return f"late {row['@id']}"


async def all_late(rows: Any, info: Any) -> list[str]:
    return [await late(row, info) for row in rows]


@pytest.fixture(scope="module")
def schema():
    made = build_schema(SDL)
    for name in "AB":
        fields = made.type_map[name].fields
        for stored in ("id", "below", "bad"):
            if stored in fields:
                fields[stored].resolve = lambda row, info: row[info.path.key]
                declare(fields[stored], Stored())
        for own in ("n", "own"):
            fields[own].resolve = shown
            declare(fields[own], Pure(alone=True))
        made.type_map[name].is_type_of = lambda row, _info, name=name: row["@type"] == name
        made.type_map[name].extensions = {TYPE_KEY: "@type", SHARED_ROWS: SharedRow}
    fields = made.type_map["A"].fields
    fields["asked"].resolve, fields["late"].resolve = asked_of, late
    declare(fields["asked"], Pure())
    declare(fields["late"], Batch(all_late))
    made.type_map["Thing"].resolve_type = lambda row, _info, _type: row["@type"]
    made.type_map["Thing"].extensions = {TYPE_KEY: "@type"}
    return made


def rows(held: Held | None = None) -> list[SharedRow]:
    held = held or Held(1_000_000)

    def row(type_: str, id_: str, *below: Any) -> SharedRow:
        values = {"@type": type_, "@id": id_, "id": id_, "i": id_, "below": [*below], "more": [*below], "bad": "no", "@called": []}  # fmt: skip
        return SharedRow(values, held)

    return [row("A", "1", row("B", "3"), row("A", "4")), row("B", "2")]


def answer(asked: Asked, things: Any, variables: Any = None, *, by: Any = None, context: Any = "c"):
    """The data, texts read again, and the errors."""
    execute = by or asked.compiled
    data, errors = told(execute(variables, root_value={"things": things}, context_value=context))
    return orjson.loads(orjson.dumps(data)), errors


def test_what_is_of_the_row_alone_is_made_once_for_all_documents_that_show_the_same(schema):
    things = rows()
    one = Asked(schema, f"{{ things {{ {BOTH} }} }}")
    other = Asked(schema, f"query Other {{ things {{ ...F }} }} fragment F on Thing {{ {BOTH} }}")
    right = answer(one, rows(), by=one.stock)
    assert right[1] == []
    for asked in (one, one, other):
        assert answer(asked, things) == right
    # `n` of each, once; `own` of the two below the first.
    assert [row["@called"] for row in things] == [["n"], ["n"]]
    assert [row["@called"] for row in things[0]["below"]] == [["own"], ["own"]]
    assert [len(row.made) for row in things] == [1, 1]


ALIKE = [
    ("{ things { n } }", "{ things { n: own } }", {}, {}),
    ("{ things { id } }", "{ things { i: id } }", {}, {}),
    ("{ things { n(x: 1) } }", "{ things { n(x: 2) } }", {}, {}),
    ("{ things { n(x: 1) } }", "{ things { n(any: 1) } }", {}, {}),
    ("{ things { below { id } } }", "{ things { below { own } } }", {}, {}),
    ("{ things { id } }", "{ things { id __typename } }", {}, {}),
    ("{ things { a: __typename } }", "{ things { b: __typename } }", {}, {}),
]
VARIED = [
    ("query($v: Int) { things { n(x: $v) } }", [{}, {"v": None}, {"v": 1}, {"v": 2}]),
    ("query($v: Any) { things { n(any: $v) } }", [{"v": 1}, {"v": True}, {"v": 1.0}, {"v": "1"}]),
    ("query($v: Any) { things { n(any: [{k: $v}]) } }", [{"v": [1]}, {"v": [True]}, {"v": {"a": 1}}]),
    ("query($v: Int) { things { below { n(x: $v) } } }", [{"v": 1}, {"v": 2}]),
    ("query($v: Int, $w: Int) { things { n(x: $v) m: n(x: $w) } }", [{"v": 1, "w": 2}, {"v": 2, "w": 1}]),
    ("query($v: Boolean!) { things { id n @include(if: $v) } }", [{"v": True}, {"v": False}]),
    ("query($v: Boolean!) { things { below { id own @skip(if: $v) } } }", [{"v": True}, {"v": False}]),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "of_one", "of_other"), ALIKE)
def test_documents_that_show_something_else_of_a_row_are_told_apart(
    schema, one, other, of_one, of_other
):
    things = rows()
    for text, variables in ((one, of_one), (other, of_other)) * 2:
        asked = Asked(schema, text)
        assert answer(asked, things, variables) == answer(asked, rows(), variables, by=asked.stock)


@pytest.mark.parametrize(("text", "varied"), VARIED)
def test_variables_are_told_apart(schema, text, varied):
    asked, things = Asked(schema, text), rows()
    for variables in varied * 2:
        right = answer(asked, rows(), variables, by=asked.stock)
        assert answer(asked, things, variables) == right


@pytest.mark.parametrize("field", ["... on A { asked }", "... on A { late }"])
def test_what_depends_on_who_asks_is_asked_for_anew(schema, field):
    asked, things = Asked(schema, f"{{ things {{ id {field} }} }}"), rows()
    for context in "xyx":
        right = answer(asked, rows(), by=asked.stock, context=context)
        assert answer(asked, things, context=context) == right
    assert [len(row.made) for row in things] == [0, 1]


def test_what_failed_is_not_kept_and_fails_again_in_the_same_words(schema):
    asked, things = Asked(schema, "{ things { id ... on A { bad } } }"), rows()
    right = answer(asked, rows(), by=asked.stock)
    assert len(right[1]) == 1
    for _ in range(3):
        assert answer(asked, things) == right
    assert not things[0].made


def test_what_json_cannot_hold_is_left_to_whoever_sends_it(schema):
    asked, things = Asked(schema, "{ things { id } }"), rows()
    things[0]["id"] = "\ud800"
    data, errors = told(asked.compiled(root_value={"things": things}))
    assert (data["things"][0], errors) == ({"id": "\ud800"}, [])
    assert [len(row.made) for row in things] == [0, 1]


def test_where_there_is_no_room_nothing_is_kept(schema):
    held = Held(300)
    things = rows(held)
    asked = Asked(schema, "{ things { id } }")
    for _ in range(2):
        answer(asked, things)
    # {"id":"1"} has 10 bytes and takes 210; with the second there are 420, and no room for more.
    assert (held.weight, held.full) == (420, True)
    more = Asked(schema, "{ things { own } }")
    assert answer(more, things) == answer(more, rows(), by=more.stock)
    assert ([len(row.made) for row in things], held.weight) == ([1, 1], 420)


def test_rows_of_one_request_are_completed_as_ever(schema):
    asked = Asked(schema, f"{{ things {{ {BOTH} }} }}")
    plain = [dict(row) for row in rows()]
    assert answer(asked, plain) == answer(asked, rows(), by=asked.stock)


TWICE = "{ things { ... on A { asked below { id } more: below { own } } } }"
"""Two selections of one row in one function, because what is above them is not kept."""


def test_two_selections_of_one_row_are_told_apart(schema):
    asked, things = Asked(schema, TWICE), rows()
    for _ in range(2):
        assert answer(asked, things) == answer(asked, rows(), by=asked.stock)
    assert [len(row.made) for row in things[0]["below"]] == [2, 2]


MUTANTS = [
    ("sharing", 'f"{key}:{self._field(type_, below)}"', 'f"{self._field(type_, below)}"'),
    ("sharing", "self.variables += _variables(node)", ""),
    ("sharing", "return (type(value), value)", "return value"),
    ("sharing", 'given = "".join(f" {print_ast(one)}" for one in node.arguments or ())', 'given = ""'),
    ("sharing", " and way != Pure(alone=True)", " and not isinstance(way, Pure)"),
    ("sharing", "[{' '.join(texts)}]", ""),
    ("sharing", "(*self.base, *given)", "self.base"),
    ("sharing", "(list, *map(hashable, value))", "(list,)"),
    ("compiler", "n = q.names[{number}]", "n = q.names[0]"),
]  # fmt: skip


@pytest.mark.parametrize("mutation", MUTANTS, ids=lambda mutation: mutation[1][:30])
def test_a_name_that_says_too_little_is_noticed(schema, mutation):
    with executor(mutation) as (kind, programs):

        def differs(texts: Any) -> bool:
            things = rows()
            for text, variables, context in texts:
                asked = Asked(schema, text)
                by = _by(asked, kind, programs(strict=True))
                right = answer(asked, rows(), variables, by=asked.stock, context=context)
                if answer(asked, things, variables, by=by, context=context) != right:
                    return True
            return False

        assert any(
            [
                *(differs(((a, v, ""), (b, w, ""))) for a, b, v, w in ALIKE),
                *(differs([(text, each, "") for each in varied]) for text, varied in VARIED),
                differs([("{ things { ... on A { asked } } }", {}, each) for each in "xy"]),
                differs([(TWICE, {}, "")]),
            ]
        )


def _by(asked: Asked, kind: Any, programs: Any) -> Any:
    return lambda variables, **more: asked.execute(kind, variables, programs=programs, **more)
