"""What offices write where they know nothing."""

from __future__ import annotations

from loaders.names import fold
from loaders.rows import Cell

__all__ = ["PLACEHOLDERS", "is_missing"]

PLACEHOLDERS = frozenset(
    {"", "无", "/", "\\", "-", "--", "—", "——", "暂无", "不详", "未知", "其他", "其它", "无数据"}
    | {"n/a", "null", "none", "non renseigné"}
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
