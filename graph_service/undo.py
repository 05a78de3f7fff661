"""Taking an import back: all that its run said, the rows it kept, and its report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graph_service.ingest_ledger import RUN, RunLedger
from graph_service.ingest_turn import PATIENCE, Holder, import_turn
from graph_service.store.port import RunState, Store, StoreError
from schema.statements import Run

__all__ = ["NoSuchRun", "Undone", "take_back_unfinished", "undo_run"]

_SHORTEST = 4
"""Signs of a run's id that may stand for all of it."""


class NoSuchRun(StoreError):
    """No run, or more than one, is meant by an id; the message is a sentence for its user."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back.

    Attributes
    ----------
    run : Run
    rows : int
        How many of its rows the store had.
    nodes, links : int
        How many records and links fewer there are than before.
    version : str
        Of the graph, afterwards.
    """

    run: Run
    rows: int
    nodes: int
    links: int
    version: str


async def undo_run(
    store: Store,
    run: str,
    *,
    patience: float = PATIENCE,
    waiting: Callable[[Holder], object] | None = None,
) -> Undone:
    """Take back everything that a run said, as if it had never been imported.

    What other runs say of the same records and links stays, and shows again where this run's
    value was chosen. An earlier issue that the run took the place of is not brought back. If this
    is interrupted, it can be done again and goes on.

    Parameters
    ----------
    store : Store
    run : str
        Its id, or a beginning of it that no other has.
    patience : float
        Seconds to wait for an import that is running.
    waiting : callable, optional
        Called with each import that is waited for.

    Raises
    ------
    NoSuchRun
        If nothing or more than one is meant.
    StoreError
        If an import does not end in time, or the store cannot be written.
    """
    async with import_turn(store.ledger, patience=patience, waiting=waiting) as turn:
        state = await _meant(store, run)
        before = await store.info()
        await turn.confirm()
        await RunLedger(store, state.run).take_back(state.run.id)
        after = await store.info()
    return Undone(
        run=state.run,
        rows=state.rows,
        nodes=sum(before.nodes.values()) - sum(after.nodes.values()),
        links=sum(before.links.values()) - sum(after.links.values()),
        version=after.version,
    )


async def take_back_unfinished(
    store: Store, runs: Sequence[str], *, patience: float = PATIENCE
) -> tuple[str, ...]:
    """Take back what was said of runs that were not carried out to their end.

    Parameters
    ----------
    store : Store
    runs : sequence of str
        Their ids; those that are complete stay.
    patience : float
        Seconds to wait for an import that is running.

    Returns
    -------
    tuple of str
        Which were taken back.

    Raises
    ------
    StoreError
        If an import does not end in time, or the store cannot be written.
    """
    async with import_turn(store.ledger, patience=patience) as turn:
        complete = await store.ledger.get_many(RUN, runs)
        unfinished = tuple(run for run in runs if run not in complete)
        for run in unfinished:
            # Rows may be kept of which nothing was applied yet.
            await turn.confirm()
            await RunLedger(store, Run(run, source="", period="")).take_back(run)
    return unfinished


async def _meant(store: Store, run: str) -> RunState:
    states = {state.run.id: state for state in await store.runs()}
    # Of a run whose taking back was interrupted, the report may be all that is left.
    for entry in await store.ledger.list(RUN, after=run[:-1], limit=100):
        if entry.key.startswith(run):
            report = entry.document
            left = Run(entry.key, str(report["source"]), str(report["period"]))
            states.setdefault(entry.key, RunState(left, 0, 0))
    if run in states:
        return states[run]
    meant = [state for id_, state in states.items() if id_.startswith(run)]
    if len(run) >= _SHORTEST and len(meant) == 1:
        return meant[0]
    if len(meant) > 1:
        raise NoSuchRun(
            f"{len(meant)} imports have an id that begins with {run}; write more of it. "
            "graph-service info lists them."
        )
    raise NoSuchRun(f"There is no import {run}; graph-service info lists those there are.")
