"""Cells that name several: where one ends and the next begins, and where that is in doubt."""

from __future__ import annotations

import re
from itertools import pairwise

from loaders.names import match_key

__all__ = ["separable", "split_names", "split_people", "split_texts"]

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_BODY = (
    "大学|学院|学校|中学|公司|厂|集团|医院|局|委|委员会|协会|学会|商会|政府|科学院|工程院|党校|银行"
    "|联盟|合作社|事务所|基金会|设计院"
)
_UNIT = "院|所|中心|系|室|站|部|处|科|平台|基地|园|空间|孵化器|加速器|综合体"
_TAIL = r"(?:\([^)]*\))?$"
_WHOLE = re.compile(rf"(?:{_BODY}|{_UNIT}){_TAIL}")
_PART_OF_BODY = re.compile(rf".(?:{_BODY}).+(?:{_UNIT}|学院|医院){_TAIL}")
_BARE_PART = re.compile(rf"(?:附属|下属|所属|直属|本部).*|.*(?:{_UNIT}|学院){_TAIL}")
_OWNED = re.compile(rf"(?:{_BODY}).|中国|国家|全国|[省市县区]")
_SHORT = 4
_ABBREVIATED = re.compile(r".{1,3}大")
_OPENING, _CLOSING = "(（[［【〔｛{", ")）]］】〕｝}"
_BRACKET = re.compile(f"[{re.escape(_OPENING + _CLOSING)}]")
_AND_OTHERS = re.compile(r"(.+?)\s*等(?:\d*[人位名]|)")


def split_texts(text: str) -> tuple[str, ...]:
    """Split a cell of several values at ``；``, ``;``, ``、`` and line breaks outside brackets."""
    return tuple(_cut(text, "；;、\n\r"))


def split_names(text: str) -> tuple[tuple[str, ...], bool]:
    """Split a cell of several names.

    ``；`` and ``;`` separate names. Other signs do only if every part can be a whole name: all are
    short, or the first ends like an organisation, the others do or are short, and none is but a
    part of the one before it.

    Returns
    -------
    names : tuple of str
    doubtful : bool
        Whether a sign that may separate names was left inside one.

    Examples
    --------
    >>> split_names("温州大学、浙江大学温州研究院；正泰电器")
    (('温州大学', '浙江大学温州研究院', '正泰电器'), False)
    >>> split_names("山东大学宗教、科学与社会问题研究所")
    (('山东大学宗教、科学与社会问题研究所',), True)
    """
    names: list[str] = []
    doubtful = False
    for piece in _cut(text, "；;"):
        found, doubted = _split_piece(piece)
        names += found
        doubtful = doubtful or doubted
    return tuple(dict.fromkeys(names)), doubtful


def separable(name: str) -> tuple[str, ...]:
    """The parts of a name at every sign that may separate names; none if it has no such sign.

    Whether the parts are names, only somebody who knows them can say.

    Examples
    --------
    >>> separable("浙江正泰电器，人民电器"), separable("温州大学 温州医科大学"), separable("Acme")
    (('浙江正泰电器', '人民电器'), ('温州大学', '温州医科大学'), ())
    """
    parts = _cut(name, "、，,/\n\r")
    if len(parts) == 1:
        parts = name.split()
    return tuple(dict.fromkeys(parts)) if len(parts) > 1 else ()


def split_people(text: str) -> tuple[tuple[str, ...], bool]:
    """Split a cell of several names of people: these have no ``、`` inside.

    Examples
    --------
    >>> split_people("艾力·斯木吐拉、凌亢（凌迎兵）"), split_people("Li, Ping; Peter Ping Li")
    ((('艾力·斯木吐拉', '凌亢（凌迎兵）'), False), (('Li, Ping', 'Peter Ping Li'), False))
    """
    names: list[str] = []
    doubtful = False
    for piece in _cut(text, "；;、\n\r"):
        parts = _cut(piece, "，,/")
        chinese = [part for part in parts if _HAN.search(part)]
        if len(chinese) < len(parts):
            parts = [piece]
            doubtful = doubtful or bool(chinese)
        for part in parts:
            others = _AND_OTHERS.fullmatch(part)
            name = others[1] if others else part
            spaced = name.split()
            several = len(spaced) > 1 and all(
                len(p) > 1 and len(_HAN.findall(p)) == len(p) for p in spaced
            )
            doubtful = doubtful or others is not None or several
            names.append(name)
    return tuple(dict.fromkeys(names)), doubtful


def _split_piece(piece: str) -> tuple[list[str], bool]:
    lines = _cut(piece, "\n\r")
    if any(len(match_key(line)) == 1 for line in lines):
        # Nothing is called by one character: the name was wrapped.
        lines = ["".join(lines)]
    elif not (_are_whole(lines) or _are_whole([p for line in lines for p in _cut(line, "、")])):
        return [piece], True
    names: list[str] = []
    doubtful = False
    for line in lines:
        parts = _cut(line, "、")
        if len(parts) == 1 and _HAN.search(line):
            parts = _cut(line, "，,/")
        if _are_whole(parts):
            names += parts
            doubtful = doubtful or _may_be_spaced(parts)
        else:
            names.append(line)
            doubtful = True
    return names, doubtful


def _are_whole(parts: list[str]) -> bool:
    """Whether each part is a name by itself."""
    if len(parts) == 1:
        return True
    keys = [match_key(part) for part in parts]
    if all(len(key) <= _SHORT for key in keys):
        return True
    if not _stands_alone(keys[0]) or not all(
        len(key) <= _SHORT or _WHOLE.search(key) for key in keys
    ):
        # What is short may begin a longer name, but does not end one that a body's name begins.
        return False
    return not any(
        _PART_OF_BODY.search(one) and _is_part(following) for one, following in pairwise(keys)
    )


def _stands_alone(key: str) -> bool:
    """Whether a name is a body's, or one that universities are called for short."""
    return _WHOLE.search(key) is not None or _ABBREVIATED.fullmatch(key) is not None


def _is_part(key: str) -> bool:
    return _BARE_PART.fullmatch(key) is not None and _OWNED.search(key) is None


def _may_be_spaced(parts: list[str]) -> bool:
    """Whether white space may separate names of bodies that stand on their own."""
    return any(
        len(words := part.split()) > 1
        and all(_WHOLE.search(match_key(word)) and not _is_part(match_key(word)) for word in words)
        for part in parts
    )


def _cut(text: str, signs: str) -> list[str]:
    """Cut at signs that stand outside brackets; parts are stripped, empty ones left out."""
    for sign in signs:
        if sign in text:
            break
    else:
        stripped = text.strip()
        return [stripped] if stripped else []
    if _BRACKET.search(text) is None:
        for sign in signs[1:]:
            text = text.replace(sign, signs[0])
        return [stripped for part in text.split(signs[0]) if (stripped := part.strip())]
    nested = sum(map(text.count, _OPENING)) == sum(map(text.count, _CLOSING))
    parts: list[str] = []
    depth = start = 0
    for at, sign in enumerate(text):
        if nested and sign in _OPENING:
            depth += 1
        elif nested and sign in _CLOSING:
            depth = max(0, depth - 1)
        elif not depth and sign in signs:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return [stripped for part in parts if (stripped := part.strip())]
