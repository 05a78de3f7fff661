"""OpenDocument spreadsheets: values, repeated, merged and hidden cells, and what is none."""

from __future__ import annotations

import datetime as dt

import pytest
from raw_spreadsheets import cell, plain_spreadsheet, raw_spreadsheet, row, table

from loaders.formats import read_file
from loaders.formats.packages import Package
from loaders.rows import UnreadableFile
from schema.time import PartialDate


@pytest.fixture
def read(tmp_path):
    """Read the first sheet of a file with this content; the file stays open while the test runs."""
    opened = []

    def read(content):
        (tmp_path / "t.ods").write_bytes(content)
        opened.append(read_file(tmp_path / "t.ods").sheets)
        return next(opened[-1])

    return read


def cells(sheet):
    return [found.cells for found in sheet.rows]


def test_cells_come_as_values_and_dates_as_precise_as_they_are_shown(read):
    day = dt.date(2021, 9, 1)
    made = row(
        "𠮷",
        3,
        2.5,
        None,
        cell(day, shown="2021/9/1"),
        cell(day, shown="2021年9月"),
        cell(day, shown="Sep 2021"),
        cell(day, shown="2021"),
    )

    dates = ["2021-09-01", "2021-09", "2021-09", "2021"]
    assert cells(read(raw_spreadsheet(table(made)))) == [
        ["𠮷", 3, 2.5, None, *map(PartialDate, dates)]
    ]


def test_repeated_cells_and_rows_stand_as_often_as_they_say(read):
    sheet = read(
        raw_spreadsheet(
            table(
                row("a", cell("b", more='table:number-columns-repeated="2"')),
                row(None, more='table:number-rows-repeated="2"'),
                row("c", more='table:number-rows-repeated="2"'),
                row(
                    cell(None, more='table:number-columns-repeated="16384"'),
                    more='table:number-rows-repeated="1048570"',
                ),
            )
        )
    )

    assert [(r.number, r.cells) for r in sheet.rows] == [
        (1, ["a", "b", "b"]),
        (2, []),
        (3, []),
        (4, ["c"]),
        (5, ["c"]),
    ]


def test_merged_cells_are_filled_down_and_hidden_ones_flagged(read, tmp_path):
    covered = "<table:covered-table-cell/>"
    sheet = read(
        raw_spreadsheet(
            table(
                row(cell("经费", more='table:number-columns-spanned="2"'), covered),
                row(cell("乐清市", more='table:number-rows-spanned="2"'), "甲"),
                row(covered, "乙", more='table:visibility="filter"'),
                row(None, "丙"),
                columns='<table:table-column/><table:table-column table:visibility="collapse"/>',
            ),
            table(row("x"), name="旧", more='table:style-name="ta2"'),
            styles='<style:style style:name="ta2" style:family="table">'
            '<style:table-properties table:display="false"/></style:style>',
        )
    )

    rows = list(sheet.rows)
    assert [r.cells for r in rows] == [["经费"], ["乐清市", "甲"], ["乐清市", "乙"], [None, "丙"]]
    assert (rows[0].spans, rows[2].hidden) == (((0, 1),), True)
    assert [(f.at, f.flaw.code) for f in sheet.flaws] == [(1, "HIDDEN_COLUMN")]
    left_out = [(s.name, s.left_out) for s in read_file(tmp_path / "t.ods").sheets]
    assert left_out == [("Sheet1", ""), ("旧", "the sheet is hidden")]


def test_many_tables_are_read_in_one_pass(tmp_path, monkeypatch):
    tables = [table(row("名称"), row(f"甲{n}"), row("乙"), name=f"t{n}") for n in range(50)]
    (tmp_path / "t.ods").write_bytes(raw_spreadsheet(*tables))
    opened = []
    part = Package.part
    monkeypatch.setattr(Package, "part", lambda self, name: opened.append(name) or part(self, name))

    # All of the first tables are read, of the others a row each, of some none.
    found = []
    for at, sheet in enumerate(read_file(tmp_path / "t.ods").sheets):
        if at < 10:
            found.append([r.cells[0] for r in sheet.rows])
        elif at % 3:
            next(sheet.rows)
            found.append([next(sheet.rows).cells[0]])

    assert found[:10] == [["名称", f"甲{n}", "乙"] for n in range(10)]
    assert found[10:] == [[f"甲{n}"] for n in range(10, 50) if n % 3]
    # Once for the names of the tables, once for their rows.
    assert opened == ["content.xml"] * 2


def test_tables_taken_in_another_order_are_the_same(tmp_path):
    tables = [table(row(f"甲{n}"), name=f"t{n}") for n in range(3)]
    (tmp_path / "t.ods").write_bytes(raw_spreadsheet(*tables))
    sheets = read_file(tmp_path / "t.ods").sheets
    first, second, third = next(sheets), next(sheets), next(sheets)

    found = [[r.cells for r in sheet.rows] for sheet in (third, first, second)]
    sheets.close()

    assert found == [[["甲2"]], [["甲0"]], [["甲1"]]]


def test_formulas_give_their_results_and_errors_give_nothing(read):
    formula = 'table:formula="of:=1/0"'
    note = "<office:annotation><text:p>a note</text:p></office:annotation>"
    sheet = read(
        raw_spreadsheet(
            table(
                row(
                    cell(2, more=formula),
                    cell("#DIV/0!", more=formula),
                    cell(None, more=formula),
                    f'<table:table-cell office:value-type="string">{note}<text:p>a<text:s'
                    ' text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell>',
                )
            )
        )
    )

    [found] = sheet.rows
    assert found.cells == [2, None, None, "a  b\nc"]
    assert [(f.at, f.value, f.flaw.code) for f in found.flaws] == [
        (1, "#DIV/0!", "CELL_ERROR"),
        (2, None, "FORMULA_WITHOUT_VALUE"),
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (plain_spreadsheet([["x"]])[:-30], "t.ods is not a spreadsheet"),
        (
            raw_spreadsheet(**{"META-INF__manifest": "<encryption-data/>"}),
            "t.ods is protected by a password",
        ),
        (
            raw_spreadsheet(table(row("x", more='table:number-rows-repeated="9999999"'))),
            "it repeats row 1 up to row 9,999,999",
        ),
        (
            raw_spreadsheet(
                table(
                    row(
                        cell("x", more='table:number-columns-repeated="16000"'),
                        more='table:number-rows-repeated="1000000"',
                    )
                )
            ),
            "it repeats row 1 up to row 1,000,000",
        ),
        (
            raw_spreadsheet(table(row(cell("x", more='table:number-columns-repeated="20000"')))),
            "it has a cell in column 20,000",
        ),
        (raw_spreadsheet("<table:table>"), "t.ods is a damaged spreadsheet"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(read, content, said):
    with pytest.raises(UnreadableFile) as refusal:
        cells(read(content))

    assert said in str(refusal.value)
