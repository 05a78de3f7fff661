"""What offices write where they know nothing."""

from __future__ import annotations

from loaders.names import fold
from loaders.rows import Cell

__all__ = ["PLACEHOLDERS", "is_missing"]

PLACEHOLDERS = frozenset(
    {"", "无", "/", "//", "\\", "-", "--", "---", "—", "——", "―", "–", "...", "…", "*"}
    | {"暂无", "不详", "未知", "其他", "其它", "无数据", "暂缺", "待定", "待补", "待补充", "待填"}
    | {"未填", "未填写", "不适用", "空", "(无)", "(空)", "无。", "n/a", "null", "none", "nil"}
    | {"non renseigné", "unknown"}
)
"""What offices write where they know nothing, folded."""


def is_missing(cell: Cell, extra: frozenset[str] = frozenset()) -> bool:
    """Say whether a cell that should name something says that nothing is known."""
    if cell is None:
        return True
    if isinstance(cell, tuple):
        return all(is_missing(part, extra) for part in cell)
    folded = fold(str(cell))
    return folded in PLACEHOLDERS or folded == "0" or folded in extra
