from __future__ import annotations

import asyncio

import httpx
import pytest
import uvicorn
from api_client import ApiClient
from api_graph import STATEMENTS
from graphql import build_client_schema, get_introspection_query
from stores import MEMORY, Place

from graph_service.app import create_app
from graph_service.settings import Settings
from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.statements import Run


@pytest.fixture(scope="module")
def place() -> Place:
    """What is said over HTTP does not depend on the store."""
    return MEMORY


class Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets=None) -> None:
        await super().startup(sockets)
        self.ready.set()


async def test_a_real_server_opens_the_store_answers_and_closes_it(tmp_path):
    url = f"file:{tmp_path / 'graph.db'}"
    store = await open_store(url, load_catalogue())
    await store.apply(STATEMENTS, Run("run", "source"))
    await store.close()

    app = create_app(Settings(store_url=url, read_only=True, sample=True))
    server = Server(uvicorn.Config(app, port=0, lifespan="on", log_level="warning"))
    serving_ = asyncio.create_task(server.serve())
    try:
        await server.ready.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
            answer = await http.post(
                "/graphql",
                json={
                    "query": "query Q($n: Int) { platforms(first: $n) { nodes { name } } }",
                    "variables": {"n": 1},
                    "operationName": "Q",
                },
            )
            assert answer.json()["data"] == {"platforms": {"nodes": [{"name": "Alpha Lab"}]}}
            asked = await http.get("/graphql", params={"query": "{ projects { totalCount } }"})
            assert asked.json()["data"] == {"projects": {"totalCount": 2}}
            home = (await http.get("/")).text
            assert "Illustrative sample data" in home
            assert "温州市" in home
            assert (await http.get("/healthz")).json() == {"status": "alive"}
            assert (await http.get("/readyz")).json()["status"] == "ready"
    finally:
        server.should_exit = True
        await serving_
    store = await open_store(url, load_catalogue())
    assert (await store.info()).nodes["Platform"] == 3
    await store.close()


async def test_real_data_is_not_called_illustrative(api: ApiClient):
    assert "Illustrative" not in (await api.http.get("/")).text


async def test_a_failure_outside_of_the_query_is_hidden_too(
    api: ApiClient, monkeypatch: pytest.MonkeyPatch
):
    async def version() -> str:
        raise RuntimeError("secret")

    monkeypatch.setattr(api.store, "version", version, raising=False)
    answer = await api.http.post("/graphql", json={"query": "{ __typename }"})
    assert answer.status_code == 500
    (error,) = answer.json()["errors"]
    assert (error["message"], error["extensions"]["code"]) == ("Internal error.", "INTERNAL")


async def test_introspection_of_every_usual_form_tells_the_whole_schema(api: ApiClient):
    for options in (
        {},
        {"descriptions": False},
        {"one_of": True, "specified_by_url": True, "input_value_deprecation": True},
    ):
        query = get_introspection_query(**options)
        usual = await api.post(query)
        # Another name makes it a query that is executed like any other.
        executed = await api.post(query.replace("IntrospectionQuery", "Other"))
        assert usual["data"] == executed["data"]
        assert usual["extensions"]["asOf"] == "2023-12-31"
        assert "Platform" in build_client_schema(usual["data"]).type_map
    assert not api.store.reads


async def test_pages_beside_the_endpoint_answer_probes_that_want_no_body(api: ApiClient):
    for path in ("/", "/healthz", "/readyz"):
        assert (await api.http.head(path)).status_code == 200
