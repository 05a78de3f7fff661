"""``analytics { brokers }``: who spans structural holes, and between which groups."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import strawberry
from strawberry import Info

import analytics.definition
from analytics.counted import Counted, Part
from analytics.networks.broker_shares import SHARES, broker_shares
from analytics.networks.brokers import (
    DEFINITION,
    ROLE_DEFINITION,
    ROLES,
    BrokerOrder,
    Brokers,
    brokers,
    cut_off_nodes,
    roles,
    triads,
)
from analytics.networks.communities import communities
from analytics.networks.evidence import counted_nodes, counted_pairs
from analytics.networks.groupings import Grouping, Groups, groups_of, in_groups
from analytics.networks.network import Network, NetworkQuestion
from analytics.patience import Check
from analytics.tables import Tables
from graph_service.api.analytics.about import about, network_warnings
from graph_service.api.analytics.answer import Question, begin, checked_first, ref_of
from graph_service.api.analytics.arguments import (
    AsOf,
    First,
    NetworkArgument,
    Region,
    network_question,
)
from graph_service.api.analytics.network_scores import (
    NetworkScores,
    node_named,
    score,
    scored_nodes,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score
from graph_service.api.errors import ApiError

__all__ = ["ANALYTIC", "BrokersField", "brokered_things", "grouped", "meaning"]

ANALYTIC = "brokers/1"

_NOBODY = "It has no partners."
_FEW = "It has fewer than two partners."
_NO_GROUP = "It has no group."


@dataclass(frozen=True, slots=True)
class _Asked:
    network: NetworkQuestion
    grouping: Grouping
    order_by: BrokerOrder
    seed: int


@strawberry.type
class BrokersField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Organisations that link others who are not linked, least constrained first."
    )
    async def brokers(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        network: NetworkArgument = None,
        grouping: Annotated[
            Grouping, strawberry.argument(description="Between which groups roles are counted.")
        ] = Grouping.TYPE,
        order_by: Annotated[
            BrokerOrder, strawberry.argument(description="Which number ranks the brokers.")
        ] = BrokerOrder.CONSTRAINT,
        seed: Annotated[int, strawberry.argument(description="Of communities.")] = 1,
        first: First = 100,
        as_of: AsOf = None,
        region: Region = None,
    ) -> NetworkScores | None:
        """Rank them."""
        limit = checked_first(first)
        if seed < 0:
            raise ApiError("seed cannot be negative.")
        question = await begin(info, as_of, region)
        question.need_kernels()
        asked = _Asked(network_question(info, network, question.region), grouping, order_by, seed)
        return await _answer(info, question, asked, limit)


async def grouped(
    question: Question, network: Network, asked: NetworkQuestion, grouping: Grouping, seed: int
) -> Groups:
    """Divide the organisations of a network, once for this graph version and day."""
    build = partial(_groups, question.tables, network, grouping, seed, question.check())
    used = seed if grouping is Grouping.COMMUNITY else 0
    return await question.compute(("groups", asked, grouping, used), build)


def _groups(
    tables: Tables, network: Network, grouping: Grouping, seed: int, check: Check
) -> Groups:
    if grouping is not Grouping.COMMUNITY:
        return groups_of(tables, network.nodes, grouping)
    found = communities(network.graph, seed=seed, check=check)
    width = len(str(len(found.size)))
    names = tuple(str(number + 1).zfill(width) for number in range(len(found.size)))
    return in_groups(found.community, names)


async def _answer(
    info: Info[Any, None], question: Question, asked: _Asked, limit: int
) -> NetworkScores:
    network = await question.network(asked.network)
    graph, activities = network.graph, network.participations
    found = await question.compute(
        ("brokers", asked.network), partial(brokers, graph, activities, check=question.check())
    )
    groups = await grouped(question, network, asked.network, asked.grouping, asked.seed)
    told = await question.compute(
        ("roles", asked.network, asked.grouping, asked.seed),
        partial(roles, graph, groups.labels, check=question.check()),
    )

    def scores(place: int) -> list[Score]:
        ref = partial(ref_of, question, ANALYTIC, str(graph.ids[place]), asked=asked)
        holes = [
            score(
                "CONSTRAINT",
                found.constraint[place],
                reason=_NOBODY,
                rank=int(found.rank[place]),
                ref=ref("CONSTRAINT"),
            ),
            score(
                "EFFECTIVE_SIZE",
                found.effective_size[place],
                reason=_NOBODY,
                per_activity=found.per_activity[place],
                rank=int(found.size_rank[place]),
                ref=ref("EFFECTIVE_SIZE"),
            ),
            score(
                "CUTS_OFF",
                float(found.cut_off[place]),
                rank=int(found.cut_rank[place]),
                ref=ref("CUTS_OFF"),
            ),
            score(
                "EFFICIENCY",
                found.efficiency[place],
                reason=_NOBODY,
                ref=ref("EFFICIENCY"),
            ),
            score("HIERARCHY", found.hierarchy[place], reason=_FEW, ref=ref("HIERARCHY")),
        ]
        if groups.labels[place] < 0:
            return [*holes, *(score(role.upper(), None, reason=_NO_GROUP) for role in ROLES)]
        return [
            *holes,
            *(
                score(
                    role.upper(),
                    float(told.counts[place, column]),
                    expected=told.expected[place, column],
                    per_activity=told.counts[place, column] / activities[place],
                    ref=ref(role.upper()),
                )
                for column, role in enumerate(ROLES)
            ),
        ]

    warnings = network_warnings(network)
    if told.left_out:
        warnings.append(
            f"{told.left_out} organisations have no group by {asked.grouping.value} and play no "
            "role."
        )
    return NetworkScores(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=len(graph),
            seed=asked.seed if asked.grouping is Grouping.COMMUNITY else None,
            warnings=warnings,
        ),
        scores=[
            score(
                role.upper(),
                float(told.counts[:, column].sum()),
                expected=float(told.expected[:, column].sum()),
            )
            for column, role in enumerate(ROLES)
        ],
        nodes=await scored_nodes(
            info,
            question,
            ids=list(map(str, graph.ids)),
            ranks=_ranks(found, asked.order_by),
            limit=limit,
            scores=scores,
        ),
        truncated=len(graph) > limit,
    )


def _ranks(found: Brokers, order: BrokerOrder) -> npt.NDArray[np.int64]:
    return {
        BrokerOrder.CONSTRAINT: found.rank,
        BrokerOrder.EFFECTIVE_SIZE: found.size_rank,
        BrokerOrder.CUTS_OFF: found.cut_rank,
    }[order]


def meaning(measure: str) -> analytics.definition.Definition:
    """Return what a number of a broker means."""
    return DEFINITION if measure in {*BrokerOrder, *SHARES} else ROLE_DEFINITION


async def brokered_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List what a number of a broker is the sum of: partners, or pairs."""
    asked = asked_of(_Asked, ref)
    question.need_kernels()
    network = await question.network(asked.network)
    graph, node = network.graph, node_named(network.graph.ids, ref.subject)
    if part is not Part.NUMERATOR:
        return []
    if ref.measure == BrokerOrder.CUTS_OFF:
        listing = partial(_cut_off, network, node)
    elif ref.measure in SHARES:
        listing = partial(_partners, network, node, ref.measure)
    else:
        groups = await grouped(question, network, asked.network, asked.grouping, asked.seed)
        role = ROLES.index(ref.measure.lower())
        most = int(graph.degree[node]) ** 2
        listing = partial(_pairs, network, groups, node, role, most)
    return await question.compute(("evidence", ref, part), listing)


def _partners(network: Network, node: int, measure: str) -> list[Counted]:
    return counted_nodes(network.graph, node, *broker_shares(network.graph, node, measure))


def _cut_off(network: Network, node: int) -> list[Counted]:
    nodes = cut_off_nodes(network.graph, node)
    return counted_nodes(network.graph, node, nodes, np.ones(len(nodes)))


def _pairs(network: Network, groups: Groups, node: int, role: int, most: int) -> list[Counted]:
    pairs = triads(network.graph, groups.labels, node, role, most=most)
    return counted_pairs(network.graph, node, pairs)
