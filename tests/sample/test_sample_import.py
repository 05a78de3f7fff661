"""The shipped files go through the ordinary import, and its report adds up to what they hold."""

from __future__ import annotations

from collections import Counter

import pytest
import sample_oracle
from sample_import import Imported, import_sample_files
from stores import Place

from graph_service.sample import TODAY, sample_folder

SHEETS = ("高新技术企业", "新型研发机构", "创新载体", "高层次人才")


@pytest.fixture(scope="module")
def imported(place: Place) -> Imported:
    return import_sample_files(sample_folder(), place, twice=True)


@pytest.fixture(scope="module")
def written() -> sample_oracle.Tables:
    return sample_oracle.read(sample_folder())


def test_every_row_is_counted_once(imported):
    sheets = [sheet for r in imported.reports for run in r.runs for sheet in run.files]
    assert len(sheets) == 26
    for sheet in sheets:
        added = sheet.created + sheet.updated + sheet.unchanged + sheet.rejected
        assert sheet.read == added + sheet.skipped.total(), sheet


def test_no_row_is_lost_for_a_bad_cell(imported, written):
    assert {report.total("rejected") for report in imported.reports} == {0}
    created = sum(report.total("created") for report in imported.reports)
    updated = sum(report.total("updated") for report in imported.reports)
    assert created + updated == sum(map(len, written.rows.values()))


def test_titles_blank_rows_and_the_footer_are_skipped_with_the_reason(imported):
    skipped = sum(
        (s.skipped for r in imported.reports for run in r.runs for s in run.files), Counter()
    )
    assert skipped == {"above the header": 23, "blank": 1, "footer": 1}


def test_the_graph_has_as_many_of_each_type_as_the_files(imported, written):
    links = sample_oracle.links_of(written, TODAY)
    named = {partner for own in links.values() for partner in own.strength}
    named |= {name for row in written["资金事件"] for name in written.names(row["出资方"])}
    assert imported.info.nodes == {
        "Accreditation": sum(map(len, (written[f"资质认定/{sheet}"] for sheet in SHEETS))),
        "Achievement": 300,
        "Carrier": 80,
        "ChainSegment": 93,
        "District": 13,
        "Enterprise": 801,
        "FundingEvent": 160,
        "Industry": 16,
        "IndustryChain": 12,
        "NameRecord": 40,
        "Patent": 300,
        "Platform": 60,
        "Product": 186,
        "Project": 600,
        "ResearchInstitute": 6,
        "Talent": 2000,
        "TalentTeam": 60,
        "Technology": 93,
        "TechnologyContract": 300,
        "UnclassifiedOrganization": len(named - set(written.type_of)),
        "University": 9,
    }


def test_each_name_in_a_link_column_is_one_link(imported, written):
    """Tables and columns by link type; names in one cell are told apart, spellings are not."""
    for link, named in {
        "PARTICIPATES_IN": {"科技项目": ("牵头单位", "参与单位")},
        "CO_APPLIED": {"专利": ("申请人",)},
        "OWNS_PATENT": {"专利": ("专利权人",)},
        "OWNS": {"科技成果": ("完成单位",)},
        "CONVERTED_BY": {"科技成果": ("转化企业",)},
        "HOSTS": {"创新载体": ("依托单位",)},
        "FUNDS": {"资金事件": ("出资方",)},
        "RECEIVES": {"资金事件": ("受资方",)},
        "TEAM_OF": {"人才团队": ("依托单位",)},
        "GRANTED_TO": {
            "资质认定/高新技术企业": ("企业名称",),
            "资质认定/新型研发机构": ("机构名称",),
        },
        "BUILT_WITH": {"创新平台": ("共建单位",)},
    }.items():
        pairs = {
            (table, row_number, name)
            for table, columns in named.items()
            for row_number, row in enumerate(written[table])
            for column in columns
            for name in written.names(row[column])
        }
        assert imported.info.links[link] == len(pairs), link


