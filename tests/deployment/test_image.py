"""The Dockerfile: two stages, an ordinary user, nothing in the image that builds or installs."""

from __future__ import annotations

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

Instruction = tuple[str, str]


@pytest.fixture(scope="module")
def stages(checkout: Path) -> list[list[Instruction]]:
    """Instructions by stage, each from its FROM on."""
    text = (checkout / "Dockerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    found: list[list[Instruction]] = []
    for instruction in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not instruction.strip():
            continue
        word, rest = instruction.split(None, 1)
        if word == "FROM":
            found.append([])
        found[-1].append((word, rest))
    return found


def test_what_builds_stays_behind(stages):
    build, final = stages

    assert build[0][1].endswith(" AS build")
    assert final[0] == ("FROM", "python:3.13-slim")
    copied = [rest for word, rest in final if word in {"COPY", "ADD"}]
    assert copied == ["--from=build /opt/service /opt/service"]
    commands = " ".join(rest for word, rest in final if word == "RUN")
    assert not re.search(r"apt-get|pip install|venv", commands)
    assert "pip uninstall" in commands
    installed = " ".join(rest for word, rest in build if word == "RUN")
    assert "venv --without-pip" in installed
    assert "uninstall --yes hatchling" in installed


def test_everything_is_installed_as_it_is_pinned(stages):
    installs = [rest for word, rest in stages[0] if word == "RUN" and " install " in rest]

    assert "--require-hashes --requirement requirements.lock" in installs[0]
    assert all("--no-deps" in rest for rest in installs[1:])


def test_it_runs_as_an_ordinary_user(stages):
    final = stages[-1]
    words = [word for word, _ in final]

    assert ("USER", "10001") in final
    assert "RUN" not in words[words.index("USER") :]
    assert "COPY" not in words[words.index("USER") :]


def test_it_serves_and_says_whether_it_is_well(stages):
    final = dict(stages[-1])

    assert json.loads(final["ENTRYPOINT"]) == ["graph-service"]
    assert json.loads(final["CMD"]) == ["serve"]
    python, option, script = json.loads(final["HEALTHCHECK"].partition("CMD ")[2])
    assert (python, option) == ("python", "-c")
    assert ast.parse(script)
    assert "/readyz" in script
    assert f":{final['EXPOSE']}/" in script
    assert f"GRAPH_PORT={final['EXPOSE']}" in final["ENV"]


def test_what_the_build_copies_is_there_and_not_ignored(stages, checkout):
    names = [name for word, rest in stages[0] if word == "COPY" for name in rest.split()[:-1]]
    ignored = (checkout / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert ignored[0] == "*"
    assert {f"!{name}" for name in names} <= set(ignored)
    assert all((checkout / name).exists() for name in names)


def test_the_linter_has_nothing_to_say(checkout):
    linter = shutil.which("hadolint")
    if linter is None:
        pytest.skip("no hadolint on this machine")
    told = subprocess.run(
        [linter, checkout / "Dockerfile"], capture_output=True, text=True, check=False
    )

    assert told.stdout == ""
