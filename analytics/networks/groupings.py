"""Groups of organisations that exclude one another: by type, by district, by community."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.joins import links_of
from analytics.region import DISTRICT, LOCATED_IN
from analytics.tables import Coded, Tables

__all__ = ["Grouping", "Groups", "groups_of", "in_groups"]

_Ints: TypeAlias = npt.NDArray[np.int64]


class Grouping(enum.StrEnum):
    """What divides organisations into groups."""

    TYPE = "TYPE"
    DISTRICT = "DISTRICT"
    COMMUNITY = "COMMUNITY"


@dataclass(frozen=True, eq=False, slots=True)
class Groups:
    """A division of some nodes.

    Attributes
    ----------
    labels : ndarray of int64, shape (n,)
        Place of each node's group in `names`; -1 for none.
    names : tuple of str
        Types, codes of districts, or numbers of communities.
    """

    labels: _Ints
    names: tuple[str, ...]


def groups_of(tables: Tables, nodes: _Ints, grouping: Grouping) -> Groups:
    """Divide organisations by what the tables say of them.

    Parameters
    ----------
    tables : Tables
        For districts with ``District`` (``code``) and ``LOCATED_IN``.
    nodes : ndarray of int64, shape (n,)
        Node indices.
    grouping : Grouping
        By type, or by district; who is in several districts or in none has no group.

    Returns
    -------
    Groups
        Each has a member; by name.
    """
    labels = np.full(tables.size, -1, dtype=np.int64)
    if grouping is Grouping.TYPE:
        names = tuple(tables.nodes)
        for place, table in enumerate(tables.nodes.values()):
            labels[table.start : table.start + len(table.ids)] = place
    else:
        names = _by_district(tables, labels)
    return in_groups(labels[nodes], names)


def in_groups(labels: _Ints, names: tuple[str, ...]) -> Groups:
    """Keep the groups that somebody is in, in the order of their names.

    Parameters
    ----------
    labels : ndarray of int64, shape (n,)
        Places in `names`; -1 for none.
    names : tuple of str

    Examples
    --------
    >>> in_groups(np.array([2, -1, 0]), ("b", "c", "a"))
    Groups(labels=array([ 0, -1,  1]), names=('a', 'b'))
    """
    used = sorted(np.unique(labels[labels >= 0]).tolist(), key=names.__getitem__)
    place = np.full(len(names) + 1, -1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return Groups(place[labels], tuple(names[one] for one in used))


def _by_district(tables: Tables, labels: _Ints) -> tuple[str, ...]:
    """Label nodes by the code of their one district; the codes."""
    table = tables.nodes.get(DISTRICT)
    codes = None if table is None else table.columns.get("code")
    if table is None or not isinstance(codes, Coded):
        return ()
    links = links_of(tables, LOCATED_IN)
    code = codes.codes[links.target - table.start].astype(np.int64)
    placed, source = code[code >= 0], links.source[code >= 0]
    labels[source] = placed
    several = labels[source] != placed
    labels[source[several]] = -1
    return codes.values
