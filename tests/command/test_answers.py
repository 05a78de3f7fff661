"""Queries, the schema, what is in the graph."""

from __future__ import annotations

import importlib.resources
import json

import pytest


def test_a_query_from_stdin_is_answered_as_json(command, sample_store):
    ended = command("--store", sample_store, "query", "-", text="{ platforms { totalCount } }")

    assert ended.returncode == 0
    assert json.loads(ended.stdout)["data"] == {"platforms": {"totalCount": 60}}


def test_a_query_from_a_file_takes_variables_and_a_day(command, sample_store):
    (command.folder / "q.graphql").write_text(
        "query Q($first: Int!) { enterprises(first: $first) { edges { node { id } } } }"
    )

    ended = command(
        *("--store", sample_store, "query", "q.graphql"),
        *("--variables", '{"first": 3}', "--today", "2022-05-01"),
    )

    answer = json.loads(ended.stdout)
    assert len(answer["data"]["enterprises"]["edges"]) == 3
    assert answer["extensions"]["asOf"] == "2022-05-01"


def test_a_wrong_query_prints_its_errors_and_has_an_exit_code(command, sample_store, complaint):
    ended = command("--store", sample_store, "query", "-", text="{ platfroms { totalCount } }")

    assert ended.returncode == 6
    assert json.loads(ended.stdout)["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "platfroms" in complaint(ended)


@pytest.mark.parametrize("variables", ["{", "[1]"])
def test_variables_that_are_no_object_are_refused(command, sample_store, complaint, variables):
    ended = command(
        "--store", sample_store, "query", "-", "--variables", variables, text="{ __typename }"
    )

    assert ended.returncode == 2
    assert "--variables" in complaint(ended)


def test_the_exported_schema_is_the_committed_one(command):
    committed = importlib.resources.files("schema").joinpath("schema.graphql")

    ended = command("export-schema")

    assert ended.returncode == 0
    assert ended.stdout == committed.read_text(encoding="utf-8")


def test_info_counts_records_links_and_imports(command, sample_store):
    info = json.loads(command("--store", sample_store, "info", "--json").stdout)
    printed = command("--store", sample_store, "info").stdout

    counts = {row["type"]: row["count"] for row in info["nodes"]}
    assert (counts["Platform"], counts["Enterprise"], counts["Talent"]) == (60, 801, 2000)
    assert {run["source"] for run in info["imports"]} >= {"企业名录", "科技项目"}
    for word in ("创新平台", "2,000", "企业名录", info["version"]):
        assert word in printed


def test_reading_a_store_that_is_not_there_is_a_sentence(command, complaint):
    ended = command("info")

    assert ended.returncode == 4
    assert "var/graph.db" in complaint(ended)
    assert not (command.folder / "var").exists()
