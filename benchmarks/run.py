"""All measurements, as the tables that stand in README.md."""

from __future__ import annotations

import importlib
import os
import platform
import tempfile
from pathlib import Path

import both_stores
import files
import jobs
import queries
import start


def machine() -> str:
    """Cores, processor, Python."""
    model = platform.processor() or platform.machine()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.is_file():
        names = [line for line in cpuinfo.read_text().splitlines() if line.startswith("model name")]
        model = names[0].split(":", 1)[1].strip() if names else model
    return (
        f"{os.cpu_count()} cores, {model}, Python {platform.python_version()}, {platform.system()}"
    )


def main() -> None:
    print(machine(), end="\n\n", flush=True)
    print(importlib.import_module("import").main(), end="\n\n", flush=True)
    for table in files.main():
        print(table, end="\n\n", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "graph.db"
        queries.prepare(store)
        print(start.main(store), end="\n\n", flush=True)
        print(queries.main(store), end="\n\n", flush=True)
    print(jobs.main(), end="\n\n", flush=True)
    for table in both_stores.main():
        print(table, end="\n\n", flush=True)


if __name__ == "__main__":
    main()
