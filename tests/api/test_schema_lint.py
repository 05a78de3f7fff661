"""The schema by the recommended and the Relay rules of GraphQL-ESLint."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from npm_folder import npm_folder


@pytest.fixture(scope="module")
def lint(checkout: Path) -> Path:
    return npm_folder(checkout / "tools" / "schema_lint", checkout / "build" / "schema_lint")


def looked_at(lint: Path, schema: Path) -> subprocess.CompletedProcess[str]:
    command = ["node", "lint.mjs", str(schema)]
    return subprocess.run(command, cwd=lint, capture_output=True, text=True, check=False)


def test_nothing_is_found_that_is_not_explained(lint, checkout):
    done = looked_at(lint, checkout / "schema" / "schema.graphql")
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_finds_what_is_not_described_or_badly_named(lint, checkout, tmp_path):
    text = (checkout / "schema" / "schema.graphql").read_text(encoding="utf-8")
    text += "\ntype lower_case { edges: [lower_case] }\nextend type Query { getIt: lower_case }\n"
    (tmp_path / "worse.graphql").write_text(text, encoding="utf-8")

    done = looked_at(lint, tmp_path / "worse.graphql")

    assert done.returncode == 1
    assert 'Type "lower_case" should be in PascalCase' in done.stdout
    assert 'Description is required for type "lower_case"' in done.stdout
    assert 'Field "getIt" should not have "get" prefix' in done.stdout
