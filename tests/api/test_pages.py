from __future__ import annotations

import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import orjson
import pytest
from api_client import ApiClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDERS = [
    [],
    [{"name": "ASC"}],
    [{"establishedOn": "DESC"}],
    [{"projectsCount": "DESC"}, {"name": "ASC"}],
    [{"country": "ASC"}, {"establishedOn": "ASC"}],
]
LIST = """query ($first: Int, $after: String, $orderBy: [OrganizationOrder!]) {
    found: organizations(first: $first, after: $after, orderBy: $orderBy) {
        edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } }"""
LINKS = """query ($first: Int, $after: String, $orderBy: [OrganizationOrder!]) {
    project(id: "j2") { found: participants(first: $first, after: $after, orderBy: $orderBy) {
        edges { cursor node { id } } pageInfo { hasNextPage endCursor } totalCount } } }"""


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


async def test_an_empty_page_has_no_end(shared: ApiClient):
    found = await page(shared, LIST, first=0)
    assert found == {
        "edges": [],
        "pageInfo": {"hasNextPage": True, "endCursor": None},
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
