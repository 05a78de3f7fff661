"""Parquet files, read a few rows at a time with pyarrow, which no other format needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from loaders.flaws import Flaw
from loaders.formats.format import Format
from loaders.formats.parquet_cells import TableReader
from loaders.formats.parquet_shape import ENCRYPTED, PLAIN, Absurd, Shape, find_shape
from loaders.formats.records import MOST_COLUMNS, BadRecord
from loaders.rows import RawRow, SeenFlaw, Sheet, SourceFile, UnreadableFile

__all__ = ["PARQUET"]

_BUFFER = 256 << 10
_DAMAGE = (OSError, ValueError, LookupError, OverflowError, NotImplementedError, TypeError)


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be of this format."""
    return head.startswith((PLAIN, ENCRYPTED))


def _read(path: Path) -> SourceFile:
    """Open a file. A column of a type that no table has is handed over empty, with a flaw.

    Raises
    ------
    UnreadableFile
        If pyarrow is not installed, or the file is damaged, encrypted, or would unpack to more
        than a table can need.
    """
    try:
        from pyarrow import ArrowException
    except ImportError as error:
        raise UnreadableFile(
            f"{path.name} is a Parquet file, which is read with the library pyarrow: install it"
            " beside the service (pip install pyarrow), or export the table as .csv."
        ) from error
    try:
        shape = find_shape(path)
        reader = _reader(path)
    except Absurd as error:
        raise UnreadableFile(f"{path.name} {error}") from error
    except (*_DAMAGE, ArrowException) as error:
        raise UnreadableFile(
            f"{path.name} is a damaged Parquet file ({_reason(error)}); export the table again."
        ) from error
    flaws = tuple(SeenFlaw(at, None, _unreadable(type_)) for at, type_ in reader.unreadable.items())
    return SourceFile(path.name, "", iter((Sheet("", _rows(path, shape, reader), flaws=flaws),)))


def _reader(path: Path) -> TableReader:
    with _opened(path) as file:
        try:
            reader = TableReader(file.schema_arrow)
        except BadRecord as error:
            raise Absurd(f"cannot be read: {error}") from error
    if len(reader.headers) > MOST_COLUMNS:
        raise Absurd(
            f"has {len(reader.headers):,} columns, more than {MOST_COLUMNS:,}; this is no table."
        )
    if len(reader.unreadable) == len(reader.headers):
        raise Absurd("has no column that a table can have.")
    return reader


def _opened(path: Path) -> Any:
    from pyarrow import parquet

    return parquet.ParquetFile(
        path, pre_buffer=False, buffer_size=_BUFFER, coerce_int96_timestamp_unit="us"
    )


def _rows(path: Path, shape: Shape, reader: TableReader) -> Iterator[RawRow]:
    from pyarrow import ArrowException

    yield RawRow(0, list(reader.headers))
    number = 0
    try:
        with _opened(path) as file:
            for group, rows in enumerate(shape.at_once):
                for batch in file.iter_batches(rows, row_groups=[group], use_threads=False):
                    yield from _batch(batch, reader, number)
                    number += batch.num_rows
    except (*_DAMAGE, ArrowException) as error:
        raise UnreadableFile(
            f"{path.name}, row {number + 1} or after it cannot be read: {_reason(error)}. Export"
            " the table again."
        ) from error
    if number != shape.rows:
        raise UnreadableFile(
            f"{path.name} says that it has {shape.rows:,} rows but holds {number:,}; export the"
            " table again."
        )


def _batch(batch: Any, reader: TableReader, before: int) -> Iterator[RawRow]:
    """Yield the rows of a batch; one by one where one of them is damaged."""
    try:
        columns = reader.read(batch)
    except BadRecord as error:
        if batch.num_rows == 1:
            yield RawRow(before + 1, [], str(error))
            return
        for at in range(batch.num_rows):
            yield from _batch(batch.slice(at, 1), reader, before + at)
        return
    for number, cells in enumerate(zip(*columns, strict=True), start=before + 1):
        yield RawRow(number, list(cells))


def _unreadable(type_: str) -> Flaw:
    return Flaw(
        "UNREADABLE_COLUMN",
        f"The column holds values of the type {type_}, which stand in no table; it was not read.",
        "Export what it says as text, numbers or dates.",
    )


def _reason(error: Exception) -> str:
    """What an exception says, in one line."""
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing" if error.args else "a part is missing"
    return next(iter(str(error).splitlines()), type(error).__name__).strip().rstrip(".")


PARQUET = Format("Parquet", (".parquet",), _fits, _read)
"""Tables of columns, as data platforms export them."""
