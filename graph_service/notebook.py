"""For notebooks and scripts: a store's graph as tables and as graphs of networkx, in a line each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graph_service.answer import opened_state
from graph_service.exporting.parts import Head, Part
from graph_service.settings import load_settings

if TYPE_CHECKING:
    import networkx as nx
    from anyio.from_thread import BlockingPortal

    from graph_service.exporting.columns import Value
    from graph_service.exporting.desk import ExportDesk

__all__ = ["OpenGraph", "open_graph"]


@contextmanager
def open_graph(
    store: str | None = None, *, pack: str | None = None, today: date | None = None
) -> Iterator[OpenGraph]:
    """Open a store for reading until the block ends, also in a notebook and beside a server.

    Parameters
    ----------
    store : str, optional
        ``file:PATH`` or the address of a server; that of the settings by default.
    pack : str, optional
    today : date, optional
        The day that is spoken of where none is named.

    Yields
    ------
    OpenGraph

    Raises
    ------
    SettingsError, PackError, StoreError
        If there is no such store or pack.
    """
    from anyio.from_thread import start_blocking_portal

    settings = load_settings(store_url=store, pack=pack, today=today)
    # A notebook has an event loop of its own.
    with start_blocking_portal() as portal:
        opened = portal.wrap_async_context_manager(opened_state(settings))
        with opened as state:
            yield OpenGraph(portal, state["exports"])


class OpenGraph:
    """An open graph. Arguments are those of exports: ``where``, ``as_of``, ``region`` and so on.

    All that is asked for at once is of one graph version. `open_graph` makes one.

    Parameters
    ----------
    portal : BlockingPortal
        Where the store's event loop runs.
    desk : ExportDesk
    """

    def __init__(self, portal: BlockingPortal, desk: ExportDesk) -> None:
        self._portal = portal
        self._desk = desk

    def nodes(self, *types: str, **arguments: Any) -> list[dict[str, Any]]:
        """Return records as rows, such as ``pandas.DataFrame`` takes.

        Parameters
        ----------
        *types : str
            All by default.
        **arguments
            ``where``, ``as_of``, ``region``.

        Raises
        ------
        ExportRefused
            If they cannot be meant.
        """
        _, whole = self._read("graph", "nodes", types=types, **arguments)
        return [{"id": n.id, "type": n.type} | _plain(n.values) for n in whole.nodes]

    def links(self, *links: str, **arguments: Any) -> list[dict[str, Any]]:
        """Return links as rows.

        Parameters
        ----------
        *links : str
            Types of links; all by default.
        **arguments
            ``types`` of the ends, ``where``, ``as_of``, ``region``.

        Raises
        ------
        ExportRefused
            If they cannot be meant.
        """
        _, whole = self._read("graph", "links", links=links, **arguments)
        return [
            {"type": link.type, "source": link.source, "target": link.target} | _plain(link.values)
            for link in whole.links
        ]

    def graph(self, **arguments: Any) -> nx.MultiDiGraph[str]:
        """Return a part of the graph as networkx has it, with its properties.

        Parameters
        ----------
        **arguments
            ``types``, ``links``, ``where``, ``as_of``, ``region``.

        Raises
        ------
        ExportRefused
            If they cannot be meant.
        """
        import networkx as nx

        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        self._fill(graph, "graph", arguments)
        return graph

    def network(self, **arguments: Any) -> nx.Graph[str]:
        """Return who works with whom as networkx has it, with weights.

        Parameters
        ----------
        **arguments
            ``types``, ``ties``, ``from_``, ``to``, ``window_by``, ``weighting``,
            ``max_consortium``, ``min_weight``, ``min_degree``, ``as_of``, ``region``.

        Raises
        ------
        ExportRefused
            If they cannot be meant.
        """
        import networkx as nx

        graph: nx.Graph[str] = nx.Graph()
        self._fill(graph, "network", arguments)
        return graph

    def _fill(self, graph: nx.Graph[str], subject: str, arguments: dict[str, Any]) -> None:
        head, whole = self._read(subject, None, **arguments)
        graph.graph.update(head.told)
        for node in whole.nodes:
            graph.add_node(node.id, type=node.type, **_plain(node.values))
        for link in whole.links:
            of = {"type": link.type} if link.type else {}
            graph.add_edge(link.source, link.target, **of, **_plain(link.values))

    def _read(self, subject: str, table: str | None, **arguments: Any) -> tuple[Head, Part]:
        given = {_camel(name): _text(value) for name, value in arguments.items() if value}
        ordered = self._desk.order(subject, "csv", given, table=table)
        return self._portal.call(ordered.gathered)


def _camel(name: str) -> str:
    """The name of an argument as exports have it.

    Examples
    --------
    >>> _camel("window_by"), _camel("from_")
    ('windowBy', 'from')
    """
    first, *rest = name.strip("_").split("_")
    return first + "".join(map(str.title, rest))


def _text(value: object) -> str:
    if isinstance(value, dict):
        import json

        return json.dumps(value)
    return ",".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def _plain(values: Any) -> dict[str, Value | float | list[str]]:
    return {
        name: float(value)
        if isinstance(value, Decimal)
        else [*value]
        if isinstance(value, tuple)
        else value
        for name, value in values.items()
    }
