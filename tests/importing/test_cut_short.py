"""An import that dies on its way and is repeated leaves what one at a stroke leaves."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from dirty_tables import CATALOGUE, PACK, all_said, as_csv, dirty_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import MEMORY, Place

from graph_service.ingest import import_files


class Died(Exception):
    """What a store throws when it dies."""


class Dying:
    """A store that dies at the n-th batch, before or after it is kept."""

    def __init__(self, store, batches: int, *, kept: bool) -> None:
        self._store = store
        self._left = batches
        self._kept = kept

    def __getattr__(self, name: str):
        return getattr(self._store, name)

    async def apply(self, batch, run):
        self._left -= 1
        if not self._left and not self._kept:
            raise Died
        applied = await self._store.apply(batch, run)
        if not self._left:
            raise Died
        return applied


async def imported(
    place: Place, path: Path, type_: str, batch_rows: int, dies: int = 0, *, kept: bool = False
):
    """What a store says after an import, with one that died before it if `dies`."""
    ask = {"as_type": type_, "batch_rows": batch_rows}
    died = False
    async with place.new(CATALOGUE) as store:
        if dies:
            try:
                await import_files(Dying(store, dies, kept=kept), CATALOGUE, PACK, [path], **ask)
            except Died:
                died = True
        report = await import_files(store, CATALOGUE, PACK, [path], **ask)
        assert report.runs[0].repeated == (dies > 0 and not died)
        assert len(await store.runs()) <= 1
        return await all_said(store)


def compare(place: Place, table, batch_rows: int, dies: int, *, kept: bool) -> None:
    type_, rows = table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_text(as_csv(rows), encoding="utf-8", newline="")
        at_once = asyncio.run(imported(MEMORY, path, type_, 1000))
        in_parts = asyncio.run(imported(place, path, type_, batch_rows))
        repeated = asyncio.run(imported(place, path, type_, batch_rows, dies, kept=kept))

    assert in_parts == at_once
    assert repeated == at_once


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_tables(), st.integers(1, 5), st.integers(1, 4), st.booleans())
def test_neither_the_size_of_batches_nor_a_death_between_them_is_seen_later(
    table, batch_rows, dies, kept
):
    compare(MEMORY, table, batch_rows, dies, kept=kept)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(
    table=dirty_tables(), batch_rows=st.integers(1, 5), dies=st.integers(1, 4), kept=st.booleans()
)
def test_on_a_server_they_are_not_seen_either(neo4j_url, table, batch_rows, dies, kept):
    compare(Place(neo4j_url), table, batch_rows, dies, kept=kept)
