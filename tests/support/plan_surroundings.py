"""What a read plan can say about the nodes and links of a graph."""

from __future__ import annotations

from typing import Any

from naive_plans import NaiveGraph, held

from schema.catalogue import Catalogue
from schema.declarations import Direction, Kind, LinkEnd, Property

TEXT, NUMBER, BOOL, LIST = "text", "number", "bool", "list"


def columns_of(properties: tuple[Property, ...]) -> dict[str, str]:
    """Columns by name, with the sort of value that they hold."""
    found: dict[str, str] = {}
    for declared in properties:
        name = declared.name
        match declared.kind:
            case Kind.STRINGS | Kind.TERMS:
                found[name] = LIST
            case Kind.MONEY:
                found |= {f"{name}Minor": NUMBER, f"{name}Currency": TEXT}
            case Kind.DATE:
                found |= {name: TEXT, f"{name}First": TEXT, f"{name}Last": TEXT}
            case Kind.INTEGER | Kind.FLOAT:
                found[name] = NUMBER
            case Kind.BOOLEAN:
                found[name] = BOOL
            case _:
                found[name] = TEXT
    return found


class Surroundings:
    """What a plan can say about nodes of some concrete types of a graph."""

    def __init__(self, catalogue: Catalogue, graph: NaiveGraph) -> None:
        self.catalogue = catalogue
        self.graph = graph

    def columns(self, types: tuple[str, ...]) -> dict[str, str]:
        """Columns that all of them have."""
        each = [columns_of(self.catalogue.by_name[t].properties) for t in types]
        return {c: s for c, s in each[0].items() if all(other.get(c) == s for other in each)}

    def ends(self, types: tuple[str, ...]) -> list[LinkEnd]:
        """Link fields that all of them have."""
        members = self.catalogue.members
        return [
            LinkEnd(declared, direction)
            for declared in self.catalogue.links.values()
            for direction in Direction
            if set(types) <= set(members(LinkEnd(declared, direction).near))
        ]

    def values(self, types: tuple[str, ...], column: str) -> list[Any]:
        """What the column holds in the graph, None where nothing."""
        return [held(n, column) for n in self.graph.nodes.values() if n.type in types]

    def link_values(self, link: str, column: str) -> list[Any]:
        """The same of a link type."""
        return [e.columns.get(column) for e in self.graph.edges if e.type == link]
