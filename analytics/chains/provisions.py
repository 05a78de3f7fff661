"""Who provides which stage of which segment of an industry chain, and by what."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.served_segments import OPERATES_IN, SERVES
from analytics.chains.stages import stages_of
from analytics.joins import joined, links_of
from analytics.tables import Tables
from analytics.ties.kinds import Group
from analytics.ties.participation import dates, select_activities
from analytics.window import Window, select
from schema.stages import STAGES

__all__ = [
    "FUNDING",
    "HOW",
    "PROJECT_WORK",
    "SUPPORT_LINKS",
    "WORKS",
    "ChainColumn",
    "How",
    "Provisions",
    "Work",
    "provisions_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]
_Rows: TypeAlias = list[npt.NDArray[Any]]

FUNDING: Final = "FundingEvent"
SUPPORT_LINKS: Final = ("FUNDS", "FUNDS_PROJECT", "RECEIVES", "TRAINS", "TEAM_OF")
"""Links that tell of finance and talent."""


class ChainColumn(enum.StrEnum):
    """A stage, or a support of the whole chain."""

    BASIC = "BASIC"
    APPLIED = "APPLIED"
    TACKLING = "TACKLING"
    PILOT = "PILOT"
    INDUSTRIALISATION = "INDUSTRIALISATION"
    FINANCE = "FINANCE"
    TALENT = "TALENT"


@dataclass(frozen=True, slots=True)
class Work:
    """A type of record that has a stage and serves segments.

    Attributes
    ----------
    serves : str
        Type of the link from it to a segment.
    groups : tuple of Group
        How organisations have it, and when it is.
    """

    serves: str
    groups: tuple[Group, ...]


PROJECT_WORK: Final = Work(
    "PROJECT_SERVES", (Group("Project", "PARTICIPATES_IN", "startOn", "endOn"),)
)
WORKS: Final = (
    PROJECT_WORK,
    Work("ACHIEVEMENT_SERVES", (Group("Achievement", "OWNS", "completedOn", "completedOn"),)),
    Work(
        "PATENT_SERVES",
        (
            Group("Patent", "OWNS_PATENT", "filedOn", "filedOn"),
            Group("Patent", "CO_APPLIED", "filedOn", "filedOn"),
        ),
    ),
    Work("CONTRACT_SERVES", (Group("TechnologyContract", "PARTY_TO", "signedOn", "signedOn"),)),
)


@dataclass(frozen=True, slots=True)
class How:
    """The links behind a provision.

    Attributes
    ----------
    link : str
        Type of the link between the organisation and what it does it by.
    onward : str or None
        Type of the link from there to the segment.
    backward : bool
        Whether the first link leads to the organisation instead of from it.
    """

    link: str
    onward: str | None = None
    backward: bool = False


HOW: Final = (
    *(How(group.link, work.serves) for work in WORKS for group in work.groups),
    How(OPERATES_IN),
    How("FUNDS"),
    How("TRAINS"),
    How("TEAM_OF", backward=True),
)
"""By the number used in `Provisions.how`."""

_OPERATES, _FUNDS, _TRAINS, _TEAM = range(len(HOW) - 4, len(HOW))
_COLUMNS: Final = tuple(ChainColumn)


@dataclass(frozen=True, slots=True)
class Provisions:
    """One row an organisation and what it provides by one thing.

    Attributes
    ----------
    organization, through : ndarray of int64, shape (p,)
        Node indices: the project, patent, event, person ..., or the segment operated in.
    segment : ndarray of int64, shape (p,)
        Node index; -1 for supports of the whole chain.
    column : ndarray of int64, shape (p,)
        Index into `ChainColumn`; -1 where the stage is not known.
    certain : ndarray of bool, shape (p,)
        False where the stage, or the date that the window needs, is not known.
    how : ndarray of int64, shape (p,)
        Index into `HOW`.
    placed : ndarray of bool, shape (p,)
        Whether the window has it, whatever its stage.
    """

    organization: _Ints
    through: _Ints
    segment: _Ints
    column: _Ints
    certain: _Flags
    how: _Ints
    placed: _Flags


def provisions_of(tables: Tables, segments: _Ints, window: Window | None) -> Provisions:
    """Collect all that organisations provide to some segments, wherever they are.

    Parameters
    ----------
    tables : Tables
        With all organisation types, ``Project``, ``Achievement``, ``Patent`` and
        ``TechnologyContract`` with their dates, ``stage`` and ``trl``, ``FundingEvent``
        (``on``), ``Talent``, ``TalentTeam`` and the links of `WORKS` and `HOW`.
    segments : ndarray of int64
        Node indices of the segments of one chain.
    window : Window or None
        Which records count.
    """
    here = np.zeros(tables.size, dtype=np.bool_)
    here[segments] = True
    parts: list[_Rows] = [_operating(tables, here)]
    how = 0
    for work in WORKS:
        stage = stages_of(tables, work.groups[0].type).code
        selected = select_activities(tables, work.groups[0], window)
        serves = links_of(tables, work.serves)
        known = here[serves.target] & (selected.chosen | selected.missing)[serves.source]
        records, served = serves.source[known], serves.target[known]
        for group in work.groups:
            links = links_of(tables, group.link)
            left, right = joined(records, links.target)
            record = records[left]
            placed = selected.chosen[record]
            certain = selected.chosen[record] & (stage[record] >= 0)
            ends = links.source[right], record, served[left], stage[record]
            parts.append([*_rows(*ends, certain, how)[:-1], placed])
            how += 1
    stages = Provisions(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    parts += [_funders(tables, here, stages, window), *_talent(tables, here, stages)]
    return Provisions(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _operating(tables: Tables, here: _Flags) -> _Rows:
    links = links_of(tables, OPERATES_IN)
    kept = here[links.target]
    source, target = links.source[kept], links.target[kept]
    stage = np.full(len(source), STAGES.index(ChainColumn.INDUSTRIALISATION.value))
    return _rows(source, target, target, stage, np.ones(len(source), dtype=np.bool_), _OPERATES)


def _funders(tables: Tables, here: _Flags, stages: Provisions, window: Window | None) -> _Rows:
    """Who pays for a project that serves the chain, or pays one of its providers."""
    table = tables.nodes.get(FUNDING)
    chosen, missing, aimed = (np.zeros(tables.size, dtype=np.bool_) for _ in range(3))
    if table is not None:
        rows = slice(table.start, table.start + len(table.ids))
        on = dates(table.columns.get("on"), len(table.ids))
        placed = select(window, on, on)
        chosen[rows], missing[rows] = placed.chosen, placed.missing
    serves, paying = links_of(tables, PROJECT_WORK.serves), links_of(tables, "FUNDS_PROJECT")
    projects = np.zeros(tables.size, dtype=np.bool_)
    projects[serves.source[here[serves.target]]] = True
    aimed[paying.source[projects[paying.target]]] = True
    receiving = links_of(tables, "RECEIVES")
    aimed[receiving.target[_providers(tables, stages)[receiving.source]]] = True
    links = links_of(tables, "FUNDS")
    kept = (aimed & (chosen | missing))[links.target]
    event = links.target[kept]
    return _support(links.source[kept], event, ChainColumn.FINANCE, chosen[event], _FUNDS)


def _talent(tables: Tables, here: _Flags, stages: Provisions) -> list[_Rows]:
    """Providers, and who serves the chain, with people they train or a team."""
    theirs, serving = _providers(tables, stages), links_of(tables, SERVES)
    theirs[serving.source[here[serving.target]]] = True
    training, teams = links_of(tables, "TRAINS"), links_of(tables, "TEAM_OF")
    return [
        _support(ends[theirs[ends]], through[theirs[ends]], ChainColumn.TALENT, None, how)
        for ends, through, how in (
            (training.source, training.target, _TRAINS),
            (teams.target, teams.source, _TEAM),
        )
    ]


def _providers(tables: Tables, stages: Provisions) -> _Flags:
    providers = np.zeros(tables.size, dtype=np.bool_)
    providers[stages.organization[stages.certain]] = True
    return providers


def _support(
    organization: npt.NDArray[np.integer[Any]],
    through: npt.NDArray[np.integer[Any]],
    column: ChainColumn,
    certain: _Flags | None,
    how: int,
) -> _Rows:
    length = len(organization)
    whole = np.full(length, -1, dtype=np.int64)
    columns = np.full(length, _COLUMNS.index(column), dtype=np.int64)
    every = np.ones(length, dtype=np.bool_)
    return _rows(organization, through, whole, columns, every if certain is None else certain, how)


def _rows(*columns: Any) -> _Rows:
    *ends, certain, how = columns
    wide = [np.asarray(column).astype(np.int64) for column in ends]
    told = np.asarray(certain, dtype=np.bool_)
    return [*wide, told, np.full(len(told), how, dtype=np.int64), told]
