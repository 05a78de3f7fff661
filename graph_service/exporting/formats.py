"""The formats that can be written, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from graph_service.exporting.csv_tables import CsvArchive, CsvTable
from graph_service.exporting.cypher import Cypher
from graph_service.exporting.gexf import Gexf
from graph_service.exporting.graphml import GraphML
from graph_service.exporting.jsonl import JsonLines
from graph_service.exporting.parquet import ParquetArchive, ParquetTable, check_parquet
from graph_service.exporting.parts import Head, Writer
from graph_service.exporting.refused import ExportRefused

__all__ = ["FORMATS", "TABLES", "Format", "Written", "written_as"]

TABLES: Final = ("nodes", "links")
_ZIP: Final = "application/zip"


@dataclass(frozen=True, slots=True)
class Written:
    """How an export is written.

    Attributes
    ----------
    suffix : str
        How the file's name ends.
    media_type : str
    writer : callable
    packed : bool
        Whether it is compressed already.
    """

    suffix: str
    media_type: str
    writer: Callable[[Head], Writer]
    packed: bool = False


@dataclass(frozen=True, slots=True)
class Format:
    """A format.

    Attributes
    ----------
    whole : Written
        Nodes and links together.
    tables : mapping of str to Written
        By ``nodes`` and ``links``, one table alone, where the format has tables.
    check : callable
        Raises `ExportRefused` if the format cannot be written here.
    """

    whole: Written
    tables: Mapping[str, Written] = field(default_factory=dict)
    check: Callable[[], None] = lambda: None

    @property
    def written(self) -> tuple[Written, ...]:
        """All ways in which it can be written."""
        return (self.whole, *self.tables.values())


def _tables(
    suffix: str, media_type: str, writer: Callable[..., Writer], *, packed: bool = False
) -> dict[str, Written]:
    return {
        table: Written(f"-{table}.{suffix}", media_type, partial(writer, table=table), packed)
        for table in TABLES
    }


_PARQUET: Final = "application/vnd.apache.parquet"

FORMATS: Final[Mapping[str, Format]] = {
    "graphml": Format(Written(".graphml", "application/graphml+xml", GraphML)),
    "gexf": Format(Written(".gexf", "application/gexf+xml", Gexf)),
    "jsonl": Format(Written(".jsonl", "application/jsonl", JsonLines)),
    "csv": Format(
        Written("-csv.zip", _ZIP, CsvArchive, packed=True),
        _tables("csv", "text/csv; charset=utf-8", CsvTable),
    ),
    "parquet": Format(
        Written("-parquet.zip", _ZIP, ParquetArchive, packed=True),
        _tables("parquet", _PARQUET, ParquetTable, packed=True),
        check_parquet,
    ),
    "cypher": Format(Written(".cypher", "application/x-cypher-query", Cypher)),
}


def written_as(format_: str, table: str | None) -> Written:
    """Return how a format writes everything, or one table.

    Parameters
    ----------
    format_ : str
    table : str or None
        ``nodes`` or ``links``.

    Raises
    ------
    ExportRefused
        If there is no such format, it has no tables, or its library is missing.
    """
    found = FORMATS.get(format_)
    if found is None:
        raise ExportRefused(f"There is no format {format_!r}. There are {', '.join(FORMATS)}.")
    if table is not None and table not in TABLES:
        raise ExportRefused(f"table is {table!r}; it must be nodes or links.")
    if table is not None and table not in found.tables:
        raise ExportRefused(f"{format_} has no tables: leave out table, or choose csv or parquet.")
    found.check()
    return found.whole if table is None else found.tables[table]
