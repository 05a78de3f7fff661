"""Tables of offices, clean and messy, imported beside a naive loop and the fastest raw reading."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import office_tables
from process import HERE, SERVICE, Measured, run

ROWS, MANY = 50_000, 1_000_000


def main(rows: int = ROWS, many: int = MANY) -> list[str]:
    """The table of speeds, and the memory of a million rows."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        files = {
            "clean XLSX": office_tables.clean_workbook(place / "clean.xlsx", rows),
            "messy XLSX": office_tables.messy_workbook(place / "messy.xlsx", rows),
            "CSV": office_tables.text(place / "clean.csv", office_tables.clean(rows)),
        }
        lines = [
            " | ".join(
                (
                    f"| {rows:,} rows",
                    "import, rows / s",
                    "peak, MB",
                    "naive loop, rows / s",
                    "peak, MB",
                    "ratio",
                    "raw reading, rows / s",
                    "ratio |",
                )
            ),
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *(_line(name, path, place, rows) for name, path in files.items()),
        ]
        return ["\n".join(lines), _many(place, many)]


def _line(name: str, path: Path, place: Path, rows: int) -> str:
    """Measure each twice, in turn; the best counts."""
    ours, naive, raw = [], [], []
    for turn in range(2):
        ours.append(_import(path, place / f"{path.name}{turn}.db", rows))
        loop = (sys.executable, HERE / "naive_tables.py", path, place / f"{path.name}{turn}.naive")
        naive.append(run(*loop))
        raw.append(run(sys.executable, HERE / "raw_reading.py", path))
    best = [min(runs, key=lambda m: m.seconds) for runs in (ours, naive, raw)]
    speed = [rows / m.seconds for m in best]
    return (
        f"| {name} | {speed[0]:,.0f} | {best[0].peak_mb:,.0f} | {speed[1]:,.0f}"
        f" | {best[1].peak_mb:,.0f} | {speed[0] / speed[1]:.2f} | {speed[2]:,.0f}"
        f" | {speed[0] / speed[2]:.3f} |"
    )


def _many(place: Path, rows: int) -> str:
    """What an import of many rows needs beside what the store itself needs to be opened."""
    path = office_tables.text(place / "many.csv", office_tables.clean(rows))
    store = place / "many.db"
    imported = _import(path, store, rows)
    opened = run(SERVICE, "--store", f"file:{store}", "info")
    figures = (
        f"{rows / imported.seconds:,.0f}",
        *(
            f"{megabytes:,.0f}"
            for megabytes in (
                imported.peak_mb,
                opened.peak_mb,
                imported.peak_mb - opened.peak_mb,
            )
        ),
    )
    return "\n".join(
        (
            f"| {rows:,} rows of CSV | rows / s | peak, MB | opening the store, MB | beside it, MB |",
            "| --- | --- | --- | --- | --- |",
            f"| import | {' | '.join(figures)} |",
        )
    )


def _import(path: Path, store: Path, rows: int) -> Measured:
    """Import into an empty store, and count that no row was lost."""
    measured = run(
        SERVICE, "--store", f"file:{store}", "import", "--as", "Platform", "--json", path
    )
    created = json.loads(measured.output)["created"]
    if created != rows:
        raise SystemExit(f"{path.name}: {created:,} of {rows:,} rows were created.")
    return measured


if __name__ == "__main__":
    for table in main(*map(int, sys.argv[1:])):
        print(table, end="\n\n", flush=True)
