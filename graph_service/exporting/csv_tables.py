"""CSV that a spreadsheet opens well: UTF-8 with a mark, and no cell that is taken for a formula."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from graph_service.exporting.archive import Archive
from graph_service.exporting.columns import Column, Value
from graph_service.exporting.parts import End, Head, Link, Node, Part
from graph_service.exporting.xml_text import JOINED

__all__ = ["CsvArchive", "CsvTable", "harmless"]

_MARK: Final = "\ufeff"
_RISKY: Final = frozenset("=+-@\t\r\n＝＋－＠")


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before one that it would.

    Examples
    --------
    >>> harmless("=1+1"), harmless("＠SUM(A1)"), harmless("温州大学")
    ("'=1+1", "'＠SUM(A1)", '温州大学')
    """
    return f"'{text}" if text[:1] in _RISKY else text


class CsvTable:
    """Writes the nodes, or the links, as one table.

    Parameters
    ----------
    head : Head
    table : str
        ``nodes`` or ``links``.
    """

    def __init__(self, head: Head, table: str) -> None:
        self._table = table
        fixed = ("id", "type") if table == "nodes" else ("type", "source", "target")
        columns = head.node_columns if table == "nodes" else head.link_columns
        self._columns = (*map(Column, fixed), *columns)

    def begin(self) -> bytes:
        """Write the names of the columns."""
        return (_MARK + _lines([[column.name for column in self._columns]])).encode()

    def write(self, part: Part) -> bytes:
        """Write rows."""
        rows = map(_node, part.nodes) if self._table == "nodes" else map(_link, part.links)
        return _lines(
            [_cell(row.get(column.name)) for column in self._columns] for row in rows
        ).encode()

    def end(self, end: End) -> bytes:
        """Write nothing: a table has no place for it."""
        del end
        return b""


class CsvArchive:
    """Writes a zip file of ``nodes.csv``, ``links.csv`` and, about both, ``export.json``.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._nodes, self._links = (CsvTable(head, table) for table in ("nodes", "links"))
        self._archive = Archive()
        self._in_links = False

    def begin(self) -> bytes:
        """Begin the nodes."""
        self._archive.begin("nodes.csv")
        self._archive.write(self._nodes.begin())
        return self._archive.take()

    def write(self, part: Part) -> bytes:
        """Write rows into one table, then the other."""
        if part.nodes:
            self._archive.write(self._nodes.write(part))
        if part.links:
            self._begin_links()
            self._archive.write(self._links.write(part))
        return self._archive.take()

    def end(self, end: End) -> bytes:
        """Say what it is and how it ended."""
        self._begin_links()
        told = json.dumps(self._head.told | end.told, ensure_ascii=False, indent=1)
        self._archive.begin("export.json")
        self._archive.write(told.encode())
        return self._archive.end()

    def _begin_links(self) -> None:
        if not self._in_links:
            self._in_links = True
            self._archive.begin("links.csv")
            self._archive.write(self._links.begin())


def _node(node: Node) -> Mapping[str, Value]:
    return {"id": node.id, "type": node.type, **node.values}


def _link(link: Link) -> Mapping[str, Value]:
    ends = {"source": link.source, "target": link.target}
    return {"type": link.type, **ends, **link.values}


def _cell(value: Value | None) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return str(value)
        case int() | float():
            return repr(value)
        case tuple():
            return harmless(JOINED.join(value))
    return harmless(value)


def _lines(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
