"""Activities of two sides: a platform and who builds it or grew in it, an owner and who converts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analytics.joins import joined, links_of
from analytics.tables import MISSING_DAY, Dates, Tables
from analytics.ties.kinds import CONVERTED_BY, OWNS, WITH_VALIDITY, Tie
from analytics.ties.participation import dates
from analytics.window import Selection, Window, WindowBy, select

__all__ = ["Pairs", "pairs_of"]

_UNBOUNDED = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True)
class Pairs:
    """One row a source and target; what nobody owns has its converter on both sides.

    Attributes
    ----------
    source, target, activity : ndarray of int64, shape (p,)
        Node indices. The activity is the platform, which is the source too, or the achievement.
    number : ndarray of int64, shape (p,)
        Which co-building, incubation or conversion it is: an index into what follows.
    day : ndarray of int64, shape (n,)
        The latest day on which it may have begun; `MISSING_DAY` if nobody says.
    placed : Selection
        Which are in the window.
    """

    source: npt.NDArray[np.int64]
    target: npt.NDArray[np.int64]
    activity: npt.NDArray[np.int64]
    number: npt.NDArray[np.int64]
    day: npt.NDArray[np.int64]
    placed: Selection


def pairs_of(tables: Tables, kind: Tie, window: Window | None) -> Pairs:
    """Return the activities of one kind.

    What has a validity is placed in time by it: it starts on ``validFrom``, and for
    `WindowBy.OVERLAP` a missing bound is open. A conversion happens on the one day ``on``.

    Parameters
    ----------
    tables : Tables
    kind : Tie
        `Tie.CONVERSION`, or one of `analytics.ties.kinds.WITH_VALIDITY`.
    window : Window or None
    """
    if kind is Tie.CONVERSION:
        return _conversions(tables, window)
    links = links_of(tables, WITH_VALIDITY[kind])
    begun, ended = (
        dates(links.columns.get(name), len(links.source)) for name in ("validFrom", "validTo")
    )
    opened = begun
    if window is not None and window.by is WindowBy.OVERLAP:
        # A missing bound of a validity is open, not unknown.
        first = np.where(begun.first == MISSING_DAY, -_UNBOUNDED, begun.first)
        opened = Dates(first.astype(np.int32), begun.last)
    source, target = links.source.astype(np.int64), links.target.astype(np.int64)
    apart = np.flatnonzero(source != target)
    return Pairs(
        source[apart],
        target[apart],
        source[apart],
        apart,
        begun.last.astype(np.int64),
        select(window, opened, ended),
    )


def _conversions(tables: Tables, window: Window | None) -> Pairs:
    links, owning = links_of(tables, CONVERTED_BY), links_of(tables, OWNS)
    on = dates(links.columns.get("on"), len(links.source))
    owned, owner = joined(links.source, owning.target)
    ownerless = np.ones(len(links.source), dtype=np.bool_)
    ownerless[owned] = False
    number = np.concatenate((owned, np.flatnonzero(ownerless)))
    target = links.target.astype(np.int64)
    return Pairs(
        np.concatenate((owning.source[owner].astype(np.int64), target[ownerless])),
        target[number],
        links.source.astype(np.int64)[number],
        number,
        on.last.astype(np.int64),
        select(window, on, on),
    )
