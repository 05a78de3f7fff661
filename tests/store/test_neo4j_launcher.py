"""Starting the tests' Neo4j: what is missing is said, and in CI nothing is skipped."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import neo4j_server
import pytest

TESTS = Path(__file__).parents[1]


@pytest.fixture(autouse=True)
def launcher(checkout):
    return neo4j_server.loaded_launcher(checkout)


def script(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("release", "told", "suits"),
    [
        ("5.26.20", 'openjdk version "17.0.15"', True),
        ("5.26.20", 'openjdk version "21"', True),
        ("5.26.20", 'openjdk version "25.0.3"', False),
        ("5.26.20", 'java version "1.8.0_402"', False),
        ("2025.12.1", 'openjdk version "17.0.15"', False),
        ("2025.12.1", 'openjdk version "25.0.3"', True),
    ],
)
def test_a_java_is_taken_if_the_release_runs_on_it(tmp_path, monkeypatch, release, told, suits):
    import java_runtime

    java = script(tmp_path / "bin" / "java", f"echo '{told}' >&2")
    monkeypatch.setattr(java_runtime, "_candidates", lambda: [java])

    if suits:
        assert java_runtime.find_java(release) == java
        return
    with pytest.raises(java_runtime.NoJavaError, match=f"Neo4j {release} needs Java (17|21).*apt"):
        java_runtime.find_java(release)


def test_java_home_comes_first(tmp_path, monkeypatch):
    import java_runtime

    java = script(tmp_path / "bin" / "java", "echo 'version \"21.0.1\"' >&2")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    assert java_runtime.find_java("5.26.20") == java


def test_without_maven_a_sentence_says_what_to_install(tmp_path, monkeypatch):
    import server_jars

    monkeypatch.setenv("NEO4J_JARS", str(tmp_path))
    monkeypatch.setenv("PATH", "")

    with pytest.raises(server_jars.NoJarsError, match="there is no mvn: install it"):
        server_jars.server_jars("5.26.20")


def test_what_maven_says_is_shown_and_nothing_half_is_left(tmp_path, monkeypatch):
    import server_jars

    script(tmp_path / "bin" / "mvn", "echo no route to anywhere; exit 1")
    monkeypatch.setenv("NEO4J_JARS", str(tmp_path / "jars"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")

    with pytest.raises(server_jars.NoJarsError, match="no route to anywhere"):
        server_jars.server_jars("5.26.20")

    assert [path.name for path in (tmp_path / "jars").iterdir()] == ["5.26.20.lock"]


def test_of_several_that_need_the_jars_one_fetches_them(tmp_path, monkeypatch):
    import server_jars

    script(
        tmp_path / "bin" / "mvn",
        f"echo once >> {tmp_path / 'calls'}\n"
        "for word; do case $word in -DoutputDirectory=*) to=${word#*=};; esac; done\n"
        'echo > "$to/neo4j-server-5.26.20.jar"',
    )
    monkeypatch.setenv("NEO4J_JARS", str(tmp_path / "jars"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin:/usr/bin")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(server_jars.server_jars("5.26.20")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [tmp_path / "jars" / "5.26.20"] * 4
    assert (tmp_path / "calls").read_text() == "once\n"


def test_a_server_that_ends_at_once_shows_its_log(neo4j_url, launcher):
    if os.environ.get("NEO4J_TEST_URI"):
        pytest.skip("no Neo4j was started: NEO4J_TEST_URI names one")
    server = launcher.Server(settings={"server.bolt.enabled": "perhaps"})
    try:
        with pytest.raises(launcher.NoServerError, match=r"ended with code 1(.|\n)*perhaps"):
            server.start()
        assert server.pid is None
    finally:
        server.close()
    assert not server.home.exists()


@pytest.mark.parametrize(("ci", "code", "outcome"), [("", 0, "2 skipped"), ("true", 1, "2 errors")])
def test_a_missing_server_is_a_skip_but_in_ci_a_failure(tmp_path, ci, code, outcome):
    known = {k: v for k, v in os.environ.items() if not k.startswith("NEO4J_")}
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "store/test_neo4j_fixture.py"],
        cwd=TESTS,
        env={**known, "CI": ci, "PATH": "", "NEO4J_JARS": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert told.returncode == code, told.stdout
    assert outcome in told.stdout.splitlines()[-1]
    assert "no Neo4j" in told.stdout
    assert "Neo4j tests: 0 ran, 2 skipped (no server)" in told.stdout
