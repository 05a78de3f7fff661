"""Chinese characters by how they sound: whoever types by pinyin slips within a sound."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import cache

__all__ = ["sounds"]


def sounds(text: str) -> str:
    """Replace every Chinese character by the first one that sounds like it, tones aside.

    Examples
    --------
    >>> sounds("正泰电器") == sounds("正太电气"), sounds("正泰") == sounds("温州")
    (True, False)
    """
    return text.translate(_table())


@cache
def _table() -> Mapping[int, int]:
    from pypinyin.pinyin_dict import pinyin_dict

    first: dict[str, int] = {}
    return {
        sign: first.setdefault(_toneless(readings.partition(",")[0]), sign)
        for sign, readings in sorted(pinyin_dict.items())
    }


@cache
def _toneless(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading.replace("ü", "v"))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))
