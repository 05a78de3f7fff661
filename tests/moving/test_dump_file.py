"""A dump is whole and unaltered, or it is refused with a sentence and nothing is restored."""

from __future__ import annotations

import gzip
import hashlib
import json
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio
import truths
from busy_stores import STEPS, busy, happen
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.moving import (
    DumpError,
    DumpFile,
    StoreSource,
    copy_into,
    dump_reader,
    write_dump,
)
from graph_service.store import open_store
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue
from schema.statements import NodeStatement, Run

MADE = datetime(2023, 12, 31, tzinfo=UTC)
CATALOGUE = load_catalogue()


class Interrupted(Exception):
    pass


@pytest_asyncio.fixture
async def source(tmp_path) -> Path:
    store = await open_store(f"file:{tmp_path / 'source'}", CATALOGUE)
    await busy(store, 21)
    await store.close()
    return tmp_path / "source"


@pytest_asyncio.fixture
async def dumped(source) -> Path:
    return await dump(source, source.with_name("dump.gz"))


async def dump(source: Path, path: Path, **options) -> Path:
    store = await open_store(f"file:{source}", CATALOGUE, read_only=True)
    await write_dump(path, StoreSource(store, "source"), made=MADE, **options)
    await store.close()
    return path


async def restore(path: Path, target: Path, **options) -> None:
    with DumpFile(path, CATALOGUE) as source:
        store = await open_store(f"file:{target}", CATALOGUE, half_copied=True)
        try:
            await copy_into(store, source, name="target", **options)
        finally:
            await store.close()


def lines(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def written(path: Path, found: list[bytes], *, sealed: bool = False) -> Path:
    """Write lines as a dump; `sealed`: with a last line that fits them."""
    if sealed:
        kinds = ("document", "blob", "run", "decision", "node", "link")
        counts = dict.fromkeys(kinds, 0)
        for line in found[1:-1]:
            counts[next(iter(json.loads(line)))] += 1
        checksum = hashlib.sha256(b"".join(found[:-1])).hexdigest()
        found = [*found[:-1], json.dumps({"end": {"lines": counts, "sha256": checksum}}).encode()]
    path.write_bytes(gzip.compress(b"".join(found), 1))
    return path


def refused(content: bytes, tmp_path: Path) -> str:
    """The sentence with which a file of this content is refused."""
    path = tmp_path / "altered.gz"
    path.write_bytes(content)
    with pytest.raises(DumpError) as caught:
        DumpFile(path, CATALOGUE)
    sentence = str(caught.value)
    assert sentence.startswith(str(path))
    assert sentence.endswith(".")
    return sentence


async def test_a_dump_is_restored_as_it_was(source, dumped, tmp_path):
    whole = truths.in_file(source)
    assert truths.in_dump(dumped) == whole
    await restore(dumped, tmp_path / "restored")
    assert truths.in_file(tmp_path / "restored") == whole


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
async def test_any_store_is_dumped_and_restored(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("any")
    store = await open_store(f"file:{folder / 'source'}", CATALOGUE)
    await happen(store, steps)
    await store.close()
    await restore(await dump(folder / "source", folder / "dump"), folder / "restored")
    assert truths.in_file(folder / "restored") == truths.in_file(folder / "source")


async def test_the_same_store_gives_the_same_file(source, dumped, tmp_path):
    again = await dump(source, tmp_path / "again.gz")
    assert again.read_bytes() == dumped.read_bytes()


async def test_the_summary_says_of_what_and_when_the_dump_is(source, dumped):
    store = await open_store(f"file:{source}", CATALOGUE, read_only=True)
    with DumpFile(dumped, CATALOGUE) as file:
        summary = file.summary
    assert (summary.graph, summary.made) == (await store.version(), "2023-12-31T00:00:00+00:00")
    whole = truths.in_file(source)
    assert summary.lines["node"] + summary.lines["link"] == len(whole["units"])
    assert summary.lines["blob"] == len(whole["blobs"]) == 5
    await store.close()


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_a_cut_file_is_refused_wherever_it_is_cut(dumped, tmp_path, data):
    content = dumped.read_bytes()
    length = data.draw(st.integers(0, len(content) - 1))
    refused(content[:length], tmp_path)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
async def test_a_changed_byte_is_noticed_unless_it_changes_nothing(dumped, tmp_path, data):
    content = bytearray(dumped.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path / "altered.gz"
    path.write_bytes(content)
    try:
        DumpFile(path, CATALOGUE).__exit__(None, None, None)
    except DumpError:
        return
    # The head of gzip has a time and a system, which mean nothing here.
    assert at < 10
    assert truths.in_dump(path) == truths.in_dump(dumped)


async def test_a_line_lost_doubled_or_moved_is_noticed(dumped, tmp_path):
    found = lines(dumped)
    for at in range(1, len(found)):
        for changed in (
            found[:at] + found[at + 1 :],
            found[: at + 1] + found[at:],
            [*found[: at - 1], found[at], found[at - 1], *found[at + 1 :]],
        ):
            refused(gzip.compress(b"".join(changed), 1), tmp_path)


async def test_a_changed_letter_is_noticed_by_the_checksum(dumped, tmp_path):
    text = gzip.decompress(dumped.read_bytes())
    changed = text.replace(b'"name":"y"', b'"name":"x"', 1)
    assert changed != text
    sentence = refused(gzip.compress(changed), tmp_path)
    assert "the lines before it are not those that were written" in sentence
    assert f"line {len(lines(dumped))}:" in sentence


async def test_a_cut_between_two_lines_is_noticed(dumped, tmp_path):
    found = lines(dumped)
    sentence = refused(gzip.compress(b"".join(found[:-1])), tmp_path)
    assert "is cut: it has no last line" in sentence


async def test_what_comes_after_the_last_line_is_noticed(dumped, tmp_path):
    content = dumped.read_bytes()
    assert "comes after the last line" in refused(content + content, tmp_path)
    assert "line" in refused(content + b"rest", tmp_path)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "its first line does not say that it is one"),
        (b"PK\x03\x04", "it is not compressed with gzip"),
        (gzip.compress(b"a,b\n1,2\n"), "its first line does not say that it is one"),
        (gzip.compress(b'{"format":"other"}\n'), "its first line does not say that it is one"),
        (gzip.compress(b"[]\n"), "its first line does not say that it is one"),
    ],
    ids=["empty", "zip", "table", "other-json", "list"],
)
def test_another_file_is_no_dump(tmp_path, content, why):
    assert why in refused(content, tmp_path)


