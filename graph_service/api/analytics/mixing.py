"""``analytics { mixing }``: whether groups of organisations work with each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.graph import Graph
from analytics.networks.evidence import counted_edges
from analytics.networks.groupings import Grouping, Groups
from analytics.networks.mixing import DEFINITION, MAX_PERMUTATIONS, Mixing, mixing, mixing_shares
from analytics.networks.network import NetworkQuestion
from graph_service.api.analytics.about import about, network_warnings
from graph_service.api.analytics.answer import Question, begin, ref_of
from graph_service.api.analytics.arguments import (
    AsOf,
    NetworkArgument,
    Region,
    network_question,
)
from graph_service.api.analytics.brokers import grouped
from graph_service.api.analytics.network_scores import (
    GroupedScores,
    ScoredGroup,
    label_of,
    score,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.analytics.scores import Score
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["ANALYTIC", "MixingField", "mixed_things"]

ANALYTIC = "mixing/1"

_WHOLE = ""
_NO_LINKS = "It has no links."
_ONE_GROUP = "All ends of links are in one group."
_MOST_GROUPS = 1_000


@dataclass(frozen=True, slots=True)
class _Asked:
    network: NetworkQuestion
    grouping: Grouping
    permutations: int
    seed: int


@strawberry.type
class MixingField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Whether types, districts or communities work with each other or keep apart."
    )
    async def mixing(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        network: NetworkArgument = None,
        grouping: Annotated[
            Grouping, strawberry.argument(description="What divides organisations into groups.")
        ] = Grouping.TYPE,
        permutations: Annotated[
            int,
            strawberry.argument(
                description=f"How often labels are dealt out anew; at most {MAX_PERMUTATIONS}."
            ),
        ] = 199,
        seed: Annotated[int, strawberry.argument(description="Of that.")] = 1,
        as_of: AsOf = None,
        region: Region = None,
    ) -> GroupedScores | None:
        """Compare with chance."""
        if not 0 <= permutations <= MAX_PERMUTATIONS:
            raise ApiError(
                f"permutations is {permutations}; it must be from 0 to {MAX_PERMUTATIONS}."
            )
        if seed < 0:
            raise ApiError("seed cannot be negative.")
        question = await begin(info, as_of, region)
        if grouping is Grouping.COMMUNITY:
            question.need_kernels()
        asked = _Asked(
            network_question(info, network, question.region), grouping, permutations, seed
        )
        return await _answer(question, asked)


async def _answer(question: Question, asked: _Asked) -> GroupedScores:
    network = await question.network(asked.network)
    groups = await grouped(question, network, asked.network, asked.grouping, asked.seed)
    if len(groups.names) > _MOST_GROUPS:
        raise ApiError(
            f"There are {len(groups.names)} groups; at most {_MOST_GROUPS} are compared."
        )
    found = await question.compute(
        ("mixing", asked),
        partial(
            mixing,
            network.graph,
            groups.labels,
            permutations=asked.permutations,
            seed=asked.seed,
            check=question.check(),
        ),
    )
    warnings = network_warnings(network)
    if found.left_out:
        warnings.append(
            f"{found.left_out} organisations have no group by {asked.grouping.value}; they and "
            f"their {found.edges_left_out} links are left out."
        )
    return GroupedScores(
        **about(
            question,
            DEFINITION,
            asked=asked,
            n=int(found.sizes.sum()),
            seed=asked.seed,
            warnings=warnings,
        ),
        scores=[
            *_scores(question, asked, found, len(found.sizes), _WHOLE),
            score(
                "ASSORTATIVITY",
                found.assortativity,
                reason=_ONE_GROUP if found.ends.sum() else _NO_LINKS,
                p_value=found.assortativity_p,
            ),
        ],
        groups=[
            ScoredGroup(
                name=name,
                label=label_of(question.context, name),
                size=int(found.sizes[place]),
                scores=_scores(question, asked, found, place, name),
            )
            for place, name in enumerate(groups.names)
        ],
    )


def _scores(
    question: Question, asked: _Asked, found: Mixing, place: int, subject: str
) -> list[Score]:
    ref = partial(ref_of, question, ANALYTIC, subject, asked=asked)
    return [
        score(
            "E_I",
            found.index[place],
            reason=_NO_LINKS,
            expected=found.expected[place],
            p_value=found.p_value[place],
            ref=ref("E_I"),
        ),
        score("EXTERNAL", float(found.external[place]), ref=ref("EXTERNAL")),
        score("INTERNAL", float(found.internal[place]), ref=ref("INTERNAL")),
    ]


async def mixed_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the links that a number of a group, or of the whole, is the sum of."""
    asked = asked_of(_Asked, ref)
    network = await question.network(asked.network)
    groups = await grouped(question, network, asked.network, asked.grouping, asked.seed)
    if ref.subject != _WHOLE and ref.subject not in groups.names:
        raise ApiError(f"There is no group {ref.subject!r} any more.", ErrorCode.NOT_FOUND)
    if part is not Part.NUMERATOR:
        return []
    return await question.compute(
        ("evidence", ref, part), partial(_listed, network.graph, groups, ref.subject, ref.measure)
    )


def _listed(graph: Graph, groups: Groups, subject: str, measure: str) -> list[Counted]:
    group = None if subject == _WHOLE else groups.names.index(subject)
    edges, share = mixing_shares(graph, groups.labels, group)
    if measure != "E_I":
        wanted = share > 0 if measure == "EXTERNAL" else share < 0
        edges, share = edges[wanted], abs(share[wanted] / share[wanted])
    return sorted(counted_edges(graph, edges, share), key=lambda thing: thing.position)
