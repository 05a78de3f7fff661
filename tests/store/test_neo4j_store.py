"""The store's contract on a real Neo4j server, and random operations against the naive store."""

from __future__ import annotations

import pytest
from effort import tried
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from neo4j_places import Neo4jAt
from store_contract import StoreContract
from store_machine import StoreMachine
from store_statements import RUN, enterprise
from store_view import shown

from schema.statements import LinkStatement, Run


class TestNeo4jStore(StoreContract):
    # Each example opens up to four stores, so a failure is shown as it was found.
    examples = tried(every_run=3, thorough=20)
    phases = (Phase.explicit, Phase.generate)

    @pytest.fixture(autouse=True)
    def _server(self, neo4j_url):
        self.url = neo4j_url

    def make(self) -> Neo4jAt:
        return Neo4jAt(self.url)

    async def test_a_run_is_taken_back_in_steps_and_goes_on_after_an_interruption(
        self, store, catalogue, monkeypatch
    ):
        monkeypatch.setattr("graph_service.store.neo4j.changing._STEP", 1)
        other = Run("s", "survey", "2021", 1)
        await store.apply([enterprise(1, "E:1", name="kept")], other)
        before = await shown(store, catalogue)
        batches = [
            [enterprise(n, f"E:{n}", name="x"), LinkStatement(n, "PART_OF", f"E:{n}", "E:1")]
            for n in (1, 2, 3)
        ]
        for batch in batches:
            await store.apply(batch, RUN)
        whole = await shown(store, catalogue)

        _, over = await store._changer._retract_step(RUN.id)
        assert not over
        states = {state.run.id: state.rows for state in await store.runs()}
        assert states == {"s": 1, RUN.id: 0}
        for batch in batches:
            await store.apply(batch, RUN)
        assert await shown(store, catalogue) == whole

        await store.retract(RUN.id)
        assert await shown(store, catalogue) == before
        assert [state.run.id for state in await store.runs()] == ["s"]


def test_random_operations_leave_what_the_naive_store_has(neo4j_url):
    class Neo4jMachine(StoreMachine):
        def make(self) -> Neo4jAt:
            return Neo4jAt(neo4j_url)

    run_state_machine_as_test(
        Neo4jMachine,
        settings=settings(
            max_examples=7,
            stateful_step_count=10,
            phases=(Phase.explicit, Phase.generate),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
