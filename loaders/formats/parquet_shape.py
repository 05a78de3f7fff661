"""The shape of a Parquet file, found before anything of it is unpacked.

What a file says of its size need not be true: what its pages say of themselves is what the
library makes room for.
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import NamedTuple

from loaders.formats.records import MOST_COLUMNS
from loaders.formats.thrift import Struct, number_in, read_struct, struct_in, structs_in

__all__ = ["ENCRYPTED", "PLAIN", "Absurd", "Shape", "find_shape"]

PLAIN, ENCRYPTED = b"PAR1", b"PARE"
"""With these files begin and end."""

_TAIL = 8
_LARGEST_FOOTER = 16 << 20
_MANY_ROWS, _MOST_ROWS = 1 << 20, 100_000_000
_ROWS_A_BYTE = 100
_LARGEST_PAGE = 256 << 20
_LARGEST_PAGES = 1 << 30
_MOST_VALUES = 20_000_000
_AT_ONCE = 64 << 20
_ROWS_AT_ONCE = 1_024
_VALUES_AT_ONCE = 100_000

# Fields of the structs by their names in parquet.thrift.
_SCHEMA, _NUM_ROWS, _ROW_GROUPS, _ENCRYPTION, _SIGNATURE = 2, 3, 4, 8, 9
_CHILDREN = 5
_COLUMNS, _GROUP_ROWS = 1, 3
_FILE_PATH, _META_DATA, _CRYPTO, _SEALED = 1, 3, 8, 9
_PHYSICAL, _COLUMN_VALUES, _COMPRESSED, _DATA_AT, _DICTIONARY_AT = 1, 5, 7, 9, 11
_PAGE_TYPE, _PAGE_UNPACKED, _PAGE_PACKED, _DATA, _DATA_2 = 1, 2, 3, 5, 8
_PAGE_VALUES, _ENCODING, _ENCODING_2 = 1, 2, 4

_BYTES = frozenset({6, 7})
_DICTIONARY_PAGE = 2
_DELTA_BYTES = 7


class Absurd(Exception):
    """A file is nothing that a table needs; the message is a sentence without its name."""


class Shape(NamedTuple):
    """What a file holds.

    Attributes
    ----------
    rows : int
    at_once : list of int
        For each group of rows how many of them can be held at once, however often the texts of
        its pages stand in them.
    """

    rows: int
    at_once: list[int]


class _Chunk(NamedTuple):
    """The pages of a column in one group of rows.

    Attributes
    ----------
    largest : int
        Bytes of its largest page, unpacked.
    repeated : int
        Bytes of the largest page whose texts stand for many.
    values : int
    """

    largest: int
    repeated: int
    values: int


def find_shape(path: Path) -> Shape:
    """Read how a file describes itself and its pages.

    Raises
    ------
    Absurd
        If it is encrypted, cut short, or would unpack to more than a table needs.
    ValueError
        If it is damaged.
    """
    size = path.stat().st_size
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        footer = _footer(data, size)
        rows = _rows(footer, size)
        at_once = []
        for group in structs_in(footer, _ROW_GROUPS):
            count = number_in(group, _GROUP_ROWS)
            chunks = [_chunk(data, column) for column in structs_in(group, _COLUMNS)]
            _check(chunks, count)
            at_once.append(_at_once(chunks, count))
        return Shape(rows, at_once)


def _footer(data: mmap.mmap, size: int) -> Struct:
    tail = data[-_TAIL:]
    if tail.endswith(ENCRYPTED):
        raise Absurd(_PROTECTED)
    if not tail.endswith(PLAIN) or size < _TAIL + len(PLAIN):
        raise Absurd("is a Parquet file that was cut short; copy or export it again.")
    length = int.from_bytes(tail[:4], "little")
    if length > _LARGEST_FOOTER:
        raise Absurd(
            f"describes its columns in {length / 2**20:,.0f} MB, more than a table needs; it was"
            " not opened."
        )
    if length > size - _TAIL - len(PLAIN):
        raise ValueError("its end is missing")
    footer, _ = read_struct(data[size - _TAIL - length : size - _TAIL], 0)
    # The library ends the process when it is asked about columns that it cannot decrypt.
    if {_ENCRYPTION, _SIGNATURE} & footer.keys():
        raise Absurd(_PROTECTED)
    return footer


_PROTECTED = "is encrypted; export the table again without encryption."


def _rows(footer: Struct, size: int) -> int:
    columns = sum(not element.get(_CHILDREN) for element in structs_in(footer, _SCHEMA))
    if columns > MOST_COLUMNS:
        raise Absurd(f"has {columns:,} columns, more than {MOST_COLUMNS:,}; this is no table.")
    rows = number_in(footer, _NUM_ROWS)
    if rows > _MOST_ROWS or (rows > _MANY_ROWS and rows > size * _ROWS_A_BYTE):
        raise Absurd(
            f"says that it has {rows:,} rows in {size:,} bytes, which no table has; it was not"
            " read."
        )
    if rows != sum(number_in(group, _GROUP_ROWS) for group in structs_in(footer, _ROW_GROUPS)):
        raise ValueError("its numbers of rows do not add up")
    return rows


def _chunk(data: mmap.mmap, column: Struct) -> _Chunk:
    if column.get(_FILE_PATH):
        raise Absurd("keeps its columns in other files; export the table into one file.")
    if {_CRYPTO, _SEALED} & column.keys():
        raise Absurd(_PROTECTED)
    about = struct_in(column, _META_DATA)
    texts = number_in(about, _PHYSICAL) in _BYTES
    expected = number_in(about, _COLUMN_VALUES)
    at = number_in(about, _DATA_AT)
    if _DICTIONARY_AT in about and 0 < number_in(about, _DICTIONARY_AT) < at:
        at = number_in(about, _DICTIONARY_AT)
    end = at + number_in(about, _COMPRESSED)
    if not 0 < at <= end <= len(data):
        raise ValueError("its columns lie outside of it")
    largest = repeated = values = 0
    while at < end and values < expected:
        header, at = read_struct(data, at)
        unpacked, packed = number_in(header, _PAGE_UNPACKED), number_in(header, _PAGE_PACKED)
        if unpacked < 0 or not 0 <= packed <= len(data) - at:
            raise ValueError("one of its pages is longer than the file")
        at += packed
        encoding = None
        for kind, field in ((_DATA, _ENCODING), (_DATA_2, _ENCODING_2)):
            if kind in header:
                page = struct_in(header, kind)
                values += max(0, number_in(page, _PAGE_VALUES))
                encoding = number_in(page, field)
        if texts and (
            number_in(header, _PAGE_TYPE) == _DICTIONARY_PAGE or encoding == _DELTA_BYTES
        ):
            repeated = max(repeated, unpacked)
        largest = max(largest, unpacked)
    return _Chunk(largest, repeated, values)


def _check(chunks: list[_Chunk], rows: int) -> None:
    pages = sum(chunk.largest for chunk in chunks)
    if pages > _LARGEST_PAGES or any(chunk.largest > _LARGEST_PAGE for chunk in chunks):
        raise Absurd(
            f"would unpack to {pages / 2**20:,.0f} MB at once, more than a table needs; it was not"
            " read."
        )
    most = max((chunk.values for chunk in chunks), default=0)
    if most > _MOST_VALUES + rows:
        raise Absurd(
            f"has {most:,} values in {rows:,} rows of one column, more than a table has; it was"
            " not read."
        )


def _at_once(chunks: list[_Chunk], rows: int) -> int:
    """Say how many rows fit if each holds the longest text, as often as lists are long."""
    most = _ROWS_AT_ONCE
    for chunk in chunks:
        lists = max(1, chunk.values // max(1, rows))
        most = min(most, _AT_ONCE // max(1, chunk.repeated * lists), _VALUES_AT_ONCE // lists)
    return max(1, most)
