"""From a file to Neo4j, into a dump, and back into a file: the same, statement by statement."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from itertools import count

import neo4j_server
import pytest
import truths
from busy_stores import STEPS, busy, happen
from embedded_places import FileAt
from hypothesis import HealthCheck, given, settings
from neo4j_places import Neo4jAt
from store_laws import everything

from graph_service.moving import DumpFile, StoreSource, copy_into, pieces, write_dump
from graph_service.store import open_store
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue

MADE = datetime(2023, 12, 31, tzinfo=UTC)


class Interrupted(Exception):
    pass


@asynccontextmanager
async def opened(url, *, read_only=False):
    store = await open_store(
        url, load_catalogue(), read_only=read_only, access=neo4j_server.access(), half_copied=True
    )
    try:
        yield store
    finally:
        await store.close()


async def copy(source, target, **options):
    async with opened(source, read_only=True) as old, opened(target) as new:
        await copy_into(new, StoreSource(old, source), name=target, **options)


async def dump(source, path):
    async with opened(source, read_only=True) as old:
        await write_dump(path, StoreSource(old, source), made=MADE)


async def restore(path, target):
    async with opened(target) as new:
        with DumpFile(path, load_catalogue()) as source:
            await copy_into(new, source, name=target)


async def goes_round(first, url, folder):
    """Take the round trip from a store in a file, and compare every station."""
    neo4j_server.wipe(url)
    whole = truths.in_file(first)
    await copy(f"file:{first}", url)
    assert truths.on_server(url) == whole
    await dump(url, folder / "dump.gz")
    assert truths.in_dump(folder / "dump.gz") == whole
    await restore(folder / "dump.gz", f"file:{folder / 'last'}")
    assert truths.in_file(folder / "last") == whole
    async with (
        opened(f"file:{first}") as a,
        opened(url) as b,
        opened(f"file:{folder / 'last'}") as c,
    ):
        seen = await everything(a)
        assert await everything(b) == seen
        assert await everything(c) == seen
        assert len({(await store.version()).partition(".")[0] for store in (a, b, c)}) == 3
    return whole


async def test_a_busy_store_goes_round(neo4j_url, tmp_path):
    async with opened(f"file:{tmp_path / 'first'}") as store:
        await busy(store, 12, steps=80)
    whole = await goes_round(tmp_path / "first", neo4j_url, tmp_path)
    counts = [len(whole[part]) for part in ("runs", "decisions", "documents", "blobs")]
    assert counts == [7, 4, 7, 5]
    assert len(whole["units"]) > 30


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_any_store_goes_round(neo4j_url, tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("round")
    async with opened(f"file:{folder / 'first'}") as store:
        await happen(store, steps)
    await goes_round(folder / "first", neo4j_url, folder)


async def test_a_copy_to_a_server_interrupted_at_many_pieces_ends_equal(
    neo4j_url, tmp_path, monkeypatch
):
    for name in ("_DOCUMENTS", "_BLOBS", "_SUBJECTS"):
        monkeypatch.setattr(pieces, name, 3)
    first = f"file:{tmp_path / 'first'}"
    async with opened(first) as store:
        await busy(store, 13)
    neo4j_server.wipe(neo4j_url)
    interrupted = 0
    for most in count(1):
        taken = count(1)

        def shown(_, taken=taken, most=most):
            if next(taken) == most:
                raise Interrupted

        try:
            await copy(first, neo4j_url, shown=shown)
        except Interrupted:
            interrupted += 1
            with pytest.raises(StoreError, match="cannot be used yet: a copy of file:"):
                await open_store(neo4j_url, load_catalogue(), access=neo4j_server.access())
        else:
            break
    assert interrupted > 2
    assert truths.on_server(neo4j_url) == truths.in_file(tmp_path / "first")


async def test_an_unfinished_copy_on_a_server_is_emptied_and_begun_again(neo4j_url, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for path, seed in ((first, 14), (second, 15)):
        async with opened(f"file:{path}") as store:
            await busy(store, seed, steps=10)
    neo4j_server.wipe(neo4j_url)

    def stop(tally):
        if tally.counts["links"]:
            raise Interrupted

    with pytest.raises(Interrupted):
        await copy(f"file:{first}", neo4j_url, shown=stop)
    with pytest.raises(StoreError, match="holds an unfinished copy of"):
        await copy(f"file:{second}", neo4j_url)
    await copy(f"file:{second}", neo4j_url, anew=True)
    assert truths.on_server(neo4j_url) == truths.in_file(second)


async def test_a_store_in_a_file_has_the_same_dump_as_its_copy_on_a_server(neo4j_url, tmp_path):
    at = FileAt()
    async with opened(f"file:{at.path}") as store:
        await busy(store, 16)
    server = Neo4jAt(neo4j_url)
    await copy(f"file:{at.path}", neo4j_url)
    await dump(f"file:{at.path}", tmp_path / "a")
    await dump(neo4j_url, tmp_path / "b")
    assert truths.in_dump(tmp_path / "a") == truths.in_dump(tmp_path / "b")
    server.remove()
    at.remove()
