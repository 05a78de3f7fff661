"""What an import says of itself, to people and to machines."""

from __future__ import annotations

import json
import zipfile

import openpyxl

TABLE = (
    "名称,统一社会信用代码,成立日期,备注\n"
    "甲有限公司,,2015-03,\n"
    "乙有限公司,,someday,\n"
    ",,2016,\n"
    "合计,,,\n"
)


def test_the_json_report_adds_up_and_names_the_bad_cell(command):
    (command.folder / "list.csv").write_text(TABLE, encoding="utf-8")

    ended = command("import", "list.csv", "--as", "Enterprise", "--json")

    report = json.loads(ended.stdout)
    counts = ("created", "updated", "unchanged", "rejected", "skipped")
    assert report["read"] == 4 == sum(report[name] for name in counts)
    assert report["created"] == 2
    [bad] = [i for i in report["runs"][0]["issues"] if i["code"] == "BAD_DATE"]
    assert (bad["file"], bad["row"], bad["column"], bad["value"]) == (
        "list.csv",
        3,
        "成立日期",
        "someday",
    )
    assert bad["message"]
    assert bad["hint"]


def test_rejected_rows_are_said_by_the_exit_code_and_a_sentence(command, complaint):
    (command.folder / "list.csv").write_text(TABLE, encoding="utf-8")

    ended = command("import", "list.csv", "--as", "Enterprise")

    assert ended.returncode == 5
    assert complaint(ended) == "1 of 4 rows were rejected; the others are imported."


def test_the_printed_report_names_file_column_value_and_what_to_do(command):
    (command.folder / "list.csv").write_text(TABLE, encoding="utf-8")

    printed = command("import", "list.csv", "--as", "Enterprise").stdout

    assert "Source list" in printed
    assert "Records: 2 created, 0 updated." in printed
    for word in ("list.csv, row 3", "成立日期", "someday", "BAD_DATE", "Write 2021, 2021-09"):
        assert word in printed


def test_of_many_issues_some_of_each_kind_are_printed(command):
    rows = "".join(f"企业{n},someday\n" for n in range(40))
    text = f"名称,成立日期\n{rows}末企业,2020,多\n"
    (command.folder / "list.csv").write_text(text, encoding="utf-8")

    printed = command("import", "list.csv", "--as", "企业").stdout

    # 40 dates and the last row's third cell: nineteen of the first kind, one of the second.
    assert "Issues: 41; 20 of them, some of each kind" in printed
    assert (printed.count("BAD_DATE"), printed.count("EXTRA_CELLS")) == (19, 1)


def test_importing_the_same_file_again_writes_nothing(command):
    (command.folder / "list.csv").write_text("名称\n甲有限公司\n", encoding="utf-8")
    command("import", "list.csv", "--as", "企业")
    before = json.loads(command("info", "--json").stdout)

    again = json.loads(command("import", "list.csv", "--as", "企业", "--json").stdout)

    assert again["read"] == again["unchanged"] == 1
    assert again["runs"][0]["repeated"] is True
    assert json.loads(command("info", "--json").stdout) == before


def test_brackets_in_cells_are_printed_as_they_are(command):
    (command.folder / "list.csv").write_text(
        "名称,成立日期\n甲有限公司,[bold]2020[/bold]\n", encoding="utf-8"
    )

    printed = command("import", "list.csv", "--as", "企业").stdout

    assert "[bold]2020[/bold]" in printed


def test_parts_of_a_workbook_that_only_excel_knows_are_passed_over_in_silence(command):
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "成立日期"])
    book.active.append(["甲有限公司", "2015-03"])
    book.save(command.folder / "plain.xlsx")
    pick_list = (
        b'<extLst><ext uri="{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}" xmlns:x14='
        b'"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
        b'<x14:dataValidations count="0"/></ext></extLst></worksheet>'
    )
    with (
        zipfile.ZipFile(command.folder / "plain.xlsx") as plain,
        zipfile.ZipFile(command.folder / "list.xlsx", "w") as written,
    ):
        for name in plain.namelist():
            part = plain.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = part.replace(b"</worksheet>", pick_list)
            written.writestr(name, part)

    ended = command("import", "list.xlsx")

    assert ended.returncode == 0
    assert "Records: 1 created" in ended.stdout
    assert ended.stderr == "list.xlsx [Sheet]: 1 rows\n"


def test_progress_without_a_terminal_is_lines_on_stderr(command):
    for name in ("one", "two"):
        (command.folder / f"{name}.csv").write_text(f"名称\n{name}有限公司\n", encoding="utf-8")

    ended = command("import", "one.csv", "two.csv", "--as", "企业")

    assert ended.stderr.splitlines() == ["one.csv: 1 rows", "two.csv: 1 rows"]


def test_a_type_nobody_knows_is_refused_with_the_types_there_are(command, complaint):
    (command.folder / "list.csv").write_text("名称\n甲\n", encoding="utf-8")

    ended = command("import", "list.csv", "--as", "Enterprize")

    assert ended.returncode == 3
    assert "Enterprize" in complaint(ended)
    assert "Enterprise" in complaint(ended)
