"""``analytics { collaborationNetwork }``: who works with whom."""

from __future__ import annotations

from functools import partial
from typing import Any

import strawberry
from strawberry import Info

from analytics.networks.collaboration import DEFINITION, CollaborationNetwork, listed
from analytics.ties.kinds import Tie
from graph_service.api.analytics.about import AnalyticAnswer, about, network_warnings
from graph_service.api.analytics.answer import Question, begin, checked_first, present, ref_of
from graph_service.api.analytics.arguments import NetworkInput, network_question
from graph_service.api.analytics.collaboration_evidence import (
    ANALYTIC,
    DEGREE,
    STRENGTH,
    WEIGHT,
    CollaborationAsked,
    pair_of,
)
from graph_service.api.analytics.collaboration_totals import ANALYTIC as TOTALS
from graph_service.api.analytics.collaboration_totals import KIND_NUMBERS, NUMBERS
from graph_service.api.analytics.number_refs import NumberRef, number_refs, refs_field
from graph_service.api.analytics.weak_link_types import NotEvaluated
from graph_service.api.errors import ApiError
from graph_service.api.selected import interface_type, read_nodes
from schema.time import PartialDate

__all__ = ["CollaborationNetworkAnswer", "answer_collaboration_network"]

_ORGANIZATION = interface_type("Organization")


@strawberry.type(description="What one kind of tie gives the network.")
class NetworkTieTotals:
    """GraphQL's view of `analytics.networks.collaboration.KindTotals`."""

    kind: Tie = strawberry.field(description="Which kind.")
    activities: int = strawberry.field(description="Activities, such as projects or patents.")
    participations: int = strawberry.field(description="Pairs of organisation and activity.")
    edges: int = strawberry.field(description="Links that this kind is a part of.")
    weight: float = strawberry.field(description="What it adds to their weights.")
    missing: int = strawberry.field(
        description="Activities left out: their date is missing or too rough for the window."
    )
    refs: list[NumberRef] = refs_field()


@strawberry.type(description="The network as a whole, beyond what is listed.")
class NetworkTotals:
    """GraphQL's view of `analytics.networks.collaboration.NetworkTotals`."""

    nodes: int = strawberry.field(description="Organisations.")
    edges: int = strawberry.field(description="Links between two organisations.")
    weight: float = strawberry.field(description="Sum of the weights of all links.")
    components: int = strawberry.field(description="Connected parts.")
    largest_component: int = strawberry.field(description="Organisations in the largest part.")
    isolates: int = strawberry.field(description="Organisations without a link.")
    projects: int = strawberry.field(description="Projects that the network was made from.")
    participations: int = strawberry.field(
        description="Pairs of organisation and activity that it was made from."
    )
    missing: int = strawberry.field(
        description="Activities left out: their date is missing or too rough for the window."
    )
    open: int = strawberry.field(
        description="Projects without an end, taken to go on, that count by overlap."
    )
    too_large: int = strawberry.field(
        description="Activities that more organisations share than maxConsortium."
    )
    refs: list[NumberRef] = refs_field()
    by_kind: list[NetworkTieTotals] = strawberry.field(description="The same by kind of tie.")


