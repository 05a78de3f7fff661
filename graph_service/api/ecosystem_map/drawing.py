"""From the columns of a map to the rows that are served, once for all requests of a version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analytics.maps.ecosystem_map import EcosystemMap
from analytics.maps.question import MapQuestion
from analytics.ties.kinds import Tie
from graph_service.api.analytics.answer import present
from graph_service.api.context import Context
from graph_service.api.ecosystem_map.map_types import MapKind, MapLegend
from graph_service.api.objects import type_code
from graph_service.store.plan import Branch, Field, Lookup, Selection
from loaders.fields import name_property
from schema.columns import columns_of
from schema.time import PartialDate

__all__ = ["DrawnRows", "LinkRow", "NodeRow", "drawn_rows", "labels_of", "legend_of"]

_LABEL: Final = "label"

_TIES: Final = {
    Tie.PROJECT: "共同参与项目",
    Tie.CONTRACT: "技术合同往来",
    Tie.PATENT: "共同申请专利",
    Tie.CONVERSION: "成果转化",
    Tie.CO_BUILT: "共建平台",
    Tie.INCUBATION: "孵化",
}


@dataclass(slots=True)
class NodeRow:
    """A value of `MapNode`; having no other attributes, it is quick to read."""

    id: str
    label: str | None
    type: str
    degree: int
    weight: int
    hidden_neighbours: int


@dataclass(slots=True)
class LinkRow:
    """A value of `MapLink`, likewise."""

    source: str
    target: str
    type: str
    weight: int


@dataclass(frozen=True, slots=True)
class DrawnRows:
    """The typed form of a map.

    Attributes
    ----------
    nodes : list of NodeRow
    links : list of LinkRow
    """

    nodes: list[NodeRow]
    links: list[LinkRow]


def drawn_rows(
    drawn: EcosystemMap, labels: Sequence[str | None], question: MapQuestion
) -> DrawnRows:
    """Make the rows of a map.

    Parameters
    ----------
    drawn : EcosystemMap
    labels : sequence of (str or None)
        Of its nodes.
    question : MapQuestion
        What it is the answer to.
    """
    ids = drawn.ids
    types = [question.types[place] for place in drawn.type.tolist()]
    kinds = [question.link_types[place] for place in drawn.link_type.tolist()]
    sources, targets = drawn.source.tolist(), drawn.target.tolist()
    return DrawnRows(
        [
            NodeRow(
                id=id_,
                label=label,
                type=type_,
                degree=degree,
                weight=weight,
                hidden_neighbours=hidden,
            )
            for id_, label, type_, degree, weight, hidden in zip(
                ids,
                labels,
                types,
                drawn.degree.tolist(),
                drawn.weight.tolist(),
                drawn.hidden.tolist(),
                strict=True,
            )
        ],
        [
            LinkRow(source=ids[source], target=ids[target], type=kind, weight=weight)
            for source, target, kind, weight in zip(
                sources, targets, kinds, drawn.link_weight.tolist(), strict=True
            )
        ],
    )


async def labels_of(
    context: Context, drawn: EcosystemMap, question: MapQuestion, as_of: PartialDate
) -> list[str | None]:
    """Read the names of the nodes of a map.

    Parameters
    ----------
    context : Context
    drawn : EcosystemMap
    question : MapQuestion
        What it is the answer to.
    as_of : PartialDate

    Raises
    ------
    ApiError
        If one of them was removed since.
    """
    branches = []
    for name in question.types:
        named = name_property(context.served.shapes[name].properties.values())
        if named is not None:
            branches.append(Branch(name, Selection((Field(_LABEL, columns_of(named)),))))
    rows = await context.store.read(
        Lookup(drawn.ids, Selection(branches=tuple(branches))), context.reading(as_of)
    )
    return [present(row).get(_LABEL) for row in rows]


def legend_of(context: Context, drawn: EcosystemMap, question: MapQuestion) -> MapLegend:
    """Say what the types of a map are called."""
    catalogue = context.served.catalogue
    labels = {tie.value: label for tie, label in _TIES.items()} | {
        name: link.label for name, link in catalogue.links.items()
    }
    return MapLegend(
        nodes=[
            MapKind(
                type=type_code(name),
                label=catalogue.by_name[name].label,
                count=count,
                shown=shown,
            )
            for name, (count, shown) in zip(
                question.types, drawn.nodes_by_type.tolist(), strict=True
            )
        ],
        links=[
            MapKind(type=name, label=labels[name], count=count, shown=shown)
            for name, (count, shown) in zip(
                question.link_types, drawn.links_by_type.tolist(), strict=True
            )
        ],
    )
