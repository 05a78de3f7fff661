"""Units, dates, placeholders and words of lists, as offices write them, through a whole import."""

from __future__ import annotations

import pytest
from read_back import TODAY, nodes_by_name

from graph_service.store.plan import Connection, Field, Follow, Hop, NodeView, Scan, Selection
from loaders.amounts import stated_unit
from loaders.periods import parse_period
from schema.declarations import Direction


def issues(report) -> list[tuple]:
    return [(i.row, i.column, i.value, i.code) for i in report.runs[0].issues]


async def budgets(store) -> dict[str, int | None]:
    projects = await nodes_by_name(store, "Project", "budgetMinor")
    return {name: project["budgetMinor"] for name, project in projects.items()}


# Quirk 10: the header again, at every page break.


async def test_headers_repeated_on_every_page_are_counted_and_no_records(load, store):
    header = "序号,项目名称,项目类别\n"
    report = await load("项目.csv", f"{header}1,甲,\n{header}2,乙,\n{header}")

    assert set(await nodes_by_name(store, "Project")) == {"甲", "乙"}
    assert report.runs[0].files[0].skipped == {"repeated header": 2}


# Quirk 11: the number of a row.


@pytest.mark.parametrize("header", ["序号", "序 号", "No.", "顺序号"])
async def test_the_number_of_a_row_neither_names_nor_identifies(load, store, header):
    # The numbers have a gap and start again.
    report = await load("企业.csv", f"{header},企业名称\n1,甲厂\n3,乙厂\n1,丙厂\n")

    firms = await nodes_by_name(store, "Enterprise")
    assert set(firms) == {"甲厂", "乙厂", "丙厂"}
    assert len({firm["id"] for firm in firms.values()}) == 3
    assert issues(report) == []


# Quirk 12: full-width forms.


async def test_full_width_identifiers_are_read_and_names_stay_as_they_were_written(load, store):
    code = "９１３３００００１４２９４４４４５Ｈ"
    table = f"企业名称,统一社会信用代码,注册资本(万元)\nＬＭ艾瑞克生（ＰＵＢＬ）电话公司,{code},１２０\n"
    await load("企业.csv", table)

    firms = await nodes_by_name(store, "Enterprise", "uscc", "registeredCapitalMinor")
    firm = firms["ＬＭ艾瑞克生（ＰＵＢＬ）电话公司"]
    # 120 x 10,000 yuan x 100 fen
    assert (firm["uscc"], firm["registeredCapitalMinor"]) == ("91330000142944445H", 120_000_000)


# Quirk 14: units.


@pytest.mark.parametrize(
    ("header", "cell", "yuan"),
    [
        ("经费(万元)", "120", 1_200_000),
        ("经费（万元）", "120", 1_200_000),
        ("经费/万元", "120", 1_200_000),
        ("经费（单位：万元）", "120", 1_200_000),
        ("经费", "1.2亿元", 120_000_000),
        ("经费", "120万", 1_200_000),
        ("经费(万元)", "120万", 1_200_000),  # not 12,000,000,000: it is said twice, not two times
        ("经费(万元)", "120万元", 1_200_000),
        ("经费(元)", '"1,234.50"', 1_234.5),
        ("经费(元)", "１２０", 120),
        ("经费(元)", "￥120", 120),
        ("经费(万元)", "(120)", -1_200_000),
        ("经费(万元)", "（1.5）", -15_000),
        ("经费(万元)", "-3", -30_000),
        ("经费(元)", "120元整", 120),
    ],
)
async def test_money_is_stored_in_whole_cents_whoever_says_the_unit(
    load, store, header, cell, yuan
):
    report = await load("项目.csv", f"项目名称,{header}\n甲,{cell}\n")

    assert issues(report) == []
    assert await budgets(store) == {"甲": yuan * 100}


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("约100", "约100 is not exact."),
        ("100余", "100余 is not exact."),
        ("100以上", "100以上 is not exact."),
        ("100-200", "100-200 is a range."),
        ("100~200万元", "100~200万元 is a range."),
        ("50%", "50% is a share."),
        ("1.2E+07", "1.2E+07 was shortened by a spreadsheet."),
        ("一百", "一百 is not a number."),
    ],
)
async def test_amounts_that_are_not_exact_are_refused_with_the_reason(load, store, cell, reason):
    report = await load("项目.csv", f"项目名称,经费(万元)\n甲,{cell}\n")

    assert issues(report) == [(2, "经费(万元)", cell, "BAD_NUMBER")]
    assert report.runs[0].issues[0].message == reason
    assert await budgets(store) == {"甲": None}


