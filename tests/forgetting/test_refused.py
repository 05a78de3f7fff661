"""A later import of what was forgotten is refused; the rest goes on and the counts add up."""

from __future__ import annotations

import pytest
from dirty_tables import all_said
from forgetting_people import NAME, forgotten, person

from graph_service.ingest_ledger import KeptRows
from graph_service.preview.trial import preview_import
from graph_service.undo import undo_run
from schema.packs import load_pack

TABLE = f"""姓名,工作单位,职称,研究方向
{NAME},温州测试大学,教授,量子激光测试方向
王磊,温州测试大学,讲师,机器人与控制
{NAME},乐清测试厂,工人,
"""


def counts(report) -> tuple[int, ...]:
    (run,) = report.runs
    (file,) = run.files
    assert file.read == (
        file.created + file.updated + file.unchanged + file.rejected + file.skipped.total()
    )
    return file.read, file.created, file.updated, file.unchanged, file.rejected


async def at(store, name: str, firm: str) -> str:
    """The id of who works there."""
    (org,) = (await store.lookup([f"name:Organization:{firm}"]))[f"name:Organization:{firm}"]
    key = f"person:{name}@{org.id}"
    ((found,),) = (await store.lookup([key])).values()
    return found.id


@pytest.fixture
async def first(load):
    return await load("人才.csv", TABLE, as_type="人才", period="2021")


async def test_a_forgotten_person_is_rejected_and_the_others_are_taken(
    kept, store, catalogue, first, load
):
    assert counts(first) == (3, 3, 0, 0, 0)
    # The namesake at another place is somebody else, and stays.
    await forgotten(store, catalogue, await at(store, NAME, "温州测试大学"))
    nodes, links = await all_said(store)

    again = await load("二.csv", TABLE, as_type="人才", period="2022")

    assert counts(again) == (3, 0, 0, 2, 1)
    assert again.runs[0].issue_counts == {"FORGOTTEN": 1}
    (issue,) = again.runs[0].issues
    assert (issue.row, issue.column, issue.value) == (2, "", "")
    assert await all_said(store) == (nodes, links)
    row = await KeptRows(store.ledger).row(again.runs[0].run, 1)
    assert NAME not in row.cells
    assert kept.holding("量子激光测试方向") == []
    assert (await KeptRows(store.ledger).row(again.runs[0].run, 2)).cells[0] == "王磊"


async def test_the_file_itself_imported_again_writes_nothing_and_adds_up(
    store, catalogue, first, load
):
    await forgotten(store, catalogue, await at(store, NAME, "温州测试大学"))
    version = await store.version()
    again = await load("人才.csv", TABLE, as_type="人才", period="2021")
    assert again.runs[0].repeated
    assert counts(again) == (3, 0, 0, 3, 0)
    assert await store.version() == version

    undone = await undo_run(store, first.runs[0].run)

    assert undone.rows == 3
    anew = await load("人才.csv", TABLE, as_type="人才", period="2021")
    assert counts(anew) == (3, 2, 0, 0, 1)


async def test_who_is_only_named_is_left_out_of_the_row(kept, store, catalogue, first, load):
    await forgotten(store, catalogue, await at(store, NAME, "温州测试大学"))
    await forgotten(store, catalogue, await at(store, NAME, "乐清测试厂"))
    assert kept.holding(NAME) == []

    projects = f"项目名称,负责人,牵头单位\n甲项目,{NAME},温州测试大学\n乙项目,王磊,温州测试大学\n"
    report = await load("项目.csv", projects, as_type="项目")

    assert counts(report) == (2, 2, 0, 0, 0)
    assert report.runs[0].issue_counts == {"FORGOTTEN": 1}
    assert kept.holding(NAME) == []
    assert kept.holding("甲项目")


async def test_a_forgotten_text_is_refused_and_another_is_taken(
    kept, store, catalogue, first, load
):
    id_ = await at(store, NAME, "温州测试大学")
    await forgotten(store, catalogue, id_, "field")

    again = await load("二.csv", TABLE, as_type="人才", period="2022")
    assert counts(again) == (3, 0, 0, 3, 0)
    assert again.runs[0].issue_counts == {"FORGOTTEN": 1}
    assert again.runs[0].issues[0].column == "研究方向"
    assert kept.holding("量子激光测试方向") == []

    other = TABLE.replace("量子激光测试方向", "海洋生物工程")
    third = await load("三.csv", other, as_type="人才", period="2023")
    assert third.runs[0].issue_counts == {}
    assert (await store.describe([id_]))[0].values["field"] == "海洋生物工程"


async def test_of_a_short_value_nothing_is_kept_so_every_value_is_refused(
    store, catalogue, first, load
):
    id_ = await at(store, NAME, "温州测试大学")
    await forgotten(store, catalogue, id_, "title")
    (entry,) = await store.ledger.list("forgotten")
    assert entry.document["values"] is None

    again = await load("二.csv", TABLE.replace("教授", "院士"), as_type="人才", period="2022")

    assert again.runs[0].issue_counts == {"FORGOTTEN": 1}
    assert "title" not in (await store.describe([id_]))[0].values
    assert (await store.describe([await person(store, "王磊")]))[0].values["title"] == "讲师"


async def test_a_firm_of_the_same_name_with_another_code_is_another(store, catalogue, load):
    firms = "企业名称,信用代码\n温州机床厂,91330000142944445H\n"
    await load("甲.csv", firms, as_type="企业")
    ((firm,),) = (await store.lookup(["uscc:91330000142944445H"])).values()
    await forgotten(store, catalogue, firm.id)

    again = await load(
        "乙.csv",
        "企业名称,信用代码\n温州机床厂,913300007109252980\n温州机床厂,91330000142944445H\n温州机床厂,\n",
        as_type="企业",
    )

    (issues,) = [run.issue_counts for run in again.runs]
    assert counts(again)[4] == issues["FORGOTTEN"]
    assert await store.lookup(["uscc:91330000142944445H"]) == {}


@pytest.mark.usefixtures("first")
async def test_a_dry_run_says_what_would_be_refused(kept, store, catalogue, tmp_path):
    await forgotten(store, catalogue, await at(store, NAME, "温州测试大学"))
    path = tmp_path / "二.csv"
    path.write_text(TABLE, encoding="utf-8")
    url = getattr(kept.at, "url", "") or f"file:{kept.at.path}"
    preview = await preview_import(
        url, catalogue, load_pack("wenzhou-2021"), [path], limit=9, as_type="人才"
    )
    assert preview.report.runs[0].issue_counts == {"FORGOTTEN": 1}
