"""What organisations work on: segments of chains, technologies, and fields of technology."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segment_presence import presence_of
from analytics.chains.served_segments import CARRIER_SERVES, HOSTS, OPERATES_IN, SERVES
from analytics.chains.supply_lines import PRODUCES
from analytics.counted import CountedLink
from analytics.joins import joined, links_of
from analytics.tables import Coded, LinkTable, Tables
from analytics.ties.kinds import GROUPS, PARTICIPATES_IN, Tie
from analytics.ties.participation import mask_of, select_activities
from analytics.window import Window

__all__ = [
    "ADDRESSES",
    "FIELD",
    "TECHNOLOGY",
    "USED_IN",
    "Subject",
    "Subjects",
    "subject_links",
    "subjects_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]

TECHNOLOGY: Final = "Technology"
FIELD: Final = "field"
ADDRESSES: Final = "PROJECT_ADDRESSES"
USED_IN: Final = "USED_IN"


class Subject(enum.StrEnum):
    """A kind of subject."""

    SEGMENT = "SEGMENT"
    TECHNOLOGY = "TECHNOLOGY"
    FIELD = "FIELD"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who works on what, each pair once.

    Attributes
    ----------
    organization : ndarray of int64, shape (p,)
        Node indices.
    subject : ndarray of int64, shape (p,)
        Number of the subject.
    kind : tuple of Subject, length s
    node : ndarray of int64, shape (s,)
        Node index of the segment or technology; of a field that of the first technology of it.
    label : tuple of str, length s
        The name of a field; empty for others, which have their own names.
    """

    organization: _Ints
    subject: _Ints
    kind: tuple[Subject, ...]
    node: _Ints
    label: tuple[str, ...]


def subjects_of(tables: Tables, window: Window | None) -> Subjects:
    """Find what organisations work on.

    Parameters
    ----------
    tables : Tables
        With what `analytics.chains.segment_presence` names, and ``PROJECT_ADDRESSES``, ``PRODUCES``,
        ``USED_IN`` and ``Technology`` (``field``).
    window : Window or None
        Which projects count.
    """
    presence = presence_of(tables)
    worker, technology = _technologies(tables, window)
    segments, in_segment = np.unique(presence.segment, return_inverse=True)
    technologies, at = np.unique(technology, return_inverse=True)
    field_of, labels = _fields(tables, technologies)
    known = field_of[at] >= 0
    width = max(len(labels), 1)
    pairs = np.unique(worker[known] * width + field_of[at][known])
    fields = np.unique(pairs % width)
    first = [int(technologies[field_of == number][0]) for number in fields.tolist()]
    begin = len(segments) + len(technologies)
    return Subjects(
        np.concatenate((presence.organization, worker, pairs // width)),
        np.concatenate(
            (in_segment, len(segments) + at, begin + np.searchsorted(fields, pairs % width))
        ).astype(np.int64),
        (Subject.SEGMENT,) * len(segments)
        + (Subject.TECHNOLOGY,) * len(technologies)
        + (Subject.FIELD,) * len(fields),
        np.concatenate((segments, technologies, np.array(first, dtype=np.int64))),
        ("",) * begin + tuple(labels[number] for number in fields.tolist()),
    )


def subject_links(
    tables: Tables,
    window: Window | None,
    organization: int,
    *,
    kind: Subject,
    node: int,
    label: str,
) -> tuple[CountedLink, ...]:
    """Return the links by which an organisation works on a subject, by type and ends.

    Parameters
    ----------
    tables : Tables
    window : Window or None
    organization : int
        Node index.
    kind : Subject
    node : int
        Node index of the segment or technology.
    label : str
        The name of a field.
    """
    if kind is Subject.SEGMENT:
        found = [
            *_straight(tables, (OPERATES_IN, SERVES), organization, node),
            *_through(tables, (HOSTS, CARRIER_SERVES), organization, node),
        ]
        return tuple(sorted({*found}, key=_place))
    wanted = {node} if kind is Subject.TECHNOLOGY else _of_field(tables, label)
    found = []
    for technology in wanted:
        found += _through(tables, (PARTICIPATES_IN, ADDRESSES), organization, technology, window)
        found += _through(tables, (PRODUCES, USED_IN), organization, technology)
    return tuple(sorted({*found}, key=_place))


def _technologies(tables: Tables, window: Window | None) -> tuple[_Ints, _Ints]:
    """Organisations and the technologies that their projects address or their products need."""
    working, addressing = links_of(tables, PARTICIPATES_IN), links_of(tables, ADDRESSES)
    making, needing = links_of(tables, PRODUCES), links_of(tables, USED_IN)
    chosen = select_activities(tables, GROUPS[Tie.PROJECT], window).chosen
    began = np.flatnonzero(chosen[addressing.source]) if len(addressing.source) else _NONE
    left, right = joined(working.target, addressing.source[began])
    makes, needs = joined(making.target, needing.target)
    source = np.concatenate((working.source[left], making.source[makes])).astype(np.int64)
    target = np.concatenate((addressing.target[began][right], needing.source[needs]))
    technologies = mask_of(tables, (TECHNOLOGY,))[target] if len(target) else _NONE
    width = max(tables.size, 1)
    worker, technology = np.divmod(
        np.unique(source[technologies] * width + target[technologies]), width
    )
    return worker, technology


_NONE: Final = np.zeros(0, dtype=np.int64)


def _fields(tables: Tables, technologies: _Ints) -> tuple[_Ints, tuple[str, ...]]:
    """The field of each technology by number, -1 where nobody says; and their names."""
    table = tables.nodes.get(TECHNOLOGY)
    column = None if table is None else table.columns.get(FIELD)
    if table is None or not isinstance(column, Coded):
        return np.full(len(technologies), -1, dtype=np.int64), ()
    return column.codes[technologies - table.start].astype(np.int64), column.values


def _of_field(tables: Tables, label: str) -> set[int]:
    table = tables.nodes.get(TECHNOLOGY)
    column = None if table is None else table.columns.get(FIELD)
    if table is None or not isinstance(column, Coded) or label not in column.values:
        return set()
    rows = np.flatnonzero(column.codes == column.values.index(label))
    return {int(row) + table.start for row in rows}


def _straight(
    tables: Tables, types: tuple[str, ...], source: int, target: int
) -> Iterator[CountedLink]:
    for type_ in types:
        links = links_of(tables, type_)
        if ((links.source == source) & (links.target == target)).any():
            yield CountedLink(type_, tables.id_of(source), tables.id_of(target))


def _through(
    tables: Tables, types: tuple[str, str], source: int, target: int, window: Window | None = None
) -> Iterator[CountedLink]:
    """Both links of each way over one node; the second may point either way."""
    type_, onward = types
    first, second = (links_of(tables, name) for name in types)
    middle = np.unique(first.target[first.source == source])
    if type_ == PARTICIPATES_IN:
        middle = middle[select_activities(tables, GROUPS[Tie.PROJECT], window).chosen[middle]]
    for there in middle.tolist():
        for a, b in ((there, target), (target, there)):
            if _has(second, a, b):
                yield CountedLink(type_, tables.id_of(source), tables.id_of(there))
                yield CountedLink(onward, tables.id_of(a), tables.id_of(b))


def _has(links: LinkTable, source: int, target: int) -> bool:
    return bool(((links.source == source) & (links.target == target)).any())


def _place(link: CountedLink) -> Any:
    return (link.type, link.source, link.target)
