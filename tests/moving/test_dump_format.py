"""The page about the format is true: its example is a dump, and dumps have its lines and parts."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from datetime import UTC, datetime

import pytest
import truths
from busy_stores import busy

from graph_service.moving import DumpFile, StoreSource, copy_into, write_dump
from graph_service.store import open_store
from schema.catalogue import load_catalogue


@pytest.fixture
def page(checkout):
    return (checkout / "docs" / "dump-format.md").read_text(encoding="utf-8")


@pytest.fixture
def example(page):
    (block,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    *lines, end = block.splitlines(keepends=True)
    checksum = hashlib.sha256("".join(lines).encode()).hexdigest()
    return "".join(lines) + end.replace("CHECKSUM", checksum)


async def test_the_example_can_be_restored(example, tmp_path):
    (tmp_path / "dump.gz").write_bytes(gzip.compress(example.encode()))
    catalogue = load_catalogue()
    with DumpFile(tmp_path / "dump.gz", catalogue) as source:
        store = await open_store(f"file:{tmp_path / 'store'}", catalogue, half_copied=True)
        await copy_into(store, source, name="store")
    (described,) = await store.describe(["Enterprise:2"])
    assert (described.id, described.values["name"]) == ("Enterprise:1", "甲公司")
    assert (await store.info()).links == {"PARTICIPATES_IN": 1}
    await store.close()
    assert truths.in_file(tmp_path / "store") == truths.in_dump(tmp_path / "dump.gz")


async def test_a_dump_has_the_lines_and_parts_of_the_example(page, example, tmp_path):
    store = await open_store(":memory:", load_catalogue())
    await busy(store, 31)
    path = tmp_path / "dump.gz"
    await write_dump(path, StoreSource(store, "s"), made=datetime(2023, 12, 31, tzinfo=UTC))
    await store.close()
    shape, dumped = (
        _shape(text.splitlines()) for text in (example, gzip.decompress(path.read_bytes()).decode())
    )
    assert dumped == shape
    kinds = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    assert kinds == list(shape)[1:]
    for parts in shape.values():
        for part in parts:
            assert f"`{part}`" in page


def _shape(lines):
    """The parts of each kind of line, kinds in the order in which they come first."""
    first, *rest = map(json.loads, lines)
    shape = {"": list(first)}
    for line in rest:
        ((kind, said),) = line.items()
        assert shape.setdefault(kind, list(said)) == list(said)
    return shape
