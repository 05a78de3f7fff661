from __future__ import annotations

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest
from api_client import ApiClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schema.statements import NodeStatement, Run

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDERS = [
    [],
    [{"name": "ASC"}],
    [{"establishedOn": "DESC"}],
    [{"projectsCount": "DESC"}, {"name": "ASC"}],
    [{"country": "ASC"}, {"establishedOn": "ASC"}],
]
ASKED = "($first: Int, $after: String, $last: Int, $before: String, $orderBy: [OrganizationOrder!])"
GIVEN = "(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy)"
SHOWN = """{ edges { cursor node { id } } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"""
LIST = f"query {ASKED} {{ found: organizations{GIVEN} {SHOWN} }}"
LINKS = f'query {ASKED} {{ project(id: "j2") {{ found: participants{GIVEN} {SHOWN} }} }}'


async def page(api: ApiClient, query: str, **variables: Any) -> dict[str, Any]:
    data = await api.data(query, variables)
    return data.get("project", data)["found"]


@pytest.mark.parametrize("query", [LIST, LINKS], ids=["nodes", "links"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=8), order=st.sampled_from(ORDERS))
async def test_pages_of_any_size_put_together_are_the_whole_list(
    shared: ApiClient, query: str, sizes: list[int], order: list[dict[str, str]]
):
    whole = await page(shared, query, first=100, orderBy=order)
    expected = [edge["node"]["id"] for edge in whole["edges"]]
    assert len(expected) == len(set(expected)) == whole["totalCount"]

    walked: list[str] = []
    after = None
    for turn in range(len(expected) + 1):
        found = await page(
            shared, query, first=sizes[turn % len(sizes)], after=after, orderBy=order
        )
        assert found["totalCount"] == len(expected)
        walked += [edge["node"]["id"] for edge in found["edges"]]
        after = found["pageInfo"]["endCursor"]
        assert after == found["edges"][-1]["cursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert walked == expected


@pytest.mark.parametrize("query", [LIST, LINKS], ids=["nodes", "links"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(sizes=st.lists(st.integers(1, 4), min_size=1, max_size=8), order=st.sampled_from(ORDERS))
async def test_walking_back_is_walking_forward_reversed(
    shared: ApiClient, query: str, sizes: list[int], order: list[dict[str, str]]
):
    pages: dict[str, list[list[str]]] = {}
    for length, place, cursor, more in (
        ("first", "after", "endCursor", "hasNextPage"),
        ("last", "before", "startCursor", "hasPreviousPage"),
    ):
        walked = pages[length] = []
        at = None
        while True:
            size = sizes[len(walked) % len(sizes)]
            found = await page(shared, query, **{length: size, place: at}, orderBy=order)
            walked.append([edge["cursor"] for edge in found["edges"]])
            at = found["pageInfo"][cursor]
            if not found["pageInfo"][more]:
                break
            assert len(found["edges"]) == size
    forward = [cursor for one in pages["first"] for cursor in one]
    backward = [cursor for one in pages["last"] for cursor in reversed(one)]
    assert forward == backward[::-1]
    whole = await page(shared, query, first=100, orderBy=order)
    assert forward == [edge["cursor"] for edge in whole["edges"]]


async def test_a_page_says_what_is_on_either_side_of_it(shared: ApiClient):
    def about(found: dict[str, Any]) -> tuple[list[str], bool, bool]:
        info = found["pageInfo"]
        ids = [edge["node"]["id"] for edge in found["edges"]]
        return ids, info["hasPreviousPage"], info["hasNextPage"]

    first = await page(shared, LIST, first=2)
    assert about(first) == (["alpha", "beta"], False, True)
    second = await page(shared, LIST, first=2, after=first["pageInfo"]["endCursor"])
    assert about(second) == (["delta", "epsilon"], True, True)
    back = await page(shared, LIST, last=5, before=second["pageInfo"]["startCursor"])
    assert about(back) == (["alpha", "beta"], False, True)
    last = await page(shared, LIST, last=2)
    assert about(last) == (["gamma", "zeta"], True, False)
    # Without a length it is 20.
    most = await page(shared, LIST, before=last["pageInfo"]["startCursor"])
    assert about(most) == (["alpha", "beta", "delta", "epsilon"], False, True)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"first": 1, "last": 1}, "first and last are both given"),
        ({"last": 1, "after": "x"}, "last and after are both given"),
        ({"first": 1, "before": "x"}, "first and before are both given"),
        ({"after": "x", "before": "x"}, "after and before are both given"),
        ({"last": 101}, "last is 101; it must be from 0 to 100"),
        ({"last": -1}, "last is -1; it must be from 0 to 100"),
        ({"before": "x"}, "before is not a cursor"),
    ],
    ids=str,
)
@pytest.mark.parametrize("query", [LIST, LINKS], ids=["nodes", "links"])
async def test_a_page_of_both_ends_is_refused(
    shared: ApiClient, query: str, asked: dict[str, Any], told: str
):
    code, message = await shared.error(query, asked)
    assert (code, told in message) == ("BAD_USER_INPUT", True)


