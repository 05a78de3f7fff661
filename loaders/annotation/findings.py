"""The issues of an import, file by file, and where each one is marked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from loaders.report import Issue

__all__ = ["MOST", "Findings", "marked_place"]

MOST: Final = 50_000
"""Issues of one file that are listed and marked; of the others their number is told."""


class Findings:
    """Collects what an import finds.

    Parameters
    ----------
    most : int
        How many issues of a file are kept.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: dict[Path, list[Issue]] = {}
        self._counts: Counter[Path] = Counter()

    def note(self, path: Path, issue: Issue) -> None:
        """Take an issue of a file."""
        self._counts[path] += 1
        kept = self._kept.setdefault(path, [])
        if len(kept) < self._most:
            kept.append(issue)

    def of(self, path: Path) -> list[Issue]:
        """What was found in a file: sheet by sheet, row by row."""
        kept = self._kept.get(path, [])
        sheets = {sheet: i for i, sheet in enumerate(dict.fromkeys(issue.sheet for issue in kept))}
        return sorted(kept, key=lambda issue: (sheets[issue.sheet], issue.row, issue.position))

    def more(self, path: Path) -> int:
        """How many issues of a file were not kept."""
        return self._counts[path] - len(self._kept.get(path, ()))


def marked_place(issue: Issue) -> tuple[int, int] | None:
    """Row and column of the cell that is marked, from 1: the first of its row if all is meant."""
    return (issue.row, issue.position or 1) if issue.row > 0 else None
