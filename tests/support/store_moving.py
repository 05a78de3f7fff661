"""What every store promises about moving: its truth comes in parts, and parts make it again."""

from __future__ import annotations

from typing import Any

import pytest
from busy_stores import busy
from embedded_places import MemoryAt
from store_laws import everything

from graph_service.store.port import Contents, RunState, Said, Store, StoreError
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict

RUN = Run("r", "register", "2021", 1)


async def parts(store: Store, after: str = "", limit: int = 3) -> list[Contents]:
    return [part async for part in store.contents(after, limit=limit)]


def truth(found: list[Contents]) -> tuple[Any, ...]:
    """What parts say, however they are cut."""
    return (
        [run for part in found for run in part.runs],
        [decision for part in found for decision in part.decisions],
        sorted(
            (str(one.statement), one.run, one.first, one.count)
            for part in found
            for one in part.said
        ),
    )


class MovingContract:
    """A subclass gives the fixture `store`: an empty one, closed afterwards."""

    @pytest.mark.parametrize("seed", [1, 2])
    async def test_a_store_is_made_again_from_its_parts(self, store, seed):
        other = await MemoryAt().open()
        await busy(store, seed)
        for part in await parts(store):
            await other.take_over(part)
        assert truth(await parts(other)) == truth(await parts(store))
        assert await everything(other) == await everything(store)
        assert await other.runs() == await store.runs()
        assert (await other.info()).nodes == (await store.info()).nodes
        assert (await other.info()).links == (await store.info()).links
        await other.close()

    @pytest.mark.parametrize("seed", [3, 4])
    async def test_parts_of_another_store_make_it_here(self, store, seed):
        other = await MemoryAt().open()
        await busy(other, seed)
        for part in await parts(other):
            await store.take_over(part)
        assert truth(await parts(store)) == truth(await parts(other))
        assert await everything(store) == await everything(other)
        assert await store.runs() == await other.runs()
        assert (await store.info()).links == (await other.info()).links
        await other.close()

    async def test_what_was_taken_over_goes_on_as_if_it_had_been_said_here(self, store):
        other = await MemoryAt().open()
        await busy(other, 5)
        for part in await parts(other):
            await store.take_over(part)
        for each in (store, other):
            await each.retract("r1")
            await each.decide(Decision("a", "b", Verdict.UNDECIDED))
            await each.apply([NodeStatement(7, "a", "Enterprise", {"name": "z"}, ("n",))], RUN)
        assert await everything(store) == await everything(other)
        assert truth(await parts(store)) == truth(await parts(other))
        await other.close()

    async def test_a_part_taken_over_again_changes_nothing(self, store, at):
        other = await MemoryAt().open()
        await busy(other, 6)
        found = await parts(other)
        for part in found:
            await store.take_over(part)
        before, version = await at.medium(store), await store.version()
        for part in found:
            assert await store.take_over(part) == version
        assert await at.medium(store) == before
        await other.close()

    async def test_each_part_raises_the_version_by_one(self, store):
        name, _, number = (await store.version()).rpartition(".")
        version = await store.take_over(Contents(runs=(RunState(RUN, 4, 9),)))
        assert version == f"{name}.{int(number) + 1}"

    async def test_a_reading_goes_on_after_any_part(self, store):
        await busy(store, 7)
        whole = await parts(store, limit=2)
        for at, part in enumerate(whole, 1):
            assert truth(await parts(store, part.after, limit=2)) == truth(whole[at:])

    async def test_parts_have_no_more_than_was_asked_for(self, store):
        await busy(store, 8)
        whole = await parts(store, limit=1)
        assert len(whole) > 6
        survivors: dict[str, str] = {
            record: found.id
            for found in await store.describe(["a", "b", "c", "nobody", "Organization:甲", "p"])
            if found is not None
            for record in found.records
        }
        for part in whole:
            subjects = set()
            for one in part.said:
                said = one.statement
                ends = (said.id,) if isinstance(said, NodeStatement) else (said.source, said.target)
                key = "" if isinstance(said, NodeStatement) else said.key
                subjects.add((said.type if key else "", key, *(survivors.get(e, e) for e in ends)))
            assert len(subjects) <= 1
        assert truth(whole) == truth(await parts(store, limit=1_000))

    async def test_an_empty_store_has_one_part_that_says_nothing(self, store):
        (only,) = await parts(store)
        assert (only.runs, only.decisions, only.said) == ((), (), ())

    async def test_runs_and_decisions_come_first_and_alone(self, store):
        await busy(store, 9)
        first, *rest = await parts(store)
        assert first.runs == await store.runs()
        assert Decision("Organization:甲", "nobody", Verdict.SAME) in first.decisions
        assert first.said == ()
        assert not any(part.runs or part.decisions for part in rest)

    async def test_a_change_meanwhile_is_noticed(self, store):
        await busy(store, 10)
        reading = store.contents(limit=1)
        await anext(reading)
        await anext(reading)
        await store.apply([NodeStatement(1, "new", "Enterprise")], RUN)
        with pytest.raises(StoreError, match="was changed while it was read"):
            async for _ in reading:
                pass

    @pytest.mark.parametrize(
        ("part", "why"),
        [
            (Contents(runs=(RunState(RUN, 1, 8),)), "is number 1 with 9 rows"),
            (Contents(runs=(RunState(RUN, 2, 9),)), "is number 1 with 9 rows"),
            (Contents(runs=(RunState(Run("x", "x"), 1, 9),)), "run r is number 1"),
            (Contents(runs=(RunState(Run("x", "x", "soon"), 2, 9),)), "'soon' is not of the form"),
            (
                Contents(said=(Said(2, NodeStatement(1, "b", "Enterprise"), 1, 1),)),
                "run number 2, which said it, is unknown",
            ),
            (
                Contents(said=(Said(1, NodeStatement(10, "b", "Enterprise"), 1, 1),)),
                "row 10 are not rows of run r, which has 9",
            ),
            (
                Contents(said=(Said(1, NodeStatement(3, "a", "Enterprise"), 1, 2),)),
                "known to say it in 1 rows, not in 2",
            ),
            (
                Contents(said=(Said(1, NodeStatement(1, "b", "Castle"), 1, 1),)),
                "'Castle', which the catalogue does not have",
            ),
            (
                Contents(said=(Said(1, LinkStatement(1, "LIKES", "a", "b"), 1, 1),)),
                "'LIKES', which the catalogue does not have",
            ),
            (
                Contents(decisions=(Decision("a", "b", Verdict.SAME),)),
                "only before what was said",
            ),
        ],
    )
    async def test_what_is_known_otherwise_is_refused_and_nothing_written(
        self, store, at, part, why
    ):
        await store.take_over(Contents(runs=(RunState(RUN, 1, 9),)))
        await store.take_over(Contents(said=(Said(1, NodeStatement(3, "a", "Enterprise"), 3, 1),)))
        before = await at.medium(store)
        with pytest.raises(StoreError, match=why):
            await store.take_over(part)
        assert await at.medium(store) == before

    async def test_decisions_that_contradict_each_other_are_refused(self, store):
        same, other = Verdict.SAME, Verdict.DIFFERENT
        decisions = (
            Decision("a", "b", same),
            Decision("b", "c", same),
            Decision("a", "c", other),
        )
        with pytest.raises(StoreError, match="a and c would be different by one"):
            await store.take_over(Contents(decisions=decisions))
        await store.take_over(Contents(decisions=decisions[:2]))
        with pytest.raises(StoreError, match="a and c would be different by one"):
            await store.take_over(Contents(decisions=decisions[2:]))
