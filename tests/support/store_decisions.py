"""What deciding that two records are one does, and its undoing."""

from __future__ import annotations

import pytest
from store_laws import everything
from store_statements import RUN, enterprise
from store_view import CONTEXT, shown

from graph_service.store.ledger import Note
from graph_service.store.plan import Lookup
from graph_service.store.port import Contradiction, Overtaken, StoreError
from schema.statements import Decision, LinkStatement, NodeStatement, Verdict


class StoreDecisions:
    """Part of the contract of every store."""

    async def test_records_decided_the_same_are_one_node_with_the_links_of_both(
        self, store, catalogue
    ):
        await store.apply(
            [
                enterprise(1, "E:1", name="a"),
                enterprise(2, "E:2", country="CN"),
                NodeStatement(3, "P:1", "Project"),
                LinkStatement(3, "PARTICIPATES_IN", "E:1", "P:1"),
                LinkStatement(4, "PARTICIPATES_IN", "E:2", "P:1", "", {"role": "LEAD"}),
                LinkStatement(5, "PART_OF", "E:2", "E:1"),
            ],
            RUN,
        )
        before = await everything(store)
        await store.decide(Decision("E:2", "E:1", Verdict.SAME))
        nodes, links = await shown(store, catalogue)
        assert nodes["E:1"] == ("Enterprise", {"name": "a", "country": "CN"})
        assert links == {
            ("PARTICIPATES_IN", "E:1", "P:1", ""): {"role": "LEAD"},
            ("PART_OF", "E:1", "E:1", ""): {},
        }
        rows = await store.read(Lookup(("E:2", "E:1", "E:9")), CONTEXT)
        assert [row and row["@id"] for row in rows] == ["E:1", "E:1", None]
        assert (await store.lookup(["name:E:2"]))["name:E:2"][0].id == "E:1"
        (described,) = await store.describe(["E:2"])
        assert described.records == ("E:1", "E:2")
        await store.decide(Decision("E:1", "E:2", Verdict.UNDECIDED))
        assert await everything(store) == before

    async def test_sameness_is_transitive_and_cannot_contradict_a_difference(self, store):
        for left, right in (("E:1", "E:2"), ("E:3", "E:2")):
            await store.decide(Decision(left, right, Verdict.SAME))
        version = await store.version()
        with pytest.raises(StoreError, match="E:1 and E:3"):
            await store.decide(Decision("E:1", "E:3", Verdict.DIFFERENT))
        await store.decide(Decision("E:4", "E:1", Verdict.DIFFERENT))
        with pytest.raises(StoreError, match="E:1 and E:4"):
            await store.decide(Decision("E:3", "E:4", Verdict.SAME))
        assert (
            int((await store.version()).rpartition(".")[2]) == int(version.rpartition(".")[2]) + 1
        )

    async def test_a_contradiction_names_the_shortest_chain_of_what_is_the_same(self, store):
        for left, right in (("E:1", "E:2"), ("E:3", "E:2"), ("E:3", "E:4"), ("E:1", "E:3")):
            await store.decide(Decision(left, right, Verdict.SAME))
        with pytest.raises(Contradiction, match="E:1 = E:3 = E:4") as refused:
            await store.decide(Decision("E:4", "E:1", Verdict.DIFFERENT))
        assert refused.value.chain == ("E:1", "E:3", "E:4")

    async def test_what_is_noted_with_a_verdict_is_written_with_it_or_neither_is(self, store):
        ledger, same = store.ledger, Decision("E:1", "E:2", Verdict.SAME)
        await store.apply([enterprise(1, "E:1"), enterprise(2, "E:2")], RUN)
        await ledger.compare_and_set("seen", "b", {"n": 1}, expected=0)
        version = await store.version()

        with pytest.raises(Overtaken):
            await store.decide(same, [Note("seen", "a", {}, 0), Note("seen", "b", {"n": 2}, 0)])
        assert await store.version() == version
        assert await ledger.get("seen", "a") is None
        assert (await store.info()).nodes == {"Enterprise": 2}

        await store.decide(same, [Note("seen", "a", {}, 0), Note("seen", "b", {"n": 2}, 1)])
        assert await store.version() != version
        assert (await ledger.get("seen", "a")).revision == 1
        noted = await ledger.get("seen", "b")
        assert (noted.revision, noted.document) == (2, {"n": 2})
        assert (await store.info()).nodes == {"Enterprise": 1}

    async def test_nothing_is_noted_of_a_verdict_that_is_refused(self, store):
        for right in ("E:2", "E:3"):
            await store.decide(Decision("E:1", right, Verdict.SAME))
        with pytest.raises(Contradiction):
            await store.decide(
                Decision("E:2", "E:3", Verdict.DIFFERENT), [Note("seen", "a", {}, 0)]
            )
        assert await store.ledger.list("seen") == ()

    async def test_a_verdict_in_force_is_noted_without_a_new_version(self, store):
        same = Decision("E:1", "E:2", Verdict.SAME)
        version = await store.decide(same)
        assert await store.decide(same, [Note("seen", "a", {}, 0)]) == version
        assert (await store.ledger.get("seen", "a")).revision == 1

    async def test_a_decision_may_come_before_the_records(self, store):
        await store.decide(Decision("E:1", "E:2", Verdict.SAME))
        await store.apply([enterprise(1, "E:2", name="a")], RUN)
        (described,) = await store.describe(["E:2"])
        assert (described.id, dict(described.values)) == ("E:1", {"name": "a"})

    async def test_the_last_verdict_on_a_pair_is_the_one_that_is_kept(self, at):
        store = await at.open()
        await store.apply([enterprise(1, "E:1"), enterprise(2, "E:2")], RUN)
        await store.decide(Decision("E:1", "E:2", Verdict.DIFFERENT))
        await store.decide(Decision("E:2", "E:1", Verdict.SAME))
        await store.close()
        again = await at.open()
        assert (await again.info()).nodes == {"Enterprise": 1}
        await again.close()
