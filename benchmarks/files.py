"""Clean and messy tables of offices, imported, beside a naive loop and the fastest raw reading."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import office_tables
from process import HERE, SERVICE, Measured, run

ROWS, MANY = 50_000, 1_000_000


def main() -> list[str]:
    """The table of speeds, and the memory of a million rows."""
    lines = [
        f"| {ROWS:,} rows | import, rows / s | MB | naive loop, rows / s | MB | ratio"
        " | raw reading, rows / s | of that |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        made = {
            "clean XLSX": office_tables.workbook(place / "c.xlsx", office_tables.clean(ROWS)),
            "messy XLSX": office_tables.workbook(
                place / "m.xlsx", office_tables.messy(ROWS), "温州市2021年项目一览表", "单位：万元"
            ),
            "CSV": office_tables.text(place / "c.csv", office_tables.clean(ROWS)),
        }
        for name, path in made.items():
            lines.append(_line(name, path, place))
        return ["\n".join(lines), _million(place)]


def _line(name: str, path: Path, place: Path) -> str:
    ours, naive, raw = [], [], []
    for turn in range(2):
        ours.append(_import(path, place / f"{name}{turn}.db"))
        naive.append(run(sys.executable, HERE / "naive_tables.py", path, place / f"n{name}{turn}"))
        raw.append(run(sys.executable, HERE / "raw_reading.py", path))
    best = [min(runs, key=lambda m: m.seconds) for runs in (ours, naive, raw)]
    speed = [ROWS / m.seconds for m in best]
    return (
        f"| {name} | {speed[0]:,.0f} | {best[0].peak_mb:,.0f} | {speed[1]:,.0f}"
        f" | {best[1].peak_mb:,.0f} | {speed[0] / speed[1]:.2f} | {speed[2]:,.0f}"
        f" | {speed[0] / speed[2]:.3f} |"
    )


def _million(place: Path) -> str:
    path = office_tables.text(place / "million.csv", office_tables.clean(MANY))
    store = place / "million.db"
    imported = _import(path, store)
    opened = run(SERVICE, "--store", f"file:{store}", "info")
    return "\n".join(
        (
            "| 1,000,000 rows of CSV | rows / s | peak, MB | opening the store, MB | beside it, MB |",
            "| --- | --- | --- | --- | --- |",
            f"| import | {MANY / imported.seconds:,.0f} | {imported.peak_mb:,.0f}"
            f" | {opened.peak_mb:,.0f} | {imported.peak_mb - opened.peak_mb:,.0f} |",
        )
    )


def _import(path: Path, store: Path) -> Measured:
    return run(SERVICE, "--store", f"file:{store}", "import", "--as", "Project", "--json", path)


if __name__ == "__main__":
    for table in main():
        print(table, end="\n\n")
