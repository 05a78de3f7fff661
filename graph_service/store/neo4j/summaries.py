"""Summaries of whole lists as Cypher: each reads the list once more, by the same conditions.

The server's own sums overflow, or round in whatever order it finds the values. So it adds
halves of whole numbers, and what is left is put together here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from typing import Any, Final

from graph_service.store.neo4j.cypher import Draft
from graph_service.store.neo4j.held import Held, LinkSubject, NodeSubject
from graph_service.store.neo4j.texts import text_ordered
from graph_service.store.summaries import (
    Aggregate,
    Facet,
    Summary,
    Tally,
    Total,
    Totals,
    exact_sum,
)
from schema.columns import Sort

__all__ = ["Matched", "Summarized", "summarized"]

_HALF: Final = 2**32
_FINE: Final = 2**62
_EASY: Final = "({0} = 0 OR 0.0009765625 <= abs({0}) <= 9000000000000000000)"
"""Which numbers are added by the server: those whose binary places end within `_FINE`."""
_NO_TALLY: Final = "[[], 0, 0]"
_NO_TOTALS: Final = "[]"


@dataclass(frozen=True, slots=True)
class Matched:
    """A pattern of all entries of a list, and what is matched."""

    text: str
    node: NodeSubject
    link: LinkSubject | None = None

    def column(self, name: str, *, of_link: bool) -> Held:
        """What a column of an entry holds."""
        subject = self.link if of_link and self.link else self.node
        return subject.column(name)


@dataclass(frozen=True, slots=True)
class Summarized:
    """How summaries are read.

    Attributes
    ----------
    calls : tuple of str
        Subqueries.
    row : str
        The expression of the list of their answers.
    read : callable
        Makes the summaries of such a list.
    """

    calls: tuple[str, ...]
    row: str
    read: Callable[[list[Any]], Mapping[str, Tally | Totals]]


def summarized(
    draft: Draft,
    seen: tuple[str, ...],
    asked: Sequence[Summary],
    match: Callable[[], Matched | None],
) -> Summarized:
    """Write what is asked of a whole list.

    Parameters
    ----------
    draft : Draft
    seen : tuple of str
        Variables that the pattern needs.
    asked : sequence of Summary
    match : callable
        Writes the pattern, as often as it is needed; None if nothing can match. Such a list is not
        asked for: the server's planner fails on some summaries of what it knows to be nothing.
    """
    calls: list[str] = []
    answers: list[str] = []
    reads: list[Callable[[Any], Mapping[str, Tally | Totals]]] = []

    together: dict[tuple[str | None, bool], list[Aggregate]] = {}

    def ask(nothing: str, write: Callable[[Matched], tuple[str, ...]]) -> None:
        matched = match()
        if matched is None:
            answers.append(nothing)
            return
        answers.append(draft.name("f"))
        calls.append(draft.subquery(seen, *write(matched), f"AS {answers[-1]}"))

    for one in asked:
        if isinstance(one, Aggregate):
            together.setdefault((one.by, one.of_link), []).append(one)
            continue
        ask(_NO_TALLY, partial(_tally, draft, one))
        reads.append(_tally_reader(one.key))
    for several in together.values():
        ask(_NO_TOTALS, partial(_totals, several))
        reads.append(_totals_reader([one.key for one in several]))

    def read(raw: list[Any]) -> Mapping[str, Tally | Totals]:
        found: dict[str, Tally | Totals] = {}
        for one, answer in zip(reads, raw, strict=True):
            found |= one(answer)
        return found

    return Summarized(tuple(calls), f"[{', '.join(answers)}]", read)


def _tally(draft: Draft, facet: Facet, matched: Matched) -> tuple[str, ...]:
    held = matched.column(facet.column, of_link=facet.of_link)
    value = held.text
    unwound: tuple[str, ...] = ()
    if held.sort is Sort.LIST:
        unwound = (f"UNWIND CASE WHEN size({value}) > 0 THEN {value} ELSE [null] END AS v",)
        value = "v"
    elif facet.begin is not None and held.sorts:
        value = f"left({value}, {draft.parameter(facet.begin)})"
    order = text_ordered(draft, "v") if unwound else "v"
    top = draft.parameter(facet.top)
    named = f"[x IN g WHERE x[0] IS NOT NULL][..{top}]"
    missing = "[x IN g WHERE x[0] IS NULL | x[1]]"
    return (
        f"MATCH {matched.text}",
        *unwound,
        f"WITH {value} AS v, count(*) AS c ORDER BY c DESC, {order}",
        "WITH collect([v, c]) AS g",
        f"RETURN [{named}, reduce(t = 0, x IN g | t + x[1]), coalesce({missing}[0], 0)]",
    )


def _tally_reader(key: str) -> Callable[[Any], Mapping[str, Tally | Totals]]:
    def read(answer: Any) -> Mapping[str, Tally | Totals]:
        named, all_, missing = answer
        values = tuple((value, count) for value, count in named)
        other = all_ - missing - sum(count for _, count in values)
        return {key: Tally(values, other, missing)}

    return read


def _totals(several: Sequence[Aggregate], matched: Matched) -> tuple[str, ...]:
    first = several[0]
    by = "null"
    if first.by is not None:
        by = matched.column(first.by, of_link=first.of_link).text
    held = [matched.column(one.column, of_link=one.of_link) for one in several]
    values = "".join(f", {one.text} AS x{at}" for at, one in enumerate(held))
    found = [
        _added(f"x{at}") if Sort.NUMBER in one.sorts else f"[count(x{at}), min(x{at}), max(x{at})]"
        for at, one in enumerate(held)
    ]
    totals = "".join(f", {one} AS t{at}" for at, one in enumerate(found))
    names = "".join(f", t{at}" for at in range(len(held)))
    return (
        f"MATCH {matched.text}",
        f"WITH {by} AS b{values}",
        f"WITH b, count(*) AS c{totals} ORDER BY b",
        f"RETURN collect([b, c{names}])",
    )


def _added(x: str) -> str:
    easy = _EASY.format(x)
    whole = f"CASE WHEN {easy} THEN toInteger({x}) END"
    fine = f"CASE WHEN {easy} THEN toInteger(({x} - toInteger({x})) * {float(_FINE)}) END"
    halves = ", ".join(
        f"sum({number} {sign} {_HALF})" for number in (whole, fine) for sign in ("/", "%")
    )
    return f"[count({x}), min({x}), max({x}), {halves}, collect(CASE WHEN NOT {easy} THEN {x} END)]"


def _totals_reader(keys: Sequence[str]) -> Callable[[Any], Mapping[str, Tally | Totals]]:
    def read(answer: Any) -> Mapping[str, Tally | Totals]:
        entries = sum(group[1] for group in answer)
        found = {}
        for at, key in enumerate(keys, 2):
            groups = tuple(_total(group[0], *group[at]) for group in answer if group[at][0])
            found[key] = Totals(groups, entries - sum(group.count for group in groups))
        return found

    return read


def _total(by: Any, count: int, least: Any, greatest: Any, *added: Any) -> Total:
    if not added:
        return Total(by, count, least, greatest, None)
    high, low, fine_high, fine_low, others = added
    fine = Fraction(fine_high * _HALF + fine_low, _FINE)
    return Total(by, count, least, greatest, high * _HALF + low + fine + exact_sum(others))
