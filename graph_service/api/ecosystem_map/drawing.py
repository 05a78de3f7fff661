"""From the columns of a map to the rows that are served, once for all requests of a version."""

from __future__ import annotations

from dataclasses import dataclass

from analytics.maps.ecosystem_map import EcosystemMap
from analytics.maps.question import MapQuestion
from graph_service.api.context import Context
from graph_service.api.ecosystem_map.map_types import MapCommunity, MapKind, MapLegend
from graph_service.api.ecosystem_map.naming import link_type_named, type_named
from graph_service.api.ecosystem_map.said import Said
from graph_service.api.objects import type_code

__all__ = ["DrawnRows", "LinkRow", "NodeRow", "drawn_rows", "legend_of"]


@dataclass(slots=True)
class NodeRow:
    """A value of `MapNode`; having no other attributes, it is quick to read."""

    id: str
    label: str | None
    type: str
    degree: int
    weight: int
    hidden_neighbours: int
    x: float | None
    y: float | None
    community: str | None
    degree_ref: str | None
    weight_ref: str | None


@dataclass(slots=True)
class LinkRow:
    """A value of `MapLink`, likewise."""

    source: str
    target: str
    type: str
    weight: int
    ref: str | None


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


def drawn_rows(drawn: EcosystemMap, said: Said, question: MapQuestion) -> DrawnRows:
    """Make the rows of a map.

    Parameters
    ----------
    drawn : EcosystemMap
    said : Said
        What else is told of its nodes and links.
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
                x=x,
                y=y,
                community=community,
                degree_ref=degree_ref,
                weight_ref=weight_ref,
            )
            for id_, label, x, y, community, degree_ref, weight_ref, type_, degree, weight, hidden in zip(
                ids,
                said.labels,
                said.xs,
                said.ys,
                said.communities,
                said.degree_refs,
                said.weight_refs,
                types,
                drawn.degree.tolist(),
                drawn.weight.tolist(),
                drawn.hidden.tolist(),
                strict=True,
            )
        ],
        [
            LinkRow(source=ids[source], target=ids[target], type=kind, weight=weight, ref=ref)
            for source, target, kind, weight, ref in zip(
                sources, targets, kinds, drawn.link_weight.tolist(), said.link_refs, strict=True
            )
        ],
    )


def legend_of(
    context: Context,
    drawn: EcosystemMap,
    question: MapQuestion,
    communities: list[MapCommunity],
) -> MapLegend:
    """Say what the types of a map are called, and which communities are on it."""
    types = [type_named(context, name) for name in question.types]
    links = [link_type_named(context, name) for name in question.link_types]
    return MapLegend(
        nodes=[
            MapKind(type=type_code(name), **named._asdict(), count=count, shown=shown)
            for name, named, (count, shown) in zip(
                question.types, types, drawn.nodes_by_type.tolist(), strict=True
            )
        ],
        links=[
            MapKind(type=name, **named._asdict(), count=count, shown=shown)
            for name, named, (count, shown) in zip(
                question.link_types, links, drawn.links_by_type.tolist(), strict=True
            )
        ],
        communities=communities,
    )
