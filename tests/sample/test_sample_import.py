"""The shipped files go through the ordinary import, and its report adds up to what they hold."""

from __future__ import annotations

from collections import Counter

import pytest
import sample_oracle
from sample_import import Imported, import_sample_files
from stores import Place

from graph_service.sample import sample_folder


@pytest.fixture(scope="module")
def imported(place: Place) -> Imported:
    return import_sample_files(sample_folder(), place)


@pytest.fixture(scope="module")
def written() -> sample_oracle.Tables:
    return sample_oracle.read(sample_folder())


def test_every_row_is_counted_once(imported):
    sheets = [sheet for r in imported.reports for run in r.runs for sheet in run.files]
    assert len(sheets) == 7
    for sheet in sheets:
        added = sheet.created + sheet.updated + sheet.unchanged + sheet.rejected
        assert sheet.read == added + sheet.skipped.total(), sheet


def test_no_row_is_lost_for_a_bad_cell(imported):
    assert [report.total("rejected") for report in imported.reports] == [0] * 6
    assert [report.total("created") for report in imported.reports] == [13, 15, 800, 60, 2000, 600]


def test_titles_blank_rows_and_the_footer_are_skipped_with_the_reason(imported):
    skipped = sum(
        (s.skipped for r in imported.reports for run in r.runs for s in run.files), Counter()
    )
    assert skipped == {"above the header": 5, "blank": 1, "footer": 1}


def test_the_graph_has_as_many_of_each_type_as_the_files(imported, written):
    listed = set(written.type_of)
    named = {p for links in sample_oracle.links_of(written).values() for p in links.strength}
    assert imported.info.nodes == {
        "District": 13,
        "Enterprise": 800,
        "Platform": 60,
        "Project": 600,
        "ResearchInstitute": 6,
        "Talent": 2000,
        "UnclassifiedOrganization": len(named - listed),
        "University": 9,
    }


def test_each_participant_of_each_project_is_one_link(imported, written):
    pairs = {
        (row["项目编号"], written.name(text))
        for row in written.projects
        for text in [row["牵头单位"], *row["参与单位"].replace("；", "、").split("、")]
        if text
    }
    assert imported.info.links["PARTICIPATES_IN"] == len(pairs)
    built = [row["共建单位"].split("、") for row in written.platforms if row["共建单位"]]
    assert imported.info.links["BUILT_WITH"] == sum(map(len, built))
    assert imported.info.links["AFFILIATED_WITH"] == len(written.talents)


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
        ("立项日期", "待定"),
        ("项目状态", "搁置"),
        ("财政拨款(万元)", "约100"),
    }
    assert sum(issue.code == "ID_INVALID" for issue in issues) == 1


def test_the_same_files_again_write_nothing(imported):
    assert imported.version_after_again == imported.info.version
    for first, again in zip(imported.reports, imported.again, strict=True):
        assert again.total("created") == again.total("updated") == 0
        assert again.total("unchanged") == first.total("created") + first.total("updated")
