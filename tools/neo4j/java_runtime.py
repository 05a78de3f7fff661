"""Finds a Java that a release of Neo4j runs on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

__all__ = ["NoJavaError", "find_java"]


class NoJavaError(Exception):
    """No Java suits; the message says what to install."""


def find_java(neo4j_version: str) -> Path:
    """Return the first ``java`` that suits of JAVA_HOME, PATH and the system's folder of JDKs.

    Parameters
    ----------
    neo4j_version : str
        Such as ``5.26.20`` or ``2025.10.1``.

    Raises
    ------
    NoJavaError
    """
    oldest, newest = _suitable(neo4j_version)
    seen: list[str] = []
    for java in _candidates():
        version = _version(java)
        if version and oldest <= version <= newest:
            return java
        seen.append(f"{java} is {version or 'none'}")
    needed = f"{oldest} to {newest}" if newest < _ANY else f"{oldest} or later"
    raise NoJavaError(
        f"Neo4j {neo4j_version} needs Java {needed}"
        + (f" ({'; '.join(seen)})" if seen else "")
        + f": install one (on Debian or Ubuntu: apt-get install openjdk-{oldest}-jre-headless)"
        " or name it by JAVA_HOME."
    )


_ANY = 1_000


def _suitable(neo4j_version: str) -> tuple[int, int]:
    # Releases are 5.x, the last of them 5.26, and then named by their year.
    return (17, 21) if neo4j_version.startswith("5.") else (21, _ANY)


def _candidates() -> list[Path]:
    named = os.environ.get("JAVA_HOME")
    on_path = shutil.which("java")
    found = [Path(named, "bin", "java")] if named else []
    if on_path:
        found.append(Path(on_path))
    found.extend(sorted(Path("/usr/lib/jvm").glob("*/bin/java")))
    return [java for java in dict.fromkeys(path.resolve() for path in found) if java.is_file()]


def _version(java: Path) -> int | None:
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    match = re.search(r'version "(?:1\.)?(\d+)', told.stderr)
    return int(match[1]) if match else None