def test_each_text_in_a_column_of_segments_people_or_products_is_one_link(imported, written):
    for link, table, columns in (
        ("SERVES", "创新平台", ("服务环节",)),
        ("PROJECT_SERVES", "科技项目", ("服务环节",)),
        ("ACHIEVEMENT_SERVES", "科技成果", ("服务环节",)),
        ("PATENT_SERVES", "专利", ("服务环节",)),
        ("CONTRACT_SERVES", "技术合同", ("服务环节",)),
        ("CARRIER_SERVES", "创新载体", ("服务环节",)),
        ("PROJECT_ADDRESSES", "科技项目", ("攻关技术",)),
        ("CONVERTED_FROM", "科技成果", ("来源项目",)),
        ("CONVERTED_FROM_PATENT", "科技成果", ("来源专利",)),
        ("LANDED_IN", "科技成果", ("落地区县",)),
        ("PARTY_TO", "技术合同", ("买方", "卖方", "中介方")),
        ("CONTRACT_FOR", "技术合同", ("标的成果",)),
        ("INVENTED", "专利", ("发明人",)),
        ("LEADS", "人才团队", ("团队负责人",)),
        ("MEMBER_OF", "人才团队", ("核心成员",)),
        ("FUNDS_PROJECT", "资金事件", ("支持项目",)),
        ("TRAINS", "人才培养", ("毕业院校",)),
        ("NAME_OF", "企业曾用名", ("现名称",)),
        ("GRANTED_TO_CARRIER", "资质认定/创新载体", ("载体名称",)),
        ("GRANTED_TO_TALENT", "资质认定/高层次人才", ("获认定人才",)),
        ("AFFILIATED_WITH", "人才", ("工作单位",)),
        ("SEGMENT_OF", "产业链环节", ("所属产业链",)),
        ("PRODUCT_OF", "产品", ("所属环节",)),
        ("UPSTREAM_OF", "产品", ("下游产品",)),
        ("USED_IN", "技术", ("应用产品",)),
    ):
        texts = [t for row in written[table] for c in columns for t in sample_oracle.cells(row[c])]
        assert imported.info.links[link] == len(texts), link
    for link, table, columns in (
        ("OPERATES_IN", "产业链企业", ("企业名称", "所处环节")),
        ("PRODUCES", "产业链企业", ("企业名称", "主要产品")),
        ("INCUBATES", "在孵企业", ("企业名称", "孵化平台")),
    ):
        pairs = {tuple(row[column] for column in columns) for row in written[table]}
        assert imported.info.links[link] == len(pairs), link


def test_no_column_is_unknown(imported):
    sheets = [sheet for r in imported.reports for run in r.runs for sheet in run.files]
    assert {
        (sheet.file, sheet.unknown_columns) for sheet in sheets if sheet.unknown_columns
    } == set()


def test_every_organisation_is_of_the_type_of_its_table(imported, written):
    types = {written.name(name): type_ for name, type_ in imported.names.values()}
    assert {name: types[name] for name in written.type_of} == written.type_of


def test_an_organisation_keeps_the_name_of_its_own_table(imported, written):
    assert {name for name, _ in imported.names.values()} >= set(written.type_of)
    conflicts = [run.conflicts for r in imported.reports for run in r.runs]
    assert conflicts == [{}] * len(conflicts)


def test_the_damaged_cells_are_reported_with_column_and_value(imported):
    issues = [issue for r in imported.reports for run in r.runs for issue in run.issues]
    said = {(issue.column, issue.value) for issue in issues}
    assert said >= {
        ("统一社会信用代码", "9.1330E+17"),
        ("员工人数", "约120"),
        ("平台级别", "国家队"),
        ("人才类别", "F类"),
        ("立项日期", "年底前"),
        ("项目状态", "搁置"),
        ("财政拨款(万元)", "约100"),
        ("技术成熟度", "较高"),
        ("合同类别", "技术合伙"),
    }
    wrong = sorted(issue.column for issue in issues if issue.code == "ID_INVALID")
    assert wrong == ["申请号", "统一社会信用代码"]


def test_the_same_files_again_write_nothing(imported):
    assert imported.version_after_again == imported.info.version
    for first, again in zip(imported.reports, imported.again, strict=True):
        assert again.total("created") == again.total("updated") == 0
        assert again.total("unchanged") == first.total("created") + first.total("updated")
