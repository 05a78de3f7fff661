"""Files sent over HTTP are imported as the command imports them: real processes, both stores."""

from __future__ import annotations

import json
import signal

import pytest
from annotated_files import comments_of
from dirty_tables import CATALOGUE, PACK, all_said
from import_jobs import ENDED, all_files, timeless
from office_workbook import BAD_CELLS, office_parts, write_package
from service_command import Command
from stores import MEMORY

from graph_service.ingest import import_files

ROWS = 3_000
"""Of a file whose import takes seconds: there is time to do something in the middle."""


def projects(letter: str) -> str:
    """Each row says a project, an organisation and their link."""
    return "项目名称,项目编号,牵头单位\n" + "".join(
        f"项{letter}{n},{letter}{n},{letter}厂{n}\n" for n in range(ROWS)
    )


@pytest.fixture
def book(service):
    """A workbook of an office with 40 bad cells."""
    path = service.folder / "企业名录.xlsx"
    return path if path.exists() else write_package(path, office_parts())


@pytest.fixture
def command(tmp_path):
    """The command, over a store of its own."""
    return Command(tmp_path, GRAPH_STORE=f"file:{tmp_path / 'other.db'}")


def in_the_middle(service, letter: str, path) -> str:
    """Send a long file and wait until some of it is in the graph; return the job's id."""
    before = service.count("projects")
    id_ = service.sent(path, **{"as": "Project"})
    service.until(lambda: service.count("projects") > before)
    assert service.job(id_)["state"] not in ENDED
    return id_


async def said_of(service, letter: str) -> tuple[dict, list]:
    """The records and links of a long file."""
    store = await service.opened()
    try:
        nodes, links = await all_said(store)
    finally:
        await store.close()
    mine = {
        id_
        for id_, node in nodes.items()
        if f"{letter}厂" in str(node) or f"项{letter}" in str(node)
    }
    return {id_: nodes[id_] for id_ in mine}, [link for link in links if mine & set(map(str, link))]


async def imported_alone(path) -> tuple[dict, list]:
    async with MEMORY.new(CATALOGUE) as store:
        await import_files(store, CATALOGUE, PACK, [path], as_type="Project")
        return await all_said(store)


def test_a_dry_run_says_what_the_import_then_does_and_writes_nothing(service, book):
    before = service.asked("{ graphInfo { version } }")["data"]
    tried = service.ended(service.sent(book, dryRun="true", source="试"))
    assert (tried["state"], tried["runs"]) == ("VALIDATED", [])
    preview = service.report(tried["id"])
    assert preview["created"] == 50
    assert preview["dry_run"]["records"]["created"] >= 50
    assert service.asked("{ graphInfo { version } }")["data"] == before

    done = service.ended(service.sent(book, source="试"))
    assert done["state"] == "DONE"
    report = service.report(done["id"])
    preview.pop("dry_run")
    assert timeless(preview) == timeless(report)


def test_report_and_marked_workbook_are_those_of_the_command(service, book, command, tmp_path):
    marked = tmp_path / "marked.xlsx"
    printed = command("import", book, "--json", "--annotate", marked)
    assert printed.returncode == 0, printed.stderr

    done = service.ended(service.sent(book, source="企业名录"))

    report = service.http.get(f"/imports/{done['id']}/report").json()
    own = json.loads(printed.stdout)
    (run,), (own_run,) = report["runs"], own["runs"]
    assert run["issues"] == own_run["issues"]
    assert run["issue_counts"] == own_run["issue_counts"]
    assert report["read"] == own["read"] == 50
    back = done["files"][0]["annotated"]
    assert (back["name"], back["marked"]) == (book.name, len(BAD_CELLS))
    fetched = service.http.get(back["url"])
    assert fetched.content == marked.read_bytes()
    (tmp_path / "fetched.xlsx").write_bytes(fetched.content)
    assert set(comments_of(tmp_path / "fetched.xlsx")) >= set(BAD_CELLS)
    text = service.http.get(f"/imports/{done['id']}/report", headers={"Accept": "text/plain"}).text
    assert "企业名录.xlsx" in text
    # What was sent is gone; what comes back is still here.
    assert all_files(service.uploads).count(book.name) == len(
        [
            job
            for job in service.http.get("/imports").json()["imports"]
            if job["files"][0]["annotated"]
        ]
    )


