"""A corrected issue leaves what it would have left alone."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from pathlib import Path

from dirty_tables import CATALOGUE, PACK, all_said, as_csv, dirty_tables
from hypothesis import HealthCheck, given, settings
from stores import MEMORY, Place

from graph_service.ingest import import_files


def without_ids(said: tuple[dict, list]) -> tuple[Counter, Counter]:
    """Ids stay what they were when a record was first named; all else may not differ."""
    nodes, links = said
    shown = Counter((type_, repr(sorted(values.items()))) for type_, values in nodes.values())
    named = Counter(
        (type_, nodes[source][1].get("name"), nodes[target][1].get("name"))
        for type_, source, target in links
    )
    return shown, named


async def after(place: Place, *issues: tuple[str, list[list[str]]]) -> tuple[Counter, Counter]:
    async with place.new(CATALOGUE) as store:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            for type_, rows in issues:
                path.write_text(as_csv(rows), encoding="utf-8", newline="")
                await import_files(store, CATALOGUE, PACK, [path], as_type=type_, batch_rows=3)
        assert len(await store.runs()) <= 1
        return without_ids(await all_said(store))


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_tables(), dirty_tables())
def test_nothing_of_the_first_issue_is_left(first, second):
    assert asyncio.run(after(MEMORY, first, second)) == asyncio.run(after(MEMORY, second))


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(first=dirty_tables(), second=dirty_tables())
def test_nothing_of_the_first_issue_is_left_on_a_server(neo4j_url, first, second):
    place = Place(neo4j_url)
    assert asyncio.run(after(place, first, second)) == asyncio.run(after(MEMORY, second))