async def test_a_stroke_is_no_amount_and_nothing_wrong(load, store):
    report = await load("项目.csv", "项目名称,经费(万元)\n甲,/\n")

    assert (issues(report), await budgets(store)) == ([], {"甲": None})


async def test_a_column_without_any_unit_is_refused_unless_the_source_says_one(
    load, store, tmp_path
):
    table = "项目名称,金额\n甲,18\n"
    report = await load("nsfc.csv", table, as_type="项目", source="基金")
    assert issues(report) == [(1, "金额", "18", "UNIT_MISSING")]
    assert await budgets(store) == {"甲": None}

    (tmp_path / "m.toml").write_text(
        '[subjects.project]\ntype = "Project"\n[subjects.project.properties]\n'
        'name = "项目名称"\nbudget = { column = "金额", unit = "万元" }\n'
    )
    report = await load("nsfc.csv", table, mapping=tmp_path / "m.toml", source="基金")
    # 18 x 10,000 yuan x 100 fen
    assert (issues(report), await budgets(store)) == ([], {"甲": 18_000_000})


async def test_a_unit_above_the_table_holds_for_columns_that_name_none(load, store):
    table = "2021年项目表,,\n,,单位：万元\n项目名称,经费,财政经费(元)\n甲,3,5\n"
    report = await load("项目.csv", table)

    project = (await nodes_by_name(store, "Project", "budgetMinor", "fundingMinor"))["甲"]
    assert (project["budgetMinor"], project["fundingMinor"]) == (3_000_000, 500)
    assert issues(report) == []


def test_the_office_that_fills_in_a_table_is_no_unit_and_two_units_are_none():
    assert stated_unit(["填报单位：市科技局"]) is None
    assert stated_unit(["单位：万元", "单位：亿元"]) is None


# Quirk 15: dates and periods.


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("2018.01-2020.12", ("2018-01", "2020-12")),
        ("2018-01-2020-12", ("2018-01", "2020-12")),
        ("2018-01-01至2020-12-31", ("2018-01-01", "2020-12-31")),
        ("2018年1月—2020年12月", ("2018-01", "2020-12")),
        ("2018.1～2020.10", ("2018-01", "2020-10")),
        ("2018-2020", ("2018", "2020")),
        ("2021年9月3日-5日", ("2021-09-03", "2021-09-05")),
        ("2021年9月-12月", ("2021-09", "2021-12")),
        ("2021年9月3日至10月5日", ("2021-09-03", "2021-10-05")),
        ("2018年1月至今", ("2018-01", None)),
        ("2018.01-长期", ("2018-01", None)),
        ("自2018年1月起", ("2018-01", None)),
    ],
)
@pytest.mark.parametrize("header", ["起止年月", "研究期限"])
async def test_a_column_of_periods_gives_start_and_end(load, store, header, cell, ends):
    report = await load("项目.csv", f"项目名称,{header}\n甲,{cell}\n", as_type="项目")

    project = (await nodes_by_name(store, "Project", "startOn", "endOn"))["甲"]
    assert (project["startOn"], project["endOn"]) == ends
    assert issues(report) == []


@pytest.mark.parametrize("cell", ["3年", "2018.01", "2020-2018", "2018.01-", "2018.13-2019.01"])
async def test_what_is_no_period_is_refused_once(load, store, cell):
    report = await load("项目.csv", f"项目名称,研究期限\n甲,{cell}\n", as_type="项目")

    assert issues(report) == [(2, "研究期限", cell, "BAD_PERIOD")]
    project = (await nodes_by_name(store, "Project", "startOn", "endOn"))["甲"]
    assert (project["startOn"], project["endOn"]) == (None, None)


async def test_columns_of_their_own_go_before_a_column_of_periods(load, store):
    table = "项目名称,起止年月,开始日期\n甲,2018.01-2020.12,2018-01-15\n"
    await load("项目.csv", table, as_type="项目")

    project = (await nodes_by_name(store, "Project", "startOn", "endOn"))["甲"]
    assert (project["startOn"], project["endOn"]) == ("2018-01-15", "2020-12")


