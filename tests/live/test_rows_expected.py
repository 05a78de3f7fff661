"""Rows that are counted without reading them."""

from __future__ import annotations

import pytest
from openpyxl import Workbook

from graph_service.api.live.subscriptions import _percent
from graph_service.jobs import expected
from graph_service.jobs.expected import rows_expected
from graph_service.jobs.job import Job, JobState


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"", 0),
        (b"name\n", 1),
        (b"name\na\nb", 3),
        ("名称\r\n甲\r\n".encode("gb18030"), 2),
        ("名称\n甲\n乙".encode("utf-16-le"), 3),
    ],
)
def test_lines_of_text_are_counted_in_any_encoding(tmp_path, content, rows):
    path = tmp_path / "a.CSV"
    path.write_bytes(content)

    assert rows_expected([path, path]) == 2 * rows


@pytest.mark.parametrize("piece", [1, 7, 2**20])
def test_rows_of_all_sheets_are_counted_wherever_pieces_of_them_end(tmp_path, monkeypatch, piece):
    monkeypatch.setattr(expected, "_PIECE", piece)
    book = Workbook()
    for sheet, rows in ((book.active, 3), (book.create_sheet(), 4)):
        for row in range(rows):
            sheet.append([f"row>{row}", "</row>"])
    path = tmp_path / "a.xlsx"
    book.save(path)

    assert rows_expected([path]) == 7


@pytest.mark.parametrize("name", ["a.xls", "a.zip", "a.parquet", "a.xlsx"])
def test_of_what_cannot_be_counted_nothing_is_said(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"no workbook\n")

    assert rows_expected([path]) is None
    assert rows_expected([tmp_path / "not there.csv"]) is None


def test_nobody_waits_for_what_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(expected, "_MOST", 3)
    path = tmp_path / "a.csv"
    path.write_bytes(b"1\n2\n")

    assert rows_expected([path]) is None


@pytest.mark.parametrize(
    ("state", "counts", "progress", "percent"),
    [
        (JobState.UPLOADED, {}, {}, None),
        (JobState.IMPORTING, {"read": 1}, {"expected": None}, None),
        (JobState.IMPORTING, {"read": 1}, {"expected": 8}, 12.5),
        (JobState.IMPORTING, {"read": 9}, {"expected": 8}, 99.9),
        (JobState.FAILED, {"read": 1}, {}, None),
        (JobState.DONE, {"read": 1}, {}, 100.0),
    ],
)
def test_percent_is_the_share_of_rows_that_are_read(state, counts, progress, percent):
    job = Job("Li", "f", "p", (), "", state=state, counts=counts, progress=progress)

    assert _percent(job) == percent
