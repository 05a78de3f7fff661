"""Text compared by code point, as indexes and orders do.

The server compares a stored text with one that was sent by their halves in UTF-16, where the
characters beyond U+FFFF come before those from U+E000 on; its indexes know better. Both agree on a
text without such characters; of any other nothing may be left to the server's choice.
"""

from __future__ import annotations

import re
from typing import Final

from graph_service.store.neo4j.cypher import Draft
from graph_service.store.plan import Op

__all__ = ["agreed_bound", "is_agreed", "text_compared", "text_ordered"]

_HALF: Final = re.compile("[\ud800-\udfff]")
_DISAGREED: Final = re.compile("[\ue000-\uffff\U00010000-\U0010ffff]")
_HIGH: Final = "\ue000"
_BEYOND: Final = "\U00010000"
_LAST: Final = "\uffff"
_NEEDS_CARE: Final = "(?s).*[\\x{FFFF}-\\x{10FFFF}].*"


def is_agreed(value: object) -> bool:
    """Whether all ways of comparing with this value agree: they do on all but some texts."""
    if not isinstance(value, str):
        return True
    return _HALF.search(value) is None and _DISAGREED.search(value) is None


def agreed_bound(op: Op, value: str) -> tuple[Op, str] | None:
    """Return a comparison on which all agree and which holds wherever ``op value`` does, if there is one."""
    first = _DISAGREED.search(value) or _HALF.search(value)
    if first is None:
        return op, value
    begin = value[: first.start()]
    if op in (Op.GT, Op.GTE):
        return (Op.GTE, begin) if begin else None
    if not begin or begin[-1] == "\ud7ff":
        return None
    return Op.LT, begin[:-1] + chr(ord(begin[-1]) + 1)


def text_compared(draft: Draft, text: str, op: Op, value: str) -> str:
    """Return the condition ``text op value`` for a value on which not all agree.

    Two texts differ first at one character. There, if one of them has a character beyond U+FFFF
    and the other one from U+E000 on, the server's answer is turned round.
    """
    half = _HALF.search(value)
    if half is not None:
        # Half of a character cannot be sent; the next whole one bounds the same texts.
        value = value[: half.start()] + _HIGH
        op = Op.GTE if op in (Op.GT, Op.GTE) else Op.LT
    begins: dict[bool, list[str]] = {True: [], False: []}
    for found in _DISAGREED.finditer(value):
        begins[found[0] >= _BEYOND].append(value[: found.start()])
    # No index may answer for this text.
    shown = f"substring({text}, 0)"
    high, beyond = draft.parameter(_HIGH), draft.parameter(_BEYOND)
    sign = ">" if op in (Op.GT, Op.LTE) else ">="
    above = f"{shown} {sign} {draft.parameter(value)}"
    too_high = (
        f"any(begin IN {draft.parameter(begins[True])}"
        f" WHERE {shown} STARTS WITH begin AND {shown} >= begin + {high})"
    )
    raised = (
        f"any(begin IN {draft.parameter(begins[False])} WHERE {shown} STARTS WITH begin"
        f" AND {shown} >= begin + {beyond} AND {shown} < begin + {high})"
    )
    later = f"(({above} AND NOT {too_high}) OR {raised})"
    return later if op in (Op.GT, Op.GTE) else f"NOT {later}"


def text_ordered(draft: Draft, text: str) -> str:
    """Return what orders elements of lists, which the server sorts by their halves too.

    A character beyond U+FFFF is put behind U+FFFF, which itself is put before all of these.
    """
    last, high, beyond = (draft.parameter(one) for one in (_LAST, _HIGH, _BEYOND))
    return (
        f"CASE WHEN {text} =~ {draft.parameter(_NEEDS_CARE)} THEN"
        f" reduce(s = '', c IN [i IN range(0, size({text}) - 1) | substring({text}, i, 1)] | s +"
        f" CASE WHEN c = {last} THEN c + ' ' WHEN {beyond} <= c < {high} THEN {last} + c"
        f" ELSE c END) ELSE {text} END"
    )
