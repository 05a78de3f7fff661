"""GraphML: for networkx, igraph, yEd, Gephi."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph_service.exporting.columns import Column, Form, Value
from graph_service.exporting.parts import End, Head, Part
from graph_service.exporting.xml_text import escaped, shown

__all__ = ["GraphML"]

_TYPES: Final = {Form.INTEGER: "long", Form.NUMBER: "double", Form.BOOLEAN: "boolean"}
_TYPE: Final = Column("type")


class GraphML:
    """Writes GraphML. What the file says of itself is data of the graph.

    Parameters
    ----------
    head : Head
    """

    def __init__(self, head: Head) -> None:
        self._head = head
        self._nodes = _keys("n", (_TYPE, *head.node_columns))
        self._links = _keys("l", (_TYPE, *head.link_columns))

    def begin(self) -> bytes:
        """Declare the columns and open the graph."""
        told = self._head.told
        keys = [
            *(_key("graph", f"g_{name}", name, "string") for name in (*told, "nodes", "links")),
            _key("graph", "g_consistent", "consistent", "boolean"),
            *_declared("node", self._nodes),
            *_declared("edge", self._links),
        ]
        direction = "directed" if self._head.directed else "undirected"
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
            f"{''.join(keys)}"
            f'<graph edgedefault="{direction}">\n'
            f"{_told(told)}"
        ).encode()

    def write(self, part: Part) -> bytes:
        """Write nodes and edges."""
        lines = [
            f'<node id="{escaped(node.id)}">{_data(self._nodes, node.type, node.values)}</node>\n'
            for node in part.nodes
        ]
        lines += [
            f'<edge source="{escaped(link.source)}" target="{escaped(link.target)}">'
            f"{_data(self._links, link.type, link.values)}</edge>\n"
            for link in part.links
        ]
        return "".join(lines).encode()

    def end(self, end: End) -> bytes:
        """Say whether it is consistent, and close the graph."""
        return f"{_told(end.told)}</graph>\n</graphml>\n".encode()


def _keys(prefix: str, columns: Iterable[Column]) -> dict[str, tuple[str, Form]]:
    return {c.name: (f"{prefix}{number}", c.form) for number, c in enumerate(columns)}


def _declared(of: str, keys: Mapping[str, tuple[str, Form]]) -> Iterable[str]:
    for name, (key, form) in keys.items():
        yield _key(of, key, name, _TYPES.get(form, "string"))


def _key(of: str, key: str, name: str, type_: str) -> str:
    return f'<key id="{key}" for="{of}" attr.name="{escaped(name)}" attr.type="{type_}"/>\n'


def _told(told: Mapping[str, Any]) -> str:
    return "".join(
        f'<data key="g_{name}">{escaped(_text(value))}</data>\n' for name, value in told.items()
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _data(keys: Mapping[str, tuple[str, Form]], type_: str, values: Mapping[str, Value]) -> str:
    given = {"type": type_, **values} if type_ else values
    found = []
    for name, value in given.items():
        key, form = keys[name]
        found.append(f'<data key="{key}">{shown(value, form)}</data>')
    return "".join(found)
