"""The server itself ends what takes too long: every query and transaction tells it when."""

from __future__ import annotations

import asyncio
import time

import bolt_messages
import bolt_proxy
import neo4j_server
import pytest
import pytest_asyncio
from api_graph import STATEMENTS

from graph_service.snapshot import Snapshots
from graph_service.store import open_store
from graph_service.store.neo4j.connection import connect
from graph_service.store.neo4j.indexes import ensure
from graph_service.store.neo4j.schema_of import Index
from graph_service.store.plan import Connection, Lookup, Scan
from graph_service.store.port import DeadlineExceeded, ReadContext, StoreError
from schema.catalogue import load_catalogue
from schema.statements import Decision, Run, Verdict

ENDLESS = (
    "CYPHER 5 UNWIND range(1, 100000000000) AS x WITH x WHERE x < 0 RETURN count(x) AS endless"
)
RUNNING = (
    "SHOW TRANSACTIONS YIELD currentQuery"
    " WHERE currentQuery STARTS WITH 'CYPHER 5 UNWIND range(1, 1000' RETURN count(*)"
)
LONG = 30.0


@pytest_asyncio.fixture
async def connection(neo4j_url):
    neo4j_server.wipe(neo4j_url)
    connection = connect(neo4j_url, neo4j_server.access())
    yield connection
    await connection.close()


async def become(url, running):
    """Wait until so many endless queries run on the server."""
    until = time.monotonic() + LONG
    while await asyncio.to_thread(neo4j_server.rows, url, RUNNING) != [[running]]:
        assert time.monotonic() < until, f"there were never {running}"
        await asyncio.sleep(0.05)


async def test_the_server_ends_a_read_at_its_deadline(connection):
    with pytest.raises(DeadlineExceeded):
        await connection.fetch(ENDLESS, deadline=time.monotonic() + 0.3)

    await become(connection.url, 0)


async def test_a_read_whose_deadline_has_passed_is_not_sent(connection):
    with pytest.raises(DeadlineExceeded, match="is over"):
        await connection.fetch("no Cypher", deadline=time.monotonic() - 1)


async def test_the_server_ends_statements_and_transactions_at_their_limits(connection):
    with pytest.raises(DeadlineExceeded):
        await connection.run(ENDLESS, seconds=0.3)
    with pytest.raises(DeadlineExceeded):
        await connection.write(lambda tx: tx.fetch(ENDLESS), seconds=0.3)

    await become(connection.url, 0)


async def test_the_server_ends_what_nobody_waits_for_any_more(connection):
    asking = asyncio.create_task(connection.fetch(ENDLESS))
    await become(connection.url, 1)

    asking.cancel()

    await become(connection.url, 0)


async def test_a_text_too_long_for_an_index_is_said(connection):
    long = Index("RANGE", "Long", "text")
    await ensure(connection, [long])
    try:
        with pytest.raises(StoreError, match=r"more than about 8,000 bytes, which .* cannot index"):
            await connection.run("CREATE (:Long {text: $text})", {"text": "长" * 9_000})
    finally:
        await connection.run(f"DROP INDEX `{long.name}`")


class Watched(bolt_messages.Conversation):
    """Notes which queries and transactions say when they are to be given up, and which do not."""

    raw: list[bytes]
    limited: int
    endless: list[bytes]

    def __init__(self) -> None:
        super().__init__()
        self._open = False

    def from_client(self, data):
        self.raw.clear()
        messages = super().from_client(data)
        for (kind, _), message in zip(messages, self.raw, strict=True):
            if kind == "BEGIN" or (kind == "RUN" and not self._open):
                if b"tx_timeout" in message:
                    Watched.limited += 1
                else:
                    self.endless.append(message)
            if kind in ("BEGIN", "COMMIT", "ROLLBACK", "RESET"):
                self._open = kind == "BEGIN"
        return messages


@pytest.fixture
def watched(monkeypatch):
    Watched.raw, Watched.limited, Watched.endless = [], 0, []
    read = bolt_messages._read

    def noting(message):
        kind, text = read(message)
        if kind in bolt_messages._CLIENT.values():
            Watched.raw.append(bytes(message))
        return kind, text

    monkeypatch.setattr(bolt_messages, "_read", noting)
    monkeypatch.setattr(bolt_proxy, "Conversation", Watched)
    return Watched


async def test_every_query_and_transaction_of_a_store_has_a_timeout(watched, proxy):
    catalogue = load_catalogue()
    store = await open_store(proxy.url, catalogue, access=neo4j_server.access())
    context = ReadContext("2023-12-31", deadline=time.monotonic() + LONG)

    await store.apply(STATEMENTS, Run("run", "source"))
    await store.decide(Decision("alpha", "beta", Verdict.SAME))
    await store.read(Scan(("Platform",), Connection(limit=5, count=True)), context)
    await store.read(Lookup(("alpha", "delta")), context)
    await store.snapshot(Snapshots(store, catalogue).ecosystem("2023-12-31"))
    await store.info()
    await store.describe(["alpha"])
    await store.lookup(["name:alpha"])
    await store.runs()
    await store.version()
    await store.ledger.append("kind", {"a": 1})
    await store.ledger.list("kind")
    await store.ledger.put_blob("b", b"b")
    await store.ledger.get_blob("b")
    await store.retract("run")
    async for _ in store.contents():
        pass
    await store.close()

    assert watched.endless == []
    assert watched.limited >= 30
