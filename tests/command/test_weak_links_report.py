"""The workbook of weak industry links, read back with openpyxl and compared with the API."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

QUERY = """{ analytics { weakIndustryLinks(types: [PLATFORM], lowShare: 0.4, first: 1000) {
  asOf graphVersion considered weak notRankedCount definition { text }
  notEvaluated { name }
  rows { organization { id name } rules newestEnterpriseTie
         indicators { name value numerator denominator missingShare } }
} } }"""


@pytest.fixture
def answer(command, sample_store) -> dict:
    asked = command("--store", sample_store, "query", "-", "--today", "2023-12-31", text=QUERY)
    return json.loads(asked.stdout)["data"]["analytics"]["weakIndustryLinks"]


@pytest.fixture
def book(command, sample_store) -> openpyxl.Workbook:
    ended = command(
        *("--store", sample_store, "report", "weak-links", "--xlsx", "weak.xlsx"),
        *("--low-share", "0.4", "--today", "2023-12-31"),
        GRAPH_SAMPLE="true",
    )
    assert ended.returncode == 0, ended.stderr
    return openpyxl.load_workbook(command.folder / "weak.xlsx")


def test_the_findings_are_the_answer_of_the_api(answer, book):
    header, *rows = book.worksheets[0].iter_rows(values_only=True)
    first = next(i for i, title in enumerate(header) if title.startswith("活动数 ACTIVITY"))

    found = [(row[-1], row[1], row[5].split(", "), row[-2], list(row[first:-3])) for row in rows]

    assert len(found) == answer["weak"] > 0
    assert found == [
        (
            row["organization"]["id"],
            row["organization"]["name"],
            row["rules"],
            row["newestEnterpriseTie"],
            [
                None if indicator[part] is None else pytest.approx(indicator[part], abs=1e-12)
                for indicator in row["indicators"]
                for part in ("value", "numerator", "denominator", "missingShare")
            ],
        )
        for row in answer["rows"]
    ]


def test_the_definitions_say_of_what_day_version_and_thresholds_they_are(answer, book):
    stated = dict(book.worksheets[1].iter_rows(max_col=2, values_only=True))

    assert stated["截止日期 As of"] == answer["asOf"] == "2023-12-31"
    assert stated["图版本 Graph version"] == answer["graphVersion"]
    assert stated["阈值 Threshold lowShare"] == 0.4
    assert stated["考察机构数 Organisations looked at"] == answer["considered"]
    assert answer["definition"]["text"] in stated.values()
    assert any("Illustrative" in str(cell) for cell in stated)


def test_the_last_sheet_says_what_is_missing(answer, book):
    stated = [row[0] for row in book.worksheets[2].iter_rows(values_only=True)]

    told = [text for text in stated if str(text).startswith("未评估")]
    assert told == [f"未评估 Not evaluated: {one['name']}" for one in answer["notEvaluated"]]


def test_a_name_that_looks_like_a_formula_stays_text(command):
    names = ["=1+1", "+cmd", "-2", "@SUM(A1)"]
    (command.folder / "platforms.csv").write_text(
        "平台名称,平台类别\n" + "".join(f"{name}研究院,科研平台\n" for name in names),
        encoding="utf-8",
    )
    (command.folder / "projects.csv").write_text(
        "项目名称,开始日期,牵头单位,参与单位\n"
        + "".join(f"项目{i},2023-01,{name}研究院,某大学\n" for i, name in enumerate(names)),
        encoding="utf-8",
    )
    command("import", "platforms.csv", "--as", "平台")
    command("import", "projects.csv", "--as", "项目")

    ended = command("report", "weak-links", "--xlsx", "weak.xlsx", "--today", "2023-12-31")

    assert ended.stdout.startswith("weak.xlsx: 4 of 4 have weak industry links")
    sheet = openpyxl.load_workbook(command.folder / "weak.xlsx").worksheets[0]
    cells = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert sorted(cell.value for cell in cells) == sorted(f"{name}研究院" for name in names)
    assert {(cell.data_type, cell.quotePrefix) for cell in cells} == {("s", True)}


def test_an_impossible_threshold_is_a_sentence_and_writes_nothing(command, sample_store, complaint):
    ended = command(
        "--store", sample_store, "report", "weak-links", "--xlsx", "weak.xlsx", "--low-share", "2"
    )

    assert ended.returncode == 2
    assert "a number from 0 to 1" in complaint(ended)
    assert not Path(command.folder / "weak.xlsx").exists()


def test_a_workbook_for_a_folder_that_is_not_there_is_refused(command, sample_store, complaint):
    ended = command("--store", sample_store, "report", "weak-links", "--xlsx", "no/weak.xlsx")

    assert ended.returncode == 3
    assert "its folder does not exist" in complaint(ended)
