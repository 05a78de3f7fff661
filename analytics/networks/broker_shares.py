"""What a broker's scores are the sum of: the share of each partner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.graph import Graph

__all__ = ["SHARES", "broker_shares"]

_Floats: TypeAlias = npt.NDArray[np.float64]


def broker_shares(graph: Graph, node: int, measure: str) -> tuple[npt.NDArray[np.int64], _Floats]:
    r"""Open a score to the partners it comes from.

    CONSTRAINT: the local constraint :math:`c_{uv}`. EFFECTIVE_SIZE: one less the redundancy of
    v. EFFICIENCY: that over the number k of partners. HIERARCHY:
    :math:`r_v \ln r_v / (k \ln k)` with :math:`r_v = k c_{uv} / c_u`.

    Parameters
    ----------
    graph : Graph
        Undirected.
    node : int
        With partners.
    measure : str
        A key of `SHARES`.

    Returns
    -------
    nodes : ndarray of int64
        Partners, ascending.
    share : ndarray of float64
        Their sum is the score.

    Examples
    --------
    >>> path = Graph.from_edges("abc", np.array([0, 1]), np.array([1, 2]))
    >>> broker_shares(path, 1, "EFFECTIVE_SIZE")[1].tolist()
    [1.0, 1.0]
    """
    from analytics.kernels.holes import holes

    found = holes(graph.offsets, graph.neighbours, graph.weights)
    row = slice(int(graph.offsets[node]), int(graph.offsets[node + 1]))
    share = SHARES[measure](found.local_constraint[row], found.local_size[row])
    return graph.neighbours[row].astype(np.int64), share


def _unevenness(constraint: _Floats, _size: _Floats) -> _Floats:
    partners = len(constraint)
    ratio = constraint * partners / constraint.sum()
    return np.asarray(ratio * np.log(ratio) / (partners * np.log(partners)))


SHARES: Final[Mapping[str, Callable[[_Floats, _Floats], _Floats]]] = {
    "CONSTRAINT": lambda constraint, _: constraint,
    "EFFECTIVE_SIZE": lambda _, size: size,
    "EFFICIENCY": lambda _, size: size / len(size),
    "HIERARCHY": _unevenness,
}
"""By measure: from the local constraints and sizes of the partners to their shares."""
