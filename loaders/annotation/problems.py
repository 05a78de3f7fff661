"""The list of problems as people read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from loaders.annotation.cells import cell_name, column_letters
from loaders.annotation.findings import marked_place
from loaders.flaw_labels import label_of
from loaders.flaw_translation import in_chinese
from loaders.report import Issue

__all__ = [
    "ANOTHER_TITLE",
    "COLUMNS",
    "HEADER_ROW",
    "LINK",
    "TITLE",
    "comment_of",
    "is_risky",
    "problem_rows",
    "summary",
]

TITLE: Final = "问题"
"""What the sheet is called."""

ANOTHER_TITLE: Final = "问题（数据核对）"
"""What it is called where the sender has a sheet of that name."""

HEADER_ROW: Final = 2
"""Above the header stands a sentence."""

COLUMNS: Final = (
    ("序号", 6),
    ("文件", 16),
    ("工作表", 10),
    ("行", 6),
    ("列", 5),
    ("单元格", 8),
    ("列名", 14),
    ("原值", 22),
    ("问题", 28),
    ("详细说明", 32),
    ("怎么办", 32),
    ("代码", 18),
    ("英文说明", 40),
)
"""Headers and widths of its columns."""

LINK: Final = 5
"""Which of them leads to the cell, from 0."""

_LONGEST: Final = 1_000
_LONGEST_COMMENT: Final = 8_000
"""Excel holds 32,767 characters in a cell or a comment; nobody reads as many in a box."""


def problem_rows(issues: Sequence[Issue]) -> Iterator[list[str | int]]:
    """What the list says of each issue."""
    for number, issue in enumerate(issues, start=1):
        place = marked_place(issue)
        yield [
            number,
            _clipped(issue.file),
            issue.sheet,
            issue.row or "",
            column_letters(issue.position),
            cell_name(*place) if place else "",
            _clipped(issue.column),
            _clipped(issue.value),
            label_of(issue.code).problem,
            _detail(issue),
            _remedy(issue),
            issue.code,
            _english(issue),
        ]


def summary(issues: Sequence[Issue], more: int) -> str:
    """The sentence above the list."""
    if not issues:
        return "没有发现问题。"
    places = len({(i.sheet, place) for i in issues if (place := marked_place(i))})
    cells = f"，涉及 {places:,} 个单元格" if places else ""
    total = f"共发现 {len(issues) + more:,} 处问题{cells}。"
    if more:
        total = (
            f"共发现 {len(issues) + more:,} 处问题，这里列出前 {len(issues):,} 处，"
            f"还有 {more:,} 处未列出。"
        )
    return f"{total}请在原表中改正后重新导入。本表不会被导入。"


def comment_of(issues: Sequence[Issue]) -> str:
    """What a comment says of the issues of one cell."""
    return _clipped("\n\n".join(dict.fromkeys(map(_said, issues))), _LONGEST_COMMENT)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet would take a text for a formula once somebody edits its cell."""
    return text[:1] in {"=", "+", "-", "@", "\t", "\r"}


def _said(issue: Issue) -> str:
    where = f"（{_clipped(issue.column)}）" if issue.column else "（整行）"
    detail = _detail(issue)
    return (
        f"问题{where}：{label_of(issue.code).problem}\n"
        f"{f'说明：{detail}{chr(10)}' if detail else ''}怎么办：{_remedy(issue)}\n"
        f"English: {_english(issue)}"
    )


def _detail(issue: Issue) -> str:
    """What there is to say of this value; of a sentence without translation the value alone."""
    said = in_chinese(issue.message)
    if not said and issue.value:
        said = f"原值：“{issue.value}”。"
    return _clipped(said)


def _remedy(issue: Issue) -> str:
    return _clipped(in_chinese(issue.hint) or label_of(issue.code).remedy)


def _english(issue: Issue) -> str:
    return _clipped(f"{issue.message} {issue.hint}".strip())


def _clipped(text: str, most: int = _LONGEST) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