def test_a_dump_of_a_later_format_is_refused_before_it_is_read(tmp_path):
    content = b'{"format":"innovation-graph-dump","version":2,"graph":"x.1","made":""}\nnonsense\n'
    sentence = refused(gzip.compress(content), tmp_path)
    assert "is a dump of format version 2, and this program reads version 1" in sentence


@pytest.mark.parametrize(
    ("kind", "part", "value", "why"),
    [
        ("node", "type", "Castle", "'Castle', which the catalogue does not have"),
        ("node", "values", {"height": 3}, "Enterprise.height, which the catalogue does not have"),
        ("node", "values", {"name": 3}, "Enterprise.name the value 3, which is not of its kind"),
        ("node", "values", {"name": [3]}, r"[3] is not a list of texts"),
        ("node", "values", [], "its values are not an object"),
        ("node", "run", 77, "there is no run number 77"),
        ("node", "first", "1", "its first is not a whole number"),
        ("node", "count", None, "its count is not a whole number"),
        ("node", "keys", "k", "'k' is not a list of texts"),
        ("link", "source", 1, "its source is not a text"),
        ("link", "type", "LIKES", "'LIKES', which the catalogue does not have"),
        ("run", "period", "soon", "its period 'soon' is not of the form"),
        ("decision", "verdict", "MAYBE", "'MAYBE' is not a valid Verdict"),
        ("document", "document", [], "its document is not an object"),
        ("blob", "content", "%", "base64"),
    ],
)
async def test_a_line_that_cannot_be_meant_is_named(  # noqa: PLR0917 - drawn by name
    dumped, tmp_path, kind, part, value, why
):
    found = lines(dumped)
    wanted = b'{"%s":{' % kind.encode()
    at = next(n for n, line in enumerate(found) if line.startswith(wanted))
    said = json.loads(found[at])
    said[kind][part] = value
    found[at] = json.dumps(said).encode() + b"\n"
    sentence = refused(written(tmp_path / "made.gz", found, sealed=True).read_bytes(), tmp_path)
    assert f"line {at + 1}: " in sentence
    assert why.lower() in sentence.lower()
    del said[kind][part]
    found[at] = json.dumps(said).encode() + b"\n"
    sentence = refused(written(tmp_path / "made.gz", found, sealed=True).read_bytes(), tmp_path)
    assert f"line {at + 1}: it lacks '{part}'" in sentence


async def test_a_damaged_dump_leaves_no_store(dumped, tmp_path):
    cut = tmp_path / "cut.gz"
    cut.write_bytes(dumped.read_bytes()[:-1])
    with pytest.raises(DumpError):
        await restore(cut, tmp_path / "restored")
    assert not (tmp_path / "restored").exists()


