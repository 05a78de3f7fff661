"""GEXF 1.2: for Gephi and networkx."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Final

from graph_service.exporting.columns import Column, Form, Value
from graph_service.exporting.parts import End, Head, Part
from graph_service.exporting.xml_text import escaped, shown

__all__ = ["Gexf"]

_TYPES: Final = {Form.INTEGER: "long", Form.NUMBER: "double", Form.BOOLEAN: "boolean"}
_TYPE: Final = Column("type")
_WEIGHT: Final = "weight"


class Gexf:
    """Writes GEXF. A node is labelled with its name; the weight of an edge is Gephi's too.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._nodes = _numbered((_TYPE, *head.node_columns))
        links = (column for column in head.link_columns if column.name != _WEIGHT)
        self._links = _numbered((_TYPE, *links))
        self._edge = 0
        self._in_edges = False

    def begin(self) -> bytes:
        """Declare the columns and open the graph."""
        direction = "directed" if self._head.directed else "undirected"
        about = escaped(json.dumps(self._head.told, ensure_ascii=False))
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<gexf xmlns="http://www.gexf.net/1.2draft" version="1.2">\n'
            f"<meta><creator>graph-service</creator><description>{about}</description></meta>\n"
            f'<graph defaultedgetype="{direction}" mode="static">\n'
            f"{_declared('node', self._nodes)}{_declared('edge', self._links)}"
            "<nodes>\n"
        ).encode()

    def write(self, part: Part) -> bytes:
        """Write nodes and edges."""
        lines = [
            f'<node id="{escaped(node.id)}" label="{escaped(str(node.values.get("name", node.id)))}">'
            f"{_data(self._nodes, node.type, node.values)}</node>\n"
            for node in part.nodes
        ]
        if part.links and not self._in_edges:
            lines.append(self._to_edges())
        for link in part.links:
            weight = link.values.get(_WEIGHT)
            heavy = "" if weight is None else f' weight="{shown(weight, Form.NUMBER)}"'
            own = {name: value for name, value in link.values.items() if name != _WEIGHT}
            lines.append(
                f'<edge id="{self._edge}" source="{escaped(link.source)}"'
                f' target="{escaped(link.target)}"{heavy}>'
                f"{_data(self._links, link.type, own)}</edge>\n"
            )
            self._edge += 1
        return "".join(lines).encode()

    def end(self, end: End) -> bytes:
        """Close the graph, and say whether it is consistent."""
        opened = "" if self._in_edges else self._to_edges()
        told = json.dumps(end.told)
        return f"{opened}</edges>\n</graph>\n<!-- {told} -->\n</gexf>\n".encode()

    def _to_edges(self) -> str:
        self._in_edges = True
        return "</nodes>\n<edges>\n"


def _numbered(columns: Iterable[Column]) -> dict[str, tuple[int, Form]]:
    return {column.name: (number, column.form) for number, column in enumerate(columns)}


def _declared(of: str, columns: Mapping[str, tuple[int, Form]]) -> str:
    lines = "".join(
        f'<attribute id="{number}" title="{escaped(name)}" type="{_TYPES.get(form, "string")}"/>\n'
        for name, (number, form) in columns.items()
    )
    return f'<attributes class="{of}" mode="static">\n{lines}</attributes>\n'


def _data(columns: Mapping[str, tuple[int, Form]], type_: str, values: Mapping[str, Value]) -> str:
    given = {"type": type_, **values} if type_ else values
    found = []
    for name, value in given.items():
        number, form = columns[name]
        found.append(f'<attvalue for="{number}" value="{shown(value, form)}"/>')
    return f"<attvalues>{''.join(found)}</attvalues>" if found else ""