async def test_a_tie_has_the_period_of_its_column(load, store):
    await load("人才.csv", "姓名,工作单位,任职期限\n王磊,温州大学,2018.09-2021.08\n")

    hop = Hop("AFFILIATED_WITH", Direction.OUT, "Organization")
    edges = (Field("from", ("validFrom",)), Field("to", ("validTo",)))
    ties = Follow("ties", hop, Connection(edges=edges, limit=9))
    view = NodeView("node", Selection((), (ties,)))
    page = await store.read(Scan(("Talent",), Connection((view,), limit=9)), TODAY)
    [tie] = page.entries[0]["node"]["ties"].entries
    assert (tie["from"], tie["to"]) == ("2018-09", "2021-08")


@pytest.mark.parametrize("cell", ["2018.01-2020.12", "2021年9月3日-5日"])
async def test_a_period_is_no_date_and_the_remedy_is_named(load, store, cell):
    report = await load("企业.csv", f"企业名称,成立日期\n甲,{cell}\n")

    assert issues(report) == [(2, "成立日期", cell, "BAD_DATE")]
    assert "is a period" in report.runs[0].issues[0].message


@pytest.mark.parametrize(
    ("cell", "date"),
    [
        ("2021年9月", "2021-09"),
        ("2021.09", "2021-09"),
        ("2021.9.3", "2021-09-03"),
        ("2021-09", "2021-09"),
        ("20210903", "2021-09-03"),
        ("44442", "2021-09-03"),  # the day that Excel counts so
        ("44442.0", "2021-09-03"),
        ("2021", "2021"),
        ("2021.0", "2021"),
        ("2021年度", "2021"),
        ("2021.9月", "2021-09"),
        ("2021-09-03 14:30:00", "2021-09-03"),
        ("二〇二一年九月三日", "2021-09-03"),
        ("二○二一年十二月", "2021-12"),
        ("至今", None),
    ],
)
async def test_dates_keep_their_precision(load, store, cell, date):
    report = await load("企业.csv", f"企业名称,成立日期\n甲,{cell}\n")

    assert issues(report) == []
    assert (await nodes_by_name(store, "Enterprise", "establishedOn"))["甲"][
        "establishedOn"
    ] == date


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("2021-02-30", "is not a date"),
        ("21.09", "does not say the century"),
        ("21年9月3日", "does not say the century"),
        ("民国110年", "is not a date of the Gregorian calendar"),
        ("农历八月十五", "is not a date of the Gregorian calendar"),
        ("29951", "is not a date"),  # the day before 1982
        ("55153", "is not a date"),  # the day after 2050
        ("2018.09-12", "is not a date"),
    ],
)
async def test_dates_that_would_have_to_be_guessed_are_refused(load, store, cell, reason):
    report = await load("企业.csv", f"企业名称,成立日期\n甲,{cell}\n")

    assert issues(report) == [(2, "成立日期", cell, "BAD_DATE")]
    assert reason in report.runs[0].issues[0].message


async def test_a_month_that_a_spreadsheet_may_have_shortened_leaves_the_year(load, store):
    report = await load("企业.csv", "企业名称,成立日期\n甲,2021.1\n")

    assert issues(report) == [(2, "成立日期", "2021.1", "AMBIGUOUS_MONTH")]
    assert (await nodes_by_name(store, "Enterprise", "establishedOn"))["甲"][
        "establishedOn"
    ] == "2021"


async def test_a_number_is_a_day_only_in_a_column_of_dates(load, store):
    await load("企业.csv", "企业名称,员工人数\n甲,44442\n")

    assert (await nodes_by_name(store, "Enterprise", "staff"))["甲"]["staff"] == 44_442


def test_a_period_holds_neither_a_shortened_month_nor_an_end_before_its_start():
    # Text with two dates was never a number: 2018.1 is January.
    assert parse_period("2018.1-2019.2")[0] == ("2018-01", "2019-02")
    assert parse_period("2018.12-2018.01")[1].code == "BAD_PERIOD"


async def test_a_mapping_says_which_end_of_a_period_a_property_is(load, store, tmp_path):
    (tmp_path / "m.toml").write_text(
        '[subjects.project]\ntype = "Project"\n[subjects.project.properties]\n'
        'name = "题目"\nstartOn = { column = "时段", period = "start" }\n'
        'endOn = { column = "时段", period = "end" }\n'
    )
    report = await load(
        "p.csv", "题目,时段\n甲,2018.01-2020.12\n乙,2年\n", mapping=tmp_path / "m.toml"
    )

    projects = await nodes_by_name(store, "Project", "startOn", "endOn")
    ends = {name: (p["startOn"], p["endOn"]) for name, p in projects.items()}
    assert ends == {"甲": ("2018-01", "2020-12"), "乙": (None, None)}
    assert issues(report) == [(3, "时段", "2年", "BAD_PERIOD")]


