"""What was imported, as the API tells it."""

from __future__ import annotations

import pytest_asyncio
from api_client import serving_store

from graph_service.ingest import import_files
from graph_service.ingest_ledger import RunLedger
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import NodeStatement, Run

CATALOGUE = load_catalogue()
RUNS = """
query Runs($first: Int! = 20, $after: ID) {
  importRuns(first: $first, after: $after) { totalCount nodes {
    id source period priority rows complete
    tables {
      file sheet encoding type leftOut read created updated unchanged rejected
      skipped { what count } unknownColumns
    }
    issues { what count }
  } }
}
"""


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        yield opened


async def imported(store, folder, name: str, text: str, **asked) -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    report = await import_files(store, CATALOGUE, load_pack("wenzhou-2021"), [path], **asked)
    return report.runs[0].run


async def test_a_run_tells_the_counts_of_its_tables_and_what_was_wrong(store, tmp_path):
    table = "企业名称,员工人数,备注码\n温州机床厂,120,x\n乐清电器厂,约80,y\n,60,z\n合计,180,\n"
    run = await imported(store, tmp_path, "名录.csv", table, as_type="企业", period="2021-06")

    async with serving_store(store) as api:
        runs = (await api.data(RUNS))["importRuns"]

    (told,) = runs["nodes"]
    (counted,) = told.pop("tables")
    issues = {kind["what"]: kind["count"] for kind in told.pop("issues")}
    assert runs["totalCount"] == 1
    assert told == {
        "id": run,
        "source": "名录",
        "period": "2021-06",
        "priority": 0,
        "rows": 2,
        "complete": True,
    }
    (skipped,) = counted.pop("skipped")
    assert counted == {
        "file": "名录.csv",
        "sheet": "",
        "encoding": "utf-8",
        "type": "Enterprise",
        "leftOut": "",
        # 4 = 2 created + 1 without a name + the footer.
        "read": 4,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "rejected": 1,
        "unknownColumns": ["备注码"],
    }
    assert skipped["count"] == 1
    assert issues["UNKNOWN_COLUMN"] == 1


async def test_the_newest_stand_first_and_pages_follow(store, tmp_path):
    ids = [
        await imported(store, tmp_path, f"{n}.csv", f"企业名称\n第{n}厂\n", as_type="企业")
        for n in range(5)
    ]

    async with serving_store(store) as api:
        pages, after = [], None
        while not pages or pages[-1]:
            found = (await api.data(RUNS, {"first": 2, "after": after}))["importRuns"]
            assert found["totalCount"] == 5
            pages.append([run["id"] for run in found["nodes"]])
            after = pages[-1][-1] if pages[-1] else None

    assert pages == [[ids[4], ids[3]], [ids[2], ids[1]], [ids[0]], []]


async def test_a_run_that_was_cut_short_is_not_complete_and_one_taken_back_is_gone(store, tmp_path):
    run = Run("half", "名录")
    await store.apply([NodeStatement(1, "e1", "Enterprise", {"name": "厂"})], run)
    whole = await imported(store, tmp_path, "乙.csv", "企业名称\n乙厂\n", as_type="企业")
    async with serving_store(store) as api:
        before = (await api.data(RUNS))["importRuns"]["nodes"]
        await RunLedger(store, run).take_back(whole)
        after = (await api.data(RUNS))["importRuns"]["nodes"]

    assert [(r["id"], r["complete"], len(r["tables"])) for r in before] == [
        (whole, True, 1),
        ("half", False, 0),
    ]
    assert [r["id"] for r in after] == ["half"]


async def test_what_cannot_be_meant_is_refused(store):
    async with serving_store(store) as api:
        refused = [
            await api.error(RUNS, variables)
            for variables in ({"first": -1}, {"first": 101}, {"after": "nothing"})
        ]

    assert {code for code, _ in refused} == {"BAD_USER_INPUT"}
    assert refused[2][1] == "after names no import: nothing."
