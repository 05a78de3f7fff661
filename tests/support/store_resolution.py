"""Which of several statements is shown: the rules, one example each."""

from __future__ import annotations

import pytest

from graph_service.store.port import Conflict, Outcome
from schema.statements import LinkStatement, NodeStatement, Run


def named(row: int, name: str, type_: str = "Enterprise") -> NodeStatement:
    return NodeStatement(row, "Organization:1", type_, {"name": name})


class StoreResolution:
    """Part of the contract of every store."""

    @staticmethod
    async def described(store):
        (described,) = await store.describe(["Organization:1"])
        return described

    async def test_a_source_that_repeats_itself_is_stored_once_with_a_count(self, store):
        run = Run("r", "register", "2021")
        await store.apply([named(1, "a"), named(2, "b"), named(3, "a")], run)
        await store.apply([named(4, "a")], run)
        described = await self.described(store)
        assert [(s.row, s.values["name"], n) for _, s, n in described.statements] == [
            (4, "a", 3),
            (2, "b", 1),
        ]
        assert described.values == {"name": "a"}

    @pytest.mark.parametrize(
        ("weaker", "stronger"),
        [
            pytest.param(("2023", 1, 9), ("2001", 2, 1), id="priority before period"),
            pytest.param(("2021-11", 1, 9), ("2021", 1, 1), id="the year ends after its November"),
            pytest.param(("2020-12-31", 1, 9), ("2021", 1, 1), id="period before row"),
            pytest.param(("", 1, 9), ("1990", 1, 1), id="no period is the earliest"),
            pytest.param(("2021-12", 1, 8), ("2021", 1, 9), id="row among equal last days"),
        ],
    )
    @pytest.mark.parametrize("weaker_first", [True, False])
    async def test_the_value_of_the_stronger_statement_is_shown(
        self, store, weaker, stronger, weaker_first
    ):
        said = []
        for name, (period, priority, row) in (("weak", weaker), ("strong", stronger)):
            said.append(([named(row, name)], Run(name, f"source of {name}", period, priority)))
        for batch, run in said if weaker_first else reversed(said):
            applied = await store.apply(batch, run)
        described = await self.described(store)
        assert described.values == {"name": "strong"}
        assert described.conflicts == (
            Conflict("Organization:1", "name", "strong", "weak", weaker[2]),
        )
        brought = stronger[2] if weaker_first else weaker[2]
        assert applied.conflicts == (Conflict("Organization:1", "name", "strong", "weak", brought),)

    @pytest.mark.parametrize("mention_first", [True, False])
    async def test_who_only_names_a_record_does_not_rename_it(self, store, mention_first):
        mention = [named(9, "short", "UnclassifiedOrganization")], Run("m", "later", "2023", 5)
        register = [named(1, "full")], Run("r", "register", "2021")
        for batch, run in (mention, register) if mention_first else (register, mention):
            applied = await store.apply(batch, run)
        described = await self.described(store)
        assert (described.type, described.values) == ("Enterprise", {"name": "full"})
        assert applied.conflicts == described.conflicts == ()
        await store.retract("r")
        described = await self.described(store)
        assert (described.type, described.values) == (
            "UnclassifiedOrganization",
            {"name": "short"},
        )

    async def test_a_later_row_of_one_run_wins(self, store):
        applied = await store.apply([named(1, "z"), named(2, "a")], Run("r", "register", "2021"))
        assert (await self.described(store)).values == {"name": "a"}
        assert dict(applied.rows) == {1: Outcome.CREATED, 2: Outcome.UPDATED}

    async def test_ties_are_settled_by_names_not_by_arrival(self, store):
        for source in ("b", "c", "a"):
            await store.apply([named(1, f"of {source}")], Run(source, source, "2021"))
        assert (await self.described(store)).values == {"name": "of c"}

    @pytest.mark.parametrize("backwards", [False, True])
    async def test_a_row_that_contradicts_itself_is_settled_by_what_it_says(self, store, backwards):
        said = [named(1, "a", "University"), named(1, "b", "Enterprise")]
        run = Run("r", "register", "2021")
        await store.apply(said[::-1] if backwards else said, run)
        described = await self.described(store)
        assert (described.type, described.values) == ("Enterprise", {"name": "b"})

    async def test_of_two_readings_of_one_issue_the_newer_counts(self, store):
        old, new = Run("z", "register", "2021", 1), Run("a", "register", "2021", 1)
        await store.apply([named(9, "old")], old)
        applied = await store.apply([named(1, "new")], new)
        described = await self.described(store)
        assert (described.values, described.conflicts) == ({"name": "new"}, ())
        assert (applied.rows[1], applied.conflicts) == (Outcome.UPDATED, ())
        await store.apply([named(10, "older still")], old)
        assert (await self.described(store)).values == {"name": "new"}
        await store.retract("a")
        assert (await self.described(store)).values == {"name": "older still"}

    async def test_a_replaced_reading_does_not_beat_another_source_of_equal_rank(self, store):
        old, new = Run("z", "register", "2021", 1), Run("a", "register", "2021", 1)
        await store.apply([named(1, "old")], old)
        await store.apply([named(1, "new")], new)
        await store.apply([named(5, "atlas")], Run("b", "atlas", "2021-12-31", 1))
        applied = await store.apply([named(9, "older still")], old)
        assert applied.rows[9] is Outcome.UNCHANGED
        assert (await self.described(store)).values == {"name": "atlas"}

    async def test_a_correction_by_people_wins_and_can_be_taken_back(self, store):
        await store.apply([named(1, "a")], Run("r", "register", "2021", 10))
        await store.apply([named(1, "b")], Run("m", "manual", "", 1_000_000))
        assert (await self.described(store)).values == {"name": "b"}
        await store.retract("m")
        assert (await self.described(store)).values == {"name": "a"}

    async def test_properties_are_chosen_one_by_one(self, store):
        first = NodeStatement(
            1, "Organization:1", "Enterprise", {"name": "a", "country": "CN"}, ("k",)
        )
        await store.apply([first], Run("r", "register", "2021", 2))
        await store.apply(
            [NodeStatement(1, "Organization:1", "Enterprise", {"name": "b", "city": "温州"})],
            Run("s", "survey", "2022", 1),
        )
        assert (await self.described(store)).values == {
            "name": "a",
            "country": "CN",
            "city": "温州",
        }

    async def test_the_first_source_that_states_a_type_settles_it(self, store):
        placeholder = "UnclassifiedOrganization"
        applied = await store.apply([named(1, "a", placeholder)], Run("r", "list", "2021"))
        assert (await self.described(store)).type == placeholder
        applied = await store.apply([named(1, "a", "University")], Run("s", "survey", "2020"))
        assert (applied.classified, applied.nodes_updated) == (1, 1)
        applied = await store.apply([named(3, "a")], Run("t", "register", "2022", 9))
        assert applied.classified == 0
        assert applied.conflicts == (
            Conflict("Organization:1", "type", "University", "Enterprise", 3),
        )
        assert (await self.described(store)).type == "University"
        assert (await store.info()).nodes == {"University": 1}
        await store.retract("s")
        assert (await self.described(store)).type == "Enterprise"

    async def test_a_type_stays_when_its_row_is_repeated_later(self, store):
        run = Run("r", "register", "2021")
        await store.apply([named(1, "a"), named(2, "b", "University")], run)
        await store.apply([named(3, "a")], run)
        assert (await self.described(store)).type == "Enterprise"

    async def test_a_conflict_is_reported_once(self, store):
        await store.apply([named(1, "a")], Run("r", "register", "2021", 2))
        run = Run("s", "survey", "2021", 1)
        applied = await store.apply([named(1, "b"), named(2, "b"), named(3, "c")], run)
        assert [(c.offered, c.row) for c in applied.conflicts] == [("b", 2), ("c", 3)]
        applied = await store.apply([named(4, "b")], run)
        assert applied.conflicts == ()

    async def test_a_conflict_within_a_run_names_both_rows(self, store):
        run = Run("r", "register", "2021")
        applied = await store.apply([named(1, "a"), named(2, "b")], run)
        assert [(c.kept, c.offered, c.row, c.against) for c in applied.conflicts] == [
            ("b", "a", 1, 2)
        ]
        applied = await store.apply([named(3, "c")], run)
        assert [(c.kept, c.offered, c.row, c.against) for c in applied.conflicts] == [
            ("c", "b", 3, 2)
        ]
        applied = await store.apply([named(4, "d")], Run("s", "survey", "2022"))
        assert [(c.kept, c.row, c.against) for c in applied.conflicts] == [("d", 4, 0)]

    async def test_links_are_resolved_like_records(self, store):
        ends = [
            named(1, "a"),
            NodeStatement(1, "Project:1", "Project"),
        ]
        link = ("PARTICIPATES_IN", "Organization:1", "Project:1", "")
        await store.apply(
            [*ends, LinkStatement(1, *link, {"role": "PARTICIPANT"})], Run("r", "list", "2021")
        )
        applied = await store.apply(
            [LinkStatement(5, *link, {"role": "LEAD"})], Run("s", "register", "2021", 1)
        )
        assert (applied.links_updated, applied.rows[5]) == (1, Outcome.UPDATED)
        (conflict,) = applied.conflicts
        assert (conflict.property, conflict.kept, conflict.offered) == (
            "role",
            "LEAD",
            "PARTICIPANT",
        )
        assert "Organization:1" in conflict.subject
        assert "Project:1" in conflict.subject
