"""How long files and reports of jobs are kept, and forgetting them at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from graph_service.jobs.folder import UploadFolder
from graph_service.jobs.job import Job, JobState, move
from graph_service.jobs.log import JobEntry, JobLog
from graph_service.store.ledger import Ledger

__all__ = ["KEPT_DAYS", "KEPT_FILES", "ForgottenJobs", "forget_jobs", "tidy"]

KEPT_DAYS: Final = 7
"""Days after the end of a job in which its marked files can be fetched."""
KEPT_FILES: Final = 20
"""Jobs whose marked files can be fetched: the last ones that ended."""


@dataclass(frozen=True, slots=True)
class ForgottenJobs:
    """What was deleted.

    Attributes
    ----------
    files : int
        Jobs whose files were deleted.
    reports : int
        Reports that were deleted; they quote cells.
    ended : int
        Jobs that had not ended, and cannot go on without their files.
    """

    files: int
    reports: int
    ended: int


async def tidy(log: JobLog, folder: UploadFolder, now: datetime) -> None:
    """Delete what was sent of jobs that have ended, then what is kept long enough, and the oldest jobs.

    Parameters
    ----------
    log : JobLog
    folder : UploadFolder
    now : datetime
    """
    place = folder.place()
    jobs = [entry for entry in await log.all() if entry.job.place == place]
    ended = sorted((e for e in jobs if e.job.has_ended and e.job.kept), key=lambda e: e.job.ended)
    since = now - timedelta(days=KEPT_DAYS)
    for at, entry in enumerate(reversed(ended)):
        await asyncio.to_thread(folder.files(entry.job.folder).delete_sent)
        if at >= KEPT_FILES or datetime.fromisoformat(entry.job.ended) < since:
            await _delete_files(log, folder, entry)
    await asyncio.to_thread(folder.delete_left_behind, {entry.job.folder for entry in jobs})
    await log.forget_oldest()


async def forget_jobs(ledger: Ledger, folder: UploadFolder, now: datetime) -> ForgottenJobs:
    """Delete all that jobs keep of what was sent: files, marked files and reports.

    What was sent may hold anything, also what was never imported; so nothing of it stays. A job
    that has not ended fails, with a sentence that says why; what it imported stays. That jobs were
    there, who sent them and what came of them is still known.

    Parameters
    ----------
    ledger : Ledger
    folder : UploadFolder
        That of the settings: `graph_service.jobs.folder.folder_for`.
    now : datetime

    Returns
    -------
    ForgottenJobs
    """
    log = JobLog(ledger)
    files = reports = ended = 0
    place = folder.place() if folder.exists() else ""
    for entry in await log.all():
        reports += await log.forget_report(entry.id)
        if entry.job.place != place:
            continue
        if not entry.job.has_ended:
            ended += 1
            await log.change(entry.id, lambda job: _cut_off(job, now))
        if entry.job.kept:
            files += 1
            await _delete_files(log, folder, entry)
    return ForgottenJobs(files, reports, ended)


async def _delete_files(log: JobLog, folder: UploadFolder, entry: JobEntry) -> None:
    await asyncio.to_thread(folder.files(entry.job.folder).delete)
    await log.change(
        entry.id,
        lambda job: replace(
            job, kept=False, files=tuple(replace(f, annotated=None) for f in job.files)
        ),
    )


def _cut_off(job: Job, now: datetime) -> Job:
    if job.has_ended:
        return job
    return move(
        job,
        JobState.FAILED,
        ended=now.isoformat(timespec="seconds"),
        progress={},
        error="Its files were deleted, because something had to be forgotten. What was imported"
        " of them stays; send them again to go on.",
    )
