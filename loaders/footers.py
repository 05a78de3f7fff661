"""Rows under a table, or between its parts, that are no records: totals and notes."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence

from loaders.names import fold
from loaders.rows import Cell

__all__ = ["FOOTER", "TotalOf", "is_footer", "may_end_table", "total_of"]

FOOTER = "footer"
"""Why such a row is no data."""

_WORDS = "合计|总计|小计|共计|总和|grandtotal|subtotal|total|sum"
_TOTAL = re.compile(rf"({_WORDS})(?:\([^()]*\))?:?")
_COUNTED = re.compile(rf"({_WORDS}):?\d+[家项个人名位条户所件]?:?")
_LED = re.compile(r"[\u4e00-\u9fff]{1,10}(?<!综)(合计|总计|小计|共计)(?:\([^()]*\))?:?")
_NOTE = re.compile(
    r"(?:合计|总计|小计|共计|注|备注|说明|填表说明|填表人|填报人|制表人|制表|审核人|审核|复核人|负责人"
    r"|单位负责人|联系人|联系电话|填表日期|填报日期|制表日期|填报单位|资料来源|数据来源)(?:\([^()]*\))?:.*"
    r"|注\d*:.*",
    re.DOTALL,
)
_PARTS = frozenset({"小计", "subtotal"})
_SUSPECTS = frozenset("合总小共注备说填制审复负单联资数tTsSgG ") | {"\u3000", "\u00a0"}
_ENDINGS = frozenset("计:：)）")
_FIGURES = re.compile(r"[\d\s.,%+\-()/—元万亿千百十人家项个]*")


class TotalOf(enum.Enum):
    """Which rows a total adds up."""

    PART = "the rows since the last subtotal"
    ALL = "all rows"


def may_end_table(text: str) -> bool:
    """Say cheaply whether a text may begin a row that is no record."""
    return text[0] in _SUSPECTS or text[-1] in _ENDINGS


def is_footer(leading: str, others: Sequence[Cell]) -> bool:
    """Say whether a row is a total or a note.

    Parameters
    ----------
    leading : str
        What stands first in the row, beside its number.
    others : sequence of Cell
        What else stands in it.

    Examples
    --------
    >>> is_footer("合　计", [12, "1305.5"]), is_footer("乐清市小计", ["3"]), is_footer("注：略", [])
    (True, True, True)
    >>> is_footer("温州总计算中心", []), is_footer("某课题合计", ["温州大学"])
    (False, False)
    """
    text = _compact(leading)
    if _NOTE.fullmatch(text) or _TOTAL.fullmatch(text) or _COUNTED.fullmatch(text):
        return True
    return _LED.fullmatch(text) is not None and all(map(_is_figure, others))


def total_of(cells: Sequence[Cell]) -> TotalOf | None:
    """Which rows the total in a footer adds up; None if it is a note."""
    for cell in cells:
        if not isinstance(cell, str) or not cell:
            continue
        text = _compact(cell)
        match = _TOTAL.fullmatch(text) or _COUNTED.fullmatch(text) or _LED.fullmatch(text)
        if match is not None:
            return TotalOf.PART if match[1] in _PARTS else TotalOf.ALL
    return None


def _compact(text: str) -> str:
    return "".join(fold(text).split())


def _is_figure(cell: Cell) -> bool:
    return not isinstance(cell, str) or _FIGURES.fullmatch(fold(cell)) is not None
