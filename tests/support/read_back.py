"""What a store shows after an import, as plain values."""

from __future__ import annotations

from graph_service.store.plan import Connection, Field, Follow, Hop, NodeView, Scan, Selection
from graph_service.store.port import ReadContext
from schema.declarations import Direction

TODAY = ReadContext("2023-12-31")


async def nodes_by_name(store, type_: str, *columns: str) -> dict[str, dict]:
    """Nodes of a type by name, with columns."""
    names = ("id", "type", "name", *columns)
    fields = tuple(Field(column, (column,)) for column in dict.fromkeys(names))
    view = NodeView("node", Selection(fields))
    page = await store.read(Scan((type_,), Connection((view,), limit=100_000)), TODAY)
    return {entry["node"]["name"]: entry["node"] for entry in page.entries}


async def linked_names(store, source: str, link: str, target: str) -> set[tuple]:
    """(source name, target name) of all links of a type between two types."""
    far = Follow(
        "far",
        Hop(link, Direction.OUT, target),
        Connection((NodeView("node", Selection((Field("name", ("name",)),))),), limit=10_000),
    )
    view = NodeView("node", Selection((Field("name", ("name",)),), (far,)))
    page = await store.read(Scan((source,), Connection((view,), limit=100_000)), TODAY)
    return {
        (entry["node"]["name"], found["node"]["name"])
        for entry in page.entries
        for found in entry["node"]["far"].entries
    }
