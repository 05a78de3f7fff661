r"""Cypher: a script that ``cypher-shell`` loads into an empty database.

Names of labels, types and properties are the catalogue's. Values are literals: texts in single
quotes with everything escaped that could end them. A line is a whole statement.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Final

from graph_service.exporting.columns import Value
from graph_service.exporting.parts import End, Head, Link, Node, Part

__all__ = ["Cypher", "literal"]

_BATCH: Final = 500
"""Nodes or links in one statement."""
_SHARED: Final = "Node"
"""The label that all nodes have, by whose ids links find their ends."""
_TIE: Final = "WORKS_WITH"
"""The type of links where the file names none."""
_ESCAPED: Final = str.maketrans({"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_BEFORE_U: Final = re.compile(r"(?<=\\)(?=u)")


class Cypher:
    """Writes Cypher. Loaded again it changes nothing.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._head = head

    def begin(self) -> bytes:
        """Say what it is, and let ids be unique."""
        return (
            f"// {_comment(self._head.told)}\n"
            "// Load it into an empty database: cypher-shell -f FILE\n"
            "CREATE CONSTRAINT exported_node_id IF NOT EXISTS"
            f" FOR (n:{_SHARED}) REQUIRE n.id IS UNIQUE;\n"
        ).encode()

    def write(self, part: Part) -> bytes:
        """Write statements, one a line."""
        by_type: dict[str, list[str]] = defaultdict(list)
        for node in part.nodes:
            by_type[node.type].append(_of_node(node))
        lines = [
            f"UNWIND [{', '.join(rows)}] AS row MERGE (n:{_SHARED} {{id: row.id}})"
            f" SET n{self._labels(type_)} SET n = row;\n"
            for type_, every in by_type.items()
            for rows in _batches(every)
        ]
        by_type.clear()
        for link in part.links:
            by_type[link.type].append(_of_link(link, self._head.keys.get(link.type)))
        for type_, every in by_type.items():
            lines += [self._links(type_, rows) for rows in _batches(every)]
        return "".join(lines).encode()

    def end(self, end: End) -> bytes:
        """Say how it ended."""
        return f"// {_comment(end.told)}\n".encode()

    def _links(self, type_: str, rows: list[str]) -> str:
        arrow = "->" if self._head.directed else "-"
        key = self._head.keys.get(type_)
        apart = f" {{{_quoted(key)}: row.k}}" if key else ""
        return (
            f"UNWIND [{', '.join(rows)}] AS row MATCH (a:{_SHARED} {{id: row.a}})"
            f" MATCH (b:{_SHARED} {{id: row.b}})"
            f" MERGE (a)-[r:{_quoted(type_ or _TIE)}{apart}]{arrow}(b) SET r += row.p;\n"
        )

    def _labels(self, type_: str) -> str:
        return "".join(f":{_quoted(name)}" for name in self._head.labels.get(type_, (type_,)))


def literal(value: Value) -> str:
    r"""Write a value as Cypher.

    Examples
    --------
    >>> print(literal("O'Neil's \\u0027 lab"), literal(("a", "b")), literal(True), literal(1.5))
    'O\'Neil\'s \\' + 'u0027 lab' ['a', 'b'] true 1.5
    """
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal() | float():
            return repr(float(value)) if math.isfinite(value) else "null"
        case tuple():
            return f"[{', '.join(map(literal, value))}]"
    # Cypher of some versions reads \u0027 before anything else, also behind another backslash.
    return " + ".join(f"'{piece.translate(_ESCAPED)}'" for piece in _BEFORE_U.split(value))


def _of_node(node: Node) -> str:
    return _map({"id": node.id, "type": node.type, **node.values})


def _of_link(link: Link, key: str | None) -> str:
    # What tells parallel links apart must not be missing where they are looked for.
    apart = f", k: {literal(link.values.get(key, ''))}" if key else ""
    ends = f"a: {literal(link.source)}, b: {literal(link.target)}"
    return f"{{{ends}{apart}, p: {_map(link.values)}}}"


def _map(values: Mapping[str, Value]) -> str:
    return (
        f"{{{', '.join(f'{_quoted(name)}: {literal(value)}' for name, value in values.items())}}}"
    )


def _quoted(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _batches(rows: list[str]) -> Iterable[list[str]]:
    return (rows[at : at + _BATCH] for at in range(0, len(rows), _BATCH))


def _comment(told: Mapping[str, object]) -> str:
    # A backslash before a u could be read even here.
    return json.dumps(told, ensure_ascii=False).replace("\\", "/")
