"""Names: how two spellings of one name are recognised."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

__all__ = ["core_name", "fold", "match_key"]

_BRACKETS = str.maketrans("[{【〔〖［｛]}】〕〗］｝", "(((((((" + ")))))))")
_BRACKET = re.compile(f"[{re.escape(''.join(map(chr, _BRACKETS)))}]")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACE_BY_HAN = re.compile(rf"(?<=[{_HAN}()·,])\s+|\s+(?=[{_HAN}()·,])")
_LEGAL_FORM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|公司|[\s,]+(?:co\.?,?\s*ltd|ltd|limited|inc|gmbh|ag|plc|llc)\.?)$"
)
_LONGEST, _SHOWN = 800, 100


@lru_cache(maxsize=65_536)
def match_key(name: str) -> str:
    r"""Fold a name so that its spellings agree.

    Compatibility forms, letter case, kinds of brackets and white space within Chinese text do
    not count; everything else does. Of a very long name the beginning and a digest are left.

    Examples
    --------
    >>> match_key("华北电力大学（北京）") == match_key("华北电力大学 (北京)")
    True
    >>> match_key("中国航发北京航空材料研究\n院") == match_key("中国航发北京航空材料研究院")
    True
    >>> match_key("University of  Plymouth")
    'university of plymouth'
    """
    text = _SPACE_BY_HAN.sub("", fold(name))
    if len(text) > _LONGEST:
        # Stores look keys up in indexes, and these take no longer texts.
        return text[:_SHOWN] + blake2b(text.encode(), digest_size=16).hexdigest()
    return text


def fold(text: str) -> str:
    """Fold compatibility forms, letter case, kinds of brackets and runs of white space."""
    if text.isascii():
        return " ".join(text.translate(_BRACKETS).casefold().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _BRACKET.search(folded):
        folded = folded.translate(_BRACKETS)
    return " ".join(_INVISIBLE.sub("", folded).split())


def core_name(key: str) -> str:
    """Strip the legal form from a match key.

    Examples
    --------
    >>> core_name("浙江正泰电器股份有限公司"), core_name("acme ltd")
    ('浙江正泰电器', 'acme')
    """
    return _LEGAL_FORM.sub("", key) or key
