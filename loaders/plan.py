"""What is to be read: files, their sheets, and the layout of each, before anything is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from loaders.column_names import ColumnNames, unknown_headers
from loaders.fitting import fit
from loaders.formats import read_file
from loaders.layout import Layout, LayoutError
from loaders.mapping import find_type, guess_type, own_layout
from loaders.mapping_file import MappingFile
from loaders.names import fold
from loaders.rows import Sheet, UnreadableFile
from loaders.table import NOTES_SHEETS, HeaderNotFound, find_table
from schema.catalogue import Catalogue

__all__ = ["FilePlan", "Planner", "SheetPlan"]

_CHUNK = 1 << 20
_NO_HEADER = "no row has a known header"
_OTHER_SHEET = "the mapping names the sheets that are read, and this is none of them"
_NOTES = "it holds notes on how to fill in the table"


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet and how to read it.

    Attributes
    ----------
    name : str
    layout : Layout or None
        None if the sheet is left out.
    left_out : str
        Why it is.
    """

    name: str
    layout: Layout | None
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class FilePlan:
    """A file and how to read it.

    Attributes
    ----------
    path : Path
    name, encoding : str
    digest : str
        Of its content.
    sheets : tuple of SheetPlan
    """

    path: Path
    name: str
    encoding: str
    digest: str
    sheets: tuple[SheetPlan, ...]

    def check_unchanged(self) -> None:
        """Check that the file still is what was planned.

        Raises
        ------
        UnreadableFile
            If it is not.
        """
        if _digest(self.path) != self.digest:
            raise UnreadableFile(f"{self.name} was changed while it was read; import it again.")

    @property
    def stem(self) -> str:
        """The name without its endings."""
        return self.name.partition(".")[0] or self.name


class Planner:
    """Finds out how files are to be read.

    Parameters
    ----------
    catalogue : Catalogue
    mapping : MappingFile or None
        The layout of all files, if they are not our own tables.
    as_type : str or None
        The type of the rows of all files, as a user names it.

    Attributes
    ----------
    catalogue : Catalogue
    known : callable
        Counts the headers of a row that mean something.

    Raises
    ------
    LayoutError
        If there is no such type.
    """

    def __init__(
        self, catalogue: Catalogue, mapping: MappingFile | None, as_type: str | None
    ) -> None:
        self.catalogue = catalogue
        self._given = (catalogue, mapping, as_type)
        self._mapping = mapping
        self._type = find_type(catalogue, as_type) if as_type else None
        types = [catalogue.by_name[self._type]] if self._type else catalogue.concrete
        self._names = [ColumnNames.of(catalogue, t) for t in types]
        self.known = self._counter()

    def __reduce__(self) -> tuple[Any, ...]:
        """Let a process of its own make the same planner."""
        return Planner, self._given

    def plan(self, path: Path) -> FilePlan:
        """Find out how a file is to be read, from its first rows.

        Raises
        ------
        UnreadableFile
            If it cannot be read.
        LayoutError
            If no sheet has headers that anybody knows, or a sheet fits more than one type.
        """
        source = read_file(path)
        sheets = []
        headers: tuple[str, ...] = ()
        for sheet in source.sheets:
            file = f"{source.name}/{sheet.file}" if sheet.file else source.name
            try:
                sheets.append(self._sheet(file, sheet))
            except HeaderNotFound as error:
                headers = headers or error.headers
                sheets.append(SheetPlan(sheet.name, None, _NO_HEADER))
        if not any(sheet.layout for sheet in sheets):
            self._refuse(source.name, headers, sheets)
        return FilePlan(path, source.name, source.encoding, _digest(path), tuple(sheets))

    def _sheet(self, file: str, sheet: Sheet) -> SheetPlan:
        if sheet.left_out:
            return SheetPlan(sheet.name, None, sheet.left_out)
        if fold(sheet.name) in NOTES_SHEETS:
            return SheetPlan(sheet.name, None, _NOTES)
        mapped = self._mapping.layout if self._mapping else None
        if mapped and mapped.sheets and sheet.name and fold(sheet.name) not in mapped.sheets:
            return SheetPlan(sheet.name, None, _OTHER_SHEET)
        table = find_table(sheet.rows, self.known, mapped.header_row if mapped else 0)
        try:
            if self._mapping is not None:
                layout = fit(self._mapping.layout, table.headers)
            else:
                places = (sheet.name, *table.titles, file)
                type_ = self._type or guess_type(self.catalogue, table.headers, places)
                layout = own_layout(self.catalogue, type_, table.headers, table.titles)
        except LayoutError as error:
            raise LayoutError(f"{_place(file, sheet.name)}: {error}") from error
        return SheetPlan(sheet.name, layout)

    def _refuse(self, file: str, headers: tuple[str, ...], sheets: Sequence[SheetPlan]) -> None:
        if not headers:
            reasons = "; ".join(f"{s.name}: {s.left_out}" for s in sheets if s.name)
            raise UnreadableFile(f"{file} has no rows to read. {reasons}".strip())
        if self._mapping is not None:
            needed = ", ".join(self._mapping.layout.headers)
            raise LayoutError(
                f"{file}: the mapping {self._mapping.name} needs the columns {needed}; the table"
                f" has {', '.join(headers)}."
            )
        raise LayoutError(f"{file}: {unknown_headers(self._names, headers)}")

    def _counter(self) -> Callable[[tuple[str, ...]], int]:
        if self._mapping is not None:
            layout = self._mapping.layout
            others = (other for spelled in layout.spellings.values() for other in spelled)
            needed = {fold(header) for header in (*layout.headers, *others)}
            return lambda headers: len(needed.intersection(map(fold, headers)))
        names = self._names

        @lru_cache(maxsize=64)
        def count(headers: tuple[str, ...]) -> int:
            return max(n.count(headers) for n in names)

        return count


def _digest(path: Path) -> str:
    digest = blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be read: {error.strerror}.") from error
    return digest.hexdigest()


def _place(file: str, sheet: str) -> str:
    return f"{file}, sheet {sheet}" if sheet else file
