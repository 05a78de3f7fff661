"""The worker: jobs of this folder of uploads, one after the other, also those cut short before."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from graph_service.clock import Clock
from graph_service.identity.audit import AuditLog, AuditOutcome
from graph_service.ingest_run import Progress
from graph_service.jobs.carrying import Outcome, Unread, Watching, carry_out
from graph_service.jobs.expected import rows_expected
from graph_service.jobs.folder import UploadFolder
from graph_service.jobs.job import Job, JobState, NotPossible, move
from graph_service.jobs.keeping import tidy
from graph_service.jobs.log import JobEntry, JobLog
from graph_service.settings import Settings
from graph_service.store.lock import StoreLock
from graph_service.store.port import Store, StoreError
from graph_service.undo import take_back_unfinished
from schema.catalogue import Catalogue

__all__ = ["Worker"]

_LOOKS: Final = 5.0
"""Seconds between looks at what other processes did: new jobs, a worker that ended."""
_TELLS: Final = 1.0
"""Seconds between two notes in the ledger on how far a job is."""
_ATTEMPTS: Final = 3
"""How often a job is begun that ends with its process, or because the store did not answer."""
_log = logging.getLogger(__name__)


class Worker:
    """Works on jobs while the service runs.

    Of several processes with one folder of uploads one works, the others wait for its end. Of
    several folders and machines each has a worker; their imports take turns (`import_turn`).

    Parameters
    ----------
    store : Store
    settings : Settings
    catalogue : Catalogue
    folder : UploadFolder
    clock : callable
    """

    def __init__(
        self,
        store: Store,
        settings: Settings,
        catalogue: Catalogue,
        folder: UploadFolder,
        *,
        clock: Clock,
    ) -> None:
        self._store = store
        self._settings = settings
        self._catalogue = catalogue
        self._folder = folder
        self._clock = clock
        self._jobs = JobLog(store.ledger)
        self._audit = AuditLog(store.ledger, clock=clock)
        self._news = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self._current: tuple[str, asyncio.Task[Outcome]] | None = None

    def start(self) -> None:
        """Begin to work."""
        self._running = asyncio.create_task(self._run(), name="imports")

    async def stop(self) -> None:
        """Stop after the batch that is being written; the job goes on at the next start."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError):
                await self._running

    def wake(self) -> None:
        """Look for new jobs now."""
        self._news.set()

    def interrupt(self, id_: str) -> None:
        """Stop working on a job whose end was asked for, if that is the one."""
        if self._current is not None and self._current[0] == id_:
            self._current[1].cancel()

    async def _run(self) -> None:
        lock: StoreLock | None = None
        try:
            while True:
                self._news.clear()
                try:
                    if lock is None and self._folder.exists():
                        lock = self._folder.lock()
                        await self._clean_up()
                    worked = lock is not None and await self._work()
                except (StoreError, OSError) as error:
                    # Another process works, or the store does not answer: later perhaps.
                    _log.info("Imports wait: %s", error)
                    worked = False
                if not worked:
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_LOOKS):
                            await self._news.wait()
        finally:
            if lock is not None:
                lock.release()

    async def _work(self) -> bool:
        """Work on the oldest job that has not ended; say whether it ended now."""
        place = self._folder.place()
        for entry in await self._jobs.all():
            if entry.job.place == place and not entry.job.has_ended:
                ended = await self._attempt(entry)
                if ended:
                    await self._clean_up()
                return ended
        return False

    async def _clean_up(self) -> None:
        await tidy(self._jobs, self._folder, self._clock())

    async def _attempt(self, entry: JobEntry) -> bool:
        """Work on a job; say whether it has ended."""
        id_ = entry.id
        job = await self._jobs.change(id_, self._begun)
        if job.has_ended:
            return True
        if job.stopper:
            await self._take_back(id_)
            return True
        how_far: dict[str, Any] = {}
        telling = asyncio.create_task(self._keep_telling(id_, how_far))
        work = asyncio.create_task(self._carry_out(id_, job, how_far))
        self._current = (id_, work)
        try:
            outcome = await asyncio.shield(work)
        except asyncio.CancelledError:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
            if (task := asyncio.current_task()) is not None and task.cancelling():
                # The service ends. Having been begun does not count against the job.
                with suppress(StoreError, NotPossible):
                    await self._jobs.change(
                        id_, lambda job: replace(job, attempts=max(0, job.attempts - 1))
                    )
                raise
            await self._take_back(id_)
        except Unread as error:
            await self._end(id_, JobState.FAILED, error=str(error), files=error.files)
        except StoreError as error:
            if job.attempts < _ATTEMPTS:
                _log.warning("Import %s is tried again: %s", id_, error)
                return False
            await self._end(id_, JobState.FAILED, error=_on_store(error))
        except Exception:  # noqa: BLE001 - one job's fault must not end the others
            _log.exception("Import %s failed.", id_)
            await self._end(id_, JobState.FAILED, error=_FAULT)
        else:
            await self._jobs.put_report(id_, outcome.report, outcome.text)
            await self._end(
                id_,
                JobState.VALIDATED if job.dry_run else JobState.DONE,
                files=outcome.files,
                counts=outcome.counts,
            )
        finally:
            self._current = None
            telling.cancel()
        return True

    def _begun(self, job: Job) -> Job:
        if job.has_ended:
            return job
        if job.attempts >= _ATTEMPTS:
            now = self._now()
            return move(job, JobState.FAILED, ended=now, progress={}, error=_GAVE_UP)
        return move(
            job,
            JobState.VALIDATING,
            started=job.started or self._now(),
            attempts=job.attempts + 1,
            progress={},
            counts={},
        )

    async def _carry_out(self, id_: str, job: Job, how_far: dict[str, Any]) -> Outcome:
        async def planned(runs: Sequence[str]) -> None:
            if not job.dry_run:
                await self._jobs.change(
                    id_, lambda job: move(job, JobState.VALIDATED, runs=tuple(runs))
                )

        async def begins() -> None:
            await self._jobs.change(id_, lambda job: move(job, JobState.IMPORTING, wrote=True))

        of_runs: dict[str, Counter[str]] = {}
        files = self._folder.files(job.folder)
        sent = [files.sent(number, file.name) for number, file in enumerate(job.files, start=1)]
        expected = await asyncio.to_thread(rows_expected, sent)

        def progress(now: Progress) -> None:
            of_runs[now.run] = Counter({"read": now.rows, **now.counts})
            how_far["counts"] = dict(sum(of_runs.values(), Counter()))
            how_far["progress"] = {
                "file": now.file,
                "sheet": now.sheet,
                "rows": now.rows,
                "fileNumber": now.file_number,
                "files": now.files,
                "expected": expected,
            }

        return await carry_out(
            job,
            files,
            store=self._store,
            settings=self._settings,
            catalogue=self._catalogue,
            watching=Watching(planned, begins, progress),
        )

    async def _keep_telling(self, id_: str, how_far: dict[str, Any]) -> None:
        """Note now and then how far a job is, and see whether another process wants its end."""
        while True:
            await asyncio.sleep(_TELLS)
            with suppress(StoreError):
                job = await self._jobs.change(id_, _with_progress(dict(how_far)))
                if job.stopper:
                    self.interrupt(id_)

    async def _take_back(self, id_: str) -> None:
        """Take back what a job said of runs that it did not bring to their end, and end it."""
        job = await self._jobs.get(id_)
        if job.wrote:
            await take_back_unfinished(self._store, job.runs)
        await self._end(id_, JobState.STOPPED, error=f"{job.stopper} stopped it.")

    async def _end(self, id_: str, state: JobState, **changed: Any) -> None:
        now = self._now()

        def ended(job: Job) -> Job:
            return job if job.has_ended else move(job, state, ended=now, progress={}, **changed)

        job = await self._jobs.change(id_, ended)
        if not job.dry_run:
            outcome = AuditOutcome.DONE if state is JobState.DONE else AuditOutcome.FAILED
            await self._audit.note(job.caller, "import", outcome, runs=job.runs, subject=id_)

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")


_FAULT: Final = "The import failed by a fault of the program; the service's log says where."
_GAVE_UP: Final = (
    f"The service ended {_ATTEMPTS} times while it worked on this. What was imported stays; look at"
    " the service's log, and import smaller files."
)


def _on_store(error: StoreError) -> str:
    return f"{error} What was imported stays; send the files again to go on."


def _with_progress(how_far: dict[str, Any]) -> Callable[[Job], Job]:
    return lambda job: job if job.has_ended else replace(job, **how_far)
