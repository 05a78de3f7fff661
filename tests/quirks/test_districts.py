"""Quirk 24: districts by short, old and split names, and zones that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from read_back import linked_names, nodes_by_name
from stores import MEMORY

from graph_service.ingest import import_files
from loaders.districts import find_district
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.reference import district_by_code, district_by_name
from schema.time import PartialDate

BELHAVEN = Path(__file__).parents[1] / "support" / "packs" / "belhaven-1999.toml"


def issues(report) -> list[tuple[str, str]]:
    return [(i.code, i.value) for run in report.runs for i in run.issues]


async def located(store) -> set[tuple[str, str]]:
    return await linked_names(store, "Enterprise", "LOCATED_IN", "District")


def firms(*places: str) -> str:
    lines = [f"第{i}厂,{place}" for i, place in enumerate(places, start=1)]
    return "\n".join(["企业名称,所在县(市、区)", *lines, ""])


@pytest.mark.parametrize(
    "text",
    [
        "龙湾",
        "龙湾区",
        "温州龙湾",
        "温州市龙湾区",
        "浙江省温州市龙湾区",
        "浙江省 温州市 龙湾区",
        "330303",
    ],
)
async def test_a_district_is_found_without_its_city_and_with_all_that_is_around_it(
    store, load, text
):
    report = await load("企业.csv", firms(text))

    assert issues(report) == []
    assert await located(store) == {("第1厂", "龙湾区")}


async def test_old_names_and_codes_find_the_present_district_and_are_told(store, load):
    report = await load("企业.csv", firms("洞头县", "330322", "温州市洞头县", "洞头区"))

    assert issues(report) == [
        ("DISTRICT_RENAMED", "洞头县"),
        ("DISTRICT_RENAMED", "330322"),
        ("DISTRICT_RENAMED", "温州市洞头县"),
    ]
    [first, *_] = report.runs[0].issues
    assert first.message == "洞头县 was taken as 330305 洞头区, which was 330322 洞头县 until 2015."
    assert await located(store) == {(f"第{i}厂", "洞头区") for i in (1, 2, 3, 4)}
    assert (await nodes_by_name(store, "District", "code"))["洞头区"]["code"] == "330305"


@pytest.mark.parametrize(
    ("period", "district"),
    [
        ("2018", "苍南县"),
        ("2019-07", "苍南县"),
        ("2019-08", "龙港市"),
        ("2021", "龙港市"),
        ("", "龙港市"),
    ],
)
@pytest.mark.parametrize("text", ["龙港", "苍南县龙港镇", "330383"])
async def test_a_district_that_was_split_off_has_its_place_only_from_then(
    store, load, text, period, district
):
    report = await load("企业.csv", firms(text), period=period)

    assert await located(store) == {("第1厂", district)}
    told = ["DISTRICT_RENAMED"] if district == "苍南县" or text == "苍南县龙港镇" else []
    assert [code for code, _ in issues(report)] == told


async def test_the_date_of_a_link_decides_before_the_period_of_the_table(store, load):
    rows = "成果名称,落地区划,落地日期\n一种阀,龙港,2018-05\n一种泵,龙港,2020-05\n一种锁,龙港,\n"
    report = await load("科技成果.csv", rows, period="2019-01")

    assert await linked_names(store, "Achievement", "LANDED_IN", "District") == {
        ("一种阀", "苍南县"),
        ("一种泵", "龙港市"),
        ("一种锁", "苍南县"),
    }
    assert issues(report) == [("DISTRICT_RENAMED", "龙港")] * 2


@pytest.mark.parametrize("zone", ["经开区", "瓯江口", "温州经济技术开发区", "330371"])
async def test_a_zone_is_not_forced_into_a_county(store, load, zone):
    report = await load("企业.csv", firms(zone))

    assert issues(report) == [("DISTRICT_ZONE", zone)]
    assert await located(store) == set()
    assert report.total("created") == 1


async def test_districts_elsewhere_are_found_by_code_and_by_full_name(store, load):
    # 330184 was the city of Yuhang until 2001; 999999 is well formed and nowhere listed.
    report = await load("企业.csv", firms("330106", "杭州市西湖区", "西湖区", "330184", "999999"))

    assert await located(store) >= {("第1厂", "西湖区"), ("第2厂", "西湖区"), ("第4厂", "余杭市")}
    assert issues(report) == [
        ("UNKNOWN_DISTRICT", "西湖区"),
        ("DISTRICT_RENAMED", "330184"),
        ("UNKNOWN_CODE", "999999"),
    ]
    districts = await nodes_by_name(store, "District", "code")
    assert {d["code"] for d in districts.values()} == {"330106", "330184", "999999"}


async def test_a_table_of_districts_states_the_present_ones(store, load):
    rows = "名称,行政区划代码\n洞头县,330322\n洞头区,330305\n瓯海县,\n某县,999999\n经开区,330371\n坏县,12\n"
    report = await load("区划.csv", rows, as_type="District")

    districts = await nodes_by_name(store, "District", "code", "aliases")
    assert {name: d["code"] for name, d in districts.items()} == {
        "洞头区": "330305",
        "瓯海区": "330304",
        "某县": "999999",
        "经开区": None,
        "坏县": None,
    }
    assert districts["洞头区"]["aliases"] == ("洞头县",)
    assert issues(report) == [
        ("DISTRICT_RENAMED", "330322"),
        ("DISTRICT_RENAMED", "瓯海县"),
        ("UNKNOWN_CODE", "999999"),
        ("DISTRICT_ZONE", "330371"),
        ("ID_INVALID", "12"),
    ]


async def test_an_invented_city_works_with_its_own_table(tmp_path):
    catalogue, pack = load_catalogue(), load_pack(str(BELHAVEN))
    path = tmp_path / "firms.csv"
    path.write_text(firms("QQ6999", "贝港市下城", "330322", "下城"), encoding="utf-8")
    async with MEMORY.new(catalogue) as store:
        report = await import_files(store, catalogue, pack, [path], as_type="Enterprise")
        # No list of another country's districts is asked: 330322 is nothing there.
        assert issues(report) == [("DISTRICT_RENAMED", "QQ6999"), ("UNKNOWN_DISTRICT", "330322")]
        assert await located(store) == {(f"第{i}厂", "下城") for i in (1, 2, 4)}


def test_codes_that_were_used_again_mean_what_they_meant_last():
    # 130502 was 桥东区 until it became 襄都区 under the same code.
    assert district_by_code()["130502"].name == "襄都区"
    assert district_by_code()["330322"][1:] == ("洞头县", "1981-12", "2015-07")
    assert "西湖区" not in district_by_name()


def test_a_year_in_which_a_district_was_made_means_the_new_one():
    pack = load_pack("wenzhou-2021")
    found = [find_district(pack, "龙港", PartialDate(on))[0] for on in ("2019-07-31", "2019")]
    assert [f.code for f in found] == ["330327", "330383"]


@pytest.mark.trials
def test_the_list_has_the_codes_of_the_province_that_others_published(trials):
    """Oracle: present counties, and a code history of the province from another source."""
    areas = (trials / "zhejiang_areas.csv").read_text("utf-8-sig").splitlines()[1:]
    present = dict(line.replace('"', "").split(",")[:2] for line in areas)
    assert len(present) == 90
    listed = district_by_code()
    assert {code: listed[code].name for code in present} == present
    assert all(listed[code].last == "" for code in present)
    history = (trials / "zhejiang_code_history.csv").read_text("utf-8-sig").splitlines()[1:]
    codes = {line.split(",")[0].strip('"') for line in history}
    # 266 lines; codes of a few months between two editions are in one list or the other.
    assert len(codes & set(listed)) >= 240


async def test_a_township_keeps_its_nine_digits_and_its_county_is_checked(store, load):
    table = "区划代码,区划名称\n330302006,五马街道\n330302023000,七都街道\n339999001,无此街道\n33030206,缺位街道\n"
    report = await load("街道.csv", table, as_type="区县")

    assert issues(report) == [("UNKNOWN_CODE", "339999001"), ("ID_INVALID", "33030206")]
    districts = await nodes_by_name(store, "District", "code")
    assert {name: district["code"] for name, district in districts.items()} == {
        "五马街道": "330302006",
        "七都街道": "330302023",
        "无此街道": "339999001",
        "缺位街道": None,
    }


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("浙江", "330000"),
        ("浙江省", "330000"),
        ("湖北武汉", "420100"),
        ("湖北省武汉", "420100"),
        ("武汉", "420100"),
        ("武汉市", "420100"),
        ("湖北省武汉市洪山区", "420111"),
        ("武汉洪山", "420111"),
        ("北京海淀", "110108"),
        ("浙江义乌", "330782"),
        ("海南", "460000"),
        ("内蒙古", "150000"),
        ("广西", "450000"),
        ("新疆", "650000"),
        ("香港", "810000"),
    ],
)
async def test_places_elsewhere_are_found_in_short_too(store, load, text, code):
    report = await load("企业.csv", firms(text))

    assert issues(report) == []
    districts = await nodes_by_name(store, "District", "code")
    assert [district["code"] for district in districts.values()] == [code]


@pytest.mark.parametrize("text", ["吉林", "鼓楼区", "洪山", "朝阳"])
async def test_a_name_that_several_places_have_is_not_guessed(store, load, text):
    report = await load("企业.csv", firms(text))

    assert issues(report) == [("UNKNOWN_DISTRICT", text)]
    assert await located(store) == set()
