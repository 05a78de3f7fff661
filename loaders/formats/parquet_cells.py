"""Columns of Parquet as cells, laid out as the fields of JSON records are."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from loaders.formats.records import BadRecord
from loaders.formats.text import LONGEST_LINE
from loaders.rows import Cell
from schema.time import PartialDate

__all__ = ["TableReader"]

_DEEPEST = 32
_EXACT_DIGITS = 15
_REMEMBERED = 50_000
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_A_SECOND = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}

_Columns: TypeAlias = list[list[Cell]]
_Reader: TypeAlias = Callable[[Any], _Columns]
_Scalar: TypeAlias = Callable[[Any], Cell]


class TableReader:
    """Reads batches of rows of one schema.

    Parameters
    ----------
    schema : pyarrow.Schema

    Attributes
    ----------
    headers : list of str
        A field within a field is the column ``country.code``; a list of values is one cell; a
        list of records becomes columns ``names[].value`` whose lists are equally long.
    unreadable : dict of int to str
        Columns whose cells stay empty, with the type of their values.

    Raises
    ------
    BadRecord
        If two columns have one name, fields are nested too deeply, or a time zone is not known.
    """

    def __init__(self, schema: Any) -> None:
        self.headers: list[str] = []
        self.unreadable: dict[int, str] = {}
        self._fields = [self._field(field.name, field.type, 0) for field in schema]
        seen: set[str] = set()
        for header in self.headers:
            if header in seen:
                raise BadRecord(f"two of its columns are called {header[:60]}.")
            seen.add(header)

    def read(self, batch: Any) -> _Columns:
        """The cells of some rows, column by column.

        Raises
        ------
        BadRecord
            If a cell cannot be read.
        """
        found: _Columns = []
        for read, array in zip(self._fields, batch.columns, strict=True):
            found.extend(read(array))
        return found

    def _field(self, name: str, type_: Any, depth: int) -> _Reader:
        """Name the columns of a field and return what reads them."""
        from pyarrow import types

        if depth > _DEEPEST:
            raise BadRecord(f"its fields are nested more than {_DEEPEST} levels deep.")
        if types.is_dictionary(type_):
            read = self._field(name, type_.value_type, depth)
            return lambda array: read(array.dictionary_decode())
        if types.is_map(type_):
            read = self._field(name, _entries(type_), depth)
            return lambda array: read(array.cast(_entries(type_)))
        if types.is_struct(type_):
            parts = [self._field(f"{name}.{f.name}", f.type, depth + 1) for f in type_]
            return lambda array: [
                column
                for part, child in zip(parts, array.flatten(), strict=True)
                for column in part(child)
            ]
        if types.is_list(type_) or types.is_large_list(type_) or types.is_fixed_size_list(type_):
            inner = type_.value_type
            marked = types.is_nested(inner)
            read = self._field(f"{name}[]" if marked else name, inner, depth + 1)
            return lambda array: _lists(array, read)
        return self._plain(name, type_)

    def _plain(self, name: str, type_: Any) -> _Reader:
        """Name a column of single values and return what reads it."""
        scalar = _scalar(type_)
        if scalar is None:
            self.unreadable[len(self.headers)] = str(type_)
        self.headers.append(name)
        if scalar is None:
            return lambda array: [[None] * len(array)]
        stored = _stored(type_)
        return lambda array: [[scalar(value) for value in _values(array, stored)]]


def _entries(type_: Any) -> Any:
    """The entries of a map as a list of records."""
    import pyarrow as pa

    return pa.list_(pa.struct([("key", type_.key_type), ("value", type_.item_type)]))


def _lists(array: Any, read: _Reader) -> _Columns:
    """Collect what stands in lists into one cell each."""
    import pyarrow.compute as pc

    lengths = [length or 0 for length in pc.list_value_length(array).to_pylist()]
    columns: _Columns = []
    for flat in read(pc.list_flatten(array)):
        cells = iter(flat)
        columns.append([_taken(cells, length) or None for length in lengths])
    return columns


def _taken(cells: Iterator[Cell], count: int) -> tuple[Cell, ...]:
    return tuple(next(cells) for _ in range(count))


def _stored(type_: Any) -> Any:
    """The whole numbers as which times are kept; None for what is read as it is."""
    import pyarrow as pa

    if pa.types.is_time32(type_):
        return pa.int32()
    if pa.types.is_timestamp(type_) or pa.types.is_time64(type_):
        return pa.int64()
    return None


def _values(array: Any, stored: Any) -> list[Any]:
    if stored is not None:
        array = array.view(stored)
    try:
        found: list[Any] = array.to_pylist()
    except UnicodeDecodeError:
        raise BadRecord("it holds text that is not UTF-8.") from None
    except (ValueError, OverflowError):
        raise BadRecord("it holds a date that no calendar has.") from None
    return found


def _scalar(type_: Any) -> _Scalar | None:
    """What turns a value of a type into a cell; None for types that stand in no table."""
    import pyarrow as pa
    from pyarrow import types

    if isinstance(type_, pa.BaseExtensionType):
        # An identifier of 16 bytes is shown as text.
        return _written if type_.extension_name == "arrow.uuid" else _scalar(type_.storage_type)
    if types.is_timestamp(type_):
        return lru_cache(_REMEMBERED)(_day_of(type_))
    if types.is_time(type_):
        return lru_cache(_REMEMBERED)(_time_of(type_))
    known: tuple[tuple[Callable[[Any], bool], _Scalar], ...] = (
        (types.is_string, _text),
        (types.is_large_string, _text),
        (types.is_string_view, _text),
        (types.is_boolean, _truth),
        (types.is_integer, _integer),
        (types.is_float64, _float),
        (types.is_floating, lru_cache(_REMEMBERED)(_short_float)),
        (types.is_decimal, _decimal),
        (types.is_date, _date),
        (types.is_null, _written),
    )
    return next((scalar for fits, scalar in known if fits(type_)), None)


def _written(value: object) -> Cell:
    return None if value is None else str(value)


def _truth(value: bool | None) -> Cell:  # noqa: FBT001 - it is what the column holds
    return None if value is None else str(value).upper()


def _date(value: dt.date | None) -> Cell:
    return None if value is None else PartialDate(value.isoformat())


def _text(value: str | None) -> Cell:
    if value is not None:
        if len(value) > LONGEST_LINE:
            raise BadRecord(f"it holds a text longer than {LONGEST_LINE:,} characters.")
        if "\0" in value:
            raise BadRecord("it holds a NUL character; the file is damaged, export it again.")
    return value


def _integer(value: int | None) -> Cell:
    # A number of more digits is exact here, but nobody after us keeps it so: it becomes text.
    if value is None or abs(value) < 10**_EXACT_DIGITS:
        return value
    return str(value)


def _float(value: float | None) -> Cell:
    if value is None:
        return None
    if not math.isfinite(value):
        return str(value)
    return int(value) if value.is_integer() else value


def _short_float(value: float | None) -> Cell:
    """Return a number of few bits as the shortest that is written like it: 1.1, not 1.10000002."""
    if value is None or not math.isfinite(value):
        return _float(value)
    import numpy as np

    return _float(float(str(np.float32(value))))


def _decimal(value: Decimal | None) -> Cell:
    if value is None:
        return None
    if value == value.to_integral_value():
        return _integer(int(value))
    return float(value) if len(value.as_tuple().digits) <= _EXACT_DIGITS else f"{value:f}"


def _day_of(type_: Any) -> _Scalar:
    """What turns an instant into its day, on the calendar of its zone."""
    import pyarrow as pa

    try:
        zone = pa.lib.string_to_tzinfo(type_.tz) if type_.tz else dt.UTC
    except Exception as error:  # what it raises depends on who looks zones up
        raise BadRecord(f"its times are of the zone {type_.tz}, which nobody knows.") from error
    ticks = _A_SECOND[type_.unit]

    def day(value: int | None) -> Cell:
        if value is None:
            return None
        try:
            moment = _EPOCH + dt.timedelta(seconds=value // ticks)
            return PartialDate(moment.astimezone(zone).date().isoformat())
        except OverflowError:
            raise BadRecord("it holds a date that no calendar has.") from None

    return day


def _time_of(type_: Any) -> _Scalar:
    """What turns a time of day into text, as spreadsheets show it."""
    ticks = _A_SECOND[type_.unit]

    def time(value: int | None) -> Cell:
        if value is None:
            return None
        try:
            moment = _EPOCH + dt.timedelta(seconds=value // ticks)
        except OverflowError:
            raise BadRecord("it holds a time that no day has.") from None
        if moment.date() != _EPOCH.date():
            raise BadRecord("it holds a time that no day has.")
        return moment.time().isoformat("seconds")

    return time
