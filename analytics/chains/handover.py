"""Handover from one stage to the next: whether any way leads from its providers to the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.tables import Tables
from analytics.ties.kinds import LINKS_OF

__all__ = ["PATH_LINKS", "Ways"]

_Ints: TypeAlias = npt.NDArray[np.int64]

PATH_LINKS: Final = (
    *dict.fromkeys(link for links in LINKS_OF.values() for link in links),
    "OWNS_PATENT",
    "CONVERTED_FROM",
    "CONVERTED_FROM_PATENT",
    "CONTRACT_FOR",
    "PART_OF",
)
"""Links that a handover can go along, either way."""


class Ways:
    """The links between organisations and what they work on, for walks of a few steps.

    Parameters
    ----------
    tables : Tables
        With the links of `PATH_LINKS`; those that are not there lead nowhere.
    """

    def __init__(self, tables: Tables) -> None:
        links = [links_of(tables, type_) for type_ in PATH_LINKS]
        self._ends: Sequence[tuple[npt.NDArray[Any], npt.NDArray[Any]]] = [
            ends
            for one in links
            if len(one.source)
            for ends in ((one.source, one.target), (one.target, one.source))
        ]
        self._size = tables.size

    def distance(self, left: _Ints, right: _Ints, most: int) -> int | None:
        """Return the least number of links between two sets of nodes.

        Parameters
        ----------
        left, right : ndarray of int64
            Node indices.
        most : int
            Longer ways are not looked for.

        Returns
        -------
        int or None
            0 if they share a node; None if there is no way of at most so many links.
        """
        reached, wanted = (np.zeros(self._size, dtype=np.bool_) for _ in range(2))
        reached[left], wanted[right] = True, True
        for steps in range(most + 1):
            if steps:
                before = reached.copy()
                for source, target in self._ends:
                    reached[target[before[source]]] = True
            if (reached & wanted).any():
                return steps
        return None
