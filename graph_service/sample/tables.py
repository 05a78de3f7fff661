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


def write_csv(path: Path, rows: Sequence[Row], encoding: str, footer: Sequence[str] = ()) -> None:
    """Write a CSV file with Windows line ends, as spreadsheets do."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(rows[0])
    writer.writerows(row.values() for row in rows)
    if footer:
        writer.writerow(footer)
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(
    path: Path, sheets: Mapping[str, Sequence[Row]], above: Sequence[Sequence[str]] = ()
) -> None:
    """Write a workbook; the rows `above` stand over the header of each sheet."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for line in (*above, list(rows[0]), *(list(row.values()) for row in rows)):
            sheet.append(["" if cell is None else cell for cell in line] or [None])
    raw = io.BytesIO()
    book.save(raw)
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(path, "w") as fixed:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, _STAMP.sub(rb"\g<1>2023-12-31T00:00:00Z", made.read(name)))
