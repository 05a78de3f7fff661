"""Writing tables: the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook

from graph_service.sample.bodies import Row

__all__ = ["write_csv", "write_xlsx"]

_MOMENT: Final = (2023, 12, 31, 0, 0, 0)
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_PLACE: Final = re.compile(rb'(<c) r="[A-Z]+[0-9]+"')
"""Cells need not say where they are if none is left out: the files are little more than half."""


def write_csv(path: Path, rows: Sequence[Row], encoding: str) -> None:
    """Write a CSV file with Windows line ends, as spreadsheets do."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(
    path: Path,
    sheets: Mapping[str, Sequence[Row]],
    above: Sequence[Sequence[str]] = (),
    below: Sequence[str] = (),
) -> None:
    """Write a workbook; the rows `above` stand over the header of each sheet, `below` at its end."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        lines = (list(row.values()) for row in rows)
        for line in (*above, list(rows[0]), *lines, *((below,) if below else ())):
            sheet.append(["" if cell is None else cell for cell in line] or [None])
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(path, "w") as fixed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            content = _PLACE.sub(rb"\g<1>", made.read(name))
            fixed.writestr(entry, _STAMP.sub(rb"\g<1>2023-12-31T00:00:00Z", content))
