"""Synergy of universities, industry and government, by which of them take part in what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition, NotEvaluated
from analytics.networks.transmission import CELLS, Transmission, pointwise, transmission
from analytics.patience import Check, patient
from analytics.tables import Tables
from analytics.ties.kinds import GROUPS, Tie, with_data
from analytics.ties.participation import mask_of, memberships, select_activities
from analytics.window import Window

__all__ = ["DEFINITION", "HELICES", "MAX_DRAWS", "TripleHelix", "triple_helix"]

_Ints: TypeAlias = npt.NDArray[np.int64]

DEFINITION: Final = Definition(
    "Each activity of the chosen kinds in the window is coded by which helices take part: "
    "university (by default universities and research institutes), industry (enterprises), "
    "government (government bodies). T = H(U) + H(I) + H(G) - H(UI) - H(UG) - H(IG) + H(UIG), "
    "entropies in bits of the shares of activities. Negative T is synergy: the three together "
    "tell more than by pairs; positive T is redundancy; some authors print -T. Activities in "
    "which no helix takes part, N(000), are left out and counted. corrected: T with the bias "
    "(K - 1)/(2 N ln 2) of each entropy with K non-empty cells added (Miller and Madow). The "
    "interval holds the middle 95 % of T over activities drawn anew with replacement.",
    "1",
    "Leydesdorff, Scientometrics 58 (2003) 445; McGill, Psychometrika 19 (1954) 97.",
)

HELICES: Final[Mapping[str, tuple[str, ...]]] = {
    "U": ("University", "ResearchInstitute"),
    "I": ("Enterprise",),
    "G": ("GovernmentBody",),
}
"""Organisation types of each helix, in the order of the bits of a cell."""

MAX_DRAWS: Final = 9_999
_CHUNK: Final = 500
_INTERVAL: Final = (2.5, 97.5)


@dataclass(frozen=True, eq=False, slots=True)
class TripleHelix:
    """Mutual information of three helices.

    Attributes
    ----------
    counts : ndarray of int64, shape (8,)
        Activities by which helices take part: bit 0 university, 1 industry, 2 government.
        That of cell 0 is left out of all else.
    result : Transmission
    low, high : float
        Interval; NaN without draws or activities.
    activities, cells : ndarray of int64, shape (a,)
        Node indices, by id, and the cell of each; without those of cell 0.
    share : ndarray of float64, shape (a,)
        What each adds to T: their sum is T.
    missing : int
        Activities left out because their date is missing or too rough for the window.
    ties : tuple of Tie
    not_evaluated : tuple of NotEvaluated
    draws, seed : int
    """

    counts: _Ints
    result: Transmission
    low: float
    high: float
    activities: _Ints
    cells: _Ints
    share: npt.NDArray[np.float64]
    missing: int
    ties: tuple[Tie, ...]
    not_evaluated: tuple[NotEvaluated, ...]
    draws: int
    seed: int


def triple_helix(
    tables: Tables,
    *,
    ties: tuple[Tie, ...] = (Tie.PROJECT,),
    window: Window | None = None,
    helices: Mapping[str, tuple[str, ...]] = HELICES,
    draws: int = 999,
    seed: int = 0,
    check: Check = patient,
) -> TripleHelix:
    """Compute the synergy of three helices.

    Parameters
    ----------
    tables : Tables
    ties : tuple of Tie
        Kinds of activity: projects, contracts, patents. Others have two sides and are named.
    window : Window, optional
        Which activities count; all by default.
    helices : mapping of str to tuple of str
        Three, each with the organisation types of it.
    draws : int
        How often activities are drawn anew.
    seed : int
    check : Check

    Returns
    -------
    TripleHelix
        NaN where there are no activities.

    References
    ----------
    See `analytics.networks.transmission.transmission`.
    """
    grouped = tuple(kind for kind in dict.fromkeys(ties) if kind in GROUPS)
    kinds, absent = with_data(tables, grouped)
    two_sided = tuple(
        NotEvaluated(kind.value, "It ties two organisations and is no activity of several.")
        for kind in dict.fromkeys(ties)
        if kind not in GROUPS
    )
    code = np.zeros(tables.size, dtype=np.int64)
    anybody, undated = (np.zeros(tables.size, dtype=np.bool_) for _ in range(2))
    for kind in kinds:
        group = GROUPS[kind]
        selected = select_activities(tables, group, window)
        anybody[memberships(tables, group.link, activities=selected.chosen).activity] = True
        undated[memberships(tables, group.link, activities=selected.missing).activity] = True
        for bit, types in enumerate(helices.values()):
            who = mask_of(tables, types)
            members = memberships(tables, group.link, activities=selected.chosen, organizations=who)
            code[np.unique(members.activity)] |= 1 << bit
    counts = np.bincount(code[anybody], minlength=CELLS).astype(np.int64)
    told = counts.astype(np.float64)
    told[0] = 0.0
    activities = np.flatnonzero(anybody & (code > 0))
    activities = activities[tables.order_by_id(activities)]
    cells = code[activities]
    low, high = _interval(told, draws, seed, check)
    return TripleHelix(
        counts=counts,
        result=transmission(told),
        low=low,
        high=high,
        activities=activities,
        cells=cells,
        share=pointwise(told)[cells],
        missing=int(undated.sum()),
        ties=kinds,
        not_evaluated=absent + two_sided,
        draws=draws,
        seed=seed,
    )


def _interval(
    counts: npt.NDArray[np.float64], draws: int, seed: int, check: Check
) -> tuple[float, float]:
    total = int(counts.sum())
    if not total or not draws:
        return np.nan, np.nan
    random = np.random.default_rng(seed)
    drawn = random.multinomial(total, counts / total, size=draws).astype(np.float64)
    values = np.zeros(draws)
    for turn, again in enumerate(drawn):
        if turn % _CHUNK == 0:
            check()
        values[turn] = transmission(again).value
    low, high = np.percentile(values, _INTERVAL)
    return float(low), float(high)
