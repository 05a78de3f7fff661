"""The kinds of findings, with what each counts."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analytics.definition import Definition

__all__ = ["KINDS", "Kind", "KindText"]


class Kind(enum.Enum):
    """What can be wrong."""

    MISSING_VALUE = "MISSING_VALUE"
    ORPHAN = "ORPHAN"
    DUPLICATE = "DUPLICATE"
    CONFLICT = "CONFLICT"
    STALE = "STALE"
    INVALID_END = "INVALID_END"
    MISSING_END = "MISSING_END"
    UNCLASSIFIED = "UNCLASSIFIED"
    UNKNOWN_CODE = "UNKNOWN_CODE"


@dataclass(frozen=True, slots=True)
class KindText:
    """How a kind is told to people.

    Attributes
    ----------
    label : str
        Chinese.
    definition : Definition
    """

    label: str
    definition: Definition


def _text(label: str, text: str) -> KindText:
    return KindText(label, Definition(text, "1"))


KINDS: Final[Mapping[Kind, KindText]] = {
    Kind.MISSING_VALUE: _text(
        "缺失值",
        "A record without a value of a property of its type: no source offers one. Counted once"
        " for each record and property, out of all records of the type.",
    ),
    Kind.ORPHAN: _text(
        "孤立记录",
        "A record without any link to another one or from one, of whatever type and time. Out of"
        " all records of the type.",
    ),
    Kind.DUPLICATE: _text(
        "疑似重复",
        "A pair of records of the review queue that nobody has decided and nothing decided"
        " follows for, both of them in the graph. At most 10,000 are counted.",
    ),
    Kind.CONFLICT: _text(
        "来源冲突",
        "A record or link of which sources say different values of a property, or different types"
        " (property `type`); of several issues of one source and period the newest speaks. Out of"
        " all of the type; those without a value cannot tell.",
    ),
    Kind.STALE: _text(
        "信息陈旧",
        "A record whose newest saying is of a period that ended more than staleMonths months"
        " before asOf. It counts for the source that said it; of several, for the last by name."
        " Out of all records of which that source says the newest; records of which no source"
        " states a period cannot tell.",
    ),
    Kind.INVALID_END: _text(
        "端点失效",
        "A link that states days, one of whose ends states days of its own: the two have no day in"
        " common, or the link is true on asOf when the end no longer is. Out of all links of types"
        " that can have days with ends of types that can; those of which the link or the end"
        " states none cannot tell.",
    ),
    Kind.MISSING_END: _text(
        "端点缺失",
        "A link that was said and is not shown, because one or both of its ends are not in the"
        " graph. Out of all links of the type that were said.",
    ),
    Kind.UNCLASSIFIED: _text(
        "未分类机构",
        "A record that sources name without stating what it is. Out of all records of its family.",
    ),
    Kind.UNKNOWN_CODE: _text(
        "未知代码",
        "A record with a code of a regional list that the pack's list does not have. Counted once"
        " for each record and property, out of all records of the type; those without a value"
        " cannot tell.",
    ),
}
