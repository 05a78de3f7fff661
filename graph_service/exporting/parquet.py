"""Parquet: for pandas, polars, DuckDB, Spark; with the extra ``parquet``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from importlib.util import find_spec
from typing import Any, Final

from graph_service.exporting.archive import Archive, Gathered
from graph_service.exporting.columns import Column, Form, Value
from graph_service.exporting.parts import End, Head, Part
from graph_service.exporting.refused import ExportRefused

__all__ = ["ParquetArchive", "ParquetTable", "check_parquet"]

_GROUP: Final = 5_000
"""Rows that are compressed together."""


def check_parquet() -> None:
    """See that Parquet can be written.

    Raises
    ------
    ExportRefused
        If the library is missing.
    """
    if find_spec("pyarrow") is None:
        raise ExportRefused(
            "Writing Parquet needs the library pyarrow: install the service with the extra"
            " parquet (pip install pyarrow), or choose csv."
        )


class ParquetTable:
    """Writes the nodes, or the links, as one table. What it says of itself is in the metadata.

    Parameters
    ----------
    head : Head
    table : str
        ``nodes`` or ``links``.
    """

    def __init__(self, head: Head, table: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._table = table
        self._arrow = pa
        fixed = ("id", "type") if table == "nodes" else ("type", "source", "target")
        own = head.node_columns if table == "nodes" else head.link_columns
        self._columns = (*map(Column, fixed), *own)
        types = {
            Form.TEXT: pa.string(),
            Form.INTEGER: pa.int64(),
            Form.NUMBER: pa.float64(),
            Form.BOOLEAN: pa.bool_(),
            Form.TEXTS: pa.list_(pa.string()),
        }
        schema = pa.schema([(c.name, types[c.form]) for c in self._columns])
        self._schema = schema.with_metadata({"export": _text(head.told)})
        self._out = Gathered()
        self._writer = pq.ParquetWriter(pa.PythonFile(self._out, mode="w"), self._schema)
        self._rows: list[Mapping[str, Value]] = []

    def begin(self) -> bytes:
        """Write the beginning of the file."""
        return self._out.take()

    def write(self, part: Part) -> bytes:
        """Keep rows until there are enough to be compressed together."""
        if self._table == "nodes":
            self._rows += [{"id": n.id, "type": n.type, **n.values} for n in part.nodes]
        else:
            self._rows += [
                {"type": link.type, "source": link.source, "target": link.target, **link.values}
                for link in part.links
            ]
        while len(self._rows) >= _GROUP:
            self._flush(self._rows[:_GROUP])
            del self._rows[:_GROUP]
        return self._out.take()

    def end(self, end: End | None) -> bytes:
        """Write the rest and, where the whole export ends, how it ended."""
        if self._rows:
            self._flush(self._rows)
            self._rows = []
        if end is not None:
            self._writer.add_key_value_metadata({"exportEnd": _text(end.told)})
        self._writer.close()
        return self._out.take()

    def _flush(self, rows: Sequence[Mapping[str, Value]]) -> None:
        columns = {c.name: [_plain(row.get(c.name), c.form) for row in rows] for c in self._columns}
        self._writer.write_table(self._arrow.table(columns, schema=self._schema))


class ParquetArchive:
    """Writes a zip file of ``nodes.parquet`` and ``links.parquet``.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._tables = {name: ParquetTable(head, name) for name in ("nodes", "links")}
        self._archive = Archive()
        self._member = ""

    def begin(self) -> bytes:
        """Begin the nodes."""
        self._begin("nodes")
        return self._archive.take()

    def write(self, part: Part) -> bytes:
        """Write into one table, then the other."""
        if part.nodes:
            self._archive.write(self._tables["nodes"].write(part))
        if part.links:
            # How the export ends is known only with its last table.
            self._to_links()
            self._archive.write(self._tables["links"].write(part))
        return self._archive.take()

    def end(self, end: End) -> bytes:
        """Finish both."""
        self._to_links()
        self._archive.write(self._tables["links"].end(end))
        return self._archive.end()

    def _to_links(self) -> None:
        if self._member == "nodes":
            self._archive.write(self._tables["nodes"].end(None))
            self._begin("links")

    def _begin(self, name: str) -> None:
        self._member = name
        self._archive.begin(f"{name}.parquet", packed=False)
        self._archive.write(self._tables[name].begin())


def _plain(value: Value | None, form: Form) -> Any:
    match value:
        case Decimal():
            return float(value)
        case tuple():
            return list(value)
        case None:
            return None
    return str(value) if form is Form.TEXT else value


def _text(told: Mapping[str, object]) -> str:
    return json.dumps(told, ensure_ascii=False)
