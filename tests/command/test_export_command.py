"""``graph-service export``: files whole or not at all, and back again through an import."""

from __future__ import annotations

import csv
import io
import json

import networkx as nx
import pytest


@pytest.fixture
def sample(command, sample_store):
    def run(*arguments, **given):
        return command("--store", sample_store, *arguments, **given)

    return run


def test_the_files_name_says_the_format(sample, tmp_path):
    ended = sample("export", "城市.graphml", "--type", "platform", "--type", "District")

    assert ended.returncode == 0, ended.stderr
    graph = nx.read_graphml(tmp_path / "城市.graphml")
    assert ended.stdout == f"Wrote 城市.graphml: {len(graph)} nodes, {graph.size()} links.\n"
    assert {data["type"] for _, data in graph.nodes(data=True)} == {"Platform", "District"}
    assert [path.name for path in tmp_path.iterdir()] == ["城市.graphml"]


def test_a_network_on_stdout_can_be_piped(sample):
    ended = sample(
        "export", "-", "--format", "jsonl", "--network", "--tie", "patent", "--min-degree", "1"
    )

    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert lines[0]["head"]["asked"] == {"ties": "patent", "minDegree": "1"}
    end = lines[-1]["end"]
    assert end["consistent"] is True
    assert end["nodes"] == sum("node" in line for line in lines) > 0
    assert ended.stderr == f"Wrote -: {end['nodes']:,} nodes, {end['links']:,} links.\n"


def test_a_table_that_was_exported_can_be_imported_again(sample, command):
    where = '{"Platform": {"level": {"eq": "PROVINCIAL"}}}'
    arguments = ("--table", "nodes", "--type", "Platform")
    assert sample("export", "a.csv", *arguments, "--where", where).returncode == 0
    imported = command("--store", "file:again.db", "import", "a.csv", "--as", "Platform")
    assert imported.returncode == 0, imported.stdout + imported.stderr
    assert command("--store", "file:again.db", "export", "b.csv", *arguments).returncode == 0

    first, again = (
        list(csv.DictReader(io.StringIO((command.folder / name).read_text("utf-8-sig"))))
        for name in ("a.csv", "b.csv")
    )
    assert len(first) > 5
    by_code = {row["uscc"]: row for row in again}
    assert len(by_code) == len(first) == len(again)
    for row in first:
        assert by_code[row["uscc"]] == row


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("x.xlsx",), "Name the format: --format graphml, gexf, jsonl, csv, parquet, cypher."),
        (("x.csv",), "add --table nodes or --table links, or name it x.csv.zip"),
        (("x.gexf", "--table", "nodes"), "gexf has no tables"),
        (("x.gexf", "--type", "Platfrom"), "Perhaps you mean Platform"),
        (("x.gexf", "--tie", "PROJECT"), "A graph has no argument 'ties'"),
        (("x.gexf", "--network", "--tie", "x"), "There is no tie 'x'. There are PROJECT"),
        (("x.gexf", "--where", "{"), "where is not JSON"),
        (("x.gexf", "--as-of", "today"), "asOf: 'today' is not a date"),
    ],
)
def test_what_cannot_be_meant_leaves_no_file(sample, tmp_path, complaint, arguments, words):
    ended = sample("export", *arguments)

    assert ended.returncode == 2
    assert words in complaint(ended)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept_unless_it_may_be_replaced(sample, tmp_path, complaint):
    file = tmp_path / "a.jsonl"
    file.write_text("mine")
    ended = sample("export", "a.jsonl", "--type", "District")
    assert ended.returncode == 3
    assert "add --force" in complaint(ended)
    assert file.read_text() == "mine"
    assert sample("export", "a.jsonl", "--type", "District", "--force").returncode == 0
    assert file.read_text(encoding="utf-8").startswith('{"head":')
    ended = sample("export", "away/a.jsonl")
    assert ended.returncode == 3
    assert "No such file or directory" in complaint(ended)
