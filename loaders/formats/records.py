"""Records with named fields, as JSON has them, laid out as rows of a table.

A field within a field is the column ``country.code``; a list of values is one cell; a list of
records becomes columns ``names[].value`` and ``names[].lang`` whose lists are equally long.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from loaders.rows import Cell, RawRow, Sheet, UnreadableFile

__all__ = ["DECODER", "MOST_COLUMNS", "BadRecord", "Numbered", "record_sheet", "record_start"]

_DEEPEST = 32
MOST_COLUMNS = 2_000
_MOST_CELLS = 200_000
_EXACT_DIGITS = 15
_BYTE_ORDER_MARKS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


class BadRecord(Exception):
    """A record cannot be read; the message is a sentence without the place."""


class Numbered(NamedTuple):
    """What stands at one place of a file.

    Attributes
    ----------
    number : int
        Row.
    value : object
        As it was parsed; None where there is nothing.
    damage : str
        Why it could not be parsed; empty if it was.
    """

    number: int
    value: object
    damage: str = ""


class _Twice(dict[str, object]):
    """An object in which a field stands twice."""

    field = ""


def record_start(head: bytes, openings: str) -> bool:
    """Say whether the first character of a text, whatever its encoding, is one of some."""
    encoding = next((e for mark, e in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), "utf-8")
    return head.decode(encoding, "ignore").lstrip()[:1] in tuple(openings)


def record_sheet(path: Path, records: Callable[[], Iterator[Numbered]]) -> Sheet:
    """Lay records out as a sheet whose first row, number 0, holds the names of all fields.

    Parameters
    ----------
    path : Path
        For messages.
    records : callable
        Reads the file from its beginning; called twice, so that no more than one record is held.

    Raises
    ------
    UnreadableFile
        If there is no record that can be read, or there are more fields than a table can have.
    """
    columns: dict[str, int] = {}
    first = ""
    for number, value, damage in records():
        if value is None and not damage:
            continue
        try:
            flat = _flat(value, damage)
        except BadRecord as error:
            first = first or f"{path.name}, row {number}: {error}"
            continue
        for column in flat:
            columns.setdefault(column, len(columns))
        if len(columns) > MOST_COLUMNS:
            raise UnreadableFile(
                f"{path.name}, row {number}: up to here the records have more than"
                f" {MOST_COLUMNS:,} different fields; this is no table."
            )
    if not columns:
        raise UnreadableFile(first or f"{path.name} has no records.")
    return Sheet("", _rows(columns, records()))


def _rows(columns: Mapping[str, int], records: Iterator[Numbered]) -> Iterator[RawRow]:
    yield RawRow(0, list(columns))
    for number, value, damage in records:
        if value is None and not damage:
            yield RawRow(number, [])
            continue
        try:
            flat = _flat(value, damage)
        except BadRecord as error:
            yield RawRow(number, [], str(error))
            continue
        cells: list[Cell] = [None] * len(columns)
        for column, cell in flat.items():
            cells[columns[column]] = cell
        yield RawRow(number, cells)


def _flat(value: object, damage: str) -> dict[str, Cell]:
    if damage:
        raise BadRecord(damage)
    if not isinstance(value, dict):
        raise BadRecord("it is no object with named fields.")
    return _Flattener().record(value)


class _Flattener:
    """Lays out one record; counts what it lays out."""

    def __init__(self) -> None:
        self._cells = 0

    def record(self, value: Mapping[str, object], depth: int = 0) -> dict[str, Cell]:
        """The columns of an object."""
        if isinstance(value, _Twice):
            raise BadRecord(f"the field {_shown(value.field)} stands twice in one object.")
        if depth > _DEEPEST:
            raise BadRecord(f"it is nested more than {_DEEPEST} levels deep.")
        columns: dict[str, Cell] = {}
        for name, part in value.items():
            _text(name)
            if isinstance(part, dict):
                found = {f"{name}.{n}": c for n, c in self.record(part, depth + 1).items()}
            elif isinstance(part, list):
                found = {f"{name}{n}": c for n, c in self._listed(part, depth + 1).items()}
            else:
                found = {name: _scalar(part)}
            for column, cell in found.items():
                if column in columns:
                    raise BadRecord(f"two of its fields are called {_shown(column)}.")
                columns[column] = cell
        self._count(len(columns))
        return columns

    def _listed(self, values: list[object], depth: int) -> dict[str, Cell]:
        """The columns of a list: one if it holds values only, else one for each field inside."""
        if depth > _DEEPEST:
            raise BadRecord(f"it is nested more than {_DEEPEST} levels deep.")
        self._count(len(values))
        if not any(isinstance(value, (dict, list)) for value in values):
            return {"": tuple(map(_scalar, values)) or None}
        laid: list[dict[str, Cell]] = []
        for value in values:
            if isinstance(value, dict):
                laid.append({f"[].{n}": c for n, c in self.record(value, depth + 1).items()})
            elif isinstance(value, list):
                laid.append({f"[]{n}": c for n, c in self._listed(value, depth + 1).items()})
            else:
                laid.append({"[]": _scalar(value)})
        columns = dict.fromkeys(column for found in laid for column in found)
        self._count(len(columns) * len(laid))
        return {column: tuple(found.get(column) for found in laid) for column in columns}

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > _MOST_CELLS:
            raise BadRecord(
                f"it holds more than {_MOST_CELLS:,} values; this is no row of a table."
            )


def _scalar(value: object) -> Cell:
    match value:
        case None | int() if not isinstance(value, bool):
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return int(value) if value.is_integer() else value
        case _:
            return _text(str(value))


def _text(text: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise BadRecord("it holds half a character (a lone surrogate).") from None
    if "\0" in text:
        raise BadRecord("it holds a NUL character; the file is damaged, export it again.")
    return text


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode()[:60]


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    twice = _Twice(made)
    names = [name for name, _ in pairs]
    twice.field = next(name for name in names if names.count(name) > 1)
    return twice


def _integer(digits: str) -> Any:
    # A number of more digits is exact here, but nobody after us keeps it so: it stays text.
    return int(digits) if len(digits.lstrip("-")) <= _EXACT_DIGITS else digits


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=str)
"""Parses values; fields that stand twice are found out, ``NaN`` is text as it would be in a cell."""
