"""Names of the kinds of arrays that kernels take and give."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["Flags", "Floats", "Ints", "Nodes", "Places", "Ways"]

Ints: TypeAlias = npt.NDArray[np.int64]
"""Counts, and the offsets of rows."""

Nodes: TypeAlias = npt.NDArray[np.int32]
"""Numbers of nodes, arcs, edges and groups."""

Places: TypeAlias = npt.NDArray[np.uint32]
"""Numbers that loops find other numbers by: without a sign, none is checked for being negative."""

Floats: TypeAlias = npt.NDArray[np.float64]
"""Weights and scores."""

Flags: TypeAlias = npt.NDArray[np.bool_]
"""Marks of nodes."""

Ways: TypeAlias = npt.NDArray[np.int8]
"""In which directions a tie goes."""
