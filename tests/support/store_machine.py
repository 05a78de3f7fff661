"""Any store against the naive one, operation by operation."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from naive_store import Contradiction, NaiveStore, counted
from store_at import StoreAt
from store_statements import (
    DECISIONS,
    KEYS,
    LINKS,
    ORGANISATIONS,
    PEOPLE,
    PEOPLE_SAY,
    PROJECTS,
    RUNS,
    numbered,
    rows,
)
from store_view import laid_out, shown

from graph_service.store.port import Erasure, Store, StoreError
from schema.catalogue import load_catalogue
from schema.statements import (
    UNTYPED,
    WITHDRAWN,
    Decision,
    LinkStatement,
    NodeStatement,
    Run,
    Statement,
)

T = TypeVar("T")


class StoreMachine(RuleBasedStateMachine):
    """Subclasses say where stores are made, and whether they can be opened again."""

    keeps = True

    def make(self) -> StoreAt:
        raise NotImplementedError

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.catalogue = load_catalogue()
        self.at = self.make()
        self.store: Store = self.wait(self.at.open())
        self.model = NaiveStore()
        self.versions = [self.wait(self.store.version())]

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def teardown(self) -> None:
        self.wait(self.store.close())
        self.loop.close()
        self.at.remove()

    @rule(run=st.sampled_from(RUNS), found=rows(most=4), back=st.integers(0, 1))
    def apply(self, run: Run, found: list[list[Statement]], back: int) -> None:
        known = self.model.marks.get(run.id, 0)
        self.check_applied(numbered(found, max(1, known + 1 - back)), run)

    def check_applied(self, batch: list[Statement], run: Run) -> None:
        known = self.model.marks.get(run.id, 0)
        before = self.model.view()
        expected = self.model.apply(batch, run)
        applied = self.wait(self.store.apply(batch, run))
        assert dict(applied.rows) == expected["rows"]
        assert {
            (_subject(c.subject), c.property, c.kept, c.offered) for c in applied.conflicts
        } == {(_named(s), p, kept, offered) for s, p, kept, offered in expected["conflicts"]}
        self.check_counts(applied, before, self.model.view())
        self.check_version(applied.version, any(s.row > known for s in batch))

    @rule(
        run=st.sampled_from(RUNS),
        name=st.sampled_from("ab"),
        type_=st.sampled_from(["Enterprise", "University", "UnclassifiedOrganization"]),
        skipped=st.integers(0, 2),
    )
    def name(self, run: Run, name: str, type_: str, skipped: int) -> None:
        """All runs speak of one record, so that their ranks meet."""
        row = self.model.marks.get(run.id, 0) + 1 + skipped
        said = NodeStatement(row, ORGANISATIONS[0], type_, {"name": name}, (f"name:{name}",))
        self.check_applied([said], run)

    @rule(run=st.sampled_from(RUNS))
    def retract(self, run: Run) -> None:
        known = run.id in self.model.marks
        self.model.retract(run.id)
        applied = self.wait(self.store.retract(run.id))
        self.check_version(applied.version, known)

    @rule(
        id_=st.sampled_from([*ORGANISATIONS, *PROJECTS, "Organization:nobody"]),
        name=st.sampled_from(["", "", "name", "aliases", "budget"]),
    )
    def forget(self, id_: str, name: str) -> None:
        said, verdicts = list(self.model.said), dict(self.model.verdicts)
        self.model.forget(id_, name)
        erased = self.wait(self.store.forget(Erasure(id_, name)))
        changed = (said, verdicts) != (self.model.said, self.model.verdicts)
        self.check_version(erased.version, changed)

    @rule(
        run=st.sampled_from(PEOPLE_SAY),
        id_=st.sampled_from(ORGANISATIONS),
        name=st.sampled_from(["a", "z", None]),
    )
    def correct(self, run: Run, id_: str, name: str | None) -> None:
        """People say what a record is called, or that nobody knows; not that it is there."""
        row = self.model.marks.get(run.id, 0) + 1
        self.check_applied(
            [NodeStatement(row, id_, UNTYPED, {"name": name}, (f"name:{name}",))], run
        )

    @rule(run=st.sampled_from(PEOPLE_SAY), id_=st.sampled_from([*ORGANISATIONS, *PROJECTS]))
    def withdraw(self, run: Run, id_: str) -> None:
        row = self.model.marks.get(run.id, 0) + 1
        self.check_applied([NodeStatement(row, id_, UNTYPED, {WITHDRAWN: True})], run)

    @rule(run=st.sampled_from(PEOPLE_SAY), link=LINKS)
    def say_of_a_link(self, run: Run, link: LinkStatement) -> None:
        """People withdraw it, or say that a value is not known."""
        row = self.model.marks.get(run.id, 0) + 1
        values = dict.fromkeys(link.values) or {WITHDRAWN: True}
        self.check_applied([replace(link, row=row, values=values)], run)

    @rule(
        run=st.sampled_from(RUNS[:4]),
        types=st.sampled_from([(), ("AFFILIATED_WITH",), ("AFFILIATED_WITH",)]),
    )
    def close(self, run: Run, types: tuple[str, ...]) -> None:
        """What the run does not say ends with the earlier issue that said it last."""
        if run.id not in self.model.marks or (types and not run.period):
            return
        changed = set(types) != self.model.closes(run)
        before = self.model.view()
        self.model.close(run, types)
        applied = self.wait(self.store.close_missing(run.id, types))
        self.check_counts(applied, before, self.model.view())
        self.check_version(applied.version, changed)

    @rule(
        run=st.sampled_from(RUNS[:3]),
        person=st.sampled_from(PEOPLE),
        host=st.sampled_from(ORGANISATIONS[:2]),
        values=st.sampled_from([{}, {"validTo": "2019"}, {"validTo": "2030-05"}]),
    )
    def belong(self, run: Run, person: str, host: str, values: dict[str, Any]) -> None:
        """Runs speak of a few links with ends."""
        row = self.model.marks.get(run.id, 0) + 1
        ends = [NodeStatement(row, person, "Talent"), NodeStatement(row, host, "Enterprise")]
        said = LinkStatement(row, "AFFILIATED_WITH", person, host, "", values)
        self.check_applied([*ends, said], run)

    @rule(decision=DECISIONS)
    def decide(self, decision: Decision) -> None:
        before = dict(self.model.verdicts)
        try:
            self.model.decide(decision)
        except Contradiction:
            try:
                self.wait(self.store.decide(decision))
            except StoreError:
                return
            raise AssertionError("a contradiction was accepted") from None
        version = self.wait(self.store.decide(decision))
        self.check_version(version, before != self.model.verdicts)

    @rule()
    def reopen(self) -> None:
        if self.keeps:
            self.wait(self.store.close())
            self.store = self.wait(self.at.open())

    @invariant()
    def the_view_is_the_models(self) -> None:
        expected = self.model.view()
        assert self.wait(shown(self.store, self.catalogue)) == laid_out(expected, self.catalogue)
        info = self.wait(self.store.info())
        assert (dict(info.nodes), dict(info.links)) == counted(expected)

    @invariant()
    def records_are_described_like_the_models(self) -> None:
        ids = [*ORGANISATIONS, *PROJECTS, "Organization:0"]
        nodes, _ = self.model.view()
        for id_, described in zip(ids, self.wait(self.store.describe(ids)), strict=True):
            survivor = self.model.survivor(id_)
            if described is None:
                assert survivor not in nodes
                continue
            assert described.withdrawn == self.model.withdrawn(survivor)
            expected = self.model.everything(withdrawn=True)[survivor]
            assert (described.id, described.type, dict(described.values)) == (survivor, *expected)
            assert {
                (run, s.type, s.id, frozenset(s.values.items()), s.keys, s.row, count)
                for run, s, count in described.statements
            } == self.model.statements(survivor)
            assert {
                (c.property, c.kept, c.offered, c.row) for c in described.conflicts
            } == self.model.conflicts(survivor)

    @invariant()
    def keys_find_the_models_records(self) -> None:
        found = self.wait(self.store.lookup(KEYS))
        assert {key: {f.id for f in records} for key, records in found.items()} == {
            key: ids for key in KEYS if (ids := self.model.found(key))
        }

    def check_version(self, version: str, changed: bool) -> None:  # noqa: FBT001
        name, _, number = self.versions[-1].rpartition(".")
        assert version == f"{name}.{int(number) + changed}"
        self.versions.append(version)

    def check_counts(self, applied: Any, before: Any, after: Any) -> None:
        assert (
            applied.nodes_created,
            applied.nodes_updated,
            applied.links_created,
            applied.links_updated,
        ) == tuple(n for b, a in zip(before, after, strict=True) for n in _compared(b, a))
        unclassified = {i for i, (t, _) in before[0].items() if t == "UnclassifiedOrganization"}
        assert applied.classified == sum(
            after[0][i][0] != "UnclassifiedOrganization" for i in unclassified & after[0].keys()
        )


def _compared(before: dict[Any, Any], after: dict[Any, Any]) -> tuple[int, int]:
    kept = before.keys() & after.keys()
    return len(after) - len(kept), sum(before[k] != after[k] for k in kept)


def _named(subject: Any) -> frozenset[str]:
    return frozenset([subject]) if isinstance(subject, str) else frozenset(subject[1:3])


def _subject(text: str) -> frozenset[str]:
    source, arrow, target = text.partition(" -[")
    return frozenset([source, target.rpartition(" ")[2]]) if arrow else frozenset([text])
