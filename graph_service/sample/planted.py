"""What is put into the sample on purpose, so that whoever looks for it can say whether it is found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Planted"]


@dataclass(frozen=True, slots=True)
class Planted:
    """Something made on purpose.

    Attributes
    ----------
    kind : str
        WEAK_PLATFORM, CHAIN_GAP, BROKER or CHOKEPOINT.
    name : str
        The platform, segment, product or organisation.
    finding : str or None
        The rule or finding that must name it. Without one it stands on a threshold, and none may.
    reason : str
    chain, stage : str
        Of a segment: its chain and the stage of the cell, or the earlier stage of two.
    who : tuple of str
        Organisations it depends on.
    """

    kind: str
    name: str
    finding: str | None
    reason: str
    chain: str = ""
    stage: str = ""
    who: tuple[str, ...] = ()