@pytest.mark.parametrize(
    ("length", "argument", "cursor", "expected"),
    [
        ("first", "after", "endCursor", [["alpha", "beta"], ["delta", "epsilon"], ["gamma", "new"]]),
        ("last", "before", "startCursor", [["gamma", "zeta"], ["delta", "epsilon"], ["alpha", "beta"]]),
    ],
)  # fmt: skip
async def test_pages_stay_as_they_are_while_records_are_added(
    api: ApiClient, length: str, argument: str, cursor: str, expected: list[list[str]]
):
    # One record comes before all others, one within a page read already or not yet read.
    at, walked = None, []
    for turn in range(3):
        found = await page(api, LIST, **{length: 2, argument: at})
        walked.append([edge["node"]["id"] for edge in found["edges"]])
        at = found["pageInfo"][cursor]
        if turn == 0:
            added = [
                NodeStatement(row, id_, "Platform", {"name": id_})
                for row, id_ in enumerate(("aaa", "new"), 1)
            ]
            await api.store.apply(added, Run("more", "other source"))
    assert walked == expected
    rest = await page(api, LIST, **{length: 2, argument: at})
    more = {"first": ["zeta"], "last": ["aaa"]}[length]
    assert [edge["node"]["id"] for edge in rest["edges"]] == more


async def test_an_empty_page_has_no_end(shared: ApiClient):
    found = await page(shared, LIST, first=0)
    assert found == {
        "edges": [],
        "pageInfo": {
            "hasNextPage": True,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "totalCount": 6,
    }


async def test_a_list_goes_on_where_no_page_was_named_after_20(shared: ApiClient):
    await shared.data("{ platforms { nodes { id } } }")
    ((plan, _),) = shared.store.reads
    assert plan.connection.limit == 20


@pytest.mark.parametrize("query", [LIST, LINKS], ids=["nodes", "links"])
async def test_a_cursor_of_another_order_is_refused(shared: ApiClient, query: str):
    found = await page(shared, query, first=1, orderBy=[{"name": "ASC"}])
    after = found["pageInfo"]["endCursor"]
    for order in ([], [{"name": "DESC"}], [{"name": "ASC"}, {"city": "ASC"}]):
        code, message = await shared.error(query, {"after": after, "orderBy": order})
        assert (code, "another list or orderBy" in message) == ("BAD_USER_INPUT", True)


async def test_a_cursor_of_another_list_is_refused(shared: ApiClient):
    after = (await page(shared, LINKS, first=1))["pageInfo"]["endCursor"]
    code, message = await shared.error(LIST, {"after": after})
    assert (code, "another list" in message) == ("BAD_USER_INPUT", True)


@given(text=st.text(string.ascii_letters + string.digits + "-_=. é", max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
async def test_text_that_is_no_cursor_is_refused(shared: ApiClient, text: str):
    code, _ = await shared.error(LIST, {"after": text})
    assert code == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "forge",
    [
        lambda digest, *rest: [digest],
        lambda digest, *rest: [digest, *rest, "more"],
        lambda digest, name, id_: [digest, 7, id_],
        lambda digest, name, id_: [digest, True, id_],
        lambda digest, name, id_: [digest, [name], id_],
        lambda digest, name, id_: [digest, name, None],
        lambda digest, name, id_: [digest, name, 7],
        lambda digest, name, id_: {"digest": digest},
        lambda digest, name, id_: [7, name, id_],
    ],
)
async def test_a_cursor_whose_values_are_not_of_its_order_is_refused(shared: ApiClient, forge: Any):
    order = [{"name": "ASC"}]
    honest = (await page(shared, LIST, first=1, orderBy=order))["pageInfo"]["endCursor"]
    parts = orjson.loads(urlsafe_b64decode(honest + "=" * (-len(honest) % 4)))
    assert parts[1:] == ["Alpha Lab", "alpha"]
    forged = urlsafe_b64encode(orjson.dumps(forge(*parts))).decode()
    code, _ = await shared.error(LIST, {"after": forged, "orderBy": order})
    assert code == "BAD_USER_INPUT"


async def test_edges_and_nodes_asked_for_in_several_ways_keep_their_own_fields(shared: ApiClient):
    # Alpha leads J1 (level NATIONAL) and takes part in J2 (MUNICIPAL).
    found = await shared.data(
        """{ platform(id: "alpha") { projects(orderBy: [{name: ASC}]) {
            one: edges { role own: node { name } }
            two: edges { key: role own: node { level } cursor }
            role: nodes { own: id }
            own: nodes { role: level }
            pageInfo { startCursor }
        } } }"""
    )
    projects = found["platform"]["projects"]
    assert projects["one"] == [
        {"role": "LEAD", "own": {"name": "J1"}},
        {"role": "PARTICIPANT", "own": {"name": "J2"}},
    ]
    first, second = projects["two"]
    assert first["cursor"] == projects["pageInfo"]["startCursor"] != second["cursor"]
    assert (first["key"], first["own"]) == ("LEAD", {"level": "NATIONAL"})
    assert (second["key"], second["own"]) == ("PARTICIPANT", {"level": "MUNICIPAL"})
    assert projects["role"] == [{"own": "j1"}, {"own": "j2"}]
    assert projects["own"] == [{"role": "NATIONAL"}, {"role": "MUNICIPAL"}]

    alone = await shared.data(
        """{ platform(id: "alpha") { projects(orderBy: [{name: ASC}]) {
            nodes: edges { nodes: role } edges: nodes { nodes: id } } } }"""
    )
    assert alone["platform"]["projects"] == {
        "nodes": [{"nodes": "LEAD"}, {"nodes": "PARTICIPANT"}],
        "edges": [{"nodes": "j1"}, {"nodes": "j2"}],
    }
