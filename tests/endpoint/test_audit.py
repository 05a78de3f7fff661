"""The audits of graphql-http, the reference server of the working group, on a running service."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from npm_folder import npm_folder

AUDITS = 61
PLAIN = {"572B", "FDE2", "7B9B"}
"""What contradicts even where 400 stands for 422: these want 200 for failures."""


@pytest.fixture(scope="session")
def audit(checkout: Path) -> Path:
    """The folder of the audit with what it needs."""
    return npm_folder(checkout / "tools" / "audit", checkout / "build" / "audit")


def audited(audit: Path, address: str) -> tuple[subprocess.CompletedProcess[str], set[str]]:
    """Run all audits; the ids of those that failed."""
    command = ["node", "audit.mjs", f"{address}/graphql"]
    done = subprocess.run(command, cwd=audit, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    assert told["audits"] == AUDITS
    return done, set(told["failed"])


@pytest.fixture(scope="session")
def contradicted(checkout: Path) -> dict[str, str]:
    text = (checkout / "tools" / "audit" / "contradicted.json").read_text(encoding="utf-8")
    return json.loads(text)


def test_no_audit_fails_but_those_that_the_specification_contradicts(audit, address, contradicted):
    done, failed = audited(audit, address)

    # The document of 74FF cannot even be parsed, so it is refused with the 400 that is wanted.
    assert failed == set(contradicted) - {"74FF"}, done.stdout
    assert done.returncode == 0


def test_with_plain_statuses_only_failures_that_are_no_successes_are_left(audit, other_address):
    _, failed = audited(audit, other_address)

    assert failed == PLAIN


def test_the_audits_that_are_contradicted_are_documented_with_the_reason(checkout, contradicted):
    page = (checkout / "docs" / "graphql-over-http.md").read_text(encoding="utf-8")

    for id_, reason in contradicted.items():
        row = re.search(rf"^\| [^|]*`{id_}`[^|]* \| (.*) \|$", page, re.MULTILINE)
        assert row, id_
        assert row[1] == reason