@strawberry.type(description="An organisation in the network.")
class NetworkNode:
    """One node."""

    row: strawberry.Private[object]
    degree: int = strawberry.field(description="Number of its links.")
    strength: float = strawberry.field(description="Sum of the weights of its links.")
    degree_ref: str = strawberry.field(description="For `evidence`: its partners.")
    strength_ref: str = strawberry.field(
        description="For `evidence`: its partners with the weights of the links."
    )

    @strawberry.field(description="The organisation.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def organization(self) -> Any:
        """The row read for it."""
        return present(self.row)


@strawberry.type(description="Two organisations that work together.")
class NetworkEdge:
    """One link."""

    ends: strawberry.Private[tuple[object, object]]
    weight: float = strawberry.field(description="Weight, by the weighting asked for.")
    shared: int = strawberry.field(description="Number of shared activities of all kinds.")
    shared_projects: int = strawberry.field(description="Number of shared projects.")
    ties: list[Tie] = strawberry.field(description="The kinds of tie that link the two.")
    ref: str = strawberry.field(
        description="For `evidence`: what the two share, with what it adds to the weight."
    )

    @strawberry.field(description="The one with the lesser id.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def source(self) -> Any:
        """The row read for it."""
        return present(self.ends[0])

    @strawberry.field(description="The other one.", graphql_type=_ORGANIZATION)  # type: ignore[untyped-decorator]
    def target(self) -> Any:
        """The row read for it."""
        return present(self.ends[1])


@strawberry.type(name="CollaborationNetwork", description="Who works with whom.")
class CollaborationNetworkAnswer(AnalyticAnswer):
    """The answer."""

    ties: list[Tie] = strawberry.field(description="The kinds of tie that were looked at.")
    not_evaluated: list[NotEvaluated] = strawberry.field(
        description="Kinds of tie that were asked for and have no data."
    )
    totals: NetworkTotals = strawberry.field(description="The network as a whole.")
    nodes: list[NetworkNode] = strawberry.field(
        description="The strongest organisations, then by id; `first` of them."
    )
    edges: list[NetworkEdge] = strawberry.field(
        description="The heaviest links, then by the ids of their ends; `first` of them."
    )
    truncated: bool = strawberry.field(description="Whether there are more nodes or edges.")


async def answer_collaboration_network(
    info: Info[Any, None],
    asked: NetworkInput,
    *,
    min_weight: float,
    min_degree: int,
    first: int,
    as_of: PartialDate | None,
    region: str | None,
) -> CollaborationNetworkAnswer:
    """Answer the field; see its arguments."""
    limit = checked_first(first)
    if min_weight < 0 or min_degree < 0:
        raise ApiError("minWeight and minDegree cannot be negative.")
    question = await begin(info, as_of, region)
    whole = CollaborationAsked(
        network_question(info, asked, question.region), min_weight, min_degree
    )
    network = await question.network(whole.network)
    found = await question.compute(
        ("collaborationNetwork", whole),
        partial(listed, network, min_weight=min_weight, min_degree=min_degree),
    )
    told = about(
        question, DEFINITION, asked=whole, n=found.totals.nodes, warnings=network_warnings(network)
    )
    return await _served(info, question, whole, found, limit=limit, told=told)


async def _served(
    info: Info[Any, None],
    question: Question,
    asked: CollaborationAsked,
    network: CollaborationNetwork,
    *,
    limit: int,
    told: dict[str, Any],
) -> CollaborationNetworkAnswer:
    tables, totals = question.tables, network.totals
    ids, lesser, greater = (
        tables.ids_of(indices[:limit])
        for indices in (network.nodes, network.source, network.target)
    )
    organizations, sources, targets = [
        await read_nodes(info, shown, field=field, as_of=question.as_of)
        for shown, field in (
            (ids, "nodes.organization"),
            (lesser, "edges.source"),
            (greater, "edges.target"),
        )
    ]
    ref = partial(ref_of, question, ANALYTIC, asked=asked)
    degrees, strengths = network.degree[:limit].tolist(), network.strength[:limit].tolist()
    weights, shared = network.weight[:limit].tolist(), network.shared[:limit].tolist()
    projects = network.ties.index(Tie.PROJECT) if Tie.PROJECT in network.ties else None
    return CollaborationNetworkAnswer(
        **told,
        ties=list(network.ties),
        not_evaluated=[
            NotEvaluated(name=left.name, reason=left.reason) for left in network.not_evaluated
        ],
        totals=NetworkTotals(
            nodes=totals.nodes,
            edges=totals.edges,
            weight=totals.weight,
            components=totals.components,
            largest_component=totals.largest_component,
            isolates=totals.isolates,
            projects=totals.projects,
            participations=totals.participations,
            missing=totals.missing,
            open=totals.open,
            too_large=totals.too_large,
            refs=number_refs(question, TOTALS, "", NUMBERS, asked),
            by_kind=[
                NetworkTieTotals(
                    kind=part.kind,
                    activities=part.activities,
                    participations=part.participations,
                    edges=part.edges,
                    weight=part.weight,
                    missing=part.missing,
                    refs=number_refs(question, TOTALS, part.kind.value, KIND_NUMBERS, asked),
                )
                for part in totals.by_kind
            ],
        ),
        nodes=[
            NetworkNode(
                row=row,
                degree=degree,
                strength=strength,
                degree_ref=ref(id_, DEGREE),
                strength_ref=ref(id_, STRENGTH),
            )
            for row, id_, degree, strength in zip(
                organizations, ids, degrees, strengths, strict=True
            )
        ],
        edges=[
            NetworkEdge(
                ends=(source, target),
                weight=weight,
                shared=sum(numbers),
                shared_projects=0 if projects is None else numbers[projects],
                ties=[kind for kind, number in zip(network.ties, numbers, strict=True) if number],
                ref=ref(pair_of(*ends), WEIGHT),
            )
            for source, target, *ends, weight, numbers in zip(
                sources, targets, lesser, greater, weights, shared, strict=True
            )
        ],
        truncated=max(totals.nodes, totals.edges) > limit,
    )
