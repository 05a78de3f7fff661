"""``analytics { weakIndustryLinks }``: who should work with enterprises and hardly does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from strawberry import Info

from analytics.industry_links.industry_ties import INDICATORS, Indicator
from analytics.industry_links.weak_links import DEFINITION, WeakLinks, WeakLinksQuestion, weak_links
from analytics.shown import as_shown
from analytics.window import day_text
from graph_service.api.analytics.about import about
from graph_service.api.analytics.answer import Question, begin, checked_first, definition_of, ref_of
from graph_service.api.analytics.introductions import (
    MOST,
    ProposedIntroduction,
    introductions_of,
)
from graph_service.api.analytics.number_refs import number_refs
from graph_service.api.analytics.refs import IndicatorRef, encode_ref
from graph_service.api.analytics.weak_link_totals import (
    ANALYTIC,
    GROUP_NUMBERS,
    NUMBERS,
    RULE_COUNT,
    group_named,
)
from graph_service.api.analytics.weak_link_types import (
    IndicatorValue,
    NotEvaluated,
    NotRanked,
    PeerGroup,
    PeerRank,
    RuleCount,
    Thresholds,
    WeakIndustryLink,
    WeakIndustryLinks,
)
from graph_service.api.context import Context
from graph_service.api.cursors import decode, digest_of, encode
from graph_service.api.errors import ApiError
from graph_service.api.selected import read_nodes, selects
from schema.time import PartialDate

__all__ = ["answer_weak_links"]

_DEFINITIONS = {indicator: definition_of(text) for indicator, text in INDICATORS.items()}


async def answer_weak_links(
    info: Info[Any, None],
    asked: WeakLinksQuestion,
    *,
    first: int,
    introductions: int,
    after: str | None,
    as_of: PartialDate | None,
    region: str | None,
) -> WeakIndustryLinks:
    """Answer the field; see its arguments."""
    if not 0 <= introductions <= MOST:
        raise ApiError(f"introductions is {introductions}; it must be from 0 to {MOST}.")
    proposed = introductions if selects(info, "rows.introductions") else 0
    limit = checked_first(first)
    question = await begin(info, as_of, region)
    asked = replace(asked, region=question.region)
    found = await question.compute(
        ("weakIndustryLinks", asked), partial(weak_links, question.tables, asked)
    )
    listing = _Listing(question, asked, found, proposed)
    start = listing.after(after)
    return await listing.served(info, slice(start, start + limit), limit)


@dataclass(frozen=True, slots=True)
class _Listing:
    question: Question
    asked: WeakLinksQuestion
    found: WeakLinks
    introductions: int

    @property
    def _digest(self) -> str:
        return digest_of("weakIndustryLinks", repr((self.asked, self.question.as_of.text)))

    def after(self, cursor: str | None) -> int:
        """The row after a cursor's; rows are found by id, wherever they are now."""
        if cursor is None:
            return 0
        (id_,) = decode(cursor, self._digest, (), 1)
        index = self.question.tables.index_of(str(id_))
        rows = np.flatnonzero(self.found.units[: len(self.found.weak)] == index)
        if index is None or not len(rows):
            raise ApiError("The row of this cursor is not in the list any more; start again.")
        return int(rows[0]) + 1

    async def served(self, info: Info[Any, None], page: slice, limit: int) -> WeakIndustryLinks:
        """Serve a page of rows and all the totals."""
        question, asked, found = self.question, self.asked, self.found
        weak = len(found.weak)
        page = slice(page.start, min(page.stop, weak))
        groups = self._peer_groups()
        idle = question.tables.ids_of(found.not_ranked[:limit])
        return WeakIndustryLinks(
            **about(
                question, DEFINITION, asked=asked, n=len(found.units), warnings=self._warnings()
            ),
            thresholds=Thresholds(
                min_projects=asked.min_projects,
                low_share=asked.low_share,
                dominance=asked.dominance,
                stale_months=asked.stale_months,
            ),
            ties=list(found.ties),
            not_evaluated=[
                NotEvaluated(name=left.name, reason=left.reason) for left in found.not_evaluated
            ],
            considered=len(found.units),
            weak=weak,
            not_ranked_count=len(found.not_ranked),
            missing=found.missing,
            refs=number_refs(question, ANALYTIC, "", NUMBERS, asked),
            found_by_rule=[
                RuleCount(
                    rule=rule,
                    count=int(found.fired[rule].sum()) if rule in found.fired else None,
                    ref=ref_of(question, ANALYTIC, rule.value, RULE_COUNT, asked)
                    if rule in found.fired
                    else None,
                )
                for rule in asked.rules
            ],
            peer_groups=groups,
            rows=await self._rows(info, page, groups),
            has_next_page=page.stop < weak,
            not_ranked=[
                NotRanked(
                    row=row,
                    activity=activity,
                    ref=self._ref(id_, Indicator.ACTIVITY),
                    reason=self._reason(activity),
                )
                for id_, row, activity in zip(
                    idle,
                    await read_nodes(
                        info, idle, field="notRanked.organization", as_of=question.as_of
                    ),
                    found.activity[:limit].tolist(),
                    strict=True,
                )
            ],
        )

    async def _rows(
        self, info: Info[Any, None], page: slice, groups: list[PeerGroup]
    ) -> list[WeakIndustryLink]:
        question, found = self.question, self.found
        ids = question.tables.ids_of(found.units[page])
        # Who has no strongest enterprise is asked for by its own id: rows keep their places.
        largest = found.largest[page]
        strongest = question.tables.ids_of(np.where(largest < 0, found.units[page], largest))
        organizations, enterprises = [
            await read_nodes(info, wanted, field=field, as_of=question.as_of)
            for wanted, field in (
                (ids, "rows.organization"),
                (strongest, "rows.largestEnterprise"),
            )
        ]
        proposed: list[list[ProposedIntroduction]] = [[] for _ in ids]
        if self.introductions:
            proposed = await introductions_of(
                info, question, self.asked, found.units[page], self.introductions
            )
        return [
            WeakIndustryLink(
                rows=(organization, enterprise),
                introductions=introductions,
                has_largest=bool(found.largest[row] >= 0),
                rules=[rule for rule, flags in found.fired.items() if flags[row]],
                indicators=[self._indicator(row, id_, indicator) for indicator in found.indicators],
                newest_enterprise_tie=day_text(int(found.newest[row])),
                peer_group=groups[found.peer[row]],
                rank=PeerRank(
                    first=int(found.rank_first[row]),
                    last=int(found.rank_last[row]),
                    of=groups[found.peer[row]].considered,
                ),
                cursor=encode(self._digest, (id_,)),
            )
            for row, id_, organization, enterprise, introductions in zip(
                range(page.start, page.start + len(ids)),
                ids,
                organizations,
                enterprises,
                proposed,
                strict=True,
            )
        ]

    def _indicator(self, row: int, id_: str, indicator: Indicator) -> IndicatorValue:
        measured = self.found.indicators[indicator]
        denominator = measured.denominator
        return IndicatorValue(
            name=indicator,
            value=measured.value(row),
            numerator=as_shown(float(measured.numerator[row])),
            denominator=None if denominator is None else as_shown(float(denominator[row])),
            missing_share=measured.missing_share(row),
            definition=_DEFINITIONS[indicator],
            ref=self._ref(id_, indicator),
        )

    def _ref(self, id_: str, indicator: Indicator) -> str:
        question = self.question
        return encode_ref(
            IndicatorRef(
                self.asked,
                question.tables.version,
                question.as_of.text,
                question.region,
                id_,
                indicator,
            )
        )

    def _peer_groups(self) -> list[PeerGroup]:
        context: Context = self.question.context
        found, groups = self.found, []
        declared = context.served.catalogue.by_name
        for group, (type_, system) in enumerate(found.peers):
            here = found.peer == group
            vocabulary = None
            if system is not None:
                vocabulary = str(declared[type_].property("system").vocabulary)
            term = vocabulary and context.served.pack.term(vocabulary, str(system))
            groups.append(
                PeerGroup(
                    type=type_,
                    system=term or None,  # type: ignore[arg-type]
                    considered=int(here.sum()),
                    weak=int(here[: len(found.weak)].sum()),
                    refs=number_refs(
                        self.question,
                        ANALYTIC,
                        group_named(type_, system),
                        GROUP_NUMBERS,
                        self.asked,
                    ),
                )
            )
        return groups

    def _reason(self, activity: int) -> str:
        if not self.found.ties:
            return "No kind of tie that was asked for has data."
        return (
            f"Insufficient data: {activity} activities in the window, fewer than the "
            f"{self.asked.min_projects} asked for."
        )

    def _warnings(self) -> list[str]:
        warnings = []
        if self.found.missing:
            warnings.append(
                f"{self.found.missing} activities are left out: their date is missing or too "
                "rough for the window."
            )
        return warnings
