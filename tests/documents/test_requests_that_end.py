"""What a request began ends when nobody waits for its answer any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from graph_service.api import engine
from graph_service.api.analytics.answer import Question
from graph_service.api.build import BuiltSchema
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.live.live import Live
from graph_service.api.service import Service, make_engine
from graph_service.identity.callers import Callers
from graph_service.identity.key_ring import KeyRing
from graph_service.quality.surveys import Surveys
from graph_service.snapshot import Snapshots
from graph_service.store import embedded
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.open import open_store
from graph_service.store.reading import Deadline
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run
from schema.time import PartialDate

SEARCH = '{ search(text: "温州") { hits { node { id } } } }'
NEAR = '{ neighbourhood(id: "p1") { nodes { distance } } }'


class Endless(Deadline):
    """Holds every read at its first look at the clock until the read is given up."""

    begun = threading.Event()
    ended = threading.Event()

    def __init__(self, at: float | None) -> None:
        super().__init__(at)
        self._given_up = threading.Event()

    def give_up(self) -> None:
        super().give_up()
        self._given_up.set()

    def spend(self, candidates: int) -> None:
        self.begun.set()
        self._given_up.wait()
        self.ended.set()
        super().spend(candidates)


@pytest.fixture
async def service(built: BuiltSchema) -> AsyncIterator[Service]:
    catalogue, pack = built.served.catalogue, built.served.pack
    store = await open_store(":memory:", catalogue)
    said = [NodeStatement(n, f"p{n}", "Platform", {"name": f"温州平台{n}"}) for n in (1, 2)]
    await store.apply(said, Run("run", "source"))
    yield Service(
        built=built,
        engine=make_engine(built),
        store=store,
        today=lambda: date(2023, 12, 31),
        snapshots=Snapshots(store, catalogue),
        surveys=Surveys(store, catalogue, pack),
        callers=Callers(KeyRing(store.ledger)),
        live=Live(store),
    )
    await store.close()


@pytest.mark.parametrize("query", [SEARCH, NEAR], ids=["search", "neighbourhood"])
async def test_a_read_of_a_client_that_went_away_ends(
    service: Service, query: str, monkeypatch: pytest.MonkeyPatch
):
    assert "errors" not in await service.answer(query)
    monkeypatch.setattr(Endless, "begun", threading.Event())
    monkeypatch.setattr(Endless, "ended", threading.Event())
    monkeypatch.setattr(embedded, "Deadline", Endless)
    asked = asyncio.create_task(service.answer(query))
    await asyncio.to_thread(Endless.begun.wait)
    asked.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asked
    assert await asyncio.to_thread(Endless.ended.wait, 60)
    monkeypatch.undo()
    # Nothing holds the graph: it can be changed, and read again.
    said = [NodeStatement(1, "p3", "Platform", {"name": "温州平台3"})]
    await service.store.apply(said, Run("later", "source"))
    assert "errors" not in await service.answer(query)


@pytest.fixture
def question(service: Service) -> Question:
    assert isinstance(service.store, EmbeddedStore)
    context: Any = SimpleNamespace(
        snapshots=Snapshots(service.store, load_catalogue()), deadline=time.monotonic() + 600
    )
    tables: Any = SimpleNamespace(version="memory.1")
    return Question(context, tables, stale=False, as_of=PartialDate("2023"), region=None)


class Computation:
    """One that ends at a check alone."""

    def __init__(self, question: Question) -> None:
        self._check = question.check()
        self.running, self.ended = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.running.set()
        try:
            while True:
                self._check()
        finally:
            self.ended.set()


async def test_an_analytic_of_clients_that_all_went_away_ends(question: Question):
    computation = Computation(question)
    asked = [asyncio.create_task(question.compute("key", computation)) for _ in range(2)]
    await asyncio.to_thread(computation.running.wait)
    asked[0].cancel()
    await asyncio.gather(asked[0], return_exceptions=True)
    assert not computation.ended.is_set()
    asked[1].cancel()
    await asyncio.gather(asked[1], return_exceptions=True)
    assert await asyncio.to_thread(computation.ended.wait, 60)
    # It left nothing behind: whoever asks gets an answer of their own.
    assert await question.compute("key", lambda: "anew") == "anew"


async def test_an_analytic_that_took_too_long_goes_on_for_whoever_asks_again(question: Question):
    finish, running = threading.Event(), threading.Event()

    def build() -> str:
        running.set()
        finish.wait()
        return "done"

    late: Any = SimpleNamespace(snapshots=question.context.snapshots, deadline=time.monotonic())
    asked = asyncio.create_task(question.compute("key", build))
    await asyncio.to_thread(running.wait)
    hurried = Question(late, question.tables, stale=False, as_of=question.as_of, region=None)
    with pytest.raises(Exception, match="takes longer than a request may"):
        await hurried.compute("key", build)
    finish.set()
    assert await asked == "done"


class HangingReads:
    """A store whose reads neither answer nor end at their deadline."""

    def __init__(self, inner: EmbeddedStore) -> None:
        self._inner = inner
        self.cancelled = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def read(self, plan: Any, context: Any) -> Any:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise


async def test_an_operation_ends_soon_after_its_deadline_though_a_read_hangs(
    service: Service, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(engine, "_GRACE", 0.0)
    assert isinstance(service.store, EmbeddedStore)
    store = HangingReads(service.store)
    hanging: Any = replace(service, store=store, timeout=0.05)
    answer = await hanging.answer(
        "{ graphInfo { version } platforms { totalCount } districts { totalCount } }"
    )
    assert answer["data"] is None
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "TIMEOUT"
    assert error["message"] == "The operation took longer than a request may."
    assert store.cancelled == 2


async def test_values_that_nothing_in_the_query_bounds_count_when_they_are_found(
    service: Service,
):
    context = await service.context()
    context.spend(200_000)
    context.spend(100_000)
    with pytest.raises(ApiError, match="found 300001 values of links to show") as refused:
        context.spend(1)
    assert refused.value.code is ErrorCode.LIMIT_EXCEEDED
