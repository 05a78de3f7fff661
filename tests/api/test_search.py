"""``search`` through the API: what is found, in which order, at which cost."""

from __future__ import annotations

import pytest
from api_client import ApiClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUND = """query ($text: String!, $types: [NodeType!], $first: Int! = 20) {
    search(text: $text, types: $types, first: $first) {
        totalCount hits { match node { __typename id ... on Organization { name } } } } }"""


async def found(api: ApiClient, text: str, **variables):
    answer = (await api.data(FOUND, {"text": text, **variables}))["search"]
    hits = [(hit["node"]["id"], hit["match"]) for hit in answer["hits"]]
    return hits, answer["totalCount"]


async def test_records_of_all_types_are_found_with_what_is_selected_of_them(shared: ApiClient):
    # Delta University has the alias 德大.
    answer = await shared.data(FOUND, {"text": "deda"})
    delta = {"__typename": "University", "id": "delta", "name": "Delta University"}
    assert answer["search"] == {"totalCount": 1, "hits": [{"match": "PARTS", "node": delta}]}
    assert await found(shared, "德大") == ([("delta", "EXACT")], 1)
    assert await found(shared, "J1") == ([("j1", "EXACT")], 1)
    assert await found(shared, "330304") == ([("ouhai", "EXACT")], 1)


async def test_types_and_length_are_chosen(shared: ApiClient):
    assert await found(shared, "et") == ([], 0)
    assert (await found(shared, "beta"))[0] == [("beta", "PREFIX")]
    assert (await found(shared, "beta", types=["ENTERPRISE"])) == ([], 0)
    assert (await found(shared, "beta", types=["ENTERPRISE", "PLATFORM"]))[1] == 1
    assert (await found(shared, "beta", first=0)) == ([], 1)


async def test_the_links_of_what_is_found_are_of_the_day_asked_for(shared: ApiClient):
    text = """{ search(text: "alpha", asOf: "%s") { hits { node {
        ... on Platform { builders { totalCount } } } } } }"""
    for day, builders in (("2022", 1), ("2023", 0)):
        answer = await shared.data(text % day)
        assert answer["search"]["hits"] == [{"node": {"builders": {"totalCount": builders}}}]


async def test_it_asks_the_store_once_and_reads_all_records_by_one_plan(shared: ApiClient):
    await found(shared, "a b", first=100)
    await shared.data('{ search(text: "epsilon") { totalCount hits { match } } }')
    await shared.data("""{ search(text: "epsilon") { hits { node { id ... on Enterprise {
        projects { nodes { participants { nodes { id } } } } } } } } }""")
    assert (len(shared.store.asked), len(shared.store.reads)) == (3, 1)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ('text: "' + "x" * 201 + '"', "text has 201 characters; the limit is 200."),
        ('text: "x", first: 101', "first is 101; it must be from 0 to 100."),
        ('text: "x", first: -1', "first is -1; it must be from 0 to 100."),
    ],
)
async def test_too_much_is_refused(shared: ApiClient, arguments: str, message: str):
    query = f"{{ search({arguments}) {{ totalCount }} }}"
    assert await shared.error(query) == ("BAD_USER_INPUT", message)


async def test_a_text_of_signs_finds_nothing(shared: ApiClient):
    assert await found(shared, '* (%) " \\ ~') == ([], 0)
