"""However much is exported, little of it is in memory, and nobody works for a client who has left."""

from __future__ import annotations

import asyncio
import threading
import tracemalloc
from typing import Any

import pytest
import pytest_asyncio
from endless_store import TEXT, EndlessStore

from graph_service.app import create_app
from graph_service.exporting.formats import written_as
from graph_service.exporting.jsonl import JsonLines
from graph_service.exporting.running import Limits, start
from graph_service.exporting.subgraph import Subgraph, SubgraphQuestion
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue

pytestmark = pytest.mark.asyncio(loop_scope="module")

CATALOGUE = load_catalogue()
QUESTION = SubgraphQuestion(
    types=("Platform",),
    links=(),
    nodes_where={},
    links_where={},
    as_of="2023-12-31",
    asked={},
)


def exported(store: EndlessStore, writer: Any) -> Any:
    limits = Limits()
    graph = Subgraph(store, CATALOGUE, QUESTION, seconds=60, max_nodes=limits.nodes)
    return start(graph, writer, limits)


async def peak_of(size: int, format_: str) -> int:
    """The most bytes that Python had at once while an export of so many nodes was made."""
    tracemalloc.start()
    try:
        started = await exported(EndlessStore(size), written_as(format_, None).writer)
        async for _ in started.chunks():
            pass
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert started.end is not None
    assert started.end.nodes == size
    return peak


@pytest.mark.parametrize(
    ("format_", "few", "many"),
    [
        ("graphml", 2_000, 5_000),
        ("jsonl", 2_000, 5_000),
        ("csv", 2_000, 5_000),
        # It packs 5,000 rows together.
        ("parquet", 5_000, 8_000),
    ],
)
async def test_memory_does_not_grow_with_the_file(format_, few, many):
    # 600 bytes a name: 1.8 MB more of names alone.
    assert len(TEXT.encode()) * (many - few) == 1_800_000
    least, most = [await peak_of(size, format_) for size in (few, many)]
    assert most < least + 900_000


async def test_the_first_bytes_come_long_before_the_last_page_is_read():
    store = EndlessStore(100_000)
    started = await exported(store, JsonLines)
    chunks = started.chunks()
    await anext(chunks)

    assert started.end is None
    # A megabyte is made before it is handed out: 1,400 platforms of 700 bytes and more.
    assert store.reads <= 4
    await started.close()
    assert [chunk async for chunk in chunks] == []
    assert store.reads <= 4


async def test_bytes_are_made_beside_the_event_loop():
    threads = set()

    class Watched(JsonLines):
        def write(self, part):
            threads.add(threading.get_ident())
            return super().write(part)

    started = await exported(EndlessStore(2_000), Watched)
    assert [chunk async for chunk in started.chunks()]
    assert threads
    assert threading.get_ident() not in threads


class Client:
    """Asks as a server would; goes away after so many bodies, or stops reading."""

    def __init__(self, *, leaves_after: int | None = None, stops_after: int | None = None) -> None:
        self._leaves_after = leaves_after
        self._stops_after = stops_after
        self._left = asyncio.Event()
        self._asked = False
        self.stopped = asyncio.Event()
        self.status = 0
        self.bodies = 0
        self.complete = False

    async def receive(self):
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        if message["type"] == "http.response.start":
            self.status = message["status"]
            return
        self.bodies += 1
        self.complete = not message.get("more_body", False)
        if self.bodies == self._leaves_after:
            self._left.set()
        if self.bodies == self._stops_after:
            self.stopped.set()
            await asyncio.Event().wait()


class Served:
    """The application over an endless store."""

    def __init__(self, app: Any, state: Any, store: EndlessStore) -> None:
        self._app = app
        self._state = state
        self.store = store

    def limit(self, limits: Limits) -> None:
        self._state["exports"].limits = limits

    async def ask(self, client: Client) -> None:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/exports/graph.jsonl",
            "raw_path": b"/exports/graph.jsonl",
            "query_string": b"types=Platform",
            "headers": [],
            "state": dict(self._state),
        }
        async with asyncio.timeout(60):
            await self._app(scope, client.receive, client.send)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened():
    inner = await open_store(":memory:", CATALOGUE)
    store = EndlessStore(0, inner)
    app = create_app(Settings(store_url=":memory:"), store=store, kernels=Kernels())
    async with app.router.lifespan_context(app) as state:
        yield Served(app, state, store)
    await inner.close()


@pytest.fixture
def served(opened):
    opened.store.size, opened.store.reads, opened.store.failure = 400_000, 0, None
    opened.limit(Limits())
    return opened


async def test_who_goes_away_or_reads_nothing_ends_the_work_and_frees_its_place(served):
    # If work went on it would not end, and the places would be taken.
    for client in (Client(leaves_after=3), Client(leaves_after=3), Client(leaves_after=3)):
        await served.ask(client)
        assert (client.status, client.complete) == (200, False)
    read = served.store.reads
    assert read < 100
    served.limit(Limits(seconds=0.2))
    for client in (Client(stops_after=2), Client(stops_after=2), Client(stops_after=2)):
        await served.ask(client)
        assert (client.status, client.complete) == (200, False)
    # Nothing was read for who did not read.
    assert served.store.reads - read < 60


async def test_what_fails_on_the_way_is_broken_off(served):
    served.store.failure = StoreError("The store is away.")
    client = Client()
    await served.ask(client)
    assert (client.status, client.complete) == (200, False)
    assert client.bodies


async def test_more_than_may_be_is_refused_before_the_first_byte(served):
    served.store.size = 1_000_000
    client = Client()
    await served.ask(client)
    assert (client.status, client.complete) == (422, True)
    assert served.store.reads == 0


async def test_a_third_export_at_the_same_time_is_asked_to_come_back(served):
    stuck = [Client(stops_after=1), Client(stops_after=1)]
    waiting = [asyncio.ensure_future(served.ask(client)) for client in stuck]
    await asyncio.gather(*(client.stopped.wait() for client in stuck))
    third = Client()
    await served.ask(third)
    assert (third.status, third.complete) == (429, True)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    after = Client(leaves_after=1)
    await served.ask(after)
    assert after.status == 200
