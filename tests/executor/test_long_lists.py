"""Lists of thousands are completed in slices, between which others have their turn.

Oracle: strawberry's own executor, which completes them at one go.
"""

from __future__ import annotations

import asyncio
from typing import Any

import orjson
import pytest
from compiled_executions import Asked, told
from graphql import build_schema
from strawberry.execution import optimized_is_awaitable

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.reading import Long, Stored, declare
from graph_service.api.executor.slices import SLICE
from graph_service.api.long_lists import LongLists

SDL = "type One { n: Int, bad: Int } type Query { many: [One!] word: String }"
MANY = 2 * SLICE + 1


@pytest.fixture(scope="module")
def schema():
    made = build_schema(SDL)
    for name in ("n", "bad"):
        field = made.type_map["One"].fields[name]
        field.resolve = lambda row, info: row[info.path.key]
        declare(field, Stored())
    many = made.type_map["Query"].fields["many"]
    many.resolve = lambda root, _info: root["many"]
    declare(many, Long())
    return made


def rows(length: int) -> list[dict[str, Any]]:
    return [{"n": number, "bad": "no" if number == MANY - 1 else 1} for number in range(length)]


def answer(result: Any) -> tuple[Any, list[Any]]:
    data, errors = told(result)
    return orjson.loads(orjson.dumps(data)), errors


@pytest.mark.parametrize("length", [0, 1, SLICE, SLICE + 1, 2 * SLICE, MANY])
@pytest.mark.parametrize("writing", [None, LongLists()], ids=["lists", "texts"])
def test_a_list_of_any_length_is_answered_as_by_graphql_core(schema, length, writing):
    asked, root = Asked(schema, "{ many { n } }"), {"many": rows(length)}
    right = answer(asked.stock(root_value=root))
    assert len(right[0]["many"]) == length
    assert answer(asked.compiled(root_value=root, writing=writing)) == right


@pytest.mark.parametrize("writing", [None, LongLists()], ids=["lists", "texts"])
def test_where_one_value_fails_all_is_as_with_graphql_core(schema, writing):
    asked, root = Asked(schema, "{ many { n bad } }"), {"many": rows(MANY)}
    right = answer(asked.stock(root_value=root))
    assert [error["path"] for error in right[1]] == [["many", MANY - 1, "bad"]]
    assert answer(asked.compiled(root_value=root, writing=writing)) == right


def test_what_json_cannot_hold_is_left_to_whoever_sends_it(schema):
    class Refusing(LongLists):
        def part(self, completed):
            if completed[-1]["n"] == MANY - 1:
                raise TypeError
            return super().part(completed)

    asked, root = Asked(schema, "{ many { n } }"), {"many": rows(MANY)}
    result = asked.compiled(root_value=root, writing=Refusing())
    assert told(result) == told(asked.stock(root_value=root))


def test_others_have_their_turn_between_two_slices(schema):
    asked = Asked(schema, "{ many { n } }")
    turns = 0

    async def run() -> Any:
        async def other() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0)

        beside = asyncio.create_task(other())
        executor: Any = CompiledExecutor.build(
            schema,
            asked.document,
            root_value={"many": rows(MANY)},
            is_awaitable=optimized_is_awaitable,
            programs=asked.programs,
            writing=LongLists(),
        )
        done = await executor.execute_operation()
        beside.cancel()
        return done

    data, errors = answer(asyncio.run(run()))
    # Three slices, between which there are two places.
    assert (len(data["many"]), errors, turns) == (MANY, [], 2)
