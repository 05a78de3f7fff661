"""Which part of the graph a map draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from analytics.networks.network import NetworkQuestion, Weighting
from analytics.ties.kinds import Tie

__all__ = ["MOST_LINKS", "MOST_NODES", "MOST_STEPS", "MapQuestion", "tie_of"]

MOST_NODES: Final = 5_000
"""How many nodes a map draws at most."""
MOST_LINKS: Final = 20_000
"""How many links a map draws at most."""
MOST_STEPS: Final = 6
"""How far from one record a map reaches at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapQuestion:
    """What is drawn.

    Attributes
    ----------
    types : tuple of str
        Concrete types of the nodes, each once.
    link_types : tuple of str
        Kinds of tie and types of recorded links, each once.
    region : str or None
        Prefix of district codes: only what is located there; None for all.
    chain : str or None
        Id of an industry chain: only what belongs to it; None for all.
    around : str or None
        Id of the record around which the map is drawn; None for none.
    distance : int
        How many links may lead from it to what is shown.
    min_weight : int
        Links that weigh less are left out, and count nowhere.
    min_degree : int
        Nodes with fewer neighbours are left out.
    max_nodes, max_links : int
        How many are drawn at most.

    Raises
    ------
    ValueError
        If a number is out of range.
    """

    types: tuple[str, ...]
    link_types: tuple[str, ...]
    region: str | None = None
    chain: str | None = None
    around: str | None = None
    distance: int = 1
    min_weight: int = 1
    min_degree: int = 0
    max_nodes: int = MOST_NODES
    max_links: int = MOST_LINKS

    def __post_init__(self) -> None:
        if self.min_weight < 1:
            raise ValueError(f"minWeight is {self.min_weight}; it must be at least 1.")
        if self.min_degree < 0:
            raise ValueError("minDegree cannot be negative.")
        if not 1 <= self.distance <= MOST_STEPS:
            raise ValueError(f"distance is {self.distance}; it must be from 1 to {MOST_STEPS}.")
        for name, given, most in (
            ("maxNodes", self.max_nodes, MOST_NODES),
            ("maxLinks", self.max_links, MOST_LINKS),
        ):
            if not 0 <= given <= most:
                raise ValueError(f"{name} is {given}; it must be from 0 to {most}.")

    @property
    def ties(self) -> tuple[Tie, ...]:
        """The kinds of tie among the link types."""
        return tuple(tie for tie in map(tie_of, self.link_types) if tie is not None)

    @property
    def network(self) -> NetworkQuestion:
        """The network from which the ties are taken."""
        return NetworkQuestion(
            types=self.types,
            ties=self.ties,
            weighting=Weighting.COUNT,
            region=self.region,
            chain=self.chain,
        )

    @property
    def whole(self) -> MapQuestion:
        """The question without limits on what is drawn: maps of one chart have it in common."""
        return replace(self, min_degree=0, max_nodes=MOST_NODES, max_links=MOST_LINKS)


def tie_of(link_type: str) -> Tie | None:
    """The kind of tie of this name; None if it names a type of recorded links."""
    return Tie(link_type) if link_type in Tie.__members__ else None
