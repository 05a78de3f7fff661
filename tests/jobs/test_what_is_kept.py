"""What jobs keep is bounded, and is forgotten when something must be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from import_jobs import all_files
from stores import MEMORY

from graph_service.jobs.folder import UploadFolder
from graph_service.jobs.job import Job, JobState, MarkedFile, NotPossible, SentFile, move
from graph_service.jobs.keeping import KEPT_DAYS, KEPT_FILES, forget_jobs, tidy
from graph_service.jobs.log import JobLog

NOW = datetime(2023, 12, 31, 8, tzinfo=UTC)


@pytest.fixture
async def log():
    async with MEMORY.new() as store:
        yield JobLog(store.ledger)


@pytest.fixture
def folder(tmp_path):
    return UploadFolder(tmp_path / "up")


async def added(log, folder, *, state=JobState.DONE, ended=NOW) -> str:
    """A job with a file that was sent and one that comes back."""
    place = folder.place()
    name, files = folder.new()
    for path in (files.sent(1, "sent.csv"), files.annotated(1, "back.xlsx")):
        path.parent.mkdir(parents=True)
        path.write_text("秘密", encoding="utf-8")
    sent = SentFile("sent.csv", 6, "0", MarkedFile("back.xlsx", 1, 1, ""))
    job = Job("李", name, place, (sent,), NOW.isoformat(), state=state)
    if job.has_ended:
        job = replace(job, ended=ended.isoformat())
    id_ = await log.add(job)
    await log.put_report(id_, {"issues": ["秘密"]}, "秘密")
    return id_


async def test_what_was_sent_goes_and_what_comes_back_is_kept_for_a_while(log, folder):
    old = await added(log, folder, ended=NOW - timedelta(days=KEPT_DAYS, seconds=1))
    kept = [await added(log, folder) for _ in range(KEPT_FILES)]
    runs = await added(log, folder, state=JobState.IMPORTING)
    await tidy(log, folder, NOW)

    assert all_files(folder.path).count("back.xlsx") == KEPT_FILES + 1
    assert all_files(folder.path).count("sent.csv") == 1
    assert (await log.get(old)).files[0].annotated is None
    assert (await log.get(runs)).kept
    newest = await added(log, folder, ended=NOW + timedelta(seconds=1))
    await tidy(log, folder, NOW)
    assert [(await log.get(id_)).kept for id_ in (kept[0], kept[-1], newest)].count(False) == 1
    assert all_files(folder.path).count("back.xlsx") == KEPT_FILES + 1
    # Reports stay longer than files.
    assert await log.report(old) == ({"issues": ["秘密"]}, "秘密")


async def test_the_oldest_jobs_are_forgotten_with_their_reports(log, folder):
    ids = [await added(log, folder, ended=NOW - timedelta(days=30)) for _ in range(3)]
    waits = await added(log, folder, state=JobState.UPLOADED)
    await tidy(log, folder, NOW)
    await log.forget_oldest(most=2)
    assert [entry.id for entry in await log.all()] == [ids[2], waits]
    assert await log.report(ids[0]) is None
    await log.forget_oldest(most=0)
    assert [entry.id for entry in await log.all()] == [waits]


async def test_forgetting_deletes_everything_that_may_quote_somebody(log, folder, tmp_path):
    done = await added(log, folder)
    waits = await added(log, folder, state=JobState.UPLOADED)

    forgotten = await forget_jobs(log._ledger, folder, NOW)

    assert (forgotten.files, forgotten.reports, forgotten.ended) == (2, 2, 1)
    assert "秘密" not in "".join(p.read_text("utf-8") for p in tmp_path.rglob("*") if p.is_file())
    assert await log.report(done) is None
    assert (await log.get(done)).by == "李"
    failed = await log.get(waits)
    assert (failed.state, failed.kept) == (JobState.FAILED, False)
    assert "had to be forgotten" in failed.error
    assert await forget_jobs(log._ledger, folder, NOW) == type(forgotten)(0, 0, 0)


def test_states_follow_each_other_in_order_only():
    job = Job("李", "f", "p", (), "")
    for state in (JobState.VALIDATING, JobState.VALIDATED, JobState.IMPORTING, JobState.DONE):
        job = move(job, state)
    for state in JobState:
        with pytest.raises(NotPossible, match=f"that is DONE cannot become {state}"):
            move(job, state)
    tried = move(
        move(Job("李", "f", "p", (), "", dry_run=True), JobState.VALIDATING), JobState.VALIDATED
    )
    assert tried.has_ended
    with pytest.raises(NotPossible):
        move(tried, JobState.IMPORTING)
    cut_short = move(Job("李", "f", "p", (), "", state=JobState.IMPORTING), JobState.VALIDATING)
    assert Job.from_document(cut_short.to_document()) == cut_short
