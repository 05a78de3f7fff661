"""The real application over a store that is counted, asked through HTTP in process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import httpx
from given_keys import EDITOR, give_keys
from stores import MEMORY, Place

from graph_service.api.build import BuiltSchema, build_schema
from graph_service.api.extras import EXTRAS, MUTATIONS, SUBSCRIPTIONS
from graph_service.app import create_app
from graph_service.identity.roles import Role
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from graph_service.store.port import Store
from schema.catalogue import Catalogue, load_catalogue
from schema.packs import load_pack
from schema.statements import Run, Statement

TODAY = date(2023, 12, 31)
WRITE_TOKEN = EDITOR
"""The key of an editor, of applications that are made with ``write_token=WRITE_TOKEN``."""


class CountingStore:
    """Passes everything on; remembers what was read, and what was asked beside plans."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.reads: list[tuple[Any, Any]] = []
        self.asked: list[tuple[Any, Any]] = []
        self.described: list[tuple[str, ...]] = []
        self.described_links: list[tuple[tuple[str, ...], ...]] = []
        self.failure: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def read(self, plan: Any, context: Any) -> Any:
        self.reads.append((plan, context))
        if self.failure:
            raise self.failure
        return await self._store.read(plan, context)

    async def search(self, question: Any, context: Any) -> Any:
        self.asked.append((question, context))
        return await self._store.search(question, context)

    async def paths(self, question: Any, context: Any) -> Any:
        self.asked.append((question, context))
        return await self._store.paths(question, context)

    async def neighbourhood(self, question: Any, context: Any) -> Any:
        self.asked.append((question, context))
        return await self._store.neighbourhood(question, context)

    async def describe(self, ids: Any) -> Any:
        self.described.append(tuple(ids))
        return await self._store.describe(ids)

    async def describe_links(self, links: Any) -> Any:
        self.described_links.append(tuple(links))
        return await self._store.describe_links(links)

    def forget(self) -> None:
        self.reads.clear()
        self.asked.clear()
        self.described.clear()
        self.described_links.clear()


@dataclass
class ApiClient:
    """Asks the application."""

    http: httpx.AsyncClient
    store: CountingStore

    async def post(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the whole answer."""
        response = await self.http.post("/graphql", json={"query": query, "variables": variables})
        return response.json()

    def use_token(self, token: str | None = WRITE_TOKEN) -> None:
        """Send a key from now on, or none."""
        if token is None:
            self.http.headers.pop("Authorization", None)
        else:
            self.http.headers["Authorization"] = f"Bearer {token}"

    async def data(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the data of an answer that must have no errors."""
        answer = await self.post(query, variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def error(self, query: str, variables: dict[str, Any] | None = None) -> tuple[str, str]:
        """Return code and message of the only error of an answer."""
        answer = await self.post(query, variables)
        (error,) = answer["errors"]
        assert error["extensions"]["requestId"] == answer["extensions"]["requestId"]
        return error["extensions"]["code"], error["message"]


@cache
def built_schema(pack: str) -> BuiltSchema:
    """The schema of the product, made once."""
    return build_schema(
        load_catalogue(),
        load_pack(pack),
        extra=EXTRAS,
        mutations=MUTATIONS,
        subscriptions=SUBSCRIPTIONS,
    )


@asynccontextmanager
async def serving(
    statements: Sequence[Statement] = (),
    *,
    place: Place = MEMORY,
    catalogue: Catalogue | None = None,
    **settings: Any,
) -> AsyncIterator[ApiClient]:
    """Serve a graph that these statements make."""
    types = catalogue or load_catalogue()
    async with place.new(types) as store:
        if statements:
            await store.apply(statements, Run("run", "source"))
        async with serving_store(store, catalogue=catalogue, **settings) as client:
            yield client


@asynccontextmanager
async def serving_store(
    inner: Store, *, catalogue: Catalogue | None = None, **settings: Any
) -> AsyncIterator[ApiClient]:
    """Serve an open store; with `write_token`, the key of an editor. A busy machine may take long."""
    if settings.pop("write_token", None):
        await give_keys(inner, Role.EDITOR)
    store: Any = CountingStore(inner)
    # Tests ask faster than people.
    chosen = {"store_url": ":memory:", "today": TODAY, "request_timeout": 60}
    chosen |= {"rate_anonymous": 0, "rate_editor": 0, **settings}
    types = catalogue or load_catalogue()
    settled = Settings(**chosen)
    built = built_schema(settled.pack) if catalogue is None else None
    # No test of requests waits until everything is compiled.
    app = create_app(settled, store=store, catalogue=types, kernels=Kernels(), built=built)
    async with app.router.lifespan_context(app) as state:

        async def with_state(scope: Any, receive: Any, send: Any) -> None:
            scope["state"] = dict(state)
            await app(scope, receive, send)

        transport = httpx.ASGITransport(with_state)
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
            yield ApiClient(http, store)
