"""Imports take turns.

Records are looked for before they are written: two imports that cross could make one twice. The
turn is a document of the ledger, written by compare-and-set: all processes and machines that share
a store see it. Its holder renews it all the time; who stops renewing it, because it was killed or
stood still, loses it.

A holder that stood still may not know that it lost the turn. It asks before every batch, and when
a batch took so long that the turn ran out meanwhile, once more after it: then what the run said
may have been matched beside another import, and the run is taken back. What is left: a process
that wakes in the middle of a batch after its turn ran out, and is killed before it can ask; clocks
of two machines that differ by more than two thirds of `LEASE`; and writes that take no turn
because they match nothing, such as decisions about two records.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import uuid4

from graph_service.clock import Clock, utc_now
from graph_service.store.ledger import Ledger
from graph_service.store.port import StoreError

__all__ = ["LEASE", "PATIENCE", "Holder", "ImportTurn", "TurnLost", "import_turn", "running_import"]

LEASE: Final = 30.0
"""Seconds after which a turn that was not renewed may be taken over."""
PATIENCE: Final = 600.0
"""Seconds that an import waits for another one."""
_POLL: Final = 1.0
_RENEWALS: Final = 3
"""How often a turn is renewed before it runs out."""
_KIND: Final = "turn"
_KEY: Final = "import"


class TurnLost(StoreError):
    """Another import has taken the turn over; the message is a sentence for who started this one."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has the turn.

    Attributes
    ----------
    host : str
    pid : int
    since, until : str
        ISO moments: when it began, and when it runs out unless it is renewed.
    place : str
        Names the running system and its table of processes; ``""`` where it cannot be told.
    token : str
        Tells one turn of a process from another.
    """

    host: str
    pid: int
    since: str
    until: str
    place: str
    token: str

    def __str__(self) -> str:
        """Name it for people."""
        return f"{self.host}, process {self.pid}, since {self.since}"

    def has_lost_it(self, now: datetime) -> bool:
        """Whether anybody else may take the turn."""
        return datetime.fromisoformat(self.until) <= now or (
            self.place != "" and self.place == _place() and not _is_alive(self.pid)
        )


async def running_import(ledger: Ledger, now: datetime) -> Holder | None:
    """Return who imports now, or None."""
    entry = await ledger.get(_KIND, _KEY)
    holder = Holder(**entry.document) if entry else None
    return None if holder is None or holder.has_lost_it(now) else holder


@asynccontextmanager
async def import_turn(
    ledger: Ledger,
    *,
    patience: float = PATIENCE,
    waiting: Callable[[Holder], object] | None = None,
    clock: Clock = utc_now,
    lease: float = LEASE,
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> AsyncIterator[ImportTurn]:
    """Have the turn as long as the block runs.

    Parameters
    ----------
    ledger : Ledger
    patience : float
        Seconds to wait for others.
    waiting : callable or None
        Called with each one that is waited for.
    clock : callable
        The present moment.
    lease : float
        Seconds until the turn runs out if it is not renewed.
    pause : callable
        Lets seconds pass.

    Yields
    ------
    ImportTurn

    Raises
    ------
    StoreError
        If others do not end in time, or the store cannot be written.
    """
    turn = ImportTurn(ledger, clock=clock, lease=lease)
    await turn.take(patience=patience, waiting=waiting, pause=pause)
    renewing = asyncio.ensure_future(turn.keep_renewing())
    try:
        yield turn
    finally:
        renewing.cancel()
        # If the store does not answer the turn runs out by itself.
        with suppress(StoreError):
            await turn.give_up()


class ImportTurn:
    """One import's turn.

    Parameters
    ----------
    ledger : Ledger
    clock : callable
    lease : float
    """

    def __init__(self, ledger: Ledger, *, clock: Clock, lease: float) -> None:
        self._ledger = ledger
        self._clock = clock
        self._lease = timedelta(seconds=lease)
        self._token = uuid4().hex
        self._since = self._until = clock()
        self._revision = 0
        self._lost = False
        self._writing = asyncio.Lock()

    @property
    def overdue(self) -> bool:
        """Whether another import may have taken the turn over since it was renewed."""
        return self._lost or self._clock() >= self._until

    async def take(
        self,
        *,
        patience: float,
        waiting: Callable[[Holder], object] | None,
        pause: Callable[[float], Awaitable[object]],
    ) -> None:
        """Wait for the turn."""
        give_up_at = self._clock() + timedelta(seconds=patience)
        told = ""
        while True:
            entry = await self._ledger.get(_KIND, _KEY)
            holder = Holder(**entry.document) if entry else None
            now = self._clock()
            if holder is None or holder.has_lost_it(now):
                self._since = now
                if await self._write(over=entry.revision if entry else 0):
                    return
                continue
            if now >= give_up_at:
                raise StoreError(
                    f"Another import ({holder}) is still running after {patience:g} seconds. "
                    "Import again when it is done, or wait longer: --wait SECONDS."
                )
            if waiting is not None and holder.token != told:
                told = holder.token
                waiting(holder)
            await pause(_POLL)

    async def confirm(self) -> None:
        """Renew the turn.

        Raises
        ------
        TurnLost
            If another import has it.
        """
        if self._lost or not await self._write():
            self._lost = True
            holder = await running_import(self._ledger, self._clock())
            other = f"another one ({holder})" if holder else "another one"
            raise TurnLost(
                f"This import stood still for more than {self._lease.total_seconds():g} seconds "
                f"and {other} went on in its place. Import the files again."
            )

    async def keep_renewing(self) -> None:
        """Renew the turn until it is lost; to be cancelled."""
        while not self._lost:
            await asyncio.sleep(self._lease.total_seconds() / _RENEWALS)
            # What cannot be renewed now may be the next time.
            with suppress(StoreError):
                await self.confirm()

    async def give_up(self) -> None:
        """Let the next import have the turn."""
        await self._write(lease=timedelta())

    async def _write(self, *, over: int | None = None, lease: timedelta | None = None) -> bool:
        """Write the turn over one's own, or over another revision; say whether it is ours."""
        async with self._writing:
            expected = self._revision if over is None else over
            until = self._clock() + (self._lease if lease is None else lease)
            mine = Holder(
                host=socket.gethostname(),
                pid=os.getpid(),
                since=self._since.isoformat(timespec="seconds"),
                until=until.isoformat(),
                place=_place(),
                token=self._token,
            )
            if await self._ledger.compare_and_set(_KIND, _KEY, asdict(mine), expected=expected):
                self._revision, self._until = expected + 1, until
                return True
            # It is another's; or ours, if the answer to an earlier writing was lost on its way.
            entry = await self._ledger.get(_KIND, _KEY)
            holder = Holder(**entry.document) if entry else None
            if entry is None or holder is None or holder.token != self._token:
                return False
            self._revision, self._until = entry.revision, datetime.fromisoformat(holder.until)
            return True


def _place() -> str:
    """Name this run of this system and the table that its pids are of."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
        return f"{boot} {Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return ""


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True
