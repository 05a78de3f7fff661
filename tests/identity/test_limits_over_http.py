"""Who asks for too much is answered 429 with the seconds to wait; who says nothing may be shut out."""

from __future__ import annotations

import pytest
from api_client import serving_store
from api_graph import STATEMENTS
from given_keys import SECRETS, give_keys
from stores import MEMORY

from graph_service.identity.roles import Role
from schema.catalogue import load_catalogue
from schema.statements import Run

QUERY = "{ platforms(first: 2) { nodes { name } } }"


@pytest.fixture
async def store():
    async with MEMORY.new(load_catalogue()) as opened:
        await opened.apply(STATEMENTS, Run("run", "source"))
        await give_keys(opened, *SECRETS)
        yield opened


async def cost_of(store) -> int:
    async with serving_store(store) as api:
        return (await api.post(QUERY))["extensions"]["cost"]["requested"]


async def test_operations_are_charged_what_they_say_that_they_cost(store):
    cost = await cost_of(store)
    # Enough for three that cost 1 more each as requests, and not for a fourth.
    async with serving_store(store, answers_bytes=0, rate_anonymous=3 * (cost + 1)) as api:
        answers = [await api.http.post("/graphql", json={"query": QUERY}) for _ in range(4)]
        last = answers.pop()
        assert [answer.status_code for answer in answers] == [200] * 3
        assert last.status_code == 429
        assert 1 <= int(last.headers["retry-after"]) <= 60
        (error,) = last.json()["errors"]
        assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
        assert "Ask again in" in error["message"]
        # Others have what is theirs.
        api.use_token(SECRETS[Role.VIEWER])
        assert (await api.http.post("/graphql", json={"query": QUERY})).status_code == 200


async def test_answers_that_are_kept_cost_next_to_nothing(store):
    cost = await cost_of(store)
    async with serving_store(store, rate_anonymous=4 * cost + 100) as api:
        answers = [await api.http.post("/graphql", json={"query": QUERY}) for _ in range(60)]
        assert {answer.status_code for answer in answers} == {200}
        mark = {"If-None-Match": answers[-1].headers["etag"]}
        same = await api.http.get("/graphql", params={"query": QUERY}, headers=mark)
        assert same.status_code == 304


async def test_what_is_refused_is_charged_as_a_request(store):
    async with serving_store(store, rate_anonymous=5) as api:
        statuses = [
            (await api.http.post("/graphql", json={"query": "{"})).status_code for _ in range(6)
        ]
    assert statuses == [400] * 5 + [429]


async def test_exports_and_imports_have_their_price(store):
    async with serving_store(store, rate_anonymous=200_100, rate_editor=100_100) as api:
        got = [await api.http.get("/exports/graph.jsonl") for _ in range(3)]
        assert [answer.status_code for answer in got] == [200, 200, 429]
        assert int(got[-1].headers["retry-after"]) >= 1
        assert got[-1].headers["content-type"] == "application/problem+json"
        api.use_token(SECRETS[Role.EDITOR])
        sent = [await api.http.post("/imports", data={"by": "李"}) for _ in range(2)]
        assert [answer.status_code for answer in sent] == [415, 429]


@pytest.mark.parametrize("path", ["/", "/graphql", "/imports", "/exports", "/exports/graph.jsonl"])
async def test_nobody_gets_in_who_does_not_say_who_they_are_where_that_is_set(store, path):
    async with serving_store(store, anonymous=False) as api:
        for sent in ({}, {"Authorization": "Bearer igs_nothing"}):
            for accept in ("text/html", "*/*"):
                answer = await api.http.get(
                    path, params={"query": QUERY}, headers={**sent, "Accept": accept}
                )
                assert answer.status_code == 401, (path, sent)
                assert answer.headers["www-authenticate"] == "Bearer"
                assert "Alpha" not in answer.text
        api.use_token(SECRETS[Role.EDITOR])
        known = await api.http.get(path, params={"query": QUERY} if path == "/graphql" else None)
        assert known.status_code == 200


async def test_the_page_of_the_editor_is_shut_too_and_what_watches_the_service_is_not(store):
    async with serving_store(store, anonymous=False) as api:
        page = await api.http.get("/graphql", headers={"Accept": "text/html"})
        assert page.status_code == 401
        assert (await api.http.get("/healthz")).status_code == 200
        assert (await api.http.get("/readyz")).status_code == 200
