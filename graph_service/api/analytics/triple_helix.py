"""``analytics { tripleHelix }``: synergy of universities, industry and government."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry import Info

from analytics.counted import Counted, Part
from analytics.networks.transmission import TERMS
from analytics.networks.triple_helix import (
    DEFINITION,
    HELICES,
    MAX_DRAWS,
    TripleHelix,
    triple_helix,
)
from analytics.tables import Tables
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin, ref_of, window_of
from graph_service.api.analytics.arguments import (
    AsOf,
    From,
    Region,
    To,
    WindowedBy,
    members,
)
from graph_service.api.analytics.enums import OrganizationType
from graph_service.api.analytics.network_scores import (
    GroupedScores,
    ScoredGroup,
    score,
)
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError

__all__ = ["ANALYTIC", "TripleHelixField", "helix_things"]

ANALYTIC = "tripleHelix/1"

_NONE = "No activity has a helix."
_LABELS = {"U": "学研", "I": "产", "G": "政"}


@dataclass(frozen=True, slots=True)
class _Asked:
    ties: tuple[Tie, ...]
    window: Window | None
    university: tuple[str, ...]
    industry: tuple[str, ...]
    government: tuple[str, ...]
    draws: int
    seed: int


_University = Annotated[
    Any,
    strawberry.argument(
        description="Organisation types of the helix of universities; universities and research "
        "institutes if left out.",
        graphql_type=list[OrganizationType] | None,
    ),
]
_Industry = Annotated[
    Any,
    strawberry.argument(
        description="Organisation types of the helix of industry; enterprises if left out.",
        graphql_type=list[OrganizationType] | None,
    ),
]
_Government = Annotated[
    Any,
    strawberry.argument(
        description="Organisation types of the helix of government; government bodies if left out.",
        graphql_type=list[OrganizationType] | None,
    ),
]


@strawberry.type
class TripleHelixField:
    """Mixed into ``Analytics``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Whether universities, industry and government act together, in bits."
    )
    async def triple_helix(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Any, None],
        ties: Annotated[
            list[Tie] | None,
            strawberry.argument(description="Kinds of activity; projects alone if left out."),
        ] = None,
        from_: From = None,
        to: To = None,
        window_by: WindowedBy = WindowBy.START,
        university: _University = None,
        industry: _Industry = None,
        government: _Government = None,
        draws: Annotated[
            int,
            strawberry.argument(
                description=f"How often activities are drawn anew; at most {MAX_DRAWS}."
            ),
        ] = 999,
        seed: Annotated[int, strawberry.argument(description="Of that.")] = 1,
        as_of: AsOf = None,
        region: Region = None,
    ) -> GroupedScores | None:
        """Compute it."""
        if not 0 <= draws <= MAX_DRAWS:
            raise ApiError(f"draws is {draws}; it must be from 0 to {MAX_DRAWS}.")
        if seed < 0:
            raise ApiError("seed cannot be negative.")
        asked = _Asked(
            ties=(Tie.PROJECT,) if ties is None else tuple(dict.fromkeys(ties)),
            window=window_of(from_, to, window_by),
            university=_types(info, university, "U"),
            industry=_types(info, industry, "I"),
            government=_types(info, government, "G"),
            draws=draws,
            seed=seed,
        )
        helices = (asked.university, asked.industry, asked.government)
        if len({type_ for types in helices for type_ in types}) < sum(map(len, helices)):
            raise ApiError("An organisation type stands in two helices; give it to one.")
        return await _answer(await begin(info, as_of, region), asked)


def _types(info: Info[Any, None], given: Sequence[str] | None, letter: str) -> tuple[str, ...]:
    return members(info, list(HELICES[letter] if given is None else given))


async def _answer(question: Question, asked: _Asked) -> GroupedScores:
    found = await _found(question, asked)
    total = int(found.counts[1:].sum())
    warnings = []
    if found.missing:
        warnings.append(
            f"{found.missing} activities are left out: their date is missing or too rough for "
            "the window."
        )
    if found.counts[0]:
        warnings.append(f"{found.counts[0]} activities in which no helix takes part are left out.")
    warnings.extend(f"{left.name} is not evaluated: {left.reason}" for left in found.not_evaluated)
    ref = partial(ref_of, question, ANALYTIC, asked=asked)
    return GroupedScores(
        **about(question, DEFINITION, asked=asked, n=total, seed=asked.seed, warnings=warnings),
        scores=[
            score(
                "T",
                found.result.value,
                reason=_NONE,
                low=found.low,
                high=found.high,
                ref=ref("", "T"),
            ),
            score("T_CORRECTED", found.result.corrected, reason=_NONE),
            *(
                score(f"H_{term}", entropy, reason=_NONE)
                for term, entropy in zip(TERMS, found.result.entropies.tolist(), strict=True)
            ),
        ],
        groups=[
            ScoredGroup(
                name=_name(cell) or "NONE",
                label="、".join(_LABELS[letter] for letter in _name(cell)) or None,
                size=int(found.counts[cell]),
                scores=[
                    score(
                        "SHARE",
                        found.counts[cell] / total if total and cell else None,
                        reason=_NONE,
                    ),
                    score(
                        "ACTIVITIES", float(found.counts[cell]), ref=ref(_name(cell), "ACTIVITIES")
                    )
                    if cell
                    else score("ACTIVITIES", float(found.counts[cell])),
                ],
            )
            for cell in range(len(found.counts))
        ],
    )


async def _found(question: Question, asked: _Asked) -> TripleHelix:
    helices = {"U": asked.university, "I": asked.industry, "G": asked.government}
    return await question.compute(
        ("tripleHelix", asked),
        partial(
            triple_helix,
            question.tables,
            ties=asked.ties,
            window=asked.window,
            helices=helices,
            draws=asked.draws,
            seed=asked.seed,
            check=question.check(),
        ),
    )


def _takes_part(found: TripleHelix, letter: str) -> bool:
    return any(found.counts[cell] for cell in range(len(found.counts)) if letter in _name(cell))


def _name(cell: int) -> str:
    return "".join(letter for bit, letter in enumerate(HELICES) if cell >> bit & 1)


async def helix_things(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the activities that T, or the number of those of some helices, is the sum of."""
    found = await _found(question, asked_of(_Asked, ref))
    if part is not Part.NUMERATOR:
        return []
    return await question.compute(
        ("evidence", ref, part), partial(_listed, question.tables, found, ref)
    )


def _listed(tables: Tables, found: TripleHelix, ref: ScoreRef) -> list[Counted]:
    ids = tables.ids_of(found.activities)
    whole = ref.measure == "T"
    return [
        Counted(id_, None, weight if whole else 1.0, None, ())
        for id_, cell, weight in zip(ids, found.cells.tolist(), found.share.tolist(), strict=True)
        if whole or _name(cell) == ref.subject
    ]
