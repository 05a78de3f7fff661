"""What an import puts up for review: records that may be one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph_service.ingest_ledger import KeptRows
from graph_service.ingest_likeness import LikeRecords
from graph_service.ingest_turn import ImportTurn
from graph_service.review.candidates import Pair, ReviewQueue
from graph_service.store.intake import Intake
from loaders.records import Candidate, Record
from loaders.report import CandidateNote
from schema.catalogue import Catalogue
from schema.packs import Pack
from schema.statements import Run

__all__ = ["RunReview"]


class RunReview:
    """The pairs that one run brings up.

    Parameters
    ----------
    store : Intake
    catalogue : Catalogue
    pack : Pack
    run : Run
    turn : ImportTurn
        Asked for before anything is written at the end of the run.
    """

    def __init__(
        self, store: Intake, catalogue: Catalogue, pack: Pack, run: Run, turn: ImportTurn
    ) -> None:
        self._queue = ReviewQueue(store.ledger)
        self._rows = KeptRows(store.ledger)
        self._alike = LikeRecords(store, catalogue, pack)
        self._run = run
        self._turn = turn
        self._doubted: set[tuple[str, str]] = set()

    async def queue_up(self, candidates: Sequence[Candidate]) -> None:
        """Queue what matching doubts."""
        if candidates:
            pairs = [
                self._pair(c.record.id, other.id, c.reason, row=c.row)
                for c in candidates
                for other in c.others
            ]
            self._doubted.update((pair.left, pair.right) for pair in pairs)
            await self._queue.add(pairs)

    async def compare_names(self, newcomers: Mapping[Record, int]) -> list[CandidateNote]:
        """Queue new records that are called nearly like others.

        Parameters
        ----------
        newcomers : mapping of Record to int
            With the ordinals of their rows.

        Returns
        -------
        list of CandidateNote
            For the report.
        """
        if not newcomers:
            return []
        found = []
        for one in await self._alike.find(newcomers):
            pair = self._pair(one.record.id, one.other, one.reason, score=one.score, row=one.row)
            if (pair.left, pair.right) not in self._doubted:
                found.append((one, pair))
        await self._turn.confirm()
        await self._queue.add(pair for _, pair in found)
        rows = await self._rows.rows([(self._run.id, one.row) for one, _ in found])
        return [
            CandidateNote(one.record.id, (one.other,), one.reason, *place)
            for (one, _), row in zip(found, rows, strict=True)
            for place in [(row.file, row.number) if row else ("", 0)]
        ]

    def _pair(self, one: str, other: str, reason: str, **said: Any) -> Pair:
        return Pair.of(one, other, reason, run=self._run.id, source=self._run.source, **said)
