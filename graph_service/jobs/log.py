"""The ledger's part of jobs: a document of each, changed by compare-and-set, and its report."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import orjson

from graph_service.jobs.job import Job
from graph_service.store.ledger import Entry, Ledger
from graph_service.store.port import StoreError

__all__ = ["KEPT_JOBS", "JobEntry", "JobLog", "NoSuchJob"]

KEPT_JOBS: Final = 1_000
"""Jobs that are remembered; the oldest that have ended are forgotten with their reports."""
_KIND: Final = "job"
_PAGE: Final = 100
_TRIES: Final = 50
_KEY: Final = 12
"""Digits of a job's id."""


class NoSuchJob(StoreError):
    """No job has this id; the message is a sentence for who asked."""


class JobEntry(NamedTuple):
    """A job and its id."""

    id: str
    job: Job


class JobLog:
    """Jobs in the ledger.

    Parameters
    ----------
    ledger : Ledger
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def add(self, job: Job) -> str:
        """Remember a new job and return its id, which sorts after those of all before."""
        return await self._ledger.append(_KIND, job.to_document())

    async def get(self, id_: str) -> Job:
        """Return a job.

        Raises
        ------
        NoSuchJob
        """
        return Job.from_document((await self._entry(id_)).document)

    async def all(self) -> list[JobEntry]:
        """Return all jobs that are remembered, in order of arrival."""
        jobs: list[JobEntry] = []
        while page := await self._ledger.list(
            _KIND, after=jobs[-1].id if jobs else "", limit=_PAGE
        ):
            jobs.extend(JobEntry(entry.key, Job.from_document(entry.document)) for entry in page)
        return jobs

    async def change(self, id_: str, change: Callable[[Job], Job]) -> Job:
        """Change a job, whoever else changes it meanwhile, and return what it became.

        Parameters
        ----------
        id_ : str
        change : callable
            May be called again with what another one wrote; what it raises is raised.

        Raises
        ------
        NoSuchJob
        """
        for _ in range(_TRIES):
            entry = await self._entry(id_)
            before = Job.from_document(entry.document)
            after = change(before)
            if after == before or await self._ledger.compare_and_set(
                _KIND, id_, after.to_document(), expected=entry.revision
            ):
                return after
        raise StoreError(f"The import {id_} is being changed by others all the time. Try again.")

    async def put_report(self, id_: str, report: dict[str, Any], text: str) -> None:
        """Keep what an import says it did, as data and as text for people."""
        packed = await asyncio.to_thread(_packed, report, text)
        await self._ledger.put_blob(_report(id_), packed)

    async def report(self, id_: str) -> tuple[dict[str, Any], str] | None:
        """Return what an import says it did, or None."""
        packed = await self._ledger.get_blob(_report(id_))
        return None if packed is None else await asyncio.to_thread(_unpacked, packed)

    async def forget_report(self, id_: str) -> bool:
        """Delete a report; say whether there was one."""
        return bool(await self._ledger.delete_blobs(_report(id_)))

    async def forget_oldest(self, most: int = KEPT_JOBS) -> None:
        """Forget those of the jobs that have ended beyond a number of them, the oldest first."""
        jobs = await self.all()
        for id_, job in jobs[: max(0, len(jobs) - most)]:
            if job.has_ended and not job.kept:
                entry = await self._entry(id_)
                await self.forget_report(id_)
                await self._ledger.compare_and_set(_KIND, id_, None, expected=entry.revision)

    async def _entry(self, id_: str) -> Entry:
        known = len(id_) == _KEY and id_.isascii() and id_.isdigit()
        entry = await self._ledger.get(_KIND, id_) if known else None
        if entry is None:
            raise NoSuchJob("There is no import with this id; GET /imports lists those there are.")
        return entry


def _report(id_: str) -> str:
    return f"job/{id_}/report"


def _packed(report: dict[str, Any], text: str) -> bytes:
    return zlib.compress(orjson.dumps([report, text]))


def _unpacked(packed: bytes) -> tuple[dict[str, Any], str]:
    report, text = orjson.loads(zlib.decompress(packed))
    return report, text
