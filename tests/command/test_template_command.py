"""The command that writes empty tables."""

from __future__ import annotations

import json

import openpyxl


def test_a_template_is_written_filled_in_and_imported(command):
    written = command("template", "企业", "--out", "企业名录.xlsx")
    assert written.returncode == 0, written.stderr
    assert "Enterprise (企业)" in written.stdout
    path = command.folder / "企业名录.xlsx"
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"] = "甲公司"
    book.save(path)

    imported = command("import", "企业名录.xlsx", "--json")

    report = json.loads(imported.stdout)
    assert (report["read"], report["created"], report["nodes_created"]) == (1, 1, 1)
    assert [f["left_out"] for f in report["runs"][0]["files"]][1:] == [
        "it holds notes on how to fill in the table",
        "the sheet is hidden",
    ]


def test_a_table_that_is_there_is_not_overwritten(command, complaint):
    assert command("template", "项目", "--out", "t.xlsx").returncode == 0

    again = command("template", "项目", "--out", "t.xlsx")

    assert again.returncode == 3
    assert "t.xlsx exists" in complaint(again)
    assert command("template", "项目", "--out", "t.xlsx", "--force").returncode == 0


def test_an_unknown_type_or_ending_is_a_sentence(command, complaint):
    for arguments, said in (
        (("Castle", "--out", "t.xlsx"), "There is no type 'Castle'"),
        (("企业", "--out", "t.csv"), "its name must end in .xlsx"),
        (("企业", "--out", "none/t.xlsx"), "its folder does not exist"),
    ):
        ended = command("template", *arguments)
        assert ended.returncode == 3
        assert said in complaint(ended)
