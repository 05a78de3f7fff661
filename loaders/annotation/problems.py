"""The list of problems as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from loaders.annotation.cells import cell_name, column_letters
from loaders.annotation.findings import marked_place
from loaders.flaw_labels import label_of
from loaders.report import Issue

__all__ = ["COLUMNS", "LINK", "TITLE", "comment_of", "is_risky", "problem_rows", "summary"]

TITLE: Final = "问题"
"""What the sheet is called."""

COLUMNS: Final = (
    ("序号", 7),
    ("文件", 24),
    ("工作表", 16),
    ("行", 7),
    ("列", 6),
    ("单元格", 9),
    ("列名", 20),
    ("原值", 28),
    ("问题", 44),
    ("怎么办", 44),
    ("代码", 20),
    ("详细说明", 70),
)
"""Headers and widths of its columns."""

LINK: Final = 5
"""Which of them leads to the cell, from 0."""

_LONGEST: Final = 1_000


def problem_rows(issues: Sequence[Issue]) -> Iterator[list[str | int]]:
    """What the list says of each issue."""
    for number, issue in enumerate(issues, start=1):
        label = label_of(issue.code)
        place = marked_place(issue)
        yield [
            number,
            issue.file,
            issue.sheet,
            issue.row or "",
            column_letters(issue.position),
            cell_name(*place) if place else "",
            issue.column,
            _clipped(issue.value),
            label.problem,
            label.remedy,
            issue.code,
            _clipped(f"{issue.message} {issue.hint}".strip()),
        ]


def summary(issues: Sequence[Issue], more: int) -> str:
    """The sentence above the list."""
    if not issues:
        return "没有发现问题。"
    places = len({(issue.sheet, marked_place(issue)) for issue in issues})
    total = f"共发现 {len(issues) + more:,} 处问题，涉及 {places:,} 个单元格。"
    if more:
        total = (
            f"共发现 {len(issues) + more:,} 处问题，这里列出前 {len(issues):,} 处，"
            f"还有 {more:,} 处未列出。"
        )
    return f"{total}请在原表中改正后重新导入。本表不会被导入。"


def comment_of(issues: Sequence[Issue]) -> str:
    """What a comment says of the issues of one cell."""
    return "\n\n".join(dict.fromkeys(map(_said, issues)))


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula once somebody edits its cell."""
    return text[:1] in {"=", "+", "-", "@", "\t", "\r"}


def _said(issue: Issue) -> str:
    label = label_of(issue.code)
    where = f"（{issue.column}）" if issue.column else "（整行）"
    return (
        f"问题{where}：{label.problem}\n怎么办：{label.remedy}\n"
        f"{_clipped(f'{issue.message} {issue.hint}'.strip())}"
    )


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
