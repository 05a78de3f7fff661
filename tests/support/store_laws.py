"""The laws of statements, as properties that every store has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

from effort import tried
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from store_at import StoreAt
from store_statements import DECISIONS, ISSUES, KEYS, ORGANISATIONS, PROJECTS, RUNS, numbered, rows
from store_view import shown

from graph_service.store.port import Store, StoreError
from schema.catalogue import load_catalogue
from schema.statements import Decision, Statement, Verdict

T = TypeVar("T")

_TWO_ISSUES = st.lists(st.sampled_from(ISSUES), min_size=2, max_size=2, unique=True)


class StoreLaws:
    """Subclasses say where stores are kept, and how much trying of a law they can afford."""

    examples = tried(every_run=25, thorough=100)
    phases = tuple(Phase)

    def for_all(self, **drawn: Any) -> Callable[[Callable[..., None]], None]:
        """Run a check on what is drawn."""

        def run(check: Callable[..., None]) -> None:
            few = settings(
                max_examples=self.examples,
                phases=self.phases,
                deadline=None,
                suppress_health_check=[HealthCheck.too_slow],
            )
            few(given(**drawn)(check))()

        return run

    def make(self) -> StoreAt:
        raise NotImplementedError

    def on_empty(self, work: Callable[[Store, StoreAt], Coroutine[Any, Any, T]]) -> T:
        """Do some work on a new store and remove it."""

        async def session() -> T:
            store = await at.open()
            try:
                return await work(store, at)
            finally:
                await store.close()

        at = self.make()
        try:
            return asyncio.run(session())
        finally:
            at.remove()

    def after(self, *steps: Any) -> Any:
        """All that a new store shows after (rows, run) were applied, run ids retracted."""

        async def work(store: Store, _: StoreAt) -> Any:
            for step in steps:
                if isinstance(step, str):
                    await store.retract(step)
                else:
                    await store.apply(numbered(step[0]), step[1])
            return await everything(store)

        return self.on_empty(work)

    def test_what_is_taken_back_was_never_said(self):
        @self.for_all(
            a=rows(),
            b=rows(),
            runs=st.lists(st.sampled_from(RUNS), min_size=2, max_size=2, unique=True),
        )
        def check(a, b, runs):
            first, second = runs
            assert self.after((a, first), (b, second), first.id) == self.after((b, second))
            assert self.after((a, first), (b, second), second.id) == self.after((a, first))

    def test_the_order_of_runs_does_not_matter(self):
        @self.for_all(a=rows(types_agree=True), b=rows(types_agree=True), runs=_TWO_ISSUES)
        def check(a, b, runs):
            first, second = runs
            assert self.after((a, first), (b, second)) == self.after((b, second), (a, first))

    def test_the_size_of_batches_does_not_matter(self):
        @self.for_all(found=rows(), run=st.sampled_from(RUNS), at=st.integers(0, 6))
        def check(found, run, at):
            async def work(store: Store, _: StoreAt) -> Any:
                whole = numbered(found)
                for batch in ([s for s in whole if s.row <= at], [s for s in whole if s.row > at]):
                    await store.apply(batch, run)
                return await everything(store)

            assert self.on_empty(work) == self.after((found, run))

    def test_the_same_file_again_writes_nothing(self):
        @self.for_all(found=rows(), run=st.sampled_from(RUNS))
        def check(found, run):
            async def work(store: Store, at: StoreAt) -> None:
                batch: Sequence[Statement] = numbered(found)
                first = await store.apply(batch, run)
                before = await at.medium(store)
                again = await store.apply(batch, run)
                assert again.version == first.version
                assert set(again.rows.values()) <= {0}
                assert await at.medium(store) == before

            self.on_empty(work)

    def test_a_decision_undone_leaves_everything_as_before(self):
        @self.for_all(
            a=rows(),
            b=rows(),
            runs=_TWO_ISSUES,
            held=st.lists(DECISIONS, max_size=2),
            decision=DECISIONS.filter(lambda d: d.verdict is not Verdict.UNDECIDED),
            between=st.booleans(),
        )
        def check(a, b, runs, held, decision, between):  # noqa: PLR0917 - drawn by name
            async def work(store: Store, at: StoreAt) -> None:
                await store.apply(numbered(a), runs[0])
                for earlier in held:
                    await _try(store, earlier)
                if between:
                    await store.apply(numbered(b), runs[1])
                undecided = Decision(decision.right, decision.left, Verdict.UNDECIDED)
                await store.decide(undecided)
                before, medium = await everything(store), await at.medium(store)
                await _try(store, decision)
                if not between:
                    await store.apply(numbered(b), runs[1])
                await store.decide(undecided)
                if not between:
                    await store.retract(runs[1].id)
                assert await everything(store) == before
                assert await at.medium(store) == medium

            self.on_empty(work)


async def everything(store: Store) -> Any:
    """What a store shows and says about its records, without the order of arrival."""
    ids = [*ORGANISATIONS, *PROJECTS, "Organization:0", "Organization:nobody"]
    described = [
        d
        and (
            d.id,
            d.records,
            d.type,
            dict(d.values),
            {
                (r, s.row, s.id, s.type, frozenset(s.values.items()), s.keys, n)
                for r, s, n in d.statements
            },
            {(c.property, c.kept, c.offered, c.row) for c in d.conflicts},
        )
        for d in await store.describe(ids)
    ]
    found = await store.lookup(KEYS)
    runs = {(s.run, s.rows) for s in await store.runs()}
    return await shown(store, load_catalogue()), described, found, runs


async def _try(store: Store, decision: Decision) -> None:
    try:
        await store.decide(decision)
    except StoreError:
        return
