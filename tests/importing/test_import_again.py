"""The same again, a corrected issue, an import that was cut short, a file that fails midway."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import orjson
import pytest
from read_back import nodes_by_name

from graph_service.ingest import Progress, import_files
from loaders.layout import LayoutError
from loaders.rows import UnreadableFile

HEADER = "企业名称,地址,员工人数\n"
FIRST = HEADER + "".join(f"厂{n},路{n}号,{n}\n" for n in range(1, 11))


async def seen(store) -> dict[str, tuple]:
    found = await nodes_by_name(store, "Enterprise", "address", "staff")
    return {name: (row["address"], row["staff"]) for name, row in found.items()}


async def test_the_same_file_again_writes_nothing(load, store):
    first = await load("e.csv", FIRST)
    version = await store.version()
    again = await load("e.csv", FIRST)

    assert await store.version() == version
    assert (again.total("read"), again.total("unchanged"), again.total("created")) == (10, 10, 0)
    assert again.runs[0].repeated
    assert not first.runs[0].repeated
    assert again.runs[0].run == first.runs[0].run


async def test_the_same_content_from_another_source_changes_nothing_shown(load, store):
    await load("e.csv", FIRST)
    before = await seen(store)
    report = await load("e.csv", FIRST, source="other office")

    assert report.total("unchanged") == 10
    assert (report.total("nodes_created"), report.total("nodes_updated")) == (0, 0)
    assert await seen(store) == before


async def test_a_corrected_issue_takes_the_place_of_the_first(load, store):
    first = await load("e.csv", FIRST)
    corrected = FIRST.replace("厂3,路3号,3\n", "").replace("路4号", "街4号") + "厂11,路11号,11\n"
    report = await load("e.csv", corrected)

    assert report.runs[0].replaced == [first.runs[0].run]
    # 厂1, 2 and 5 to 10 as before, 厂4 changed, 厂11 new
    counts = [report.total(name) for name in ("unchanged", "updated", "created")]
    assert counts == [8, 1, 1]
    shown = await seen(store)
    assert "厂3" not in shown
    assert (shown["厂4"], shown["厂11"]) == (("街4号", 4), ("路11号", 11))
    assert [state.run.id for state in await store.runs()] == [report.runs[0].run]
    assert await store.ledger.get_blob(f"raw/{first.runs[0].run}/1") is None


async def test_the_first_issue_can_come_back(load, store):
    await load("e.csv", FIRST)
    before = await seen(store)
    await load("e.csv", FIRST.replace("路4号", "街4号"))
    back = await load("e.csv", FIRST)

    assert not back.runs[0].repeated
    assert await seen(store) == before


async def test_issues_of_different_periods_stand_side_by_side(load, store):
    await load("e.csv", FIRST, period="2021")
    await load("e.csv", FIRST.replace("路4号", "街4号"), period="2022")

    assert len(await store.runs()) == 2
    assert (await seen(store))["厂4"] == ("街4号", 4)
    with pytest.raises(LayoutError, match="The period"):
        await load("e.csv", FIRST, period="last year")


async def test_files_of_one_source_are_one_run(store, catalogue, pack, tmp_path):
    (tmp_path / "a.csv").write_text(HEADER + "甲,一,1\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text(HEADER + "乙,二,2\n甲,一,1\n", encoding="utf-8")
    paths = [tmp_path / "a.csv", tmp_path / "b.csv"]

    report = await import_files(store, catalogue, pack, paths, source="bureau")
    again = await import_files(store, catalogue, pack, paths, source="bureau")
    apart = await import_files(store, catalogue, pack, paths)

    assert [(f.file, f.read, f.created, f.unchanged) for f in report.runs[0].files] == [
        ("a.csv", 1, 1, 0),
        ("b.csv", 2, 1, 1),
    ]
    assert again.runs[0].repeated
    assert [run.source for run in apart.runs] == ["a", "b"]


class _Broken(Exception):
    """What a test throws into an import."""


async def test_an_import_that_was_cut_short_goes_on(store, catalogue, pack, tmp_path):
    path = tmp_path / "e.csv"
    path.write_text(FIRST, encoding="utf-8")

    def break_off(progress: Progress) -> None:
        if progress.rows >= 4:
            raise _Broken

    with pytest.raises(_Broken):
        await import_files(store, catalogue, pack, [path], batch_rows=2, progress=break_off)
    [state] = await store.runs()
    assert state.rows == 4
    report = await import_files(store, catalogue, pack, [path], batch_rows=3)

    assert (report.total("unchanged"), report.total("created")) == (4, 6)
    assert len(await seen(store)) == 10
    assert [s.run.id for s in await store.runs()] == [report.runs[0].run]
    again = await import_files(store, catalogue, pack, [path])
    assert again.runs[0].repeated


@pytest.mark.parametrize("change", ["vanish", "grow"])
async def test_a_file_that_fails_midway_leaves_nothing(store, tmp_path, change, load):
    await load("kept.csv", "企业名称\n旧厂\n")
    path = tmp_path / "e.csv"

    def interfere(progress: Progress) -> None:
        path.unlink() if change == "vanish" else path.write_text(FIRST * 2, encoding="utf-8")

    with pytest.raises(UnreadableFile) as refusal:
        await load("e.csv", FIRST, batch_rows=1, progress=once(interfere))

    assert str(refusal.value).startswith("e.csv ")
    assert str(refusal.value).endswith("Nothing of this import was kept.")
    assert list(await seen(store)) == ["旧厂"]
    assert len(await store.runs()) == 1


def once(act):
    calls: Iterator[int] = iter(range(1))
    return lambda progress: act(progress) if next(calls, None) is not None else None


@pytest.mark.parametrize("damage", ['厂11,"路\n厂12,路,1\n', "厂11,\0,1\n"])
async def test_a_file_that_is_damaged_at_its_end_leaves_nothing(load, store, damage):
    # Far below the rows that are looked at before anything is written.
    long = HEADER + "厂,路,1\n" * 98
    with pytest.raises(UnreadableFile, match=r"e\.csv, row 100") as refusal:
        await load("e.csv", long + damage, batch_rows=2)

    assert str(refusal.value).endswith("Nothing of this import was kept.")
    assert await seen(store) == {}
    assert await store.runs() == ()


async def test_nothing_is_written_if_one_of_the_files_cannot_be_understood(
    store, catalogue, pack, tmp_path
):
    (tmp_path / "a.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "b.csv").write_text("foo,bar\n1,2\n", encoding="utf-8")

    with pytest.raises(LayoutError, match=r"b\.csv: nobody knows the headers foo, bar"):
        await import_files(store, catalogue, pack, [tmp_path / "a.csv", tmp_path / "b.csv"])

    assert await store.runs() == ()


async def test_rows_are_kept_as_they_were_read(load, store):
    report = await load("e.csv", HEADER + "".join(f"厂{n},,\n" for n in range(1200)) + "合计,,9\n")
    blocks = []
    for number in (1, 2):
        packed = await store.ledger.get_blob(f"raw/{report.runs[0].run}/{number}")
        blocks.append(orjson.loads(zlib.decompress(packed)))

    assert [len(block) for block in blocks] == [1000, 201]
    assert blocks[0][0] == ["e.csv", "", 2, ["厂0", "", ""]]
    assert blocks[1][-1] == ["e.csv", "", 1202, ["合计", "", "9"]]


async def test_progress_is_told_after_each_batch(store, catalogue, pack, tmp_path):
    (tmp_path / "e.csv").write_text(FIRST, encoding="utf-8")
    told: list[Progress] = []

    await import_files(
        store, catalogue, pack, [tmp_path / "e.csv"], batch_rows=4, progress=told.append
    )

    assert [(p.file, p.rows, p.file_number, p.files) for p in told] == [
        ("e.csv", 4, 1, 1),
        ("e.csv", 8, 1, 1),
        ("e.csv", 10, 1, 1),
    ]
