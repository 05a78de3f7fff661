"""What the totals of weak industry links count: organisations, and the activities left out."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from analytics.counted import Counted
from analytics.industry_links.question import WeakLinksQuestion, counted_activities, evaluated
from analytics.tables import Tables
from analytics.ties.gathering import gather
from analytics.ties.kinds import KINDS
from analytics.ties.links import activity_links
from analytics.ties.participation import mask_of

__all__ = ["counted_units", "undated_activities"]


def counted_units(tables: Tables, units: npt.NDArray[np.int64]) -> list[Counted]:
    """List organisations that count once each, by id.

    Parameters
    ----------
    tables : Tables
    units : ndarray of int64
        Node indices.
    """
    return [Counted(id_, None, 1.0, None, ()) for id_ in sorted(tables.ids_of(units))]


def undated_activities(tables: Tables, question: WeakLinksQuestion) -> list[Counted]:
    """List the activities without the date that the window needs, each once, by position.

    Parameters
    ----------
    tables : Tables
    question : WeakLinksQuestion
    """
    kinds, _ = evaluated(tables, question)
    _, gathered = gather(tables, kinds, question.window, mask_of(tables, question.types))
    activities = counted_activities(gathered, kinds)
    rows = np.flatnonzero(~activities.selected)
    which = np.stack((activities.kind[rows], activities.number[rows]))
    _, first = np.unique(which, axis=1, return_index=True)
    counted = []
    for row in rows[first].tolist():
        node, activity, links = activity_links(tables, activities, row)
        # Two of one kind between the same records are told apart by their numbers.
        side = f"{KINDS[activities.kind[row]].value} {activities.number[row]}"
        counted.append(Counted(node, activity, 1.0, None, links, side))
    return sorted(counted, key=lambda thing: thing.position)
