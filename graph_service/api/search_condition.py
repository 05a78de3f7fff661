"""What must be true of records found by text beside the text: where they are, and on which chain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from graph_service.api.errors import ApiError
from graph_service.api.search_hits import DISTRICT, located
from graph_service.api.shapes import hop_of
from graph_service.store.plan import (
    And,
    Compare,
    Filter,
    LinkFilter,
    Op,
    Or,
    Quantified,
    Quantifier,
)
from schema.catalogue import Catalogue
from schema.declarations import Direction, LinkEnd

__all__ = ["condition_of"]

_CODE: Final = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)
_SEGMENT, _CHAIN = "ChainSegment", "IndustryChain"


def condition_of(catalogue: Catalogue, district: str | None, chain: str | None) -> Filter | None:
    """Return the condition that the arguments mean; None without them.

    Parameters
    ----------
    catalogue : Catalogue
        As the caller may see it: what is said by other links counts for nothing.
    district : str or None
        Prefix of district codes.
    chain : str or None
        Id of an industry chain: what is linked with a segment of it, the segments, the chain.

    Raises
    ------
    ApiError
        If `district` is no prefix of a code.
    """
    parts: list[Filter] = []
    if district is not None:
        if not _CODE.fullmatch(district):
            raise ApiError(
                f"district is {district!r}; it must be a prefix of district codes, such as 3303."
            )
        parts.append(Or(tuple(_in_district(catalogue, district))))
    if chain is not None:
        parts.append(Or(tuple(_on_chain(catalogue, chain))))
    return And(tuple(parts)) if parts else None


def _in_district(catalogue: Catalogue, district: str) -> Iterator[Filter]:
    there = Compare("code", Op.STARTS_WITH, district)
    yield And((Compare("@type", Op.EQ, DISTRICT), there))
    for end in located(catalogue):
        yield _linked(end, there)


def _on_chain(catalogue: Catalogue, chain: str) -> Iterator[Filter]:
    own = Compare("id", Op.EQ, chain)
    yield And((Compare("@type", Op.EQ, _CHAIN), own))
    segments = [
        end
        for link in catalogue.links.values()
        for end in (LinkEnd(link, Direction.OUT), LinkEnd(link, Direction.IN))
        if (end.near, end.far) == (_SEGMENT, _CHAIN)
    ]
    of_it = Or(tuple(_linked(end, own) for end in segments))
    yield And((Compare("@type", Op.EQ, _SEGMENT), of_it))
    for link in catalogue.links.values():
        if link.target == _SEGMENT and link.source not in (_SEGMENT, _CHAIN):
            yield _linked(LinkEnd(link, Direction.OUT), of_it)


def _linked(end: LinkEnd, far: Filter) -> Filter:
    return Quantified(hop_of(end), Quantifier.SOME, LinkFilter(node=far))
