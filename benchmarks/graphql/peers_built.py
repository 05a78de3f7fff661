"""The peers' own installations, made once in a folder outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

PEERS = Path(__file__).resolve().parent / "peers"
BUILT = Path(
    os.environ.get("BENCH_PEERS", Path.home() / ".cache" / "graph-service" / "graphql-peers")
)
"""Where they are kept from run to run."""


def node_folder(graphql: int) -> Path:
    """A folder with the peers in JavaScript and what they need, for one major version of graphql."""
    folder = BUILT / f"graphql-{graphql}"
    folder.mkdir(parents=True, exist_ok=True)
    for file in (*PEERS.glob("*.mjs"), PEERS / "schema.graphql"):
        shutil.copy(file, folder)
    _install(
        PEERS / folder.name / "package.json",
        folder / "package.json",
        ("npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--silent"),
    )
    return folder


def python() -> Path:
    """The interpreter of the peers in Python."""
    folder = BUILT / "python"
    BUILT.mkdir(parents=True, exist_ok=True)
    if not folder.is_dir():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    interpreter = folder / "bin" / "python"
    _install(
        PEERS / "requirements.txt",
        folder / "requirements.txt",
        (str(interpreter), "-m", "pip", "install", "-q", "-r", "requirements.txt"),
    )
    return interpreter


def _install(wanted: Path, there: Path, command: tuple[str, ...]) -> None:
    if there.is_file() and there.read_bytes() == wanted.read_bytes():
        return
    shutil.copy(wanted, there)
    try:
        subprocess.run(command, cwd=there.parent, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        there.unlink(missing_ok=True)
        raise SystemExit(f"The peers cannot be installed: {error}") from error
