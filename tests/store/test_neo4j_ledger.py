"""The ledger of a Neo4j store keeps the promises of a ledger, also when two processes write at once."""

from __future__ import annotations

import asyncio
import random
from types import SimpleNamespace

import pytest
import pytest_asyncio
from ledger_contract import LedgerContract

from graph_service.store.access import Access
from graph_service.store.neo4j.connection import Transaction, connect
from graph_service.store.neo4j.layout import BLOB, DOCUMENT
from graph_service.store.neo4j.ledger import Neo4jLedger
from graph_service.store.port import StoreError

ODD_KEYS = [
    "",
    "\x00",
    "a",
    "a\x00",
    "a\x00b",
    "a\x01",
    "b%",
    "b_",
    "é",
    "\ud7ff",
    "￼",
    "\U0001f600",
]
ACCESS = Access()


@pytest_asyncio.fixture
async def connection(neo4j_url):
    connection = connect(neo4j_url, ACCESS)
    for label, key in ((DOCUMENT, "place"), (BLOB, "name")):
        await connection.run(
            f"CREATE CONSTRAINT IF NOT EXISTS FOR (d:`{label}`) REQUIRE d.`{key}` IS UNIQUE"
        )
        await connection.run(f"MATCH (d:`{label}`) DELETE d")
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def ledger(connection):
    return Neo4jLedger(connection)


class TestLedgerOnNeo4j(LedgerContract):
    @pytest_asyncio.fixture
    async def store(self, connection):
        return SimpleNamespace(ledger=Neo4jLedger(connection))

    # Needs a whole store: the contract of stores runs it.
    test_the_graph_does_not_notice = None


async def test_keys_and_kinds_of_any_text_stay_apart_and_in_order(ledger):
    rng = random.Random(4)
    for key in rng.sample(ODD_KEYS, len(ODD_KEYS)):
        for kind in ("a", "ab", "a b"):
            assert await ledger.compare_and_set(kind, key, {"at": [kind, key]}, expected=0)
    for kind in ("a", "ab", "a b"):
        entries = await ledger.list(kind)
        # A list begins after the empty key.
        assert [e.key for e in entries] == sorted(ODD_KEYS)[1:]
        assert [e.document for e in entries] == [{"at": [kind, k]} for k in sorted(ODD_KEYS)[1:]]
        assert (await ledger.get(kind, "")).document == {"at": [kind, ""]}
    for after in ODD_KEYS:
        expected = [key for key in sorted(ODD_KEYS) if key > after]
        assert [e.key for e in await ledger.list("ab", after=after)] == expected


async def test_long_documents_and_blobs_come_back_whole(ledger):
    text = "温州\U0001f600\x00" * 500_000
    key = await ledger.append("report", {"text": text})
    assert (await ledger.get("report", key)).document == {"text": text}
    content = random.Random(1).randbytes(5_000_000)
    await ledger.put_blob("raw/1", content)
    assert await ledger.get_blob("raw/1") == content


async def test_two_appenders_at_once_lose_and_double_nothing(neo4j_url, ledger):
    other = connect(neo4j_url, ACCESS)

    async def append(name, to):
        return [await to.append("audit", {"by": name, "n": n}) for n in range(40)]

    mine, theirs = await asyncio.gather(append("a", ledger), append("b", Neo4jLedger(other)))
    await other.close()
    entries = await ledger.list("audit", limit=1000)
    assert [e.key for e in entries] == sorted(mine + theirs)
    assert [e.key for e in entries] == [f"{n:012}" for n in range(1, 81)]
    for name, keys in (("a", mine), ("b", theirs)):
        said = [(e.key, e.document["n"]) for e in entries if e.document["by"] == name]
        assert said == list(zip(keys, range(40), strict=True))


async def test_of_writers_that_expect_the_same_revision_one_succeeds(neo4j_url, ledger):
    others = [connect(neo4j_url, ACCESS) for _ in range(3)]
    ledgers = [ledger, *(Neo4jLedger(other) for other in others)]
    for revision in range(12):
        written = await asyncio.gather(
            *(
                to.compare_and_set("job", "j", {"by": by}, expected=revision)
                for by, to in enumerate(ledgers)
            )
        )
        assert written.count(True) == 1
        entry = await ledger.get("job", "j")
        assert (entry.revision, entry.document) == (revision + 1, {"by": written.index(True)})
    for other in others:
        await other.close()


class Repeating:
    """A connection that does everything twice, as a driver does that did not hear of the first."""

    def __init__(self, connection):
        self.connection = connection
        self.fetch = connection.fetch

    async def write(self, work):
        first = await self.connection.write(work)
        assert await self.connection.write(work) == first
        return first


async def test_a_write_that_is_repeated_is_done_once(connection, ledger):
    repeating = Neo4jLedger(Repeating(connection))
    first = await repeating.append("run", {"n": 1})
    between = await ledger.append("run", {"n": 2})
    third = await repeating.append("run", {"n": 3})
    assert [e.key for e in await ledger.list("run")] == [first, between, third]
    assert await repeating.compare_and_set("run", first, {"n": 4}, expected=1)
    assert (await ledger.get("run", first)).revision == 2
    assert await repeating.compare_and_set("run", first, None, expected=2)
    assert not await repeating.compare_and_set("run", between, {}, expected=7)
    assert await repeating.compare_and_set("job", "none", None, expected=0)
    assert await repeating.compare_and_set("job", "new", {}, expected=0)
    assert (await ledger.get("job", "new")).revision == 1
    await repeating.put_many("job", {"new": None, "other": {}})
    await repeating.put_many("job", {"new": {}})
    revisions = [(await ledger.get("job", key)).revision for key in ("new", "other")]
    assert revisions == [3, 1]


async def test_a_write_that_fails_half_way_leaves_nothing(connection, ledger, monkeypatch):
    async def broken(self, text, parameters=None):
        raise StoreError("cut")

    monkeypatch.setattr(Transaction, "run", broken)
    with pytest.raises(StoreError, match="cut"):
        await ledger.compare_and_set("job", "j", {}, expected=0)
    assert await connection.fetch(f"MATCH (d:`{DOCUMENT}`) RETURN count(d)") == [[0]]


async def test_a_deleted_text_is_gone_from_the_database(connection, ledger):
    key = await ledger.append("run", {"secret": "王磊"})
    await ledger.compare_and_set("run", key, None, expected=1)
    ((kept,),) = await connection.fetch(f"MATCH (d:`{DOCUMENT}`) RETURN properties(d)")
    assert "王磊" not in str(kept)
    assert (kept["key"], kept["revision"]) == (key, 2)


async def test_a_ledger_opened_read_only_or_closed_refuses(connection):
    writes = (
        lambda to: to.append("run", {}),
        lambda to: to.compare_and_set("run", "1", {}, expected=0),
        lambda to: to.put_many("run", {"1": {}}),
        lambda to: to.put_blob("a", b""),
        lambda to: to.delete_blobs("a"),
    )
    reads = (
        lambda to: to.get("run", "1"),
        lambda to: to.list("run"),
        lambda to: to.get_blob("a"),
    )
    for write in writes:
        with pytest.raises(StoreError, match="read-only"):
            await write(Neo4jLedger(connection, read_only=True))
    for read in reads:
        await read(Neo4jLedger(connection, read_only=True))
    for call in (*writes, *reads):
        with pytest.raises(StoreError, match="closed"):
            await call(Neo4jLedger(connection, closed=lambda: True))
