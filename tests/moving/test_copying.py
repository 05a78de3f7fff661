"""A copy equals its source, is gone on with after any interruption, and is not used before its end."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
import truths
from busy_stores import STEPS, busy, happen
from embedded_places import FileAt
from hypothesis import HealthCheck, given, settings
from store_laws import everything

from graph_service.moving import StoreSource, copy_into, pieces
from graph_service.moving.progress import Progress
from graph_service.store import open_store
from graph_service.store.port import Store, StoreError
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run


class Interrupted(Exception):
    pass


def after(pieces_taken: int):
    """Interrupts a copy after some pieces."""
    taken = count(1)

    def shown(_: object) -> None:
        if next(taken) == pieces_taken:
            raise Interrupted

    return shown


def failing_write(number: int):
    """A `Progress.write` that fails when it is called the so-manyth time."""
    written, writes = Progress.write, count(1)

    async def write(self, *note):
        if next(writes) == number:
            raise Interrupted
        await written(self, *note)

    return write


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch):
    monkeypatch.setattr(pieces, "_DOCUMENTS", 2)
    monkeypatch.setattr(pieces, "_BLOBS", 2)
    monkeypatch.setattr(pieces, "_SUBJECTS", 2)


@pytest_asyncio.fixture
async def source() -> AsyncIterator[FileAt]:
    at = FileAt()
    store = await at.open()
    await busy(store, 11)
    await store.close()
    yield at
    at.remove()


async def opened(path: Path, *, read_only: bool = False) -> Store:
    return await open_store(f"file:{path}", load_catalogue(), read_only=read_only, half_copied=True)


async def copied(source: Path, target: Path, **options) -> None:
    """Copy, as one process would, from opening to closing."""
    old, new = await opened(source, read_only=True), await opened(target)
    try:
        await copy_into(new, StoreSource(old, "old"), name="new", **options)
    finally:
        await new.close()
        await old.close()


async def test_a_copy_is_equal_by_the_back_door_and_by_the_front(source, tmp_path):
    before = truths.in_file(source.path)
    await copied(source.path, tmp_path / "new")
    assert truths.in_file(tmp_path / "new") == before == truths.in_file(source.path)
    assert len(before["units"]) > 20
    assert [len(before[part]) for part in ("decisions", "documents", "blobs")] == [2, 7, 5]
    old, new = await opened(source.path), await opened(tmp_path / "new")
    assert await everything(new) == await everything(old)
    await old.close()
    await new.close()


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_any_store_is_copied(steps):
    catalogue = load_catalogue()
    old, new = await open_store(":memory:", catalogue), await open_store(":memory:", catalogue)
    await happen(old, steps)
    tally = await copy_into(new, StoreSource(old, "old"), name="new")
    before, after_it = [
        await asyncio.get_running_loop().run_in_executor(
            store._worker, truths.in_tables, store._database._connection
        )
        for store in (old, new)
    ]
    assert before == after_it
    assert tally.counts["nodes"] + tally.counts["links"] == len(before["units"])
    assert await everything(old) == await everything(new)
    await old.close()
    await new.close()


async def test_a_copy_has_a_name_of_its_own(source, tmp_path):
    await copied(source.path, tmp_path / "new")
    old, new = await opened(source.path), await opened(tmp_path / "new")
    assert (await old.version()).partition(".")[0] != (await new.version()).partition(".")[0]
    await old.close()
    await new.close()


async def test_a_copy_interrupted_after_any_piece_goes_on_and_ends_equal(source, tmp_path):
    whole = truths.in_file(source.path)
    for taken in count(1):
        target = tmp_path / str(taken)
        try:
            await copied(source.path, target, shown=after(taken))
        except Interrupted:
            assert truths.in_file(target) != whole or taken > 5
        else:
            break
        await copied(source.path, target)
        assert truths.in_file(target) == whole
    assert taken > 12


async def test_a_copy_interrupted_after_every_piece_ends_equal(source, tmp_path):
    target = tmp_path / "new"
    for _ in range(100):
        try:
            await copied(source.path, target, shown=after(1))
        except Interrupted:
            continue
        break
    assert truths.in_file(target) == truths.in_file(source.path)


async def test_a_piece_that_was_taken_but_not_noted_is_taken_again(source, tmp_path, monkeypatch):
    """Between the two writes of a piece lies the worst moment for a kill."""
    target = tmp_path / "new"
    for failing in count(2):
        with monkeypatch.context() as patch:
            patch.setattr(Progress, "write", failing_write(failing))
            try:
                await copied(source.path, target)
            except Interrupted:
                pass
            else:
                break
        await copied(source.path, target)
        assert truths.in_file(target) == truths.in_file(source.path)
        target = tmp_path / f"new{failing}"
    assert failing > 12


async def test_an_unfinished_copy_cannot_be_used(source, tmp_path):
    target = tmp_path / "new"
    with pytest.raises(Interrupted):
        await copied(source.path, target, shown=after(3))
    for read_only in (True, False):
        with pytest.raises(StoreError, match="cannot be used yet: a copy of old was begun and is"):
            await open_store(f"file:{target}", load_catalogue(), read_only=read_only)
    await copied(source.path, target)
    store = await open_store(f"file:{target}", load_catalogue())
    await store.close()


async def test_a_store_that_is_not_empty_is_left_as_it_was(source, tmp_path):
    target = tmp_path / "new"
    for fill in (
        lambda store: store.apply([NodeStatement(1, "a", "Enterprise")], Run("r", "r")),
        lambda store: store.ledger.append("run", {}),
        lambda store: store.ledger.put_blob("b", b""),
    ):
        store = await opened(target)
        await fill(store)
        await store.close()
        before = truths.in_file(target)
        with pytest.raises(StoreError, match="new is not empty: it was left as it was"):
            await copied(source.path, target)
        assert truths.in_file(target) == before
        target = target.with_name(f"{target.name}x")


async def test_a_source_that_changed_between_is_noticed_and_copied_anew(source, tmp_path):
    target = tmp_path / "new"
    with pytest.raises(Interrupted):
        await copied(source.path, target, shown=after(9))
    store = await opened(source.path)
    await store.retract("rest")
    await store.close()
    with pytest.raises(StoreError, match=r"unfinished copy of .*, and old is .* now\. Add --anew"):
        await copied(source.path, target)
    await copied(source.path, target, anew=True)
    assert truths.in_file(target) == truths.in_file(source.path)


async def test_emptying_that_was_interrupted_is_begun_again(source, tmp_path, monkeypatch):
    from graph_service.store.embedded import EmbeddedStore

    target = tmp_path / "new"
    with pytest.raises(Interrupted):
        await copied(source.path, target, shown=after(15))

    async def retract(*_):
        raise Interrupted

    with monkeypatch.context() as patch:
        patch.setattr(EmbeddedStore, "retract", retract)
        with pytest.raises(Interrupted):
            await copied(source.path, target, anew=True)
    with pytest.raises(StoreError, match="holds an unfinished copy of nothing"):
        await copied(source.path, target)
    await copied(source.path, target, anew=True)
    assert truths.in_file(target) == truths.in_file(source.path)


async def test_a_source_that_changes_while_it_is_copied_is_noticed(source, tmp_path):
    old, new = await opened(source.path), await opened(tmp_path / "new")

    async def copy(at: int) -> None:
        reading = StoreSource(old, "old")

        class Changing:
            name = "old"
            identity = reading.identity

            async def pieces(self, place=""):
                number = 0
                async for piece in reading.pieces(place):
                    number += 1
                    if number == at:
                        said = [NodeStatement(1, "new", "Enterprise")]
                        await old.apply(said, Run(f"meanwhile {at}", "m"))
                    yield piece

        await copy_into(new, Changing(), name="new", anew=True)

    # Before the graph is read, and while it is.
    for at in (1, 12):
        with pytest.raises(StoreError, match="was changed while it was"):
            await copy(at)
    await copy(0)
    await old.close()
    await new.close()
    assert truths.in_file(tmp_path / "new") == truths.in_file(source.path)


async def test_of_two_that_copy_into_one_store_one_gives_up(source, tmp_path):
    old, new = await opened(source.path), await opened(tmp_path / "new")

    class Both:
        """In the middle of its pieces another copies the same."""

        name = "old"

        async def identity(self) -> str:
            return await old.version()

        async def pieces(self, place=""):
            async for piece in StoreSource(old, "old").pieces(place):
                yield piece
                note = await new.ledger.get("copy", "progress")
                await new.ledger.compare_and_set(
                    "copy", "progress", note.document, expected=note.revision
                )

    with pytest.raises(StoreError, match="Another process copies into new too"):
        await copy_into(new, Both(), name="new")
    await copy_into(new, StoreSource(old, "old"), name="new")
    await old.close()
    await new.close()
    assert truths.in_file(tmp_path / "new") == truths.in_file(source.path)


async def test_a_store_is_not_copied_into_itself(source):
    store = await opened(source.path)
    with pytest.raises(StoreError, match="old and new are one store"):
        await copy_into(store, StoreSource(store, "old"), name="new")
    await store.close()


async def test_the_note_about_a_copy_is_not_copied(source, tmp_path):
    await copied(source.path, tmp_path / "second")
    await copied(tmp_path / "second", tmp_path / "third")
    third = await opened(tmp_path / "third")
    kinds = {kept.kind for kept in await third.ledger.kept()}
    await third.close()
    assert kinds == {"copier", "copy", "run", "钥匙"}
    assert truths.in_file(tmp_path / "third") == truths.in_file(source.path)


def test_a_process_killed_at_many_moments_leaves_a_copy_that_goes_on(source, tmp_path):
    whole, target = truths.in_file(source.path), tmp_path / "new"
    command = [sys.executable, str(Path(__file__).with_name("copying_child.py"))]
    unfinished = 0
    for kill_after in count():
        with subprocess.Popen(
            [*command, str(source.path), str(target)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        ) as child:
            # It tells of every piece; it is killed while it works on some later one.
            told = [child.stdout.readline() for _ in range(1 + kill_after % 4)]
            child.kill()
        if not all(told):
            break
        unfinished += 1
    assert unfinished > 2
    assert truths.in_file(target) == whole
