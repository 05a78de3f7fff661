"""File formats: bytes to sheets of rows. One module a format; nothing here knows of entities."""

from __future__ import annotations

from pathlib import Path

from loaders.formats.archives import ARCHIVE
from loaders.formats.delimited import DELIMITED
from loaders.formats.format import Format
from loaders.formats.json_records import JSON
from loaders.formats.jsonl import JSONL
from loaders.formats.ods import ODS
from loaders.formats.parquet import PARQUET
from loaders.formats.web_pages import WEB_PAGE
from loaders.formats.xls import XLS
from loaders.formats.xlsx import XLSX
from loaders.rows import SourceFile, UnreadableFile

__all__ = ["FORMATS", "Format", "read_file"]

_HEAD = 4096


FORMATS = (XLSX, XLS, ODS, DELIMITED, JSON, JSONL, PARQUET, ARCHIVE, WEB_PAGE)
"""Known formats."""

_FOREIGN = ((b"%PDF", "a PDF; export the table as .xlsx or .csv"),)


def read_file(path: Path) -> SourceFile:
    """Open a table file, finding its format by its ending and its content.

    Parameters
    ----------
    path : Path
        A file on this machine.

    Returns
    -------
    SourceFile
        Its sheets are read while they are iterated, which may raise `UnreadableFile` too.

    Raises
    ------
    UnreadableFile
        If there is no such file, it is a folder or empty, or its format is not known.
    """
    head = _head(path)
    for magic, what in _FOREIGN:
        if head[:64].lstrip().lower().startswith(magic.lower()):
            raise UnreadableFile(f"{path.name} is {what}.")
    if WEB_PAGE.fits(head):
        # Programs that export pages call them .xls, and text would be taken for a table of one column.
        return WEB_PAGE.read(path)
    named = [f for f in FORMATS if path.name.lower().endswith(f.suffixes)]
    if not named:
        inner = path.name.lower().removesuffix(".gz")
        if inner != path.name.lower() and any(inner.endswith(f.suffixes) for f in FORMATS):
            raise UnreadableFile(
                f"{path.name} is compressed with gzip, as which only text is read; unpack it first."
            )
        known = ", ".join(suffix for f in FORMATS for suffix in f.suffixes)
        raise UnreadableFile(f"{path.name} is of no known format; known endings are {known}.")
    fitting = next((f for f in (*named, *FORMATS) if f.fits(head)), None)
    if fitting is None:
        raise UnreadableFile(
            f"{path.name} is called {named[0].name} but its content is something else;"
            " export the table again."
        )
    return fitting.read(path)


def _head(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableFile(f"{path.name} is a folder; name the files in it.")
    if path.exists() and not path.is_file():
        raise UnreadableFile(f"{path.name} is no ordinary file; copy its content into one.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        raise UnreadableFile(f"There is no file {path}.") from None
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}.") from error
    if not head:
        raise UnreadableFile(f"{path.name} is empty.")
    return head
