"""The evidence behind a proposed partner: what the two have in common, and by which links."""

from __future__ import annotations

import numpy as np

from analytics.counted import Counted, CountedLink
from analytics.networks.network import Network
from analytics.partners.proposals import Reason, Recommender, Why
from analytics.partners.question import PartnersQuestion
from analytics.partners.subjects import Subject, subject_links
from analytics.tables import Tables
from analytics.ties.gathering import Ties, gather
from analytics.ties.links import tie_links
from analytics.window import Window

__all__ = ["edge_links", "partners_evidence"]


def partners_evidence(
    tables: Tables, question: PartnersQuestion, unit: int, other: int
) -> list[Counted]:
    """List what adds up to the score of an organisation with another one.

    Parameters
    ----------
    tables : Tables
    question : PartnersQuestion
    unit, other : int
        Node indices.

    Returns
    -------
    list of Counted
        By position; nothing if one of them is not looked at.
    """
    made = Recommender(tables, question)
    row, far = made.row_of(unit), made.row_of(other)
    if row is None or far is None:
        return []
    counted = [
        Counted(
            tables.id_of(one.node),
            None,
            one.adds,
            None,
            _links(tables, made, (unit, other), one),
            f"{one.reason.value} {one.label}".strip(),
        )
        for one in made.why(row, far)
    ]
    return sorted(counted, key=lambda thing: thing.position)


def edge_links(
    tables: Tables, network: Network, window: Window | None, unit: int, partner: int
) -> tuple[CountedLink, ...]:
    """Return the links that tie two organisations in a network, by type and ends.

    Parameters
    ----------
    tables : Tables
    network : Network
        Its kinds of tie are looked at.
    window : Window or None
        That of the network.
    unit, partner : int
        Node indices.
    """
    return tuple(
        sorted({*_tied(tables, _ties(tables, network, window, unit), partner)}, key=_place)
    )


def _links(
    tables: Tables, made: Recommender, ends: tuple[int, int], one: Why
) -> tuple[CountedLink, ...]:
    window, unit, other = made.question.network.window, *ends
    if one.reason is Reason.PARTNER:
        return (
            *edge_links(tables, made.network, window, unit, one.node),
            *edge_links(tables, made.network, window, other, one.node),
        )
    kind = Subject.SEGMENT if one.reason is Reason.COMPLEMENT else Subject(one.reason.value)
    whose = (other,) if one.reason is Reason.COMPLEMENT else ends
    links = [
        link
        for organization in whose
        for link in subject_links(
            tables, window, organization, kind=kind, node=one.node, label=one.label
        )
    ]
    return tuple(dict.fromkeys(links))


def _ties(tables: Tables, network: Network, window: Window | None, unit: int) -> Ties:
    mask = np.zeros(tables.size, dtype=np.bool_)
    mask[unit] = True
    return gather(tables, network.ties, window, mask)[0]


def _tied(tables: Tables, ties: Ties, partner: int) -> list[CountedLink]:
    rows = np.flatnonzero(ties.partner == partner).tolist()
    return [link for row in rows for link in tie_links(tables, ties, row)[2]]


def _place(link: CountedLink) -> tuple[str, str, str]:
    return (link.type, link.source, link.target)
