"""Where the nodes of a map are drawn: by place, by chain, or by what joins them."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Box", "Layout", "Positions", "box_of"]

_Floats: TypeAlias = npt.NDArray[np.float64]


class Layout(enum.StrEnum):
    """What decides where a node is drawn."""

    GEO = "GEO"
    FORCE = "FORCE"
    CHAIN = "CHAIN"


@dataclass(frozen=True, slots=True)
class Positions:
    """Where nodes are drawn.

    Attributes
    ----------
    x, y : ndarray of float64, shape (n,)
        NaN where it is not known; no two others are the same.
    notes : tuple of str
        Sentences that a reader of the map must know.
    """

    x: _Floats
    y: _Floats
    notes: tuple[str, ...] = ()

    def first(self, number: int) -> Positions:
        """Those of the first nodes."""
        return Positions(self.x[:number], self.y[:number], self.notes)

    @property
    def unplaced(self) -> int:
        """How many nodes have none."""
        return int(np.isnan(self.x).sum())


@dataclass(frozen=True, slots=True)
class Box:
    """The smallest upright rectangle around positions."""

    min_x: float
    min_y: float
    max_x: float
    max_y: float


def box_of(positions: Positions) -> Box | None:
    """Return the rectangle around all nodes that have a position; None if none has.

    Parameters
    ----------
    positions : Positions
    """
    placed = ~np.isnan(positions.x)
    if not placed.any():
        return None
    x, y = positions.x[placed], positions.y[placed]
    return Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))
