"""Every issue says in which column it is, and whoever asks gets all of them."""

from __future__ import annotations

import json

import pytest

from graph_service.ingest import import_files
from graph_service.store import open_store
from loaders.report import Issue
from schema.catalogue import load_catalogue
from schema.packs import load_pack


@pytest.fixture
def found() -> list[Issue]:
    return []


@pytest.fixture
async def load(tmp_path, found):
    """Import texts as files into one store in memory; `found` gets the issues of the last time."""
    catalogue, pack = load_catalogue(), load_pack("wenzhou-2021")
    store = await open_store(":memory:", catalogue)

    async def load(text: str, **asked):
        path = tmp_path / "list.csv"
        path.write_text(text, encoding="utf-8")
        found.clear()
        return await import_files(
            store,
            catalogue,
            pack,
            [path],
            as_type="Enterprise",
            found=lambda file, issue: found.append(issue) if file == path else None,
            **asked,
        )

    yield load
    await store.close()


def places(issues):
    return [(issue.code, issue.row, issue.position) for issue in issues]


async def test_a_bad_cell_is_named_by_its_row_and_column(load, found):
    await load("序号,企业名称,成立日期\n1,甲有限公司,someday\n")

    assert places(found) == [("BAD_DATE", 2, 3)]


async def test_a_column_that_is_left_out_is_named_by_its_header(load, found):
    await load("企业名称,天气\n甲有限公司,晴\n")

    assert places(found) == [("UNKNOWN_COLUMN", 1, 2)]


async def test_of_two_columns_with_one_name_the_second_is_left_out(load, found):
    await load("企业名称,成立日期,成立日期\n甲有限公司,someday,2015\n")

    assert places(found) == [("UNKNOWN_COLUMN", 1, 3), ("BAD_DATE", 2, 2)]


async def test_a_unit_that_a_whole_column_lacks_is_looked_for_in_its_header(load, found):
    await load("企业名称,注册资本\n甲有限公司,100\n乙有限公司,200\n")

    assert places(found) == [("UNIT_MISSING", 1, 2)]
    assert found[0].value == "100"


async def test_what_a_whole_row_lacks_has_no_column(load, found):
    await load("企业名称,成立日期\n甲有限公司,2015,too,many\n")

    assert places(found) == [("EXTRA_CELLS", 2, 0)]


async def test_all_issues_are_told_where_the_report_keeps_the_first(load, found):
    rows = "".join(f"企业{n}有限公司,someday\n" for n in range(1_500))

    report = await load(f"企业名称,成立日期\n{rows}")

    assert len(report.runs[0].issues) == 1_000
    assert places(found) == [("BAD_DATE", n, 2) for n in range(2, 1_502)]


async def test_they_are_told_again_when_the_same_file_is_imported_again(load, found):
    rows = "".join(f"企业{n}有限公司,someday\n" for n in range(1_500))
    await load(f"企业名称,成立日期\n{rows}")
    first = list(found)

    report = await load(f"企业名称,成立日期\n{rows}")

    assert report.runs[0].repeated
    assert found == first


async def test_so_are_those_that_no_row_has_by_itself(load, found):
    text = "企业名称,所属单位\n甲有限公司,甲有限公司\n"
    await load(text)
    first = list(found)
    assert places(first) == [("SUPERFLUOUS_LINK", 2, 2)]

    await load(text)

    assert found == first


async def test_the_place_is_in_the_report_that_machines_read(load):
    report = await load("企业名称,成立日期\n甲有限公司,someday\n")

    document = json.loads(json.dumps(report.to_json()))

    [issue] = document["runs"][0]["issues"]
    assert issue["position"] == 2
