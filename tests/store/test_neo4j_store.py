"""The store's contract on a real Neo4j server, and random operations against the naive store."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from neo4j_places import Neo4jAt
from store_contract import StoreContract
from store_machine import StoreMachine


class TestNeo4jStore(StoreContract):
    # Each example opens up to four stores, so a failure is shown as it was found.
    examples = 6
    phases = (Phase.explicit, Phase.generate)

    @pytest.fixture(autouse=True)
    def _server(self, neo4j_url):
        self.url = neo4j_url

    def make(self) -> Neo4jAt:
        return Neo4jAt(self.url)


def test_random_operations_leave_what_the_naive_store_has(neo4j_url):
    class Neo4jMachine(StoreMachine):
        def make(self) -> Neo4jAt:
            return Neo4jAt(neo4j_url)

    run_state_machine_as_test(
        Neo4jMachine,
        settings=settings(
            max_examples=10,
            stateful_step_count=10,
            phases=(Phase.explicit, Phase.generate),
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
