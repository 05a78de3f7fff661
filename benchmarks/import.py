"""Rows a second and peak memory of an import, beside plain Python on the same file."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from process import HERE, SERVICE, Measured, run, trial

ROWS = 144_726


def import_cordis(url: str, environment: dict[str, str] | None = None) -> Measured:
    """The participations of CORDIS into an empty store, through the command."""
    return run(
        SERVICE,
        "--store",
        url,
        "import",
        "--mapping",
        "cordis-participations",
        "--json",
        trial("cordis_h2020_participations.csv.gz"),
        environment=environment,
    )


def main() -> str:
    """Measure three times each, alternately; the best of each counts."""
    source = trial("cordis_h2020_participations.csv.gz")
    ours: list[Measured] = []
    plain: list[Measured] = []
    for _ in range(3):
        with tempfile.TemporaryDirectory() as folder:
            ours.append(import_cordis(f"file:{folder}/graph.db"))
            plain.append(
                run(sys.executable, HERE / "plain_import.py", source, Path(folder) / "plain.db")
            )
    lines = [
        "| import of 144,726 rows | seconds | processor seconds | rows / s | peak memory, MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    best = [min(runs, key=lambda m: m.seconds) for runs in (ours, plain)]
    for name, measured in zip(
        ("graph-service import", "DictReader + executemany"), best, strict=True
    ):
        lines.append(
            f"| {name} | {measured.seconds:.1f} | {measured.cpu_seconds:.1f} | {ROWS / measured.seconds:,.0f} "
            f"| {measured.peak_mb:,.0f} |"
        )
    seconds, cpu, memory = (
        getattr(best[0], name) / getattr(best[1], name)
        for name in ("seconds", "cpu_seconds", "peak_mb")
    )
    lines.append(f"| ratio | {seconds:.1f} | {cpu:.1f} | {1 / seconds:.3f} | {memory:.1f} |")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main())
