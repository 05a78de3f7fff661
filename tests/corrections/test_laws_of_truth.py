"""The laws of statements over real imports and all that people do, on both stores."""

from __future__ import annotations

import pytest
from embedded_places import FileAt, MemoryAt
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from neo4j_places import Neo4jAt
from truth_machine import TruthMachine


def carry_out(make, *, examples: int, steps: int, shrink: bool = True) -> None:
    class Machine(TruthMachine):
        def make(self):
            return make()

    phases = (Phase.generate, Phase.shrink) if shrink else (Phase.generate,)
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            phases=phases,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_graph_is_what_is_still_said_in_memory():
    carry_out(MemoryAt, examples=10, steps=12)


def test_the_graph_is_what_is_still_said_on_a_server(neo4j_url):
    carry_out(lambda: Neo4jAt(neo4j_url), examples=2, steps=8, shrink=False)


@pytest.mark.slow
@pytest.mark.skipif("not config.getoption('-m')", reason="takes minutes: choose it by -m slow")
def test_the_graph_is_what_is_still_said_in_a_file_for_long():
    carry_out(FileAt, examples=400, steps=30)


@pytest.mark.slow
@pytest.mark.skipif("not config.getoption('-m')", reason="takes minutes: choose it by -m slow")
def test_the_graph_is_what_is_still_said_on_a_server_for_long(neo4j_url):
    carry_out(lambda: Neo4jAt(neo4j_url), examples=40, steps=20, shrink=False)
