"""The tests' own Neo4j: it is emptied between tests, and nobody else's data are touched."""

from __future__ import annotations

import neo4j_server
import pytest


def test_a_wipe_leaves_nothing_but_indexes(neo4j_url):
    neo4j_server.rows(neo4j_url, "CREATE INDEX kept IF NOT EXISTS FOR (n:Thing) ON (n.x)")
    neo4j_server.rows(neo4j_url, "UNWIND range(1, 30) AS x CREATE (:Thing {x: x})-[:TO]->(:Thing)")

    neo4j_server.wipe(neo4j_url)

    assert neo4j_server.rows(neo4j_url, "MATCH (n) RETURN count(n)") == [[0]]
    named = "SHOW INDEXES YIELD name WHERE name IN ['kept', 'made_by_tests'] RETURN name"
    assert sorted(neo4j_server.rows(neo4j_url, named)) == [["kept"], ["made_by_tests"]]
    neo4j_server.wipe(neo4j_url, schema=True)
    assert neo4j_server.rows(neo4j_url, named) == [["made_by_tests"]]


def test_a_database_with_data_of_others_is_left_alone(neo4j_url, monkeypatch):
    neo4j_server.wipe(neo4j_url)
    neo4j_server.rows(neo4j_url, "CREATE (:Theirs)")
    monkeypatch.setattr(neo4j_server, "_MARK", "another_mark")

    with pytest.raises(neo4j_server.NotOurs, match="holds data that no test made"):
        neo4j_server._claimed(neo4j_url)
    with pytest.raises(neo4j_server.NotOurs, match="not claimed"):
        neo4j_server.wipe(neo4j_url)

    assert neo4j_server.rows(neo4j_url, "MATCH (n) RETURN labels(n)") == [[["Theirs"]]]
