"""The evidence behind a point of a removal curve: which segments, or providers, are left."""

from __future__ import annotations

import enum

import numpy as np

from analytics.chains.resilience import ResilienceQuestion, resilience
from analytics.chains.suppliers import suppliers_of
from analytics.counted import Counted, Part
from analytics.patience import Check, patient
from analytics.tables import Tables

__all__ = ["Left", "resilience_evidence"]


class Left(enum.StrEnum):
    """What a curve counts."""

    SERVED = "SERVED"
    LARGEST = "LARGEST"


def resilience_evidence(
    tables: Tables,
    question: ResilienceQuestion,
    chain: int,
    *,
    removed: int,
    which: Left,
    part: Part,
    check: Check = patient,
) -> list[Counted]:
    """List what is left after some removals; nothing if the order is random.

    Parameters
    ----------
    tables : Tables
    question : ResilienceQuestion
    chain : int
        Node index of the chain.
    removed : int
        How many have left.
    which : Left
    part : Part
        `Part.NUMERATOR` lists the segments that are still served, or the providers in the
        largest component (of equal ones that of the first provider); `Part.DENOMINATOR` all
        segments, or all providers.
    check : callable
        Called between two pieces of work.

    Returns
    -------
    list of Counted
        By id.
    """
    found = resilience(tables, question, chain, check=check)
    if part is Part.EXCLUDED or not 0 <= removed <= len(found.order):
        return []
    suppliers = suppliers_of(tables, question.supply, chain)
    left = np.zeros(tables.size, dtype=np.bool_)
    left[found.order[removed:]] = True
    if which is Left.SERVED:
        row, who = suppliers.local
        nodes = suppliers.segments
        if part is Part.NUMERATOR:
            nodes = nodes[np.unique(row[left[who]])]
    else:
        from analytics.kernels.components import components_among

        network = found.network
        nodes = network.nodes
        if part is Part.NUMERATOR:
            graph = network.graph
            label = components_among(graph.offsets, graph.neighbours, left[nodes])
            sizes = np.bincount(label[label >= 0])
            nodes = nodes[label == np.argmax(sizes)] if len(sizes) else nodes[:0]
    return [Counted(id_, None, 1.0, None, ()) for id_ in sorted(tables.ids_of(nodes))]
