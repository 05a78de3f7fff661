"""The industry chain that an analytic is asked about."""

from __future__ import annotations

from analytics.chains.segments import CHAIN
from analytics.tables import Tables
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["chain_index"]


def chain_index(tables: Tables, id_: str) -> int:
    """Return the node index of an industry chain.

    Raises
    ------
    ApiError
        If there is none with this id.
    """
    table = tables.nodes.get(CHAIN)
    if table is None or id_ not in table.ids:
        raise ApiError(f"There is no industry chain {id_!r}.", ErrorCode.NOT_FOUND)
    return table.start + table.ids.index(id_)
