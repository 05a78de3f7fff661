"""Who is in which segment of an industry chain, and how near segments are to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.served_segments import CARRIER_SERVES, HOSTS, OPERATES_IN, SEGMENT, SERVES
from analytics.joins import joined, links_of
from analytics.tables import Tables
from analytics.ties.participation import mask_of

__all__ = ["Near", "Presence", "near_of", "presence_of", "proximity"]

_Ints: TypeAlias = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Presence:
    """Organisations in segments, each pair once, by organisation and then by segment.

    Attributes
    ----------
    organization, segment : ndarray of int64, shape (p,)
        Node indices.
    """

    organization: _Ints
    segment: _Ints

    def of(self, organization: int) -> _Ints:
        """The segments that one organisation is in."""
        first, last = np.searchsorted(self.organization, (organization, organization + 1))
        return self.segment[first:last]


@dataclass(frozen=True, slots=True)
class Near:
    """A segment of one organisation, the nearest one of another, and their proximity."""

    segment: int
    nearest: int
    proximity: float


def presence_of(tables: Tables) -> Presence:
    """Find who operates in a segment or serves it, itself or by a carrier that it hosts.

    Parameters
    ----------
    tables : Tables
        With ``OPERATES_IN``, ``SERVES``, ``HOSTS`` and ``CARRIER_SERVES``.
    """
    operating, serving, hosting, carried = (
        links_of(tables, type_) for type_ in (OPERATES_IN, SERVES, HOSTS, CARRIER_SERVES)
    )
    left, right = joined(hosting.target, carried.source)
    source = np.concatenate((operating.source, serving.source, hosting.source[left]))
    target = np.concatenate((operating.target, serving.target, carried.target[right]))
    segments = mask_of(tables, (SEGMENT,))[target]
    width = max(tables.size, 1)
    pairs = np.unique(source[segments].astype(np.int64) * width + target[segments])
    return Presence(*np.divmod(pairs, width))


def proximity(tables: Tables, presence: Presence) -> npt.NDArray[np.float64]:
    r"""Return how often organisations of one segment are in another one, for each two.

    .. math:: \phi_{st} = \frac{|O_s \cap O_t|}{\max(|O_s|, |O_t|)}

    over the organisations :math:`O_s` in segment s: the lesser of the two shares of each in the
    other. A segment is at proximity 1 to itself, whoever is in it.

    Parameters
    ----------
    tables : Tables
    presence : Presence

    Returns
    -------
    ndarray of float64, shape (s, s)
        In the order of the segments' table.

    References
    ----------
    C. A. Hidalgo et al., The product space conditions the development of nations, Science 317
    (2007) 482.
    """
    table = tables.nodes.get(SEGMENT)
    segments = 0 if table is None else len(table.ids)
    start = 0 if table is None else table.start
    # The same number of each organisation's segments pairs up with itself.
    left, right = joined(presence.organization, presence.organization)
    pair = (presence.segment[left] - start) * segments + presence.segment[right] - start
    both = np.bincount(pair, minlength=segments * segments).reshape(segments, segments)
    size = np.maximum(both.diagonal(), 1)
    near = both / np.maximum(size[:, None], size[None, :])
    np.fill_diagonal(near, 1.0)
    return near


def near_of(
    tables: Tables, near: npt.NDArray[np.float64], own: _Ints, theirs: _Ints
) -> tuple[Near, ...]:
    """Return the nearest of their segments for each of one's own, by id; itself if it is there.

    Parameters
    ----------
    tables : Tables
    near : ndarray of float64, shape (s, s)
        As `proximity` returns it.
    own, theirs : ndarray of int64
        Node indices of the segments of two organisations.
    """
    if not len(own) or not len(theirs):
        return ()
    start = tables.nodes[SEGMENT].start
    own, theirs = (segments[tables.order_by_id(segments)] for segments in (own, theirs))
    found = []
    for segment in own.tolist():
        row = near[segment - start][theirs - start]
        (itself,) = np.nonzero(theirs == segment)
        best = int(itself[0]) if len(itself) else int(row.argmax())
        found.append(Near(segment, int(theirs[best]), float(row[best])))
    return tuple(found)
