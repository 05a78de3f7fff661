"""Writing over HTTP: refused without the key of an editor, and done once with it."""

from __future__ import annotations

import pytest
import pytest_asyncio
from api_client import WRITE_TOKEN, serving_store

from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run

CATALOGUE = load_catalogue()
UNDO = (
    "mutation Undo($run: ID!) { undoRun(run: $run) { run source rows nodes links graphVersion } }"
)


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        said = [NodeStatement(1, "Platform:a", "Platform", {"name": "甲"})]
        await opened.apply(said, Run("first-run", "source"))
        yield opened


async def test_nothing_is_written_by_somebody_who_does_not_say_who_they_are(store):
    async with serving_store(store) as api:
        code, message = await api.error(UNDO, {"run": "first-run"})

    assert code == "UNAUTHENTICATED"
    assert "editor" in message
    assert len(await store.runs()) == 1


@pytest.mark.parametrize(
    "token", [None, "", "a secret of the test", f"{WRITE_TOKEN}s", f"{WRITE_TOKEN[:-1]}y", "秘密"]
)
async def test_who_does_not_send_the_secret_writes_nothing(store, token):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        if token is not None:
            api.use_token(token)
        code, message = await api.error(UNDO, {"run": "first-run"})

    assert code == "UNAUTHENTICATED"
    assert "Authorization" in message
    assert len(await store.runs()) == 1


async def test_who_sends_the_secret_takes_an_import_back_and_hears_of_the_new_version(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        before = await store.version()
        answer = await api.post(UNDO, {"run": "first-run"})

    version = await store.version()
    assert answer["data"]["undoRun"] == {
        "run": "first-run",
        "source": "source",
        "rows": 1,
        "nodes": 1,
        "links": 0,
        "graphVersion": version,
    }
    assert before != version == answer["extensions"]["graphVersion"]
    assert await store.runs() == ()


async def test_taking_back_what_is_not_there_is_told(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        assert await api.error(UNDO, {"run": "second-run"}) == (
            "NOT_FOUND",
            "There is no import second-run; graph-service info lists those there are.",
        )


async def test_a_secret_in_a_form_or_an_address_does_not_write(store):
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token()
        asked = {"query": 'mutation { undoRun(run: "first-run") { run } }'}
        by_get = await api.http.get("/graphql", params=asked)
        by_form = await api.http.post("/graphql", data=asked)

    assert by_get.status_code == 405
    assert by_form.status_code == 415
    assert len(await store.runs()) == 1
