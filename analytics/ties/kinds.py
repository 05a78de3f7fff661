"""Kinds of tie between two organisations, and which records and links they are read from."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final

from analytics.definition import NotEvaluated
from analytics.joins import has_links, no_links
from analytics.tables import Tables

__all__ = [
    "ACHIEVEMENT",
    "BUILT_WITH",
    "CONVERTED_BY",
    "GROUPS",
    "INCUBATES",
    "KINDS",
    "LINKS_OF",
    "OWNS",
    "PARTICIPATES_IN",
    "PROJECT",
    "WITH_VALIDITY",
    "Group",
    "Tie",
    "with_data",
]

PROJECT: Final = "Project"
PARTICIPATES_IN: Final = "PARTICIPATES_IN"
ACHIEVEMENT: Final = "Achievement"
OWNS: Final = "OWNS"
CONVERTED_BY: Final = "CONVERTED_BY"
BUILT_WITH: Final = "BUILT_WITH"
INCUBATES: Final = "INCUBATES"


class Tie(enum.StrEnum):
    """What ties an organisation to a partner."""

    PROJECT = "PROJECT"
    CONTRACT = "CONTRACT"
    PATENT = "PATENT"
    CONVERSION = "CONVERSION"
    CO_BUILT = "CO_BUILT"
    INCUBATION = "INCUBATION"


KINDS: Final = tuple(Tie)
"""Kinds by the number used in arrays."""


@dataclass(frozen=True, slots=True)
class Group:
    """An activity that any number of organisations share.

    Attributes
    ----------
    type, link : str
        Type of the activity, and of the link from an organisation to it.
    start : str
        Property with the day on which it starts.
    end : str
        Property with the day on which it ends; that of `start` for what happens on one day.
    """

    type: str
    link: str
    start: str
    end: str


GROUPS: Final = {
    Tie.PROJECT: Group(PROJECT, PARTICIPATES_IN, "startOn", "endOn"),
    Tie.CONTRACT: Group("TechnologyContract", "PARTY_TO", "signedOn", "signedOn"),
    Tie.PATENT: Group("Patent", "CO_APPLIED", "filedOn", "filedOn"),
}
"""Kinds in which each two organisations of one activity are tied."""

WITH_VALIDITY: Final = {Tie.CO_BUILT: BUILT_WITH, Tie.INCUBATION: INCUBATES}
"""Kinds in which a link ties its two ends, from the day on which it became true."""

LINKS_OF: Final = {
    Tie.PROJECT: (PARTICIPATES_IN,),
    Tie.CONTRACT: (GROUPS[Tie.CONTRACT].link,),
    Tie.PATENT: (GROUPS[Tie.PATENT].link,),
    Tie.CONVERSION: (OWNS, CONVERTED_BY),
    Tie.CO_BUILT: (BUILT_WITH,),
    Tie.INCUBATION: (INCUBATES,),
}
"""Link types behind each kind; without a link of each of them it cannot be looked at."""


def with_data(
    tables: Tables, wanted: tuple[Tie, ...]
) -> tuple[tuple[Tie, ...], tuple[NotEvaluated, ...]]:
    """Say which kinds of tie can be looked at, and what cannot be and why."""
    kinds, left_out = [], []
    for kind in wanted:
        absent = [link for link in LINKS_OF[kind] if not has_links(tables, link)]
        if absent:
            left_out.append(NotEvaluated(kind.value, no_links(*absent)))
        else:
            kinds.append(kind)
    return tuple(kinds), tuple(left_out)
