"""The measures with one line changed, imported beside the real ones."""

from __future__ import annotations

import importlib
from contextlib import contextmanager

from mutated_modules import imported_anew

MEASURES = (
    "window",
    "joins",
    "ties.kinds",
    "ties.participation",
    "ties.pairs",
    "region",
    "ties.projection",
    "networks.edges",
    "networks.network",
    "networks.collaboration",
    "ties.gathering",
    "industry_links.industry_ties",
    "chains.served_segments",
    "industry_links.peer_ranks",
    "counted",
    "ties.links",
    "industry_links.question",
    "industry_links.weak_links",
    "industry_links.evidence",
    "chains.stages",
    "chains.provisions",
    "chains.segments",
    "chains.cells",
    "chains.findings",
    "chains.handover",
    "chains.coverage",
    "chains.evidence",
    "chains.suppliers",
    "chains.network",
    "chains.volumes",
    "chains.concentration",
    "chains.dominators",
    "chains.separators",
    "chains.supply_lines",
    "chains.chokepoints",
    "chains.positions",
    "chains.candidates",
    "chains.complexity",
    "chains.next_segments",
    "chains.resilience",
    "networks.on_a_day",
    "networks.rank_moves",
    "networks.changes",
    "chains.segment_presence",
    "industry_links.acquaintances",
    "industry_links.introductions",
    "partners.subjects",
    "partners.question",
    "partners.proposals",
    "partners.quality",
)


@contextmanager
def measures(mutation=None):
    """Import the measures anew, one of them changed by (module, old text, new text)."""
    names = {f"analytics.{name}" for name in MEASURES}
    for name in names:
        importlib.import_module(name)
    with imported_anew(names.__contains__, "analytics", mutation):
        yield {short: importlib.import_module(f"analytics.{short}") for short in MEASURES}
