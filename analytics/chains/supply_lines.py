"""Supply lines: which products of a chain are made from which, as far as the data tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.dominators import immediate_dominators
from analytics.joins import links_of
from analytics.tables import Tables

__all__ = [
    "PRODUCES",
    "PRODUCT",
    "PRODUCT_OF",
    "UPSTREAM_OF",
    "SupplyLines",
    "supply_lines",
]

PRODUCT: Final = "Product"
PRODUCT_OF: Final = "PRODUCT_OF"
PRODUCES: Final = "PRODUCES"
UPSTREAM_OF: Final = "UPSTREAM_OF"

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class SupplyLines:
    """Products of a chain, and those that they are made from.

    Attributes
    ----------
    products : ndarray of int64, shape (p,)
        Node indices, by id.
    row : ndarray of int64, shape (p,)
        Place of the segment that a product belongs to, the first one; -1 for inputs from
        elsewhere.
    offsets, heads : ndarray of int64
        What each product goes into, as places in `products`; the row after the last product's
        is that of a virtual root, which goes into all raw inputs.
    final : ndarray of bool, shape (p,)
        Products of the chain that lines from raw inputs reach, and that go into nothing of it.
    tiers : int
        Products in the longest line that does not go in a circle; 0 if no product goes into
        another.
    """

    products: _Ints
    row: _Ints
    offsets: _Ints
    heads: _Ints
    final: _Flags
    tiers: int

    def depends(self) -> _Ints:
        """Count for each product the final products that no line reaches without it.

        A product that is final itself does not count for itself: these are proper dominators.
        """
        size = len(self.products)
        above = immediate_dominators(self.offsets, self.heads, size)
        number = np.zeros(size + 1, dtype=np.int64)
        for product in np.flatnonzero(self.final).tolist():
            at = int(above[product])
            while 0 <= at < size:
                number[at] += 1
                at = int(above[at])
        return number[:size]

    def cut_off(self, without: _Flags) -> _Ints:
        """The final products that no line reaches without some products.

        Parameters
        ----------
        without : ndarray of bool, shape (p,)
            The products taken away; they do not count as cut off.
        """
        reached = _reached(self.offsets, self.heads, without)
        return np.flatnonzero(self.final & ~reached & ~without)

    def line(self, product: int, final: int) -> list[int]:
        """A shortest line from one product to another, both included; empty if there is none."""
        came, queue = {product: product}, [product]
        for at in queue:
            for head in self.heads[self.offsets[at] : self.offsets[at + 1]].tolist():
                if head not in came:
                    came[head] = at
                    queue.append(head)
        if final not in came:
            return []
        line = [final]
        while line[-1] != product:
            line.append(came[line[-1]])
        return line[::-1]


def supply_lines(tables: Tables, segments: _Ints) -> SupplyLines:
    """Follow products of some segments up to their raw inputs.

    Parameters
    ----------
    tables : Tables
        With ``Product``, ``PRODUCT_OF`` and ``UPSTREAM_OF``.
    segments : ndarray of int64
        Node indices, in the order of the chain.
    """
    row_of = np.full(tables.size, -1, dtype=np.int64)
    row_of[segments] = np.arange(len(segments))
    belongs, goes = links_of(tables, PRODUCT_OF), links_of(tables, UPSTREAM_OF)
    row = np.full(tables.size, len(segments), dtype=np.int64)
    own = row_of[belongs.target] >= 0
    np.minimum.at(row, belongs.source[own], row_of[belongs.target[own]])
    here = row < len(segments)
    chosen = here.copy()
    while True:
        more = goes.source[chosen[goes.target] & ~chosen[goes.source]]
        if not len(more):
            break
        chosen[more] = True
    distinct = np.flatnonzero(chosen)
    products = distinct[tables.order_by_id(distinct)]
    size = len(products)
    place = np.full(tables.size, -1, dtype=np.int64)
    place[products] = np.arange(size)
    inside = chosen[goes.source] & chosen[goes.target] & (goes.source != goes.target)
    pairs = np.unique(place[goes.source[inside]] * max(size, 1) + place[goes.target[inside]])
    tail, head = np.divmod(pairs, max(size, 1))
    made, going, going_on = (np.zeros(size, dtype=np.bool_) for _ in range(3))
    made[head], going[tail] = True, True
    going_on[tail[here[products[head]]]] = True
    raw = np.flatnonzero(~made & going)
    offsets = np.zeros(size + 2, dtype=np.int64)
    np.cumsum(np.append(np.bincount(tail, minlength=size), len(raw)), out=offsets[1:])
    heads = np.concatenate((head, raw))
    rows = np.where(here[products], row[products], -1)
    reached = _reached(offsets, heads, np.zeros(size, dtype=np.bool_))
    final = here[products] & made & ~going_on & reached
    return SupplyLines(products, rows, offsets, heads, final, _tiers(size, tail, head))


def _reached(offsets: _Ints, heads: _Ints, without: _Flags) -> _Flags:
    """Which products lines from raw inputs reach, if they may not go through some."""
    size = len(without)
    seen, queue = {size}, [size]
    for at in queue:
        for head in heads[offsets[at] : offsets[at + 1]].tolist():
            if head not in seen and not without[head]:
                seen.add(head)
                queue.append(head)
    reached = np.zeros(size + 1, dtype=np.bool_)
    reached[queue] = True
    return reached[:size]


def _tiers(size: int, tail: _Ints, head: _Ints) -> int:
    """Peel products off once all that they are made from is peeled off; circles stay."""
    if not len(tail):
        return 0
    waiting, layers = np.bincount(head, minlength=size), 0
    layer = np.flatnonzero(waiting == 0)
    while len(layer):
        layers += 1
        peeled = np.isin(tail, layer)
        gone = np.bincount(head[peeled], minlength=size)
        waiting = waiting - gone
        layer = np.flatnonzero((waiting == 0) & (gone > 0))
    return layers
