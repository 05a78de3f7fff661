"""Files that are not a sound store are refused with a sentence and left byte for byte."""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import pytest

from graph_service.store import open_store
from graph_service.store.port import StoreError
from schema.catalogue import Catalogue, load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run

RUN = Run("r", "register", "2021")


@pytest.fixture
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
async def sound(tmp_path: Path, catalogue: Catalogue) -> Path:
    """A closed store of 2,000 records."""
    path = tmp_path / "graph.store"
    store = await open_store(f"file:{path}", catalogue)
    said = [
        NodeStatement(n, f"Enterprise:{n}", "Enterprise", {"name": f"企业 {n}"}, (f"name:{n}",))
        for n in range(1, 2001)
    ]
    await store.apply(said, RUN)
    await store.ledger.put_blob("raw/1", bytes(range(256)) * 100)
    await store.close()
    return path


def contents(folder: Path) -> dict[str, str]:
    return {
        p.name: hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.iterdir()
        if p.suffix != ".lock"
    }


async def refused(path: Path, catalogue: Catalogue, match: str) -> None:
    before = contents(path.parent)
    for read_only in (False, True):
        with pytest.raises(StoreError, match=match) as caught:
            await open_store(f"file:{path}", catalogue, read_only=read_only)
        assert str(path) in str(caught.value)
        assert contents(path.parent) == before


async def test_a_closed_store_is_one_file(sound):
    assert list(contents(sound.parent)) == ["graph.store"]


async def test_a_text_is_no_store(tmp_path, catalogue):
    path = tmp_path / "notes.txt"
    path.write_text("项目编号,项目名称\n" * 100)
    await refused(path, catalogue, "is not a store: it is no SQLite file")
    assert [p.name for p in tmp_path.iterdir()] == ["notes.txt"]


async def test_a_folder_is_no_store(tmp_path, catalogue):
    with pytest.raises(StoreError, match="Is a directory"):
        await open_store(f"file:{tmp_path}", catalogue)


async def test_a_database_of_another_program_is_no_store(tmp_path, catalogue):
    path = tmp_path / "other.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE meta (name, value)")
    connection.commit()
    connection.close()
    await refused(path, catalogue, "another program")


async def test_a_store_of_a_newer_version_says_so(sound, catalogue):
    content = bytearray(sound.read_bytes())
    content[60:64] = (2).to_bytes(4, "big")
    sound.write_bytes(content)
    await refused(sound, catalogue, "layout 2.*newer version")


