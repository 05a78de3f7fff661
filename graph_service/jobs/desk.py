"""The desk where jobs are handed in, asked for and stopped; the worker does them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from graph_service.clock import Clock
from graph_service.identity.audit import AuditLog
from graph_service.identity.callers import Caller
from graph_service.jobs.folder import JobFiles, UploadFolder, folder_for
from graph_service.jobs.job import Job, JobState, NotPossible, move
from graph_service.jobs.log import JobEntry, JobLog
from graph_service.jobs.worker import Worker
from graph_service.settings import Settings
from graph_service.store.port import Store
from loaders.layout import LayoutError
from loaders.mapping import find_type
from loaders.mapping_file import available_mappings, load_mapping
from schema.catalogue import Catalogue
from schema.time import PartialDate

__all__ = ["JobDesk", "TooMany"]

_MEMORY: Final = ":memory:"


class TooMany(Exception):
    """No more jobs are taken for now; the message is a sentence for who sent one."""


class JobDesk:
    """Jobs of one service.

    Parameters
    ----------
    store : Store
    settings : Settings
    catalogue : Catalogue
    clock : callable
    """

    def __init__(
        self, store: Store, settings: Settings, catalogue: Catalogue, *, clock: Clock
    ) -> None:
        self._log = JobLog(store.ledger)
        self._audit = AuditLog(store.ledger, clock=clock)
        self._settings = settings
        self._catalogue = catalogue
        self._clock = clock
        self._folder = UploadFolder(folder_for(settings.store_url, settings.uploads))
        self._worker = Worker(store, settings, catalogue, self._folder, clock=clock)

    @property
    def open(self) -> bool:
        """Whether jobs can be handed in."""
        return not self._settings.read_only

    def start(self) -> None:
        """Begin to work on jobs, also on those that an earlier service left."""
        if self.open:
            self._worker.start()

    async def stop(self) -> None:
        """Stop between two batches."""
        await self._worker.stop()

    async def check_room(self) -> None:
        """See whether one more job can wait.

        Raises
        ------
        TooMany
        """
        waiting = sum(not entry.job.has_ended for entry in await self._log.all())
        if waiting >= self._settings.jobs_waiting:
            raise TooMany(
                f"{waiting} imports are waiting, and no more can. Send the files again when some"
                " are done: GET /imports."
            )

    async def new_files(self) -> tuple[str, JobFiles]:
        """Make room for files that come; give the name of their folder, and it."""

        def made() -> tuple[str, JobFiles]:
            """Make them where jobs look for them."""
            self._folder.place()
            return self._folder.new()

        return await asyncio.to_thread(made)

    def check(self, job: Job, mapping: Path | None) -> None:
        """See whether what is asked for can be done, before anything is read.

        Parameters
        ----------
        job : Job
        mapping : Path or None
            Where the mapping is that was sent beside.

        Raises
        ------
        LayoutError
            With a sentence for who sent it.
        """
        if job.dry_run and self._settings.store_url == _MEMORY:
            raise LayoutError("A store in memory has no dry run. Send the files without dryRun.")
        if job.period:
            try:
                PartialDate(job.period)
            except ValueError as error:
                raise LayoutError(f"The period: {error}") from error
        elif job.close_missing:
            raise LayoutError("With closeMissing the period of the files must be given.")
        if job.as_type:
            find_type(self._catalogue, job.as_type)
        if mapping is not None:
            load_mapping(mapping, self._catalogue)
        elif job.mapping and job.mapping not in available_mappings():
            known = ", ".join(available_mappings())
            raise LayoutError(
                f"There is no mapping {job.mapping!r}; shipped are {known}. Send your own as a"
                " file: -F mapping=@MINE.toml."
            )

    async def hand_in(self, job: Job, *, request: str = "") -> JobEntry:
        """Take a job whose files are in their folder; `request` is the id of who sent it."""
        place = await asyncio.to_thread(self._folder.place)
        job = replace(job, place=place, created=self._now())
        id_ = await self._log.add(job)
        await self._audit.note(job.caller, "sendFiles", request=request, subject=id_)
        self._worker.wake()
        return JobEntry(id_, job)

    async def get(self, id_: str) -> Job:
        """Return a job.

        Raises
        ------
        NoSuchJob
        """
        return await self._log.get(id_)

    async def newest(self, first: int, before: str = "") -> tuple[list[JobEntry], int]:
        """Return jobs, the newest first, older than a given one; and how many there are."""
        jobs = await self._log.all()
        older = [entry for entry in reversed(jobs) if not before or entry.id < before]
        return older[:first], len(jobs)

    async def report(self, id_: str) -> tuple[dict[str, Any], str] | None:
        """Return the report of a job, as data and as text, or None if there is none.

        Raises
        ------
        NoSuchJob
        """
        await self._log.get(id_)
        return await self._log.report(id_)

    async def annotated(self, id_: str, number: int) -> tuple[Path, str] | None:
        """Return where a marked file of a job is, and its name; None if it is not kept.

        Raises
        ------
        NoSuchJob
        """
        job = await self._log.get(id_)
        back = job.files[number - 1].annotated if 0 < number <= len(job.files) else None
        if back is None:
            return None
        path = self._folder.files(job.folder).annotated(number, back.name)
        return (path, back.name) if await asyncio.to_thread(path.is_file) else None

    async def stop_job(self, id_: str, by: str, caller: Caller) -> Job:
        """Ask for the end of a job: one that waits ends now, one that runs between two batches.

        Raises
        ------
        NoSuchJob
        NotPossible
            If it has ended.
        """

        def stopped(job: Job) -> Job:
            """End it if it waits, else note that its end is wanted."""
            if job.has_ended:
                undo = f" Take it back: undo {' '.join(job.runs)}." if job.runs else ""
                raise NotPossible(f"This import has ended: it is {job.state}.{undo}")
            if job.state is JobState.UPLOADED:
                error = f"{by} stopped it."
                return move(job, JobState.STOPPED, ended=self._now(), stopper=by, error=error)
            return replace(job, stopper=job.stopper or by)

        job = await self._log.change(id_, stopped)
        await self._audit.note(caller, "stopImport", subject=id_)
        if job.has_ended:
            await asyncio.to_thread(self._folder.files(job.folder).delete_sent)
        else:
            self._worker.interrupt(id_)
            self._worker.wake()
        return job

    def _now(self) -> str:
        return self._clock().isoformat(timespec="seconds")
