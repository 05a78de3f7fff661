"""Figures over a survey: how many findings of each kind, and which."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from graph_service.quality.figures import Finding, Group, Measure, Place, Question
from graph_service.quality.kinds import Kind
from graph_service.quality.survey import Bounded, Survey
from graph_service.store.port import LinkIdentity
from graph_service.store.units import subject_text

__all__ = [
    "listed",
    "measures",
    "months_before",
]


def measures(survey: Survey, question: Question, kinds: Sequence[Kind]) -> tuple[Measure, ...]:
    """Work out figures, in the order of `kinds`; the review queue is not part of a survey."""
    return tuple(_measure(kind, survey, question) for kind in kinds if kind in _GROUPS)


def listed(
    measure: Measure, *, after: Place | None, limit: int, wanted: Callable[[Group], bool]
) -> tuple[int, list[Place], bool]:
    """Cut a page out of the findings of some groups.

    Returns
    -------
    int
        How many findings there are.
    list of Place
        The page.
    bool
        Whether there are more.
    """
    groups = [group for group in measure.groups if group.count and wanted(group)]
    page: list[Place] = []
    for group in groups:
        if len(page) > limit or (after is not None and group.key() < after.group):
            continue
        findings = group.findings()
        begin = bisect_right(findings, after.finding) if after and group.key() == after.group else 0
        page += [Place(group.key(), f) for f in findings[begin : begin + limit + 1 - len(page)]]
    return sum(group.count for group in groups), page[:limit], len(page) > limit


def months_before(day: str, months: int) -> str:
    """Return the same day so many months earlier, or the last one of that month.

    Examples
    --------
    >>> months_before("2023-12-31", 24), months_before("2024-03-31", 13)
    ('2021-12-31', '2023-02-28')
    """
    year, month, number = (int(part) for part in day.split("-"))
    total = max(year * 12 + month - 1 - months, 12)
    year, month = total // 12, total % 12 + 1
    return f"{year:04}-{month:02}-{min(number, monthrange(year, month)[1]):02}"


def _measure(kind: Kind, survey: Survey, question: Question) -> Measure:
    groups = sorted(_GROUPS[kind](survey, question), key=Group.key)
    records = sum(len(found.ids) for found in survey.records.values())
    if kind is Kind.STALE:
        dated = sum(group.out_of for group in groups)
        return Measure(kind, tuple(groups), records, records - dated)
    unknown = sum(group.unknown for group in groups)
    out_of = sum(group.out_of for group in groups)
    if kind is Kind.ORPHAN:
        out_of = records
    return Measure(kind, tuple(groups), out_of, unknown)


def _missing(survey: Survey, _: Question) -> Iterator[Group]:
    for type_, found in survey.records.items():
        for at, name in enumerate(found.properties):
            empty = ~found.filled[:, at]
            yield _group_of(found.ids, empty, type_, name)


def _orphans(survey: Survey, _: Question) -> Iterator[Group]:
    for type_, found in survey.records.items():
        yield _group_of(found.ids, ~found.tied, type_)


def _unclassified(survey: Survey, question: Question) -> Iterator[Group]:
    catalogue = question.catalogue
    for type_ in catalogue.unclassified & survey.records.keys():
        ids = survey.records[type_].ids
        family = catalogue.members(catalogue.family(type_))
        whole = sum(len(survey.records[name].ids) for name in family)
        yield Group(len(ids), whole, partial(_records, ids), type=type_)


def _conflicts(survey: Survey, _: Question) -> Iterator[Group]:
    for (type_, name), ids in survey.conflicts.items():
        found = survey.records[type_]
        whole = len(found.ids)
        told = whole
        if name in found.properties:
            told = int(found.filled[:, found.properties.index(name)].sum())
        yield Group(
            len(ids), whole, partial(_records, ids), type=type_, property=name, unknown=whole - told
        )
    for (type_, name), links in survey.link_conflicts.items():
        whole = survey.links[type_]
        yield Group(
            len(links),
            whole,
            partial(_links, links),
            type=type_,
            property=name,
            unknown=whole - survey.link_values.get((type_, name), 0),
        )


def _stale(survey: Survey, question: Question) -> Iterator[Group]:
    limit = months_before(question.as_of, question.stale_months)
    for number, source in enumerate(survey.sources):
        newest = survey.issues.get(source, "")
        said, old = 0, 0
        for found in survey.records.values():
            dated = (found.said_by == number) & (found.newest != "")
            said += int(dated.sum())
            old += int((dated & (found.newest < limit)).sum())
        # Who has nothing old to say, and nothing new either, is told too.
        if newest and (said or newest < limit):
            yield Group(
                old, said, partial(_old, survey, number, limit), source=source, period=newest
            )


def _old(survey: Survey, number: int, limit: str) -> list[Finding]:
    return sorted(
        Finding(id_, "", day)
        for found in survey.records.values()
        for old in [(found.said_by == number) & (found.newest != "") & (found.newest < limit)]
        for id_, day in zip(found.ids[old].tolist(), found.newest[old].tolist(), strict=True)
    )


def _invalid(survey: Survey, question: Question) -> Iterator[Group]:
    for type_ in survey.bounded.keys() | survey.boundless.keys():
        bounded = survey.bounded.get(type_, ())
        wrong = [one for one in bounded if _is_invalid(one, question.as_of)]
        whole = len({one.link for one in bounded})
        unknown = survey.boundless.get(type_, 0)
        yield Group(
            len(wrong),
            whole + unknown,
            partial(_ends, wrong),
            type=type_,
            unknown=unknown,
        )


def _is_invalid(one: Bounded, as_of: str) -> bool:
    (first, last), (begun, ended) = one.days, one.own
    apart = last < begun or ended < first
    return apart or (first <= as_of <= last and ended < as_of)


def _awaiting(survey: Survey, _: Question) -> Iterator[Group]:
    for type_, links in survey.awaiting.items():
        whole = survey.links.get(type_, 0) + len(links)
        yield Group(len(links), whole, partial(_lost, survey, links), type=type_)


def _lost(survey: Survey, links: Sequence[LinkIdentity]) -> list[Finding]:
    """The end that is there comes first."""
    return sorted(
        Finding(target, source, subject_text((type_, source, target, key)))
        if target in survey.here
        else Finding(source, target, subject_text((type_, source, target, key)))
        for type_, source, target, key in links
    )


def _codes(survey: Survey, _: Question) -> Iterator[Group]:
    for (type_, name), found in survey.unknown_codes.items():
        records = survey.records[type_]
        whole = len(records.ids)
        told = int(records.filled[:, records.properties.index(name)].sum())
        listing = partial(_coded, found)
        yield Group(len(found), whole, listing, type=type_, property=name, unknown=whole - told)


def _group_of(
    ids: npt.NDArray[np.object_], chosen: npt.NDArray[np.bool_], type_: str, name: str = ""
) -> Group:
    findings = partial(_chosen, ids, chosen)
    return Group(int(chosen.sum()), len(ids), findings, type=type_, property=name)


def _chosen(ids: npt.NDArray[np.object_], chosen: npt.NDArray[np.bool_]) -> list[Finding]:
    return _records(ids[chosen])


def _records(ids: Sequence[str] | npt.NDArray[np.object_]) -> list[Finding]:
    return [Finding(id_) for id_ in ids]


def _links(links: Sequence[LinkIdentity]) -> list[Finding]:
    return sorted(Finding(link[1], link[2], subject_text(link)) for link in links)


def _ends(found: Sequence[Bounded]) -> list[Finding]:
    return sorted(
        Finding(
            one.end,
            one.link[2] if one.link[1] == one.end else one.link[1],
            subject_text(one.link),
        )
        for one in found
    )


def _coded(found: Sequence[tuple[str, str]]) -> list[Finding]:
    return [Finding(id_, "", codes) for id_, codes in found]


_GROUPS: Final[dict[Kind, Callable[[Survey, Question], Iterator[Group]]]] = {
    Kind.MISSING_VALUE: _missing,
    Kind.ORPHAN: _orphans,
    Kind.CONFLICT: _conflicts,
    Kind.STALE: _stale,
    Kind.INVALID_END: _invalid,
    Kind.MISSING_END: _awaiting,
    Kind.UNCLASSIFIED: _unclassified,
    Kind.UNKNOWN_CODE: _codes,
}
