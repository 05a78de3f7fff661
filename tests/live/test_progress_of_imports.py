"""A subscription to an import that a real service carries out, over HTTP alone.

The report that the service gives at the end says what the last event must say.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from import_jobs import JobService
from live_client import opened
from service_command import Command

WATCH = """subscription Watch($job: ID!) { importProgress(job: $job) {
  job state phase file percent error
  rowsRead rowsCreated rowsUpdated rowsUnchanged rowsRejected rowsSkipped
} }"""
ROWS = 4_000
PARTS = ("rowsCreated", "rowsUpdated", "rowsUnchanged", "rowsRejected", "rowsSkipped")
STATES = ["UPLOADED", "VALIDATING", "VALIDATED", "IMPORTING", "DONE"]


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[JobService]:
    folder = tmp_path_factory.mktemp("live")
    service = JobService(Command(folder, GRAPH_STORE=f"file:{folder / 'g.db'}"))
    service.folder = folder
    service.start()
    yield service
    service.close()


def table(folder: Path, name: str, rows: int) -> Path:
    """A list of platforms; every hundredth has no name, and the last line is a sum."""
    lines = ["平台名称,建筑面积(平方米)"]
    lines += [f"{'' if n % 100 == 0 else f'{name}平台{n}'},{n}" for n in range(1, rows + 1)]
    path = folder / f"{name}.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


async def followed(service: JobService, job: str) -> list[dict]:
    """Everything that is told of a job, up to the end."""
    told = []
    greeting = {"authorization": f"Bearer {service.key}"}
    async with opened(str(service.http.base_url).rstrip("/"), init=greeting) as client:
        await client.subscribe(WATCH, variables={"job": job})
        while (message := await client.recv())["type"] == "next":
            assert "errors" not in message["payload"], message
            told.append(message["payload"]["data"]["importProgress"])
        assert message == {"type": "complete", "id": "1"}
    return told


async def test_it_is_told_how_far_an_import_is_up_to_its_end(service):
    job = service.sent(table(service.folder, "甲", ROWS))

    told = await followed(service, job)

    states = [STATES.index(each["state"]) for each in told]
    assert states == sorted(states)
    read = [each["rowsRead"] for each in told]
    assert read == sorted(read)
    for each in told:
        assert each["job"] == job
        assert sum(each[part] for part in PARTS) == each["rowsRead"]
    last, report = told[-1], service.report(job)
    assert (last["state"], last["phase"], last["percent"]) == ("DONE", "ENDED", 100.0)
    assert [last["rowsRead"], *(last[part] for part in PARTS)] == [
        report[name] for name in ("read", "created", "updated", "unchanged", "rejected", "skipped")
    ]
    assert (last["rowsRead"], last["rowsRejected"]) == (ROWS, ROWS // 100)


async def test_an_import_that_has_ended_is_told_of_once(service):
    job = service.sent(table(service.folder, "乙", 3))
    service.ended(job)

    (told,) = await followed(service, job)

    assert (told["state"], told["rowsCreated"]) == ("DONE", 3)


async def test_the_same_again_says_nothing_new(service):
    path = table(service.folder, "丙", 3)
    service.ended(service.sent(path))

    *_, told = await followed(service, service.sent(path))

    assert (told["rowsUnchanged"], told["rowsCreated"]) == (3, 0)


async def test_a_failure_says_why(service):
    path = service.folder / "no.csv"
    path.write_text("nobody,knows\n1,2\n", encoding="utf-8")

    *_, told = await followed(service, service.sent(path))

    assert (told["state"], told["phase"]) == ("FAILED", "ENDED")
    assert told["error"] == service.job(told["job"])["error"]


async def test_the_version_of_the_graph_is_told_while_it_is_imported(service):
    async with opened(str(service.http.base_url).rstrip("/")) as client:
        await client.subscribe("subscription { graphVersion { version } }")
        first = await client.recv()
        job = service.sent(table(service.folder, "丁", 300))

        second = await client.recv()

        assert first["payload"]["data"] != second["payload"]["data"]
        await asyncio.to_thread(service.ended, job)
        # Whatever was told between, the last word is what the graph is now.
        now = service.asked("{ graphInfo { version } }")["data"]["graphInfo"]["version"]
        while second["payload"]["data"]["graphVersion"]["version"] != now:
            second = await client.recv()


async def test_a_service_that_is_killed_leaves_nothing_that_a_new_one_waits_for(service):
    async with opened(str(service.http.base_url).rstrip("/")) as client:
        await client.subscribe("subscription { graphVersion { version } }")
        await client.recv()

        assert service.end() == 0

        assert (await client.closed())[0] == 1012
    service.start()
    job = service.sent(table(service.folder, "戊", 3))
    assert json.dumps((await followed(service, job))[-1]["state"]) == '"DONE"'
