"""A corrected issue leaves what it would have left alone."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from dirty_tables import CATALOGUE, PACK, all_said, as_csv, dirty_tables
from hypothesis import HealthCheck, given, settings

from graph_service.ingest import import_files
from graph_service.store import open_store


def without_ids(said: tuple[dict, list]) -> tuple[Counter, Counter]:
    """Ids stay what they were when a record was first named; all else may not differ."""
    nodes, links = said
    shown = Counter((type_, repr(sorted(values.items()))) for type_, values in nodes.values())
    named = Counter(
        (type_, nodes[source][1].get("name"), nodes[target][1].get("name"))
        for type_, source, target in links
    )
    return shown, named


async def after(*issues: tuple[str, list[list[str]]]) -> tuple[Counter, Counter]:
    store = await open_store(":memory:", CATALOGUE)
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            for type_, rows in issues:
                path.write_text(as_csv(rows), encoding="utf-8", newline="")
                await import_files(store, CATALOGUE, PACK, [path], as_type=type_, batch_rows=3)
        assert len(await store.runs()) <= 1
        return without_ids(await all_said(store))
    finally:
        await store.close()


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_tables(), dirty_tables())
def test_nothing_of_the_first_issue_is_left(first, second):
    assert asyncio.run(after(first, second)) == asyncio.run(after(second))
