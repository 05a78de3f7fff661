"""Taking back a run of many rows on both stores, beside another run that says much of the same."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import office_tables
from process import HERE, SERVICE, run

sys.path.append(str(HERE.parent / "tools" / "neo4j"))

ROWS, SERVER_ROWS = 100_000, 20_000


def main(rows: int = ROWS, server_rows: int = SERVER_ROWS) -> str:
    """Import a table, then another that shares half of its rows; take the second back."""
    from launcher import started

    lines = [
        "| a run of | rows | import, s | undo, s | undo, rows / s | undo, peak MB |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder, started() as server:
        place = Path(folder)
        lines.append(_line("embedded", f"file:{place / 'graph.db'}", place, rows))
        lines.append(_line("Neo4j", server.url, place, server_rows))
    return "\n".join(lines)


def _line(name: str, url: str, place: Path, rows: int) -> str:
    table = list(office_tables.clean(rows * 3 // 2))
    first = office_tables.text(place / "first.csv", table[:rows])
    second = office_tables.text(place / "second.csv", table[rows // 2 :])
    service = (SERVICE, "--store", url)
    run(*service, "import", "--as", "Platform", "--json", first)
    before = _counts(*service)
    imported = run(*service, "import", "--as", "Platform", "--json", second)
    (made,) = json.loads(imported.output)["runs"]
    undone = run(*service, "undo", made["run"])
    if _counts(*service) != before:
        raise SystemExit(f"{name}: what is left is not what was there before.")
    return (
        f"| {name} | {rows:,} | {imported.seconds:.1f} | {undone.seconds:.1f}"
        f" | {rows / undone.seconds:,.0f} | {undone.peak_mb:,.0f} |"
    )


def _counts(*service: str) -> tuple[object, object]:
    told = json.loads(run(*service, "info", "--json").output)
    return told["nodes"], told["links"]


if __name__ == "__main__":
    print(main(*map(int, sys.argv[1:])))
