"""What the numbers of a chain's coverage mean, and what policy calls the remedy."""

from __future__ import annotations

import enum
from typing import Final

__all__ = ["VERBS", "ChainFinding", "ChainVerb", "findings_of"]


class ChainFinding(enum.StrEnum):
    """What is found, the worst of a cell first."""

    MISSING = "MISSING"
    ONLY_OUTSIDE_REGION = "ONLY_OUTSIDE_REGION"
    SINGLE_PROVIDER = "SINGLE_PROVIDER"
    WEAK = "WEAK"
    COVERED = "COVERED"
    BROKEN_HANDOVER = "BROKEN_HANDOVER"
    UNSERVED = "UNSERVED"
    LAST_SEGMENT_ABSENT = "LAST_SEGMENT_ABSENT"


class ChainVerb(enum.StrEnum):
    """What policy does about it."""

    COMPLETE = "COMPLETE"
    STRENGTHEN = "STRENGTHEN"
    EXTEND = "EXTEND"


VERBS: Final = {
    ChainFinding.MISSING: ChainVerb.COMPLETE,
    ChainFinding.UNSERVED: ChainVerb.STRENGTHEN,
    ChainFinding.LAST_SEGMENT_ABSENT: ChainVerb.EXTEND,
}


def findings_of(local: int, anywhere: int, theta: int) -> tuple[ChainFinding, ...]:
    """Say what the providers of one cell amount to, the worst first.

    Parameters
    ----------
    local, anywhere : int
        Providers in the region, and in all.
    theta : int
        So many providers cover a cell.

    Examples
    --------
    >>> [finding.value for finding in findings_of(1, 4, 3)]
    ['SINGLE_PROVIDER']
    """
    found = {
        ChainFinding.MISSING: anywhere == 0,
        ChainFinding.ONLY_OUTSIDE_REGION: local == 0 < anywhere,
        ChainFinding.SINGLE_PROVIDER: local == 1,
        ChainFinding.WEAK: 1 < local < theta,
        ChainFinding.COVERED: local >= theta,
    }
    return tuple(finding for finding, holds in found.items() if holds)
