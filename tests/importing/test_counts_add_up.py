"""Whatever the table, each row is counted once and everything said can be taken back."""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from collections import Counter
from pathlib import Path

from dirty_tables import CATALOGUE, PACK, as_csv, dirty_tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores import MEMORY, Place

from graph_service.ingest import import_files


async def import_twice(place: Place, type_: str, content: str, batch_rows: int):
    async with place.new(CATALOGUE) as store:
        empty = await store.info()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            path.write_text(content, encoding="utf-8", newline="")
            ask = {"as_type": type_, "batch_rows": batch_rows}
            first = await import_files(store, CATALOGUE, PACK, [path], **ask)
            full = await store.info()
            other = await import_files(store, CATALOGUE, PACK, [path], source="other", **ask)
            again = await store.info()
        for report in (first, other):
            await store.retract(report.runs[0].run)
        return first, other, (empty, full, again, await store.info())


def skipped_by_hand(rows: list[list[str]]) -> Counter[str]:
    """Why rows below the header are no data, by a second reading of the rules."""
    header, *below = rows
    reasons: Counter[str] = Counter()
    for row in below:
        said = [cell.strip() for cell in row if cell.strip()]
        if not said:
            reasons["blank"] += 1
        elif said[0] in {"合计", "注：x"}:
            reasons["footer"] += 1
        elif said[0] in header and all(
            not cell.strip() or cell.strip() == name
            for cell, name in zip(row, header, strict=False)
        ):
            reasons["repeated header"] += 1
    return reasons


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(dirty_tables(), st.integers(1, 5))
def test_read_is_what_was_created_updated_unchanged_rejected_and_skipped(table, batch_rows):
    check(MEMORY, table, batch_rows)


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(table=dirty_tables(), batch_rows=st.integers(1, 5))
def test_counts_add_up_on_a_server(neo4j_url, table, batch_rows):
    check(Place(neo4j_url), table, batch_rows)


def check(place: Place, table, batch_rows: int) -> None:
    type_, rows = table
    first, other, (empty, full, again, taken_back) = asyncio.run(
        import_twice(place, type_, as_csv(rows), batch_rows)
    )

    records = list(csv.reader(io.StringIO(as_csv(rows), newline="")))
    for report in (first, other):
        parts = ("created", "updated", "unchanged", "rejected", "skipped")
        assert report.total("read") == sum(report.total(part) for part in parts)
        assert report.total("read") == len(records) - 1
        for file in (f for run in report.runs for f in run.files):
            assert file.skipped == skipped_by_hand(records)
            assert file.read == sum(getattr(file, p) for p in parts[:4]) + file.skipped.total()
    # The same said by another finds the same records and links: nothing appears.
    assert (again.nodes, again.links) == (full.nodes, full.links)
    assert (other.total("nodes_created"), other.total("links_created")) == (0, 0)
    assert (sum(full.nodes.values()), sum(full.links.values())) == (
        first.total("nodes_created"),
        first.total("links_created"),
    )
    assert (taken_back.nodes, taken_back.links) == (empty.nodes, empty.links)