async def test_a_file_that_changes_while_it_is_restored_leaves_an_unfinished_store(
    dumped, tmp_path
):
    with DumpFile(dumped, CATALOGUE) as source:
        found = lines(dumped)
        dumped.write_bytes(gzip.compress(b"".join(found[:-2] + found[-1:])))
        store = await open_store(f"file:{tmp_path / 'restored'}", CATALOGUE, half_copied=True)
        with pytest.raises(DumpError):
            await copy_into(store, source, name="target")
        await store.close()
    with pytest.raises(StoreError, match="cannot be used yet"):
        await open_store(f"file:{tmp_path / 'restored'}", CATALOGUE)


async def test_a_restoring_interrupted_after_any_piece_goes_on(
    source, dumped, tmp_path, monkeypatch
):
    monkeypatch.setattr(dump_reader, "_ITEMS", 3)
    monkeypatch.setattr(dump_reader, "_BLOBS", 2)
    for most in count(1):
        taken = count(1)

        def shown(_, taken=taken, most=most):
            if next(taken) == most:
                raise Interrupted

        target = tmp_path / str(most)
        try:
            await restore(dumped, target, shown=shown)
        except Interrupted:
            await restore(dumped, target)
        else:
            break
        assert truths.in_file(target) == truths.in_file(source)
    assert most > 8


async def test_another_dump_does_not_go_on_where_one_was_interrupted(source, dumped, tmp_path):
    def stop(_):
        raise Interrupted

    with pytest.raises(Interrupted):
        await restore(dumped, tmp_path / "restored", shown=stop)
    store = await open_store(f"file:{source}", CATALOGUE)
    await store.retract("rest")
    await store.close()
    other = await dump(source, tmp_path / "other.gz")
    with pytest.raises(StoreError, match="holds an unfinished copy of dump"):
        await restore(other, tmp_path / "restored")
    await restore(other, tmp_path / "restored", anew=True)
    assert truths.in_file(tmp_path / "restored") == truths.in_file(source)


async def test_a_file_that_is_there_is_replaced_only_if_asked(source, tmp_path):
    path = tmp_path / "kept.gz"
    path.write_bytes(b"mine")
    with pytest.raises(DumpError, match="is there already: name another file, or add --force"):
        await dump(source, path)
    assert path.read_bytes() == b"mine"
    await dump(source, path, force=True)
    assert truths.in_dump(path) == truths.in_file(source)


async def test_a_dump_that_fails_leaves_the_former_file(source, tmp_path):
    path = tmp_path / "kept.gz"
    path.write_bytes(b"mine")

    def stop(_):
        raise Interrupted

    with pytest.raises(Interrupted):
        await dump(source, path, force=True, shown=stop)
    assert [file.name for file in sorted(tmp_path.glob("kept*"))] == ["kept.gz"]
    assert path.read_bytes() == b"mine"


async def test_a_store_that_changes_while_it_is_dumped_leaves_no_file(source, tmp_path):
    store = await open_store(f"file:{source}", CATALOGUE)
    reading = StoreSource(store, "source")

    class Changing:
        name = "source"
        identity = reading.identity

        async def pieces(self, after=""):
            await store.apply([NodeStatement(1, "new", "Enterprise")], Run("n", "n"))
            async for piece in reading.pieces(after):
                yield piece

    with pytest.raises(StoreError, match="source was changed while it was read"):
        await write_dump(tmp_path / "dump.gz", Changing(), made=MADE)
    assert not list(tmp_path.glob("dump*"))
    await store.close()


async def test_a_folder_that_is_not_there_is_named(source, tmp_path):
    with pytest.raises(DumpError, match=r"nowhere/dump\.gz cannot be written: No such file"):
        await dump(source, tmp_path / "nowhere" / "dump.gz")


async def test_a_large_dump_is_read_and_written_piece_by_piece(tmp_path):
    """The lines are far more than what is held at once: an iterator gives them to the reader."""
    store = await open_store(":memory:", CATALOGUE)
    said = [NodeStatement(n, f"e{n}", "Enterprise", {"name": f"n{n}"}) for n in range(1, 9_001)]
    await store.apply(said, Run("r", "r"))
    sizes = [len(piece.graph.said) async for piece in StoreSource(store, "s").pieces()]
    await write_dump(tmp_path / "dump", StoreSource(store, "s"), made=MADE)
    with DumpFile(tmp_path / "dump", CATALOGUE) as file:
        read = [len(piece.graph.said) async for piece in file.pieces()]
    assert sum(sizes) == sum(read) == 9_000
    assert max(sizes) == 2_000
    assert max(read) == 4_000
    await store.close()
