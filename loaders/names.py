"""Names: how two spellings of one name are recognised, and how a cell of several is split."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

__all__ = ["core_name", "fold", "match_key", "split_names", "split_texts"]

_BRACKETS = str.maketrans("[{【〔〖［｛]}】〕〗］｝", "(((((((" + ")))))))")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_SPACE_BY_HAN = re.compile(rf"(?<=[{_HAN}()·,])\s+|\s+(?=[{_HAN}()·,])")
_LEGAL_FORM = re.compile(
    r"(股份有限公司|有限责任公司|有限公司|公司|[\s,]+(?:co\.?,?\s*ltd|ltd|limited|inc|gmbh|ag|plc|llc)\.?)$"
)
_HARD = re.compile(r"[；;\n\r]+")
_SOFT = re.compile(r"[、]")
_WHOLE_NAME = re.compile(
    r"(?:大学|学院|学校|院|所|公司|厂|集团|中心|局|委|委员会|协会|学会|医院|实验室|平台|基地|园|空间|孵化器|加速器|综合体|联盟|处|站|部|政府)(?:\([^)]*\))?$"
)
_SHORT = 4
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
    folded = unicodedata.normalize("NFKC", text).translate(_BRACKETS).casefold()
    return " ".join(_INVISIBLE.sub("", folded).split())


def core_name(key: str) -> str:
    """Strip the legal form from a match key.

    Examples
    --------
    >>> core_name("浙江正泰电器股份有限公司"), core_name("acme ltd")
    ('浙江正泰电器', 'acme')
    """
    return _LEGAL_FORM.sub("", key) or key


def split_texts(text: str) -> tuple[str, ...]:
    """Split a cell of several values at ``；``, ``;``, ``、`` and line breaks."""
    return _strip(re.split(r"[；;、\n\r]+", text))


def split_names(text: str) -> tuple[tuple[str, ...], bool]:
    """Split a cell of several names.

    ``；``, ``;`` and line breaks separate names. ``、`` does only if every part can be a whole
    name: it is short, or ends like an organisation.

    Returns
    -------
    names : tuple of str
    doubtful : bool
        Whether a ``、`` was left inside a name.

    Examples
    --------
    >>> split_names("温州大学、浙江大学温州研究院；正泰电器")
    (('温州大学', '浙江大学温州研究院', '正泰电器'), False)
    >>> split_names("山东大学宗教、科学与社会问题研究所")
    (('山东大学宗教、科学与社会问题研究所',), True)
    """
    names: list[str] = []
    doubtful = False
    for part in _strip(_HARD.split(text)):
        pieces = _strip(_SOFT.split(part))
        if all(_can_be_whole(piece) for piece in pieces):
            names.extend(pieces)
        else:
            names.append(part)
            doubtful = doubtful or len(pieces) > 1
    return tuple(dict.fromkeys(names)), doubtful


def _can_be_whole(piece: str) -> bool:
    key = match_key(piece)
    return len(key) <= _SHORT or _WHOLE_NAME.search(key) is not None


def _strip(parts: list[str]) -> tuple[str, ...]:
    return tuple(stripped for part in parts if (stripped := part.strip()))
