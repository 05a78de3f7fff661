"""Seeded faults of how statements are resolved: random operations must find each."""

from __future__ import annotations

import pytest
from embedded_places import MemoryAt
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from store_machine import StoreMachine
from truth_machine import TruthMachine

from graph_service.store import change, draft, resolve, standing
from schema.statements import UNTYPED

_SETTINGS = settings(
    max_examples=300,
    stateful_step_count=15,
    phases=(Phase.generate,),
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


class Machine(StoreMachine):
    keeps = False

    def make(self) -> MemoryAt:
        return MemoryAt()


def withdrawals_ignored(patch) -> None:
    patch.setattr(resolve, "is_there", lambda units: any(u.type != UNTYPED for u in units))


def ghosts_shown(patch) -> None:
    patch.setattr(resolve, "is_there", bool)


def earlier_corrections_count(patch) -> None:
    patch.setattr(resolve, "_newest", lambda offered: offered)


def closed_whoever_says_it_again(patch) -> None:
    def closed(units, closings):
        found = {}
        for unit in units:
            place = (unit.arrival.run.source, unit.type)
            if place in closings and unit.arrival.rank[1] < closings[place]:
                found[place] = unit.arrival.rank[1]
        return found

    patch.setattr(standing, "_closed", closed)


def what_was_closed_stays_so(patch) -> None:
    patch.setattr(change, "_close", lambda *_: None)


def the_straight_road_for_all(patch) -> None:
    for module in (draft, resolve):
        patch.setattr(module, "is_plain", lambda *_: True)


class Imports(TruthMachine):
    def make(self) -> MemoryAt:
        return MemoryAt()


@pytest.mark.parametrize(
    ("fault", "machine"),
    [
        (withdrawals_ignored, Machine),
        (ghosts_shown, Machine),
        (earlier_corrections_count, Machine),
        (the_straight_road_for_all, Machine),
        pytest.param(closed_whoever_says_it_again, Imports, marks=pytest.mark.slow),
        pytest.param(what_was_closed_stays_so, Imports, marks=pytest.mark.slow),
    ],
    ids=lambda one: one.__name__,
)
def test_a_fault_is_found(monkeypatch, fault, machine):
    fault(monkeypatch)
    with pytest.raises(Exception, match=r"."):
        run_state_machine_as_test(machine, settings=_SETTINGS)
