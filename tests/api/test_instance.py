"""``instance``: what a page needs for its header, in one request."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from api_client import ApiClient, built_schema, serving

HEADER = """{ instance { version schemaHash region today sample
    pack { name label description homeRegion timeZone }
    limits { cost documentCharacters page rows ids searchCharacters seconds uploadBytes } } }"""


async def test_one_request_tells_what_a_header_and_a_client_need():
    async with serving(sample=True, region="33", upload_max_bytes=5 * 2**30) as api:
        told = (await api.data(HEADER))["instance"]
    text = built_schema("wenzhou-2021").schema.as_str()
    assert told == {
        "version": version("innovation-graph-service"),
        "schemaHash": hashlib.sha256(text.encode()).hexdigest(),
        "region": "33",
        "today": "2023-12-31",
        "sample": True,
        "pack": {
            "name": "wenzhou-2021",
            "label": told["pack"]["label"],
            "description": told["pack"]["description"],
            "homeRegion": "3303",
            "timeZone": "Asia/Shanghai",
        },
        "limits": {
            "cost": 500_000,
            "documentCharacters": 40_000,
            "page": 100,
            "rows": 1_000,
            "ids": 100,
            "searchCharacters": 200,
            "seconds": 60.0,
            "uploadBytes": 5 * 1024**3,
        },
    }
    assert "温州" in told["pack"]["label"]


async def test_the_limits_told_are_those_that_hold(shared: ApiClient):
    limits = (await shared.data(HEADER))["instance"]["limits"]
    for accepted, refused in (
        ("{ enterprises(first: %d) { totalCount } }", "page"),
        ("{ analytics { brokers(first: %d) { n } } }", "rows"),
    ):
        await shared.data(accepted % limits[refused])
        code, message = await shared.error(accepted % (limits[refused] + 1))
        assert code == "BAD_USER_INPUT"
        assert str(limits[refused]) in message
    text, ids = "x" * (limits["searchCharacters"] + 1), ["x"] * (limits["ids"] + 1)
    search = "query ($text: String!) { search(text: $text) { totalCount } }"
    assert (await shared.error(search, {"text": text}))[0] == "BAD_USER_INPUT"
    assert (await shared.data(search, {"text": text[1:]}))["search"] == {"totalCount": 0}
    nodes = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    assert (await shared.error(nodes, {"ids": ids}))[0] == "BAD_USER_INPUT"
    assert (await shared.data(nodes, {"ids": ids[1:]}))["nodes"] == [None] * limits["ids"]
    long = "{ __typename }".ljust(limits["documentCharacters"] + 1)
    assert (await shared.error(long))[0] == "LIMIT_EXCEEDED"
    assert await shared.data(long[:-1]) == {"__typename": "Query"}


async def test_what_an_instance_says_is_not_kept_beside_answers_of_the_graph(shared: ApiClient):
    """A service that is set otherwise may answer next, of the same version of the graph."""

    async def marks(query: str) -> set[bool]:
        answers = [await shared.http.get("/graphql", params={"query": query}) for _ in range(4)]
        return {"etag" in answer.headers for answer in answers[1:]}

    assert True in await marks("{ graphInfo { asOf } }")
    assert await marks("{ instance { today sample } graphInfo { asOf } }") == {False}
