"""Who filled a table in, where a line above or below it says so."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from loaders.rows import Cell

__all__ = ["reporter_of"]

_SAID: Final = re.compile(
    "(?:填报|填表|报送|上报)(?:单位|部门)(?:[(\uff08][^()\uff08\uff09]*[)\uff09])?\\s*[:\uff1a]\\s*(.*)",
    re.DOTALL,
)
_SIGN: Final = re.compile("[:\uff1a]|\\d{4}年")


def reporter_of(cells: Iterable[Cell]) -> str:
    """Return the office that cells of a line name as who reports; empty if they name none.

    Examples
    --------
    >>> reporter_of(["2021年项目表", "填报单位：市科技局"]), reporter_of(["填报单位:", "鹿城区科技局"])
    ('市科技局', '鹿城区科技局')
    >>> reporter_of(["填报单位：", "填报日期：2021年"]), reporter_of(["温州市填报单位一览"])
    ('', '')
    """
    texts = iter([cell.strip() for cell in cells if isinstance(cell, str) and cell.strip()])
    for text in texts:
        said = _SAID.fullmatch(text)
        if said is None:
            continue
        named = said[1].strip() or next(texts, "")
        return "" if _SIGN.search(named) else named
    return ""
