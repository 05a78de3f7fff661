"""Suspected duplicates: what of the review queue is still to be asked, as a measure."""

from __future__ import annotations

from typing import Final

from graph_service.quality.figures import Finding, Group, Measure
from graph_service.quality.kinds import Kind
from graph_service.review.open_pairs import open_pairs
from graph_service.store.port import Store

__all__ = ["duplicates"]

_MOST: Final = 10_000
_STEP: Final = 1_000


async def duplicates(store: Store) -> Measure:
    """Return the open pairs, at most 10,000. The queue is no part of a graph version."""
    findings: list[Finding] = []
    after = ""
    while len(findings) < _MOST:
        page = await open_pairs(store, after=after, limit=_STEP)
        findings += [Finding(p.left, p.right, p.reason) for _, p in page.pairs]
        if not page.has_next:
            break
        after = page.pairs[-1].place
    found = sorted(findings[:_MOST])
    groups = (Group(len(found), 0, lambda: found),) if found else ()
    return Measure(Kind.DUPLICATE, groups, 0)