@pytest.mark.parametrize("part", [0.1, 0.3, 0.5, 0.7])
async def test_an_overwritten_part_is_found_before_anything_is_served(sound, catalogue, part):
    content = bytearray(sound.read_bytes())
    page = int(len(content) // 4096 * part) * 4096
    content[page : page + 4096] = b"\xa5" * 4096
    sound.write_bytes(content)
    await refused(sound, catalogue, "damaged")


async def test_a_damaged_ledger_is_found_when_the_store_is_opened_for_writing(sound, catalogue):
    connection = sqlite3.connect(sound)
    (page,) = connection.execute(
        "SELECT rootpage FROM sqlite_schema WHERE name = 'documents'"
    ).fetchone()
    connection.close()
    content = bytearray(sound.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    sound.write_bytes(content)
    before = contents(sound.parent)
    with pytest.raises(StoreError, match="damaged"):
        await open_store(f"file:{sound}", catalogue)
    assert contents(sound.parent) == before


async def test_one_changed_letter_is_found(sound, catalogue):
    content = sound.read_bytes()
    assert content.count("企业 1234".encode()) == 1
    sound.write_bytes(content.replace("企业 1234".encode(), "企业 1235".encode()))
    await refused(sound, catalogue, "damaged.*checksum")


async def test_a_damaged_blob_is_not_handed_out(sound, catalogue):
    content = sound.read_bytes()
    blob = bytes(range(100, 200))
    assert content.count(blob) > 90
    sound.write_bytes(content.replace(blob, bytes(100), 1))
    store = await open_store(f"file:{sound}", catalogue)
    with pytest.raises(StoreError, match="raw/1 is damaged"):
        await store.ledger.get_blob("raw/1")
    await store.close()


@pytest.mark.parametrize("left", [100, 5_000, 50_000])
async def test_a_file_cut_short_is_damaged(sound, catalogue, left):
    sound.write_bytes(sound.read_bytes()[:left])
    await refused(sound, catalogue, "damaged")


async def test_an_empty_file_becomes_a_store(tmp_path, catalogue):
    path = tmp_path / "graph.store"
    path.touch()
    store = await open_store(f"file:{path}", catalogue)
    assert (await store.info()).nodes == {}
    await store.close()
    assert path.stat().st_size > 0


async def test_a_missing_folder_is_named(tmp_path, catalogue):
    with pytest.raises(StoreError, match=r"there is no folder .*/missing"):
        await open_store(f"file:{tmp_path}/missing/graph.store", catalogue)


@pytest.mark.parametrize(
    ("url", "match"),
    [
        ("graph.store", "names no store. Use file:PATH"),
        ("file:", "names no store"),
        ("", "names no store"),
    ],
)
async def test_a_url_that_names_no_store_gets_a_sentence(catalogue, url, match):
    with pytest.raises(StoreError, match=match):
        await open_store(url, catalogue)


async def test_reading_alone_needs_a_store_and_makes_nothing(tmp_path, catalogue):
    with pytest.raises(StoreError, match="There is no store at"):
        await open_store(f"file:{tmp_path}/graph.store", catalogue, read_only=True)
    with pytest.raises(StoreError, match="nothing to read"):
        await open_store(":memory:", catalogue, read_only=True)
    assert list(tmp_path.iterdir()) == []


async def test_a_reader_leaves_a_resting_store_as_it_was(sound, catalogue):
    before = {p.name: p.read_bytes() for p in sound.parent.iterdir()}
    store = await open_store(f"file:{sound}", catalogue, read_only=True)
    assert (await store.info()).nodes == {"Enterprise": 2000}
    assert await store.ledger.get_blob("raw/1") == bytes(range(256)) * 100
    for write in (
        store.apply([NodeStatement(1, "E:1", "Enterprise")], Run("s", "survey")),
        store.retract("r"),
        store.ledger.append("run", {}),
    ):
        with pytest.raises(StoreError, match="read-only"):
            await write
    await store.close()
    assert {p.name: p.read_bytes() for p in sound.parent.iterdir()} == before


async def test_a_reader_beside_a_writer_sees_what_was_committed(sound, catalogue):
    writer = await open_store(f"file:{sound}", catalogue)
    await writer.apply([NodeStatement(1, "University:1", "University")], Run("s", "survey"))
    reader = await open_store(f"file:{sound}", catalogue, read_only=True)
    assert (await reader.info()) == (await writer.info())
    await writer.apply([NodeStatement(1, "University:2", "University")], Run("t", "survey"))
    await writer.ledger.append("run", {"n": 1})
    assert (await reader.info()).nodes["University"] == 1
    (entry,) = await reader.ledger.list("run")
    assert entry.document == {"n": 1}
    await writer.close()
    (entry,) = await reader.ledger.list("run")
    assert entry.document == {"n": 1}
    await reader.close()


async def test_a_store_of_another_catalogue_names_what_is_not_known(sound, catalogue):
    others = Catalogue(
        tuple(t for t in catalogue.types if t.name not in ("Enterprise", "Platform"))
    )
    before = contents(sound.parent)
    with pytest.raises(StoreError, match="'Enterprise', which this catalogue does not have"):
        await open_store(f"file:{sound}", others)
    assert contents(sound.parent) == before


async def test_a_reader_sees_what_a_killed_writer_left_in_its_log(sound, catalogue, tmp_path):
    store = await open_store(f"file:{sound}", catalogue)
    await store.apply([NodeStatement(1, "University:1", "University")], Run("s", "survey"))
    left = tmp_path / "left"
    left.mkdir()
    for name in ("graph.store", "graph.store-wal"):
        (left / name).write_bytes((sound.parent / name).read_bytes())
    await store.close()
    for read_only in (True, False):
        again = await open_store(f"file:{left}/graph.store", catalogue, read_only=read_only)
        assert (await again.info()).nodes == {"Enterprise": 2000, "University": 1}
        await again.close()


async def test_a_commit_that_fails_leaves_memory_and_file_as_they_were(sound, catalogue):
    store = await open_store(f"file:{sound}", catalogue)
    other = sqlite3.connect(sound, isolation_level=None)
    other.execute(
        "CREATE TRIGGER full BEFORE INSERT ON link_units BEGIN SELECT raise(ABORT, 'no room'); END"
    )
    version = await store.version()
    batch = [
        NodeStatement(1, "Project:1", "Project"),
        LinkStatement(1, "PARTICIPATES_IN", "Enterprise:1", "Project:1"),
    ]
    with pytest.raises(StoreError, match="no room"):
        await store.apply(batch, Run("s", "survey"))
    assert (await store.info()).nodes == {"Enterprise": 2000}
    assert await store.version() == version
    other.execute("DROP TRIGGER full")
    other.close()
    assert (await store.apply(batch, Run("s", "survey"))).links_created == 1
    await store.close()
