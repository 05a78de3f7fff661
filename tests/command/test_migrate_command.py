"""The command that brings a store on a server up to date."""

from __future__ import annotations

import neo4j_server
import pytest


@pytest.fixture
def empty(neo4j_url):
    """The variables that name an empty database; declared types may have their indexes."""
    neo4j_server.wipe(neo4j_url)
    access = neo4j_server.access()
    return {
        "GRAPH_STORE": neo4j_url,
        "NEO4J_USERNAME": access.user,
        "NEO4J_PASSWORD": access.password,
    }


def test_a_store_is_made_and_then_there_is_nothing_to_do(command, empty):
    url = empty["GRAPH_STORE"]

    would = command("migrate", "--dry-run", **empty)
    nodes = neo4j_server.rows(url, "MATCH (n) RETURN count(n)")
    done = command("migrate", **empty)
    again = command("migrate", **empty)

    assert [ended.returncode for ended in (would, done, again)] == [0, 0, 0], done.stderr
    assert nodes == [[0]]
    assert would.stdout.startswith("would: make a store\nwould: schema 1: make ids unique")
    assert done.stdout == would.stdout.replace("would: ", "done: ")
    assert again.stdout == f"Nothing to migrate: {url} is up to date.\n"


def test_a_store_of_a_later_version_is_refused(command, empty, complaint):
    command("migrate", **empty)
    neo4j_server.rows(empty["GRAPH_STORE"], "MATCH (m:_Meta) SET m.schema = 99")

    for arguments in (["migrate"], ["migrate", "--dry-run"], ["info"]):
        ended = command(*arguments, **empty)
        assert ended.returncode == 4
        assert "schema 99, made by a later version" in complaint(ended)


@pytest.mark.parametrize("url", ["file:city.db", ":memory:"])
def test_a_store_on_no_server_needs_none(command, url):
    ended = command("--store", url, "migrate")

    assert (ended.returncode, ended.stdout) == (
        0,
        f"Nothing to migrate: {url} is on no server.\n",
    )
    assert list(command.folder.iterdir()) == []
