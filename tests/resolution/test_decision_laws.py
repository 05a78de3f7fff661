"""Laws of decisions: undone is as before, order does not matter, and a naive model agrees."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from datetime import UTC, datetime
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from store_statements import RUN, enterprise
from store_view import shown
from stores import KINDS, place_of

from graph_service.review.decision_log import DecisionLog
from graph_service.review.decisions import DecisionRefused, decide, undo_decision
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, Verdict

CATALOGUE = load_catalogue()
IDS = "abcd"
PAIRS = tuple(combinations(IDS, 2))
GRAPH = [
    *(enterprise(n, id_, name=id_) for n, id_ in enumerate(IDS, 1)),
    LinkStatement(5, "PART_OF", "a", "b"),
    LinkStatement(6, "PART_OF", "d", "c"),
]
DECISIONS = st.tuples(st.sampled_from(PAIRS), st.sampled_from(Verdict))
STEPS = st.lists(st.one_of(DECISIONS, st.integers(0, 5)), max_size=8)
"""A decision, or the taking back of one of those in force."""


@pytest.fixture(params=KINDS)
def laws(request):
    """Runs a law on new stores; fewer times where a store is on a server."""
    place = place_of(request)
    few = settings(
        max_examples=3 if place.is_server else 30,
        phases=(Phase.explicit, Phase.generate) if place.is_server else tuple(Phase),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )

    def hold(check, **drawn: Any) -> None:
        few(given(**drawn)(check))()

    def on_new(work) -> Any:
        async def session() -> Any:
            async with place.new(CATALOGUE) as store:
                await store.apply(GRAPH, RUN)
                return await work(store)

        return asyncio.run(session())

    return hold, on_new


class Model:
    """What is in force, by brute force; shares no code with the product."""

    def __init__(self) -> None:
        self.standing: dict[tuple[str, str], list[tuple[int, Verdict]]] = {p: [] for p in PAIRS}

    def top(self, pair) -> tuple[int, Verdict | None]:
        return self.standing[pair][-1] if self.standing[pair] else (0, None)

    def groups(self, verdicts: dict[tuple[str, str], Verdict | None]) -> dict[str, str]:
        group = {id_: id_ for id_ in IDS}
        for _ in IDS:
            for (left, right), verdict in verdicts.items():
                if verdict is Verdict.SAME:
                    group[left] = group[right] = min(group[left], group[right])
        return group

    def verdicts(self) -> dict[tuple[str, str], Verdict | None]:
        return {pair: self.top(pair)[1] for pair in PAIRS}

    def allows(self, pair, verdict: Verdict | None) -> bool:
        verdicts = {**self.verdicts(), pair: verdict}
        group = self.groups(verdicts)
        return all(
            group[left] != group[right]
            for (left, right), v in verdicts.items()
            if v is Verdict.DIFFERENT
        )


def noon() -> datetime:
    return datetime(2024, 5, 1, 12, tzinfo=UTC)


def said(store, pair, verdict: Verdict, expected: int = 0) -> Coroutine[Any, Any, Any]:
    return decide(
        store, CATALOGUE, *pair, verdict, by="x", reason="y", expected=expected, clock=noon
    )


async def survivors(store) -> dict[str, str]:
    return {id_: d.id for id_, d in zip(IDS, await store.describe(list(IDS)), strict=True)}


def test_decisions_and_their_undoing_leave_what_a_naive_model_says(laws):
    hold, on_new = laws

    def check(steps) -> None:
        async def work(store) -> None:
            model, log = Model(), DecisionLog(store.ledger)
            for step in steps:
                if isinstance(step, int):
                    tops = [(pair, held) for pair, held in model.standing.items() if held]
                    if not tops:
                        continue
                    pair, held = tops[step % len(tops)]
                    before = held[-2][1] if len(held) > 1 else None
                    if not model.allows(pair, before):
                        with pytest.raises(DecisionRefused):
                            await undo_decision(store, held[-1][0], by="x", reason="y", clock=noon)
                        continue
                    await undo_decision(store, held[-1][0], by="x", reason="y", clock=noon)
                    held.pop()
                    continue
                pair, verdict = step
                number, in_force = model.top(pair)
                if not model.allows(pair, verdict):
                    with pytest.raises(DecisionRefused):
                        await said(store, pair, verdict, number)
                    continue
                decided = await said(store, pair, verdict, number)
                assert decided.changed == (in_force is not verdict)
                if decided.changed:
                    model.standing[pair].append((decided.judgement.number, verdict))
            group = model.groups(model.verdicts())
            assert await survivors(store) == group
            assert {d.pair: d.verdict for d in await store.decisions()} == {
                pair: v
                for pair, v in model.verdicts().items()
                if v is not None and v is not Verdict.UNDECIDED
            }
            in_force = await log.in_force(PAIRS)
            assert {p: (j.number, j.verdict) for p, j in in_force.items()} == {
                p: model.top(p) for p in PAIRS if model.standing[p]
            }
            everything = await log.page()
            assert {j.number for j in everything if j.stands} == {
                held[-1][0] for held in model.standing.values() if held
            }
            assert [j.number for j in everything] == list(range(len(everything), 0, -1))

        on_new(work)

    hold(check, steps=STEPS)


def test_a_decision_that_is_taken_back_leaves_the_graph_as_before(laws):
    hold, on_new = laws

    def check(before, decision) -> None:
        async def work(store) -> None:
            log = DecisionLog(store.ledger)
            for pair, verdict in before:
                standing = (await log.in_force([pair])).get(pair)
                try:
                    await said(store, pair, verdict, standing.number if standing else 0)
                except DecisionRefused:
                    continue
            graph = await shown(store, CATALOGUE)
            verdicts, in_force = await store.decisions(), await log.in_force(PAIRS)
            pair, verdict = decision
            standing = in_force.get(pair)
            try:
                decided = await said(store, pair, verdict, standing.number if standing else 0)
            except DecisionRefused:
                return
            if decided.changed:
                await undo_decision(store, decided.judgement.number, by="x", reason="y")
            assert await shown(store, CATALOGUE) == graph
            assert await store.decisions() == verdicts
            assert await log.in_force(PAIRS) == in_force

        on_new(work)

    hold(check, before=st.lists(DECISIONS, max_size=4), decision=DECISIONS)


def test_the_order_of_decisions_that_agree_does_not_matter(laws):
    hold, on_new = laws

    def check(group, order) -> None:
        # Pairs within a group are the same, between groups different: nothing contradicts.
        decisions = [
            (pair, Verdict.SAME if group[pair[0]] == group[pair[1]] else Verdict.DIFFERENT)
            for pair in PAIRS
        ]

        async def after(store, some) -> Any:
            for pair, verdict in some:
                await said(store, pair, verdict)
            return await shown(store, CATALOGUE), await store.decisions()

        one = on_new(lambda store: after(store, decisions))
        other = on_new(lambda store: after(store, [decisions[n] for n in order]))
        assert one == other

    hold(
        check,
        group=st.fixed_dictionaries({id_: st.integers(0, 1) for id_ in IDS}),
        order=st.permutations(range(len(PAIRS))),
    )
