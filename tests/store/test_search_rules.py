"""The rules of search, on a few records in both stores."""

from __future__ import annotations

import pytest
import pytest_asyncio
from naive_search import search as naive_search
from searched import EVERY, FEW, found, holding
from stores import Place

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def few(place: Place):
    """A store of `FEW`, only to be read."""
    async with holding(place, FEW) as store:
        yield store


async def test_the_best_match_comes_first_then_the_shorter_name_then_the_id(few):
    assert await found(few, "温州大学") == ([("u1", 0), ("e1", 1)], 2)
    # e2 and e3 are the text, and the shown name of e2 is shorter; e4 begins with it.
    assert await found(few, "abc") == ([("e2", 0), ("e3", 0), ("e4", 1)], 3)
    # u2 has both pairs, but not 州大, the pair between them.
    assert (await found(few, "大学 温州"))[0] == [("u1", 2), ("u2", 2), ("e1", 2)]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("wenzhoudaxue", ["u1", "e1"]),
        ("wzdx", ["u1", "e1"]),
        ("wzyk", ["u2"]),
        ("yueqing", ["p1"]),
        ("leq 电气", ["p1"]),
        ("wenzhou univ", ["u1", "u2"]),
        ("medical WENZHOU", ["u2"]),
        ("温", ["u1", "u2", "e1"]),
        ("温 大", ["u1", "u2", "e1"]),
        ("温大", ["u1"]),
        ("（温州·大学）", ["u1", "e1", "u2"]),
        ("州大学", ["u1", "e1"]),
        ("a", []),
        ("university 科技园", []),
    ],
)
async def test_all_parts_of_a_text_are_found(few, text, ids):
    assert [id_ for id_, _ in (await found(few, text))[0]] == ids


async def test_only_the_types_asked_for_count_and_the_list_is_cut(few):
    assert await found(few, "温州大学", types=("Enterprise",)) == ([("e1", 1)], 1)
    assert await found(few, "abc", limit=2) == ([("e2", 0), ("e3", 0)], 3)
    assert await found(few, "abc", limit=0) == ([], 3)
    assert await found(few, "abc", types=()) == ([], 0)


@pytest.mark.parametrize(
    "text",
    [
        "abc AND china",
        "abc OR nobody",
        "NOT abc",
        "abc*",
        "*",
        "a?c",
        "abc~2",
        '"abc china"',
        '"',
        "name:abc",
        "_search:abc",
        "abc^3",
        "[a TO z]",
        "{a}",
        "(abc",
        "abc\\",
        "+abc -china",
        "&&",
        "||",
        "/a.c/",
        "#003",
        "=abc",
        "abc\u3000china",
        "abc\x00china",
        "'; MATCH (n) DETACH DELETE n //",
    ],
)
async def test_nothing_in_a_text_is_a_command(few, text):
    expected = naive_search(FEW, text, EVERY)
    assert await found(few, text) == (expected, len(expected))
