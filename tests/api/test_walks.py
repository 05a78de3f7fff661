"""``paths`` and ``neighbourhood`` through the API."""

from __future__ import annotations

import pytest
from api_client import ApiClient

from graph_service.store import walks

pytestmark = pytest.mark.asyncio(loop_scope="module")

LINKS = "links { type label source target key }"


async def test_paths_show_their_records_and_links(shared: ApiClient):
    # alpha and epsilon share j2 and Ouhai; delta is one step further on either way over alpha.
    answer = await shared.data(
        f"""{{ paths(from: "alpha", to: "epsilon") {{
            truncated excluded {{ id }}
            paths {{ nodes {{ id ... on Project {{ name participants {{ totalCount }} }} }} {LINKS} }}
        }} }}"""
    )
    takes_part, located = ("PARTICIPATES_IN", "参与项目"), ("LOCATED_IN", "所在区划")

    def link(kind, source, target):
        return {"type": kind[0], "label": kind[1], "source": source, "target": target, "key": ""}

    assert answer["paths"] == {
        "truncated": False,
        "excluded": [],
        "paths": [
            {
                "nodes": [
                    {"id": "alpha"},
                    {"id": "j2", "name": "J2", "participants": {"totalCount": 2}},
                    {"id": "epsilon"},
                ],
                "links": [link(takes_part, "alpha", "j2"), link(takes_part, "epsilon", "j2")],
            },
            {
                "nodes": [{"id": "alpha"}, {"id": "ouhai"}, {"id": "epsilon"}],
                "links": [link(located, "alpha", "ouhai"), link(located, "epsilon", "ouhai")],
            },
        ],
    }
    assert (len(shared.store.asked), len(shared.store.reads)) == (1, 1)


async def test_paths_are_of_the_day_asked_for_and_cut(shared: ApiClient):
    text = """query ($asOf: PartialDate, $first: Int! = 20, $maxLength: Int! = 6) {
        paths(from: "alpha", to: "wu", asOf: $asOf, first: $first, maxLength: $maxLength) {
            truncated paths { nodes { id } } } }"""

    async def found(**variables):
        answer = (await shared.data(text, variables))["paths"]
        return [[n["id"] for n in p["nodes"]] for p in answer["paths"]], answer["truncated"]

    # Wu was at Delta, and Alpha was built with Delta, until the end of 2022.
    assert await found(asOf="2022") == ([["alpha", "delta", "wu"]], False)
    assert await found(asOf="2022", first=0) == ([], True)
    assert await found(asOf="2022", maxLength=1) == ([], False)
    assert await found() == ([], False)


async def test_a_neighbourhood_shows_how_far_its_records_are(shared: ApiClient):
    text = f"""query ($types: [NodeType!], $first: Int! = 100, $depth: Int! = 1) {{
        neighbourhood(id: "alpha", depth: $depth, first: $first, types: $types) {{
            truncated nodes {{ distance links node {{ id }} }} {LINKS} }} }}"""
    answer = (await shared.data(text))["neighbourhood"]
    # Today alpha has two projects and its district; all three have two links.
    assert [(n["distance"], n["links"], n["node"]["id"]) for n in answer["nodes"]] == [
        (0, 3, "alpha"),
        (1, 2, "j1"),
        (1, 2, "j2"),
        (1, 2, "ouhai"),
    ]
    assert [(x["type"], x["source"], x["target"]) for x in answer["links"]] == [
        ("LOCATED_IN", "alpha", "ouhai"),
        ("PARTICIPATES_IN", "alpha", "j1"),
        ("PARTICIPATES_IN", "alpha", "j2"),
    ]
    assert answer["truncated"] is False
    assert (len(shared.store.asked), len(shared.store.reads)) == (1, 1)

    cut = (await shared.data(text, {"first": 1}))["neighbourhood"]
    assert ([n["node"]["id"] for n in cut["nodes"]], cut["truncated"]) == (["alpha", "j1"], True)
    projects = await shared.data(text, {"types": ["PROJECT", "ENTERPRISE"], "depth": 2})
    ids = [n["node"]["id"] for n in projects["neighbourhood"]["nodes"]]
    assert ids == ["alpha", "j1", "j2", "epsilon"]


async def test_nothing_is_told_of_records_that_are_not_there(shared: ApiClient):
    answer = await shared.data(
        """{ a: paths(from: "alpha", to: "nobody") { truncated }
             b: neighbourhood(id: "nobody") { truncated } }"""
    )
    assert answer == {"a": None, "b": None}


async def test_records_that_are_not_selected_are_not_read(shared: ApiClient):
    await shared.data('{ neighbourhood(id: "alpha") { nodes { distance } } }')
    await shared.data('{ paths(from: "alpha", to: "beta") { truncated } }')
    assert (len(shared.store.asked), len(shared.store.reads)) == (2, 0)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ('paths(from: "a", to: "b", maxLength: 7)', "maxLength is 7; it must be from 0 to 6."),
        ('paths(from: "a", to: "b", maxLength: -1)', "maxLength is -1; it must be from 0 to 6."),
        ('paths(from: "a", to: "b", first: 101)', "first is 101; it must be from 0 to 100."),
        ('neighbourhood(id: "a", depth: 4)', "depth is 4; it must be from 0 to 3."),
        ('neighbourhood(id: "a", first: 501)', "first is 501; it must be from 0 to 500."),
    ],
)
async def test_what_is_out_of_range_is_refused(shared: ApiClient, field: str, message: str):
    assert await shared.error(f"{{ {field} {{ truncated }} }}") == ("BAD_USER_INPUT", message)


async def test_more_than_a_store_looks_at_is_refused(shared: ApiClient, monkeypatch):
    monkeypatch.setattr(walks, "MOST_MET", 1)
    code, message = await shared.error('{ paths(from: "alpha", to: "epsilon") { truncated } }')
    assert code == "LIMIT_EXCEEDED"
    assert message == "More than 1 records lie between the two. Ask for shorter paths."
