"""An invented city's tables are read by its own words, its own money and its own districts."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_service.ingest import import_files
from graph_service.store.plan import Connection, Field, Follow, Hop, NodeView, Scan, Selection
from graph_service.store.port import ReadContext
from schema.catalogue import load_catalogue
from schema.declarations import Direction
from schema.packs import load_pack

PACK = Path(__file__).parents[1] / "support" / "packs" / "belhaven-1999.toml"
FIRMS = """单位名称,所属产业,企业资质,注册资本(元),所在县(市、区)
Whale & Sons,lamp oil,特许,"1,200",Lower Town
Cloud Yard,飞艇,,,QQ6999
Stranger,电气,高新技术企业,5,鹿城区
"""
PEOPLE = """姓名,人才类别,工作单位
Ada,Z类,Whale & Sons
Bob,匠人,Cloud Yard
Eve,A,Cloud Yard
"""


@pytest.fixture
async def city(place, tmp_path):
    catalogue = load_catalogue()
    (tmp_path / "firms.csv").write_text(FIRMS, encoding="utf-8")
    (tmp_path / "people.csv").write_text(PEOPLE, encoding="utf-8")
    pack = load_pack(str(PACK))
    async with place.new(catalogue) as store:
        reports = [
            await import_files(store, catalogue, pack, [tmp_path / f"{name}.csv"], as_type=type_)
            for name, type_ in (("firms", "Enterprise"), ("people", "Talent"))
        ]
        yield store, reports


async def rows(store, type_: str, *columns: str, follows: tuple[Follow, ...] = ()) -> dict:
    fields = tuple(Field(column, (column,)) for column in ("name", *columns))
    view = NodeView("node", Selection(fields, follows))
    page = await store.read(
        Scan((type_,), Connection((view,), limit=20)), ReadContext("1999-12-31")
    )
    return {entry["node"]["name"]: entry["node"] for entry in page.entries}


async def test_its_terms_money_and_districts_are_read(city):
    district = Follow(
        "district",
        Hop("LOCATED_IN", Direction.OUT, "District"),
        Connection((NodeView("node", Selection((Field("code", ("code",)),))),), limit=2),
    )
    columns = ("industry", "tags", "registeredCapitalMinor", "registeredCapitalCurrency")
    firms = await rows(city[0], "Enterprise", *columns, follows=(district,))
    whale = firms["Whale & Sons"]
    assert [whale[column] for column in columns] == ["WHALE_OIL", ("CHARTERED",), 1200, "ISK"]
    assert firms["Cloud Yard"]["industry"] == "AIRSHIPS"
    for name in ("Whale & Sons", "Cloud Yard"):
        assert [e["node"]["code"] for e in firms[name]["district"].entries] == ["QQ7001"]


async def test_its_talent_classes_are_its_own(city):
    people = await rows(city[0], "Talent", "statedClass")
    classes = {name: row["statedClass"] for name, row in people.items()}
    assert classes == {"Ada": "Z", "Bob": "Y", "Eve": None}


async def test_words_of_the_first_city_are_refused_and_their_rows_kept(city):
    issues = {
        (issue.column, issue.value, issue.code)
        for report in city[1]
        for run in report.runs
        for issue in run.issues
    }
    assert issues == {
        ("所属产业", "电气", "UNKNOWN_TERM"),
        ("企业资质", "高新技术企业", "UNKNOWN_TERM"),
        ("所在县(市、区)", "QQ6999", "DISTRICT_RENAMED"),
        ("所在县(市、区)", "鹿城区", "UNKNOWN_DISTRICT"),
        ("人才类别", "A", "UNKNOWN_TERM"),
    }
    assert [report.total("rejected") for report in city[1]] == [0, 0]
