"""What an import leaves in the ledger: its report, and the rows as they were read."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

import orjson

from graph_service.review.candidates import ReviewQueue
from graph_service.store.intake import Intake
from graph_service.store.ledger import Ledger
from loaders.report import RunReport
from loaders.rows import Cell, RawRow
from schema.statements import Run

__all__ = ["CORRECTION", "RUN", "KeptRow", "KeptRows", "RunLedger"]

RUN: Final = "run"
"""Kind of the documents that hold the reports of runs."""

CORRECTION: Final = "correction"
"""Kind of the documents that say who made a correction, by the run that it is."""

_BLOCK = 1_000
_COMPRESSION = 3


class KeptRow(NamedTuple):
    """A row as it was read.

    Attributes
    ----------
    file, sheet : str
    number : int
        Row of the sheet, from 1.
    cells : list of Cell
        Dates as their text.
    """

    file: str
    sheet: str
    number: int
    cells: list[Cell]


class KeptRows:
    """The rows that imports kept.

    Parameters
    ----------
    ledger : Ledger
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._block: tuple[str, list[Any]] = ("", [])

    async def row(self, run: str, ordinal: int) -> KeptRow | None:
        """Return a row of a run by its number over all its tables, from 1; None if it is not kept."""
        return (await self.rows([(run, ordinal)]))[0]

    async def rows(self, wanted: Sequence[tuple[str, int]]) -> list[KeptRow | None]:
        """Return rows by their runs and numbers; what stands together is fetched once."""
        places = [(_name(run, (ordinal - 1) // _BLOCK + 1), ordinal) for run, ordinal in wanted]
        found: dict[tuple[str, int], KeptRow | None] = {}
        for name, ordinal in sorted(set(places)):
            if self._block[0] != name:
                self._block = (name, await self._fetched(name))
            rows, at = self._block[1], (ordinal - 1) % _BLOCK
            found[name, ordinal] = _kept(rows[at]) if at < len(rows) else None
        return [found[place] for place in places]

    async def _fetched(self, name: str) -> list[Any]:
        packed = await self._ledger.get_blob(name)
        return [] if packed is None else await asyncio.to_thread(_unpacked, packed)


class RunLedger:
    """The ledger's part of one run.

    Parameters
    ----------
    store : Intake
    run : Run
    """

    def __init__(self, store: Intake, run: Run) -> None:
        self._store = store
        self._run = run
        self._rows: list[tuple[str, str, int, list[Cell]]] = []
        self._blocks = 0

    async def complete_report(self) -> RunReport | None:
        """The report of this run if it was carried out to its end and still counts."""
        entry = await self._store.ledger.get(RUN, self._run.id)
        if entry is None:
            return None
        report = RunReport.from_json(entry.document)
        states = await self._store.runs()
        # A run of no rows is one whose taking back was interrupted.
        counts = any(state.run.id == self._run.id and state.rows for state in states)
        said_nothing = not any(f.created + f.updated + f.unchanged for f in report.files)
        return report if counts or said_nothing else None

    async def is_begun(self) -> bool:
        """Whether the store has rows of this run."""
        states = await self._store.runs()
        return any(state.run.id == self._run.id and state.rows for state in states)

    async def complete(self, report: RunReport) -> None:
        """Note that the run was carried out to its end."""
        entry = await self._store.ledger.get(RUN, self._run.id)
        await self._store.ledger.compare_and_set(
            RUN, self._run.id, report.to_json(), expected=entry.revision if entry else 0
        )

    def add_rows(self, rows: Iterable[tuple[str, str, RawRow]]) -> None:
        """Take rows of a file and sheet to be kept."""
        self._rows.extend((file, sheet, row.number, row.cells) for file, sheet, row in rows)

    async def keep_rows(self, *, last: bool = False) -> None:
        """Keep full blocks of rows, or all that are left."""
        while len(self._rows) >= _BLOCK or (last and self._rows):
            block, self._rows = self._rows[:_BLOCK], self._rows[_BLOCK:]
            packed = await asyncio.to_thread(_packed, block)
            self._blocks += 1
            await self._store.ledger.put_blob(_name(self._run.id, self._blocks), packed)

    async def replace_earlier(self) -> list[str]:
        """Take back the other runs of the same source and period; return their ids."""
        earlier = [
            state.run.id
            for state in await self._store.runs()
            if (state.run.source, state.run.period) == (self._run.source, self._run.period)
            and state.run.id != self._run.id
        ]
        # What people correct one by one is of one issue, and no import takes its place.
        corrections = await self._store.ledger.get_many(CORRECTION, earlier)
        earlier = [run for run in earlier if run not in corrections]
        for run in earlier:
            await self.take_back(run)
        return earlier

    async def take_back(self, run: str) -> None:
        """Take back all that a run said, what it put up for review, its rows and its report."""
        await self._store.retract(run)
        await ReviewQueue(self._store.ledger).drop(run)
        await self._store.ledger.delete_blobs(f"raw/{run}/")
        entry = await self._store.ledger.get(RUN, run)
        if entry is not None:
            await self._store.ledger.compare_and_set(RUN, run, None, expected=entry.revision)


def _name(run: str, block: int) -> str:
    return f"raw/{run}/{block}"


def _packed(block: list[Any]) -> bytes:
    # Dates are dataclasses: they are handed to `default` only if orjson does not take them.
    rows = orjson.dumps(block, default=str, option=orjson.OPT_PASSTHROUGH_DATACLASS)
    return zlib.compress(rows, _COMPRESSION)


def _unpacked(block: bytes) -> list[Any]:
    rows: list[Any] = orjson.loads(zlib.decompress(block))
    return rows


def _kept(row: Any) -> KeptRow:
    file, sheet, number, cells = row
    return KeptRow(file, sheet, number, [_cell(cell) for cell in cells])


def _cell(kept: Any) -> Cell:
    if isinstance(kept, dict):
        # Rows that were kept when dates still were objects.
        return str(kept["text"])
    return tuple(map(_cell, kept)) if isinstance(kept, list) else kept
