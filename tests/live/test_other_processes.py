"""The graph is changed by another process: who follows a version is told so."""

from __future__ import annotations

from pathlib import Path

import neo4j_server
import pytest
from import_jobs import JobService
from live_client import VERSION, opened
from service_command import Command


@pytest.fixture
def command(tmp_path: Path, neo4j_url: str) -> Command:
    access = neo4j_server.access()
    neo4j_server.wipe(neo4j_url)
    given = {"GRAPH_NEO4J_USER": access.user, "GRAPH_NEO4J_PASSWORD": access.password}
    return Command(tmp_path, GRAPH_STORE=neo4j_url, **given)


async def test_an_import_of_the_command_is_told_of_by_the_service(command, tmp_path):
    service = JobService(command)
    service.start()
    try:
        async with opened(str(service.http.base_url).rstrip("/")) as client:
            await client.subscribe(VERSION)
            first = (await client.recv())["payload"]["data"]["graphVersion"]["version"]
            path = tmp_path / "list.csv"
            path.write_text("平台名称\n甲平台\n", encoding="utf-8")

            done = command("import", path)

            assert done.returncode == 0, done.stderr
            second = (await client.recv())["payload"]["data"]["graphVersion"]["version"]
        assert second != first
    finally:
        service.close()
