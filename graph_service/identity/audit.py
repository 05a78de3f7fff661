"""The audit log: who wrote or decided what, and who was not let; entries are added, never changed.

Entries hold no values and no records: what was written is found by the runs and ids they name.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from graph_service.clock import Clock, utc_now
from graph_service.identity.callers import Caller
from graph_service.store.ledger import Entry, Ledger
from graph_service.store.port import StoreError

__all__ = ["AUDIT", "AuditEntry", "AuditLog", "AuditOutcome"]

AUDIT: Final = "audit"
"""Kind of the ledger's documents that hold an entry each."""

_NUMBERS: Final = 10**12
_LONGEST: Final = 100
"""Letters of a name, and runs of one act."""
_log = logging.getLogger(__name__)


class AuditOutcome(enum.StrEnum):
    """What came of an act."""

    DONE = "DONE"
    UNCHANGED = "UNCHANGED"
    FAILED = "FAILED"
    REFUSED = "REFUSED"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act.

    Attributes
    ----------
    number : int
        From 1, in order of time.
    at : str
        When it ended: an ISO moment in UTC.
    name, key, role : str
        Who: the name, the public id of the key (empty if none was sent), and the role then.
    act : str
        A field of the API that writes, ``import``, ``sendFiles``, ``stopImport``, or a command.
    outcome : str
        A value of `AuditOutcome`.
    request : str
        Id of the request; empty for a command.
    runs : tuple of str
        The runs that were written or taken back.
    subject : str
        Id of the job, decision or key that it was about; empty if none.
    """

    number: int
    at: str
    name: str
    key: str
    role: str
    act: str
    outcome: str
    request: str = ""
    runs: tuple[str, ...] = ()
    subject: str = ""


class AuditLog:
    """Adds entries and reads them.

    Parameters
    ----------
    ledger : Ledger
    clock : callable
        The current moment.
    """

    def __init__(self, ledger: Ledger, *, clock: Clock = utc_now) -> None:
        self._ledger = ledger
        self._clock = clock

    async def note(
        self,
        caller: Caller,
        act: str,
        outcome: AuditOutcome = AuditOutcome.DONE,
        *,
        request: str = "",
        runs: Sequence[str] = (),
        subject: str = "",
    ) -> None:
        """Add an entry.

        What was done stays done if the ledger cannot be written any more: then the service's own
        log has the entry.

        Parameters
        ----------
        caller : Caller
            Who did it.
        act : str
        outcome : AuditOutcome
        request : str
        runs : sequence of str
        subject : str
        """
        entry = AuditEntry(
            0,
            self._clock().isoformat(timespec="seconds"),
            caller.name[:_LONGEST],
            caller.key,
            caller.role.word,
            act,
            outcome.value,
            request,
            tuple(runs[:_LONGEST]),
            subject,
        )
        document = asdict(entry)
        del document["number"]
        try:
            number = await self._last() + 1
            while not await self._ledger.compare_and_set(AUDIT, _key(number), document, expected=0):
                number += 1
        except StoreError:
            _log.exception("Not in the audit log, as the store cannot be written: %s", document)

    async def page(self, *, before: int = 0, limit: int = 100) -> tuple[AuditEntry, ...]:
        """Return entries, the newest first; those older than a number if it is not 0."""
        after = _key(before) if before else ""
        return tuple(map(_entry, await self._ledger.list(AUDIT, after=after, limit=limit)))

    async def _last(self) -> int:
        newest = await self._ledger.list(AUDIT, limit=1)
        return _entry(newest[0]).number if newest else 0


def _key(number: int) -> str:
    # The newest first.
    return f"{_NUMBERS - number:012}"


def _entry(entry: Entry) -> AuditEntry:
    known = {field.name for field in fields(AuditEntry)}
    told = {name: value for name, value in entry.document.items() if name in known}
    told["runs"] = tuple(told.get("runs", ()))
    return AuditEntry(number=_NUMBERS - int(entry.key), **told)
