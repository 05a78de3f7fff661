"""Runs a command in its own process and measures it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
TRIALS = Path(os.environ.get("TRIALS", HERE.parent.parent / "shared" / "trials")).resolve()
SERVICE = str(Path(sys.executable).parent / "graph-service")


@dataclass(frozen=True)
class Measured:
    seconds: float
    peak_mb: float
    cpu_seconds: float
    output: str


def run(*command: str | Path, environment: dict[str, str] | None = None) -> Measured:
    """Run to the end; its own peak memory and processor time come from the kernel."""
    begun = time.perf_counter()
    child = subprocess.Popen(
        [str(part) for part in command], env=environment, stdout=subprocess.PIPE, text=True
    )
    output = child.stdout.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - begun
    if child.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} ended with {child.returncode}.\n{output}")
    scale = 1024 if sys.platform == "linux" else 1024 * 1024
    return Measured(seconds, usage.ru_maxrss / scale, usage.ru_utime + usage.ru_stime, output)


def trial(name: str) -> Path:
    """A trial file, or the end with a sentence."""
    path = TRIALS / name
    if not path.is_file():
        raise SystemExit(f"{path} is missing: name the folder of trial data with TRIALS.")
    return path
