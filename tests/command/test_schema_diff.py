"""The command that compares two schemas of the API."""

from __future__ import annotations

import json

import pytest
from graphql import build_schema, introspection_from_schema

OLD = """
type Query { firm(id: ID!): Firm  firms(first: Int): [Firm!]! }
type Firm { name: String  staff: Int }
enum Stage { BASIC TRIAL }
"""
# The id becomes optional, `firms` and `staff` are gone, a stage and a field are new.
NEW = """
type Query { firm(id: ID): Firm }
type Firm { name: String  founded: Int }
enum Stage { BASIC TRIAL MASS }
"""


@pytest.fixture
def schemas(command):
    (command.folder / "old.graphql").write_text(OLD, encoding="utf-8")
    (command.folder / "new.graphql").write_text(NEW, encoding="utf-8")
    answer = {"data": introspection_from_schema(build_schema(OLD))}
    (command.folder / "old.json").write_text(json.dumps(answer), encoding="utf-8")
    return command


def test_what_breaks_comes_first_and_is_told_by_the_exit_code(schemas):
    ended = schemas("schema", "diff", "old.graphql", "new.graphql")
    assert ended.returncode == 8
    lines = ended.stdout.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["BREAKING", "BREAKING", "DANGEROUS"]
    assert "Firm.staff" in lines[0]
    assert "Query.firms" in lines[1]
    assert "Stage.MASS" in lines[2]
    assert lines[-1] == "2 breaking, 1 dangerous, 2 safe"


def test_an_answer_to_introspection_is_a_schema_as_well(schemas):
    told = schemas("schema", "diff", "old.json", "new.graphql", "--json")
    same = schemas("schema", "diff", "old.json", "old.graphql")
    assert [c["severity"] for c in json.loads(told.stdout)][:3] == [
        "breaking",
        "breaking",
        "dangerous",
    ]
    assert (same.returncode, same.stdout) == (0, "0 breaking, 0 dangerous, 0 safe\n")


def test_dangerous_changes_count_if_one_is_strict(schemas):
    (schemas.folder / "more.graphql").write_text(OLD.replace("TRIAL", "TRIAL MASS"), "utf-8")
    assert schemas("schema", "diff", "old.graphql", "more.graphql").returncode == 0
    assert schemas("schema", "diff", "old.graphql", "more.graphql", "--strict").returncode == 8


def test_without_a_second_one_it_is_compared_with_what_is_installed(command):
    assert command("export-schema", "--out", "mine.graphql").returncode == 0
    ended = command("schema", "diff", "mine.graphql")
    assert (ended.returncode, ended.stdout) == (0, "0 breaking, 0 dangerous, 0 safe\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("type Query {", "s.graphql:1 is no GraphQL schema"),
        ("{}", "neither a schema"),
        ("[1", "is no GraphQL schema"),
        ('{"data": null}', "neither a schema"),
    ],
)
def test_what_is_no_schema_is_a_sentence(command, complaint, text, said):
    (command.folder / "s.graphql").write_text(text, encoding="utf-8")
    ended = command("schema", "diff", "s.graphql", "s.graphql")
    assert ended.returncode == 3
    assert said in complaint(ended)
    assert "cannot be read" in complaint(command("schema", "diff", "none.graphql"))
