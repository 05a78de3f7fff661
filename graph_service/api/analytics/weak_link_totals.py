"""What the totals of ``weakIndustryLinks`` open to: organisations, and activities left out."""

from __future__ import annotations

from functools import partial
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted, Part
from analytics.industry_links.totals_evidence import counted_units, undated_activities
from analytics.industry_links.weak_links import WeakLinks, WeakLinksQuestion, weak_links
from graph_service.api.analytics.answer import Question
from graph_service.api.analytics.refs import ScoreRef, asked_of
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["ANALYTIC", "GROUP_NUMBERS", "NUMBERS", "RULE_COUNT", "group_named", "list_weak_total"]

ANALYTIC: Final = "weakIndustryLinksTotals/1"
"""Its name in refs."""
NUMBERS: Final = ("considered", "weak", "notRankedCount", "missing")
GROUP_NUMBERS: Final = ("considered", "weak")
RULE_COUNT: Final = "count"

_Ints: TypeAlias = npt.NDArray[np.int64]


def group_named(type_: str, system: str | None) -> str:
    """Name a peer group in refs."""
    return f"group {type_} {system or ''}"


async def list_weak_total(question: Question, ref: ScoreRef, part: Part) -> list[Counted]:
    """List the organisations or activities that a total counts.

    Raises
    ------
    ApiError
        If there is no such number any more.
    """
    asked, tables = asked_of(WeakLinksQuestion, ref), question.tables
    if part is Part.EXCLUDED:
        return []
    if ref.measure == "missing":
        if part is Part.DENOMINATOR:
            return []
        listing = partial(undated_activities, tables, asked)
        return await question.compute(("evidence", ref, part), listing)
    found = await question.compute(("weakIndustryLinks", asked), partial(weak_links, tables, asked))
    numerator, denominator = _units(found, ref)
    units = numerator if part is Part.NUMERATOR else denominator
    return await question.compute(("evidence", ref, part), partial(counted_units, tables, units))


def _units(found: WeakLinks, ref: ScoreRef) -> tuple[_Ints, _Ints]:
    """The organisations that a number counts, and those that it is out of."""
    weak = np.arange(len(found.units)) < len(found.weak)
    groups = [group_named(*peer) for peer in found.peers]
    rules = {rule.value: flags for rule, flags in found.fired.items()}
    everybody = found.units
    if not ref.subject and ref.measure in NUMBERS:
        chosen = {
            "considered": everybody,
            "weak": everybody[weak],
            "notRankedCount": found.not_ranked,
        }
        nothing = np.zeros(0, dtype=np.int64)
        return chosen[ref.measure], everybody if ref.measure == "weak" else nothing
    if ref.subject in rules and ref.measure == RULE_COUNT:
        return everybody[rules[ref.subject]], everybody
    if ref.subject in groups and ref.measure in GROUP_NUMBERS:
        here = found.peer == groups.index(ref.subject)
        return everybody[here & (weak if ref.measure == "weak" else True)], everybody[here]
    raise ApiError("What this number is of is not there any more.", ErrorCode.NOT_FOUND)
