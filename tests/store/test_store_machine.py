"""Random operations on the embedded store against the naive one (`naive_store`)."""

from __future__ import annotations

from effort import tried
from embedded_places import FileAt, MemoryAt
from hypothesis import HealthCheck, settings
from store_machine import StoreMachine

_SETTINGS = settings(
    max_examples=tried(every_run=40, thorough=200),
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


class FileMachine(StoreMachine):
    def make(self) -> FileAt:
        return FileAt()


class MemoryMachine(StoreMachine):
    keeps = False

    def make(self) -> MemoryAt:
        return MemoryAt()


TestFileAgainstNaive = FileMachine.TestCase
TestMemoryAgainstNaive = MemoryMachine.TestCase
TestFileAgainstNaive.settings = TestMemoryAgainstNaive.settings = _SETTINGS
