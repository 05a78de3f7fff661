"""Imports by processes that know nothing of each other, on one server, beside processes that serve.

The oracle is the embedded store in this process, which imports one file after the other.
"""

from __future__ import annotations

import asyncio
import signal

import httpx
import pytest
from dirty_tables import all_said
from service_command import Command
from stores import MEMORY

from graph_service.ingest import import_files
from graph_service.ingest_turn import import_turn
from graph_service.sample.codes import invented_uscc
from schema.catalogue import load_catalogue
from schema.packs import load_pack

CATALOGUE = load_catalogue()
PACK = load_pack("wenzhou-2021")
NUMBERED = "企业名称,统一社会信用代码\n" + "".join(
    f"厂{n},{invented_uscc('91', '330302', n)}\n" for n in range(300)
)
NAMED = "企业名称,员工人数\n" + "".join(f"厂{n},{n}\n" for n in range(150, 450))
PROJECTS = "项目名称,项目编号,牵头单位\n" + "".join(f"项{n},P{n},厂{n}\n" for n in range(6_000))
QUERY = """{
  enterprises { totalCount } projects { totalCount } graphInfo { version }
  analytics { collaborationNetwork(types: [ENTERPRISE, UNCLASSIFIED_ORGANIZATION]) { graphVersion stale totals { nodes projects } } }
}"""

pytestmark = pytest.mark.slow


async def said(store) -> tuple:
    """All that a store says: values, links, and who said what of each record."""
    nodes, links = await all_said(store)
    described = await store.describe(list(nodes))
    statements = {
        d.id: [(run.source, statement, times) for run, statement, times in d.statements]
        for d in described
    }
    return nodes, links, statements


async def imported_alone(*paths) -> tuple:
    async with MEMORY.new(CATALOGUE) as store:
        for path in paths:
            await import_files(store, CATALOGUE, PACK, [path])
        return await said(store)


@pytest.fixture
def files(tmp_path):
    """Write the texts into files."""
    written = {"numbered.csv": NUMBERED, "named.csv": NAMED, "projects.csv": PROJECTS}
    for name, text in written.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return {name.partition(".")[0]: tmp_path / name for name in written}


async def ended(process) -> str:
    """Wait for a process that must succeed, and return what it complained of."""
    _, complaints = await asyncio.to_thread(process.communicate, timeout=300)
    assert process.returncode == 0, complaints
    return complaints


async def test_two_imports_at_once_lose_and_double_nothing(store, command: Command, files):
    numbered, named = files["numbered"], files["named"]
    imports = [command.start("import", path) for path in (numbered, named)]
    await asyncio.gather(*map(ended, imports))

    either = [await imported_alone(numbered, named), await imported_alone(named, numbered)]
    found = await said(store)
    assert found in either
    # 300 firms of each file, 150 of them in both.
    assert len(found[0]) == 450
    assert len(await store.runs()) == 2


async def test_an_import_waits_for_another_and_says_for_whom(store, command: Command, files):
    async with import_turn(store.ledger):
        waiting = command.start("import", files["named"])
        line = await asyncio.to_thread(waiting.stderr.readline)
        assert line.startswith("Another import (")
        assert line.endswith(") is running; waiting ...\n")
        refused = await asyncio.to_thread(command, "import", files["numbered"], "--wait", 0)
        assert refused.returncode == 4
        assert "is still running after 0 seconds" in refused.stderr
        assert await store.runs() == ()
    await ended(waiting)
    assert len(await store.runs()) == 1


async def test_a_killed_import_leaves_whole_batches_and_can_be_repeated(
    store, command: Command, files
):
    path = files["projects"]
    process = command.start("import", path)
    # The first batch of 5,000 rows was applied.
    assert await asyncio.to_thread(process.stderr.readline)
    process.send_signal(signal.SIGKILL)
    await asyncio.to_thread(process.communicate)
    assert process.returncode == -signal.SIGKILL

    (state,) = await store.runs()
    assert state.rows in {5_000, 6_000}
    nodes, links = await all_said(store)
    # Each row says a project, an organisation and their link.
    assert (len(nodes), len(links)) == (2 * state.rows, state.rows)

    await ended(command.start("import", path))
    assert await said(store) == await imported_alone(path)


async def test_processes_that_serve_follow_the_imports_of_others(command: Command, files):
    await ended(command.start("import", files["numbered"]))
    async with httpx.AsyncClient(timeout=60) as http:

        async def asked(address: str) -> tuple[dict, dict]:
            answer = (await http.post(f"{address}/graphql", json={"query": QUERY})).json()
            assert "errors" not in answer
            return answer["data"], answer["extensions"]

        with command.serving("serve") as (one, _), command.serving("serve") as (other, _):
            first, again = await asked(one), await asked(other)
            assert first[0] == again[0]
            assert first[0]["analytics"]["collaborationNetwork"]["totals"]["projects"] == 0
            ended_ = asyncio.ensure_future(ended(command.start("import", files["projects"])))
            while not ended_.done():
                for address in (one, other):
                    data, extensions = await asked(address)
                    # Whole batches of 5,000 rows, whatever the moment.
                    assert data["projects"]["totalCount"] in {0, 5_000, 6_000}
                    network = data["analytics"]["collaborationNetwork"]
                    assert network["totals"]["projects"] in {0, 5_000, 6_000}
                    assert extensions.get("stale", False) == network["stale"]
                    if not network["stale"] and extensions.get("consistent", True):
                        assert network["graphVersion"] == extensions["graphVersion"]
                        assert network["totals"]["projects"] == data["projects"]["totalCount"]
            await ended_
            for address in (one, other):
                data, extensions = await asked(address)
                network = data["analytics"]["collaborationNetwork"]
                assert data["projects"]["totalCount"] == network["totals"]["projects"] == 6_000
                assert data["graphInfo"]["version"] == network["graphVersion"]
                assert not network["stale"]
                assert set(extensions) == {"asOf", "cost", "graphVersion"}
