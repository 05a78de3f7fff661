"""Imports, their undoing and all that people do, step by step: the graph is what is still said.

After each step the truth is read out of the store and given to the naive store, which works out
from scratch what is to be seen; and each step changes the truth as the laws say.
"""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from embedded_places import MemoryAt
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from naive_store import NaiveStore
from store_at import StoreAt
from store_view import laid_out, shown

from graph_service.corrections.making import CorrectionRefused, Corrections
from graph_service.ingest import import_files
from graph_service.store.port import Erasure, Store, StoreError
from graph_service.undo import undo_run
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import Decision, LinkStatement, NodeStatement, Verdict

T = TypeVar("T")

FIRMS = ("甲厂", "乙厂", "丙厂")
PEOPLE = ("王一", "李二")
SOURCES = ("科技局", "人才办")
PERIODS = ("2021", "2022", "2023")
WHO = {"by": "张三", "reason": "核对"}

firms = st.sampled_from(FIRMS)
people = st.sampled_from(PEOPLE)


class TruthMachine(RuleBasedStateMachine):
    """Subclasses say where the store is made."""

    def make(self) -> StoreAt:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.catalogue, self.pack = load_catalogue(), load_pack("wenzhou-2021")
        self.folder = tempfile.TemporaryDirectory(prefix="truth-")
        self.at = self.make()
        self.store: Store = self.wait(self.at.open())
        self.corrections = Corrections(
            self.store, self.catalogue, self.pack, lambda: datetime(2024, 3, 1, tzinfo=UTC)
        )

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.wait(self.store.close())
        self.loop.close()
        self.at.remove()
        self.folder.cleanup()

    @initialize()
    def begin(self) -> None:
        self.load("企业名称,员工人数\n甲厂,1\n乙厂,2\n", "Enterprise", "base", "2020")

    @rule(
        staff=st.dictionaries(firms, st.integers(1, 3), max_size=3),
        source=st.sampled_from(SOURCES),
        period=st.sampled_from(PERIODS),
    )
    def import_firms(self, staff: dict[str, int], source: str, period: str) -> None:
        rows = "".join(f"{name},{number}\n" for name, number in staff.items())
        self.load(f"企业名称,员工人数\n{rows}", "Enterprise", source, period)

    @rule(
        posts=st.lists(st.tuples(people, firms), max_size=3, unique=True),
        period=st.sampled_from(PERIODS),
        close=st.booleans(),
    )
    def import_people(self, posts: list[tuple[str, str]], period: str, close: bool) -> None:  # noqa: FBT001
        rows = "".join(f"{person},{firm}\n" for person, firm in posts)
        self.load(f"姓名,单位\n{rows}", "Talent", "人才库", period, close=close)

    def load(self, text: str, as_type: str, source: str, period: str, close: bool = False) -> None:  # noqa: FBT001, FBT002
        path = Path(self.folder.name) / "list.csv"
        path.write_text(text, encoding="utf-8")
        before = self.truth()
        report = self.wait(
            import_files(
                self.store,
                self.catalogue,
                self.pack,
                [path],
                as_type=as_type,
                source=source,
                period=period,
                close_missing=close,
            )
        )
        (run,) = report.runs
        after = self.truth()
        replaced = {*run.replaced, run.run}
        assert _of_others(after, replaced) == _of_others(before, replaced)
        assert not any(said[0] in run.replaced for said in after)
        total = report.total
        assert total("read") == sum(
            total(name) for name in ("created", "updated", "unchanged", "rejected", "skipped")
        )

    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        runs = [state.run.id for state in self.wait(self.store.runs())]
        if runs:
            run = data.draw(st.sampled_from(runs))
            before = self.truth()
            self.wait(undo_run(self.store, run))
            assert self.truth() == _of_others(before, {run})

    @rule(data=st.data(), verdict=st.sampled_from(Verdict))
    def decide(self, data: st.DataObject, verdict: Verdict) -> None:
        ids = self.records("Enterprise")
        if len(ids) > 1:
            pair = data.draw(st.lists(st.sampled_from(ids), min_size=2, max_size=2, unique=True))
            before = self.truth()
            with contextlib.suppress(StoreError):
                self.wait(self.store.decide(Decision(*pair, verdict)))
            assert self.truth() == before

    @rule(data=st.data(), value=st.sampled_from(["1", "9", None]))
    def correct(self, data: st.DataObject, value: str | None) -> None:
        ids = self.records("Enterprise")
        if ids:
            id_ = data.draw(st.sampled_from(ids))
            self.says_one_thing(self.corrections.correct(id_, "staff", value, **WHO))

    @rule(name=firms)
    def add(self, name: str) -> None:
        self.says_one_thing(self.corrections.add_node("Enterprise", {"name": name}, **WHO))

    @rule(data=st.data())
    def add_link(self, data: st.DataObject) -> None:
        persons, hosts = self.records("Talent"), self.records("Enterprise")
        if persons and hosts:
            ends = data.draw(st.sampled_from(persons)), data.draw(st.sampled_from(hosts))
            self.says_one_thing(
                self.corrections.add_link("AFFILIATED_WITH", *ends, {"validTo": "2024"}, **WHO)
            )

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        ids = [*self.records("Enterprise"), *self.records("Talent")]
        if ids:
            id_ = data.draw(st.sampled_from(ids))
            self.says_one_thing(self.corrections.withdraw(id_, **WHO))
            assert id_ not in self.wait(shown(self.store, self.catalogue))[0]

    @rule(data=st.data())
    def withdraw_link(self, data: st.DataObject) -> None:
        links = sorted(self.wait(shown(self.store, self.catalogue))[1])
        if links:
            link = data.draw(st.sampled_from(links))
            self.says_one_thing(self.corrections.withdraw_link(*link, **WHO))
            assert link not in self.wait(shown(self.store, self.catalogue))[1]

    @rule(data=st.data(), name=st.sampled_from(["", "staff"]))
    def forget(self, data: st.DataObject, name: str) -> None:
        ids = self.records("Enterprise")
        if ids:
            id_ = data.draw(st.sampled_from(ids))
            self.wait(self.store.forget(Erasure(id_, name)))
            assert not name or all(name not in dict(said[3]) for said in self.said_of(id_))

    @rule()
    def move(self) -> None:
        """Another store that takes the truth over shows the same."""

        async def work() -> None:
            there = await MemoryAt().open()
            try:
                async for part in self.store.contents():
                    await there.take_over(part)
                assert await shown(there, self.catalogue) == await shown(self.store, self.catalogue)
            finally:
                await there.close()

        self.wait(work())

    @invariant()
    def the_graph_is_what_is_still_said(self) -> None:
        model = self.wait(self.model())
        expected = laid_out(model.view(), self.catalogue)
        assert self.wait(shown(self.store, self.catalogue)) == expected

    def says_one_thing(self, act: Coroutine[Any, Any, Any]) -> None:
        """Do what adds one statement of a run of its own, or nothing if it is refused."""
        before = self.truth()
        try:
            done = self.wait(act)
        except CorrectionRefused:
            assert self.truth() == before
            return
        added = self.truth() - before
        assert before <= self.truth()
        assert [said[0] for said in added.elements()] == [done.act.run]

    def records(self, type_: str) -> list[str]:
        nodes, _ = self.wait(shown(self.store, self.catalogue))
        return sorted(id_ for id_, (kind, _) in nodes.items() if kind == type_)

    def said_of(self, id_: str) -> list[tuple[Any, ...]]:
        return [said for said in self.truth() if said[1] == id_]

    def truth(self) -> Counter[tuple[Any, ...]]:
        """All that is said: (run, subject, type, values, keys, first, last, count)."""

        async def read() -> Counter[tuple[Any, ...]]:
            runs: dict[int, str] = {}
            found: Counter[tuple[Any, ...]] = Counter()
            async for part in self.store.contents():
                runs |= {state.sequence: state.run.id for state in part.runs}
                for one in part.said:
                    s = one.statement
                    about = s.id if isinstance(s, NodeStatement) else (s.source, s.target, s.key)
                    keys = s.keys if isinstance(s, NodeStatement) else ()
                    values = frozenset(s.values.items())
                    place = (one.first, s.row, one.count)
                    found[runs[one.run], about, s.type, values, keys, *place] += 1
            return found

        return self.wait(read())

    async def model(self) -> NaiveStore:
        """The naive store of what is said now."""
        model = NaiveStore()
        runs = {}
        rows: list[tuple[int, int, NodeStatement | LinkStatement]] = []
        async for part in self.store.contents():
            runs |= {state.sequence: state.run for state in part.runs}
            model.verdicts |= {frozenset(d.pair): d.verdict for d in part.decisions}
            for one in part.said:
                rows += [(one.run, row, one.statement) for row in {one.first, one.statement.row}]
        model.arrived = [runs[sequence].id for sequence in sorted(runs)]
        model.closing = {run.id: (run, frozenset(run.closes)) for run in runs.values()}
        rows.sort(key=lambda said: said[:2])
        model.said = [(runs[sequence], _at(row, s)) for sequence, row, s in rows]
        return model


def _at(row: int, said: NodeStatement | LinkStatement) -> NodeStatement | LinkStatement:
    return replace(said, row=row)


def _of_others(truth: Counter[tuple[Any, ...]], runs: set[str]) -> Counter[tuple[Any, ...]]:
    return Counter({said: count for said, count in truth.items() if said[0] not in runs})
