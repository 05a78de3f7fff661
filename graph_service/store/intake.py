"""The part of a store that an import uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from analytics.tables import Tables
from graph_service.store.ledger import Ledger
from graph_service.store.port import Applied, Described, Found, RunState, SnapshotRequest
from schema.statements import Run, Statement

__all__ = ["Intake"]


class Intake(Protocol):
    """What takes an import: a store, or one on trial; `graph_service.store.port` says what it promises."""

    @property
    def ledger(self) -> Ledger:
        """Operational state, kept in the same place."""
        ...

    async def apply(self, batch: Sequence[Statement], run: Run) -> Applied:
        """Add statements of a run, whole rows in order."""
        ...

    async def retract(self, run: str) -> Applied:
        """Take back everything that a run said."""
        ...

    async def close_missing(self, run: str, types: Sequence[str]) -> Applied:
        """Let a run close what earlier issues of its source said last and it does not say."""
        ...

    async def runs(self) -> tuple[RunState, ...]:
        """Runs in order of arrival."""
        ...

    async def lookup(self, keys: Sequence[str]) -> Mapping[str, tuple[Found, ...]]:
        """Find records by lookup keys."""
        ...

    async def describe(self, ids: Sequence[str]) -> tuple[Described | None, ...]:
        """Return records with all that was said about them."""
        ...

    async def snapshot(self, request: SnapshotRequest) -> Tables:
        """Return whole columns; a store on trial has no need to know what was only tried."""
        ...
