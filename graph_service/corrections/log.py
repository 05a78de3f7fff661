"""What the ledger keeps of corrections: who made them, when and why; no values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from graph_service.ingest_ledger import CORRECTION, RUN
from graph_service.store.ledger import Ledger, Note
from loaders.report import RunReport
from schema.statements import Run

__all__ = ["CORRECTED", "Act", "CorrectionLog"]

CORRECTED: Final = "corrected"
"""Kind of the documents that name the last run by people about a record or link."""


@dataclass(frozen=True, slots=True)
class Act:
    """What somebody did.

    Attributes
    ----------
    run : str
        The run that says it; `graph-service undo` takes it back.
    act : str
        ``CORRECT``, ``ADD_NODE``, ``ADD_LINK`` or ``WITHDRAW``.
    subject : str
        What it is about: a record's id, or the ends of a link.
    properties : tuple of str
        Of which something was said.
    by : str
        Who did it.
    at : str
        When: an ISO moment in UTC.
    reason : str
        Why.
    """

    run: str
    act: str
    subject: str
    properties: tuple[str, ...]
    by: str
    at: str
    reason: str


class CorrectionLog:
    """The corrections in a ledger.

    Parameters
    ----------
    ledger : Ledger
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def last(self, subject: str) -> tuple[int, str]:
        """The revision of what is noted about a subject, and the last run about it."""
        entry = await self._ledger.get(CORRECTED, subject)
        return (entry.revision, str(entry.document["run"])) if entry else (0, "")

    async def acts(self, runs: Sequence[str]) -> Mapping[str, Act]:
        """Who made the corrections that are these runs; the others are no corrections."""
        found = await self._ledger.get_many(CORRECTION, runs)
        return {
            run: Act(**{**entry.document, "properties": tuple(entry.document["properties"])})
            for run, entry in found.items()
        }

    @staticmethod
    def notes(run: Run, act: Act, revision: int) -> tuple[Note, ...]:
        """What is written with a correction, over a revision of what is noted about its subject."""
        report = RunReport(run.id, run.source, run.period)
        return (
            Note(CORRECTED, act.subject, {"run": run.id}, revision),
            Note(CORRECTION, run.id, asdict(act), 0),
            Note(RUN, run.id, report.to_json(), 0),
        )
