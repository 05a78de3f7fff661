"""Rules of the repository that no tool of its own watches."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PACKAGES = ("graph_service", "schema", "loaders", "analytics")


@pytest.fixture(scope="module")
def tracked(checkout: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "-c", "core.quotepath=off", "ls-files", "-z"],
        cwd=checkout,
        capture_output=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip(f"{checkout} is no git checkout")
    paths = [checkout / name for name in listed.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def project(checkout: Path) -> dict:
    return tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))


def test_no_tracked_file_names_a_folder_of_somebodys_machine(tracked):
    spots = [f"/{'work'}/", f"/{'root'}/", f"/{'home'}/", f"/{'Users'}/"]
    allowed = re.compile(r"https?://\S+")
    found = [
        f"{path.name}: {spot}"
        for path in tracked
        for spot in spots
        if spot in allowed.sub("", path.read_bytes().decode("utf-8", "ignore"))
    ]

    assert not found


def test_no_tracked_file_names_a_host_of_a_package_registry(tracked):
    hosts = [
        "pypi" + ".org",
        "python" + "hosted.org",
        "registry.npm" + "js",
        "crates" + ".io",
        "repo.maven",
        "deb.debian" + ".org",
    ]
    found = [
        f"{path.name}: {host}"
        for path in tracked
        for host in hosts
        if host.encode() in path.read_bytes() and path.name != Path(__file__).name
    ]

    assert not found


def test_the_lock_pins_everything_the_service_needs_with_hashes(checkout, project):
    pinned = pins(checkout / "requirements.lock")

    needed = names(project["project"]["dependencies"] + project["build-system"]["requires"])

    assert needed <= pinned.keys()


def test_the_developers_lock_pins_the_tools_and_agrees_with_the_other(checkout, project):
    pinned, tools = pins(checkout / "requirements.lock"), pins(checkout / "requirements-dev.lock")

    assert names(project["dependency-groups"]["dev"]) <= tools.keys()
    assert {name: tools.get(name) for name in pinned} == pinned


def test_the_commands_that_the_readme_opens_with_exist(checkout):
    opening = (checkout / "README.md").read_text(encoding="utf-8").split("```")[1]

    commands = re.findall(r"^make (\w+)", opening, re.MULTILINE)

    assert commands == ["demo", "test"]
    assert set(commands) <= set(targets(checkout))


def test_every_command_of_the_makefile_is_explained(checkout):
    listed = subprocess.run(
        ["make", "help"], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout

    assert [line.split()[1] for line in listed.splitlines()] == targets(checkout)


def test_make_check_watches_style_types_arrows_and_docstrings(checkout):
    commands = subprocess.run(
        ["make", "--dry-run", "check"], cwd=checkout, capture_output=True, text=True, check=True
    ).stdout

    for tool in ("ruff check", "ruff format --check", "mypy", "lint-imports", "interrogate"):
        assert f"/bin/{tool}" in commands


def test_a_second_make_demo_installs_nothing(checkout, tmp_path):
    (tmp_path / ".installed").touch()

    commands = subprocess.run(
        ["make", "--dry-run", "demo", f"VENV={tmp_path}"],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert commands.split() == [f"{tmp_path}/bin/graph-service", "demo"]


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", "is not a Python 3.11, 3.12 or 3.13"),
        (
            'case "$2" in *ensurepip*) exit 1;; *version_info\\[:2\\]\\)*) echo 3.11;; esac',
            "apt-get install python",
        ),
    ],
    ids=["too old", "no venv module"],
)
def test_a_python_that_will_not_do_is_refused_with_a_sentence(checkout, tmp_path, script, sentence):
    python = tmp_path / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n")
    python.chmod(0o755)

    answer = subprocess.run(
        [checkout / "tools" / "find_python"],
        env=dict(os.environ, PYTHON=str(python)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert sentence in answer.stderr
    assert answer.stderr.count("\n") == 1
    assert answer.stdout == ""


def test_the_changelog_speaks_of_the_version(checkout, project):
    changelog = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")

    assert f"## [{project['project']['version']}] - " in changelog


def test_every_decision_is_listed_and_says_why(checkout):
    folder = checkout / "docs" / "adr"
    listed = (folder / "README.md").read_text(encoding="utf-8")

    for page in sorted(folder.glob("0*.md")):
        text = page.read_text(encoding="utf-8")
        assert f"({page.name})" in listed
        assert all(f"**{part}.**" in text for part in ("Context", "Decision", "Consequences"))


@pytest.mark.parametrize("package", PACKAGES)
def test_our_packages_are_not_those_of_another_distribution(package, checkout):
    owners = set(packages_distributions().get(package, ()))
    origin = Path(importlib.import_module(package).__file__)

    assert owners <= {"innovation-graph-service"}
    assert owners or origin.is_relative_to(checkout)


def pins(lock: Path) -> dict[str, set[str]]:
    """Versions by name; every line of the file is a pin or a hash."""
    found: dict[str, set[str]] = {}
    for entry in lock.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        match = re.fullmatch(
            r"([a-z0-9-]+)==(\S+)(?: ; [^\-]+?)?((?: +--hash=sha256:\w{64})+) *", entry
        )
        assert match, entry
        found.setdefault(match[1], set()).add(match[2])
    return found


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[<>=\[;]", requirement)[0].strip().lower() for requirement in requirements}


def targets(checkout: Path) -> list[str]:
    return re.findall(r"^([a-z0-9]+):.*## ", (checkout / "Makefile").read_text(), re.MULTILINE)