async def test_a_job_that_is_stopped_in_the_middle_leaves_nothing_of_its_run(service):
    kept = service.write("企业名称\n留厂\n")
    assert service.ended(service.sent(kept))["state"] == "DONE"
    before = await said_of(service, "S"), service.count("organizations")

    id_ = in_the_middle(service, "S", service.write(projects("S")))
    asked = service.http.post(f"/imports/{id_}/cancel", data={"by": "王"})
    assert asked.status_code == 202

    stopped = service.ended(id_)
    assert (stopped["state"], stopped["stoppedBy"], stopped["error"]) == (
        "STOPPED",
        "王",
        "王 stopped it.",
    )
    assert (await said_of(service, "S"), service.count("organizations")) == before
    store = await service.opened()
    assert not set(stopped["runs"]) & {state.run.id for state in await store.runs()}
    assert not any(stopped["runs"][0] in name for name in await store.ledger.blob_names())
    await store.close()
    again = service.http.delete(f"/imports/{id_}", params={"by": "王"})
    assert (again.status_code, again.json()["title"]) == (409, "Conflict")
    assert service.http.get(f"/imports/{id_}/report").status_code == 404


async def test_a_job_whose_service_is_killed_goes_on_and_says_nothing_twice(service):
    path = service.write(projects("K"))
    id_ = in_the_middle(service, "K", path)
    assert service.end(signal.SIGKILL) == -signal.SIGKILL

    service.start()

    assert service.ended(id_)["state"] == "DONE"
    assert service.report(id_)["read"] == ROWS
    assert await said_of(service, "K") == await imported_alone(path)
    assert len(service.job(id_)["runs"]) == 1


def test_a_service_that_is_stopped_ends_between_batches_and_goes_on_when_it_is_started(
    service,
):
    before = service.count("projects")
    path = service.write(projects("G"))
    id_ = in_the_middle(service, "G", path)
    waits = service.sent(service.write("企业名称\n后厂\n"))
    assert service.end() == 0

    service.start()

    assert service.ended(waits)["state"] == "DONE"
    first, second = service.job(id_), service.job(waits)
    assert first["state"] == "DONE"
    assert first["ended"] <= second["ended"]
    # The ends of a kill and of a stop are compared value by value above.
    assert service.count("projects") == before + ROWS


async def test_an_undo_while_a_job_runs_is_refused_or_done_and_nothing_is_lost(service):
    small = service.ended(service.sent(service.write("企业名称\n旧厂甲\n旧厂乙\n")))
    path = service.write(projects("U"))
    id_ = in_the_middle(service, "U", path)

    answer = service.asked(f'mutation {{ undoRun(run: "{small["runs"][0]}") {{ nodes }} }}')

    assert service.ended(id_)["state"] == "DONE"
    runs = {
        run["id"]
        for run in service.asked("{ importRuns(first: 100) { nodes { id } } }")["data"][
            "importRuns"
        ]["nodes"]
    }
    if "errors" in answer:
        assert "is still running" in answer["errors"][0]["message"]
        assert small["runs"][0] in runs
    else:
        assert answer["data"]["undoRun"]["nodes"] == 2
        assert small["runs"][0] not in runs
    assert service.job(id_)["runs"][0] in runs
    assert await said_of(service, "U") == await imported_alone(path)


def test_progress_is_told_while_a_job_runs_and_jobs_wait_in_order(service):
    path = service.write(projects("P"))
    id_ = service.sent(path)
    waiting = service.sent(service.write("企业名称\n丙厂\n"))
    also = service.sent(service.write("企业名称\n丁厂\n"))
    refused = service.send(path)
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert "3 imports are waiting" in refused.json()["detail"]
    # One that waits is stopped at once.
    assert service.http.delete(f"/imports/{also}", params={"by": "王"}).json()["state"] == "STOPPED"

    seen = service.until(lambda: service.job(id_)["progress"] or service.job(id_)["ended"])

    if isinstance(seen, dict):
        assert seen["file"] == path.name
        assert 0 < seen["rows"] <= ROWS
        assert (seen["fileNumber"], seen["files"]) == (1, 1)
        assert service.job(waiting)["state"] == "UPLOADED"
    assert service.ended(waiting)["state"] == "DONE"
    listed = service.http.get("/imports", params={"first": 3}).json()
    assert [job["id"] for job in listed["imports"]] == [also, waiting, id_]
    older = service.http.get("/imports", params={"first": 1, "after": waiting}).json()
    assert [job["id"] for job in older["imports"]] == [id_]
