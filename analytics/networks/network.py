"""The network of a question: organisations, and how strongly what they share ties them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import segments_of
from analytics.chains.served_segments import CARRIER_SERVES, HOSTS, OPERATES_IN, SERVES
from analytics.definition import NotEvaluated
from analytics.graph import Graph
from analytics.joins import joined, links_of
from analytics.networks.edges import Edges, edges_of, numbered_by_id
from analytics.region import places_of
from analytics.tables import Tables
from analytics.ties.kinds import Tie, with_data
from analytics.ties.participation import mask_of
from analytics.ties.projection import Projection, project
from analytics.window import Window

__all__ = [
    "MAX_CONSORTIUM",
    "Network",
    "NetworkQuestion",
    "Weighting",
    "network_of",
    "on_chain",
    "organizations_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]

MIN_CONSORTIUM: Final = 2
MAX_CONSORTIUM: Final = 100_000
"""The largest cap that can be asked for."""


class Weighting(enum.StrEnum):
    """What a link of the network weighs."""

    COUNT = "COUNT"
    NEWMAN = "NEWMAN"


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkQuestion:
    """Which network is looked at.

    Attributes
    ----------
    types : tuple of str
        Concrete organisation types; links are among these only.
    ties : tuple of Tie
        Kinds of tie; those without data are named in the network.
    window : Window or None
        Which activities count.
    weighting : Weighting
    max_consortium : int or None
        Projects, contracts and patents that more of these organisations share tie nobody.
    region : str or None
        Prefix of district codes: only organisations there; None for all.
    chain : str or None
        Id of an industry chain: only organisations that serve a segment of it, themselves or
        by a carrier that they host, or operate in one; None for all.

    Raises
    ------
    ValueError
        If the cap is out of range.
    """

    types: tuple[str, ...]
    ties: tuple[Tie, ...] = (Tie.PROJECT,)
    window: Window | None = None
    weighting: Weighting = Weighting.NEWMAN
    max_consortium: int | None = None
    region: str | None = None
    chain: str | None = None

    def __post_init__(self) -> None:
        cap = self.max_consortium
        if cap is not None and not MIN_CONSORTIUM <= cap <= MAX_CONSORTIUM:
            raise ValueError(
                f"The largest consortium is {cap}; "
                f"it must be from {MIN_CONSORTIUM} to {MAX_CONSORTIUM}."
            )


@dataclass(frozen=True, eq=False, slots=True)
class Network:
    """Organisations with at least one activity, and the edges between them.

    Attributes
    ----------
    graph : Graph
        Its ids are those of the organisations, ascending; its edges have the order of `edges`.
    nodes : ndarray of int64, shape (n,)
        Node indices of the organisations in the tables.
    edges : Edges
        Ends are places in `nodes`; `source` is less than `target`, and pairs ascend.
    participations : ndarray of int64, shape (n,)
        In how many activities each organisation takes part.
    parts : tuple of Projection
        What each kind of tie gives, for `ties`.
    ties : tuple of Tie
        The kinds that were looked at.
    not_evaluated : tuple of NotEvaluated
    """

    graph: Graph
    nodes: _Ints
    edges: Edges
    participations: _Ints
    parts: tuple[Projection, ...]
    ties: tuple[Tie, ...]
    not_evaluated: tuple[NotEvaluated, ...]

    @property
    def missing(self) -> int:
        """Activities left out because their date is missing or too rough for the window."""
        return sum(part.missing for part in self.parts)

    @property
    def open(self) -> int:
        """Projects without an end that were taken to go on."""
        return sum(part.open for part in self.parts)

    @property
    def too_large(self) -> int:
        """Activities that more organisations share than the cap allows: they tie nobody."""
        return sum(part.too_large for part in self.parts)


def network_of(tables: Tables, question: NetworkQuestion) -> Network:
    r"""Project what organisations share onto them.

    .. math:: w_{uv} = |K_u \cap K_v| \quad\text{or}\quad
              w_{uv} = \sum_{k \in K_u \cap K_v} \frac{1}{n_k - 1}

    where :math:`K_u` are the activities of u in the window and :math:`n_k` the organisations in
    k that are of the network, or 2 where k has two sides. With `Weighting.NEWMAN` and projects
    alone a node's strength is the number of its projects in which it has a partner.

    Parameters
    ----------
    tables : Tables
        With the organisation types and what `analytics.ties.kinds` names; for a region or a
        chain what `analytics.region` and `analytics.chains.served_segments` name.
    question : NetworkQuestion

    Returns
    -------
    Network

    References
    ----------
    M. E. J. Newman, Scientific collaboration networks II, Phys. Rev. E 64 (2001) 016132.
    """
    kinds, not_evaluated = with_data(tables, tuple(dict.fromkeys(question.ties)))
    chosen = organizations_of(tables, question)
    parts = tuple(
        project(tables, kind, question.window, chosen, question.max_consortium) for kind in kinds
    )
    nodes, rank = numbered_by_id(tables, [part.organization for part in parts])
    counted = question.weighting is Weighting.COUNT
    edges = edges_of(parts, rank, len(nodes), counted=counted)
    participations = np.zeros(len(nodes), dtype=np.int64)
    for part in parts:
        participations += np.bincount(rank[part.organization], minlength=len(nodes))
    return Network(
        Graph.from_edges(tables.ids_of(nodes), edges.source, edges.target, edges.total),
        nodes,
        edges,
        participations,
        parts,
        kinds,
        not_evaluated,
    )


def organizations_of(tables: Tables, question: NetworkQuestion) -> npt.NDArray[np.bool_]:
    """Return a mask over all nodes: the organisations that are looked at, active or not."""
    chosen = mask_of(tables, question.types)
    if question.region is not None:
        chosen &= places_of(tables, question.region).local
    if question.chain is not None:
        chosen &= on_chain(tables, question.chain)
    return chosen


def on_chain(tables: Tables, id_: str) -> npt.NDArray[np.bool_]:
    """Say who serves or operates in a segment of a chain; nobody if there is no such chain.

    Parameters
    ----------
    tables : Tables
    id_ : str
        Id of the chain.
    """
    found = np.zeros(tables.size, dtype=np.bool_)
    chain = tables.index_of(id_)
    if chain is None:
        return found
    here = np.zeros(tables.size, dtype=np.bool_)
    here[segments_of(tables, chain)] = True
    for type_ in (SERVES, OPERATES_IN):
        links = links_of(tables, type_)
        found[links.source[here[links.target]]] = True
    hosting, carried = links_of(tables, HOSTS), links_of(tables, CARRIER_SERVES)
    left, right = joined(hosting.target, carried.source)
    found[hosting.source[left[here[carried.target[right]]]]] = True
    return found
