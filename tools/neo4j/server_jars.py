"""Fetches the jars of a Neo4j release by Maven, once."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as ET

__all__ = ["NoJarsError", "chosen_version", "entry_point", "server_jars"]

_POM = Path(__file__).with_name("pom.xml")
_CACHE = Path(__file__).parents[2] / "build" / "neo4j"
_ENTRY = "META-INF/services/org.neo4j.server.startup.EntryPoint"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies"


class NoJarsError(Exception):
    """The jars cannot be had; the message says why."""


def chosen_version() -> str:
    """Return the release that NEO4J_VERSION names, or the one of ``pom.xml``."""
    pom = ET.parse(_POM).getroot()
    default = pom.findtext("{*}properties/{*}neo4j.version") or ""
    return os.environ.get("NEO4J_VERSION") or default


def server_jars(version: str) -> Path:
    """Return the folder with the jars of a release; it is made at the first call.

    It lies in ``build/neo4j/`` of the checkout, or in the folder that NEO4J_JARS names. Of
    several processes one makes it and the others wait.

    Raises
    ------
    NoJarsError
    """
    cache = Path(os.environ.get("NEO4J_JARS") or _CACHE)
    folder = cache / version
    if folder.is_dir():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with _alone(cache / f"{version}.lock"):
        if not folder.is_dir():
            _fetch(version, folder)
    return folder


def entry_point(folder: Path) -> str:
    """Return the class that starts the server; releases have moved and renamed it.

    Raises
    ------
    NoJarsError
    """
    for jar in sorted(folder.glob("neo4j-*.jar")):
        with zipfile.ZipFile(jar) as archive:
            if _ENTRY in archive.namelist():
                return archive.read(_ENTRY).decode().strip()
    raise NoJarsError(f"No jar in {folder} starts a server.")


def _fetch(version: str, folder: Path) -> None:
    maven = shutil.which("mvn")
    if maven is None:
        raise NoJarsError(
            f"Neo4j {version} is fetched by Maven, and there is no mvn:"
            " install it (on Debian or Ubuntu: apt-get install maven)."
        )
    # Whole or not at all: Maven copies into a folder that only a rename makes the right one.
    made = Path(tempfile.mkdtemp(prefix=f"{version}-", dir=folder.parent))
    try:
        done = subprocess.run(
            [
                *(maven, "--batch-mode", "--quiet", "--file", _POM, _COPY),
                *(f"-Dneo4j.version={version}", "-DincludeScope=runtime"),
                f"-DoutputDirectory={made}",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode or not any(made.glob("neo4j-server-*.jar")):
            told = "\n".join(done.stdout.splitlines()[:20])
            raise NoJarsError(f"Maven could not fetch Neo4j {version}; it said:\n{told}")
        made.chmod(0o755)
        made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
