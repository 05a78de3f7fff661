"""A collaboration network as an export: organisations, and what ties them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from analytics.networks.collaboration import DEFINITION, CollaborationNetwork, collaboration_network
from analytics.networks.network import NetworkQuestion
from analytics.tables import Tables
from graph_service.exporting.columns import Column, Form
from graph_service.exporting.parts import Head, Link, Node, Part
from graph_service.exporting.refused import ExportRefused
from graph_service.exporting.xml_text import JOINED
from graph_service.snapshot import Snapshots
from graph_service.store.plan import Field, Lookup, Selection
from graph_service.store.port import ReadContext, Store
from schema.catalogue import Catalogue

__all__ = ["NetworkAsked", "NetworkExport"]

_PIECE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAsked:
    """Which network, and what of it.

    Attributes
    ----------
    question : NetworkQuestion
    min_weight : float
    min_degree : int
        As in `analytics.networks.collaboration.collaboration_network`.
    as_of : str
        ISO day.
    asked : mapping of str to object
        The arguments as they were given.
    """

    question: NetworkQuestion
    min_weight: float = 0.0
    min_degree: int = 0
    as_of: str
    asked: Mapping[str, object]


class NetworkExport:
    """Organisations by strength, then edges by weight.

    The network is computed once for all who ask for it; names are read page by page.

    Parameters
    ----------
    store : Store
    snapshots : Snapshots
    catalogue : Catalogue
    asked : NetworkAsked
    seconds : float
        How long one step may take.
    max_nodes : int
        Above it nothing is written.
    sample : bool
        As in `Head`.
    """

    def __init__(
        self,
        store: Store,
        snapshots: Snapshots,
        catalogue: Catalogue,
        asked: NetworkAsked,
        *,
        seconds: float,
        max_nodes: int,
        sample: bool = False,
    ) -> None:
        self._store = store
        self._snapshots = snapshots
        self._catalogue = catalogue
        self._asked = asked
        self._seconds = seconds
        self._max_nodes = max_nodes
        self._sample = sample
        self._found: tuple[Tables, CollaborationNetwork] | None = None

    async def begin(self) -> Head:
        """Compute the network.

        Raises
        ------
        ExportRefused
            If it has more nodes than may be.
        """
        asked, question = self._asked, self._asked.question
        arguments: dict[str, Any] = {
            "types": question.types,
            "ties": question.ties,
            "weighting": question.weighting,
            "window": question.window,
            "max_consortium": question.max_consortium,
            "region": question.region,
            "min_weight": asked.min_weight,
            "min_degree": asked.min_degree,
        }
        async with asyncio.timeout(self._seconds):
            recent = await self._snapshots.recent(self._snapshots.ecosystem(asked.as_of))
            tables = recent.tables
            network = await self._snapshots.derived(
                ("export", asked.as_of, *arguments.values()),
                tables.version,
                partial(collaboration_network, tables, **arguments),
            )
        if len(network.nodes) > self._max_nodes:
            raise ExportRefused(
                f"That would be {len(network.nodes):,} organisations; the limit here is"
                f" {self._max_nodes:,}. Choose fewer types, or a greater minDegree."
            )
        self._found = tables, network
        return Head(
            name="network",
            graph_version=tables.version,
            as_of=asked.as_of,
            region=question.region,
            sample=self._sample,
            asked=asked.asked,
            directed=False,
            node_columns=(
                Column("name"),
                Column("degree", Form.INTEGER),
                Column("strength", Form.NUMBER),
            ),
            link_columns=(
                Column("weight", Form.NUMBER),
                Column("shared", Form.INTEGER),
                Column("ties"),
                *(Column(_shared(tie.value), Form.INTEGER) for tie in network.ties),
            ),
            labels={name: self._catalogue.lineage(name) for name in question.types},
            stale=recent.stale,
            notes=_notes(network),
        )

    async def parts(self) -> AsyncGenerator[Part]:
        """Hand out the organisations, then the edges."""
        if self._found is None:
            return
        tables, network = self._found
        degrees, strengths = network.degree.tolist(), network.strength.tolist()
        for at in range(0, len(network.nodes), _PIECE):
            ids = tables.ids_of(network.nodes[at : at + _PIECE])
            rows = await self._named(ids)
            yield Part(
                nodes=[
                    _node(id_, row, degree, strength)
                    for id_, row, degree, strength in zip(
                        ids, rows, degrees[at:], strengths[at:], strict=False
                    )
                ]
            )
        for at in range(0, len(network.source), _PIECE):
            yield Part(links=_edges(tables, network, at))

    async def unchanged(self) -> bool:
        """Say whether the graph is of the network's version, or is known to be newer."""
        async with asyncio.timeout(self._seconds):
            version = await self._store.version()
        return self._found is not None and version == self._found[0].version

    async def _named(self, ids: list[str]) -> list[dict[str, Any] | None]:
        plan = Lookup(tuple(ids), Selection((Field("name", ("name",)),)))
        deadline = time.monotonic() + self._seconds
        async with asyncio.timeout(self._seconds):
            rows: list[dict[str, Any] | None] = await self._store.read(
                plan, ReadContext(self._asked.as_of, deadline)
            )
        return rows


def _node(id_: str, row: Mapping[str, Any] | None, degree: int, strength: float) -> Node:
    # Who is gone since then stays in the network, without a name: the file says so.
    known = row or {"@type": "", "name": None}
    name = {} if known["name"] is None else {"name": known["name"]}
    return Node(id_, known["@type"], {**name, "degree": degree, "strength": strength})


def _edges(tables: Tables, network: CollaborationNetwork, at: int) -> list[Link]:
    piece = slice(at, at + _PIECE)
    found = []
    for source, target, weight, numbers in zip(
        tables.ids_of(network.source[piece]),
        tables.ids_of(network.target[piece]),
        network.weight[piece].tolist(),
        network.shared[piece].tolist(),
        strict=True,
    ):
        by_tie = {tie.value: n for tie, n in zip(network.ties, numbers, strict=True) if n}
        values = {"weight": weight, "shared": sum(numbers), "ties": JOINED.join(by_tie)}
        own = {_shared(tie): number for tie, number in by_tie.items()}
        found.append(Link("", source, target, values | own))
    return found


def _shared(tie: str) -> str:
    """The column with the number of shared activities of a kind.

    Examples
    --------
    >>> _shared("CO_BUILT")
    'sharedCoBuilt'
    """
    return f"shared{tie.title().replace('_', '')}"


def _notes(network: CollaborationNetwork) -> tuple[str, ...]:
    totals = network.totals
    notes = [DEFINITION.text]
    notes += [f"{left.name} was not looked at: {left.reason}" for left in network.not_evaluated]
    if totals.missing:
        notes.append(
            f"{totals.missing} activities are left out: their date is missing or too rough for"
            " the window."
        )
    if totals.open:
        notes.append(f"{totals.open} projects without an end are taken to go on.")
    return tuple(notes)