# Quirk 21: placeholders.

PLACEHOLDERS = (
    "0",
    "无",
    "/",
    "-",
    "—",
    "暂无",
    "不详",
    "其他",
    "Non renseigné",
    "",
    "待定",
    "（无）",
)


@pytest.mark.parametrize("cell", PLACEHOLDERS)
async def test_placeholders_are_missing_values_and_nobody_is_named_by_one(load, store, cell):
    table = f"姓名,工作单位,职称,职称级别\n王磊,{cell},{cell},{cell}\n{cell},温州大学,教授,正高\n"
    report = await load("人才.csv", table)

    people = await nodes_by_name(store, "Talent", "title", "titleRank")
    assert {name: (p["title"], p["titleRank"]) for name, p in people.items()} == {
        "王磊": (None, None)
    }
    assert await nodes_by_name(store, "UnclassifiedOrganization") == {}
    assert [i.code for i in report.runs[0].issues] == ["NO_IDENTITY"]


async def test_no_organisation_is_called_others(load, store):
    table = "项目名称,牵头单位,参与单位\n甲,其他,温州大学；其他；无\n其他,其他,\n"
    report = await load("项目.csv", table, as_type="项目")

    assert set(await nodes_by_name(store, "UnclassifiedOrganization")) == {"温州大学"}
    assert set(await nodes_by_name(store, "Project")) == {"甲"}
    assert issues(report) == [(3, "项目名称", "其他", "NO_IDENTITY")]


async def test_a_zero_is_a_number_where_numbers_stand(load, store):
    await load("企业.csv", "企业名称,员工人数,地址\n甲,0,0\n")

    firm = (await nodes_by_name(store, "Enterprise", "staff", "address"))["甲"]
    assert (firm["staff"], firm["address"]) == (0, None)


# Quirk 23: spellings of the values of lists.


@pytest.mark.parametrize("cell", ["正高级", "正高", "教授", " 正高级职称 ", "SENIOR"])
async def test_spellings_of_a_rank_are_one_rank(load, store, cell):
    report = await load("人才.csv", f"姓名,职称级别\n王磊,{cell}\n")

    assert issues(report) == []
    assert (await nodes_by_name(store, "Talent", "titleRank"))["王磊"]["titleRank"] == "SENIOR"


@pytest.mark.parametrize("cell", ["市级", "温州市级", "市", "地市级"])
async def test_spellings_of_a_level_are_one_level_the_citys_own_among_them(load, store, cell):
    await load("项目.csv", f"项目名称,项目级别\n甲,{cell}\n")
    await load("平台.csv", f"平台名称,平台级别\n乙,{cell}\n")

    projects = await nodes_by_name(store, "Project", "level")
    platforms = await nodes_by_name(store, "Platform", "level")
    assert (projects["甲"]["level"], platforms["乙"]["level"]) == ("MUNICIPAL", "MUNICIPAL")


async def test_the_level_of_another_city_is_not_ours(load, store):
    report = await load("项目.csv", "项目名称,项目级别\n甲,宁波市级\n")

    assert [i.code for i in report.runs[0].issues] == ["UNKNOWN_TERM"]
    assert (await nodes_by_name(store, "Project", "level"))["甲"]["level"] is None


@pytest.mark.parametrize("cell", ["国家重点实验室", "全国重点实验室"])
async def test_the_old_and_the_new_name_of_a_kind_are_one_kind(load, store, cell):
    await load("载体.csv", f"载体名称,载体类型\n甲,{cell}\n", as_type="载体")

    carriers = await nodes_by_name(store, "Carrier", "kind")
    assert len({c["kind"] for c in carriers.values()}) == 1
    assert carriers["甲"]["kind"] is not None


@pytest.mark.parametrize("cell", ["教育部", "高校", "军队", "兵团"])
async def test_what_is_no_place_is_noted_and_no_district(load, store, cell):
    report = await load("企业.csv", f"企业名称,所在县(市、区)\n甲,{cell}\n")

    assert [(i.value, i.code) for i in report.runs[0].issues] == [(cell, "UNKNOWN_DISTRICT")]
    assert await nodes_by_name(store, "District") == {}
