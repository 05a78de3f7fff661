"""The measures with one line changed, imported beside the real ones."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, spec_from_file_location

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


class _Mutant(SourceFileLoader):
    def __init__(self, name, path, old, new):
        super().__init__(name, path)
        self._change = (old, new)

    def get_data(self, path):
        data = super().get_data(path)
        if path != self.path:
            return b""  # No compiled file: it would be that of the real module.
        old, new = (text.encode() for text in self._change)
        assert data.count(old) == 1, f"{old!r} occurs {data.count(old)} times in {path}"
        return data.replace(old, new)


class MutantFinder(MetaPathFinder):
    def __init__(self, name, path, old, new):
        self._name, self._path, self._change = name, path, (old, new)

    def find_spec(self, name, _path, _target=None):
        if name != self._name:
            return None
        loader = _Mutant(name, self._path, *self._change)
        return spec_from_file_location(name, self._path, loader=loader)


@contextmanager
def measures(mutation=None):
    """Import the measures anew, one of them changed by (module, old text, new text)."""
    names = [f"analytics.{name}" for name in MEASURES]
    real = {name: importlib.import_module(name) for name in names}
    finder = None
    if mutation is not None:
        name = f"analytics.{mutation[0]}"
        finder = MutantFinder(name, find_spec(name).origin, *mutation[1:])
        sys.meta_path.insert(0, finder)
    for name in names:
        del sys.modules[name]
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield {short: importlib.import_module(f"analytics.{short}") for short in MEASURES}
    finally:
        sys.dont_write_bytecode = written
        if finder is not None:
            sys.meta_path.remove(finder)
        sys.modules.update(real)
        for name in names:
            package, _, short = name.rpartition(".")
            setattr(sys.modules[package], short, real[name])
