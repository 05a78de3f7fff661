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
    "tie_kinds",
    "participation",
    "tie_pairs",
    "region",
    "projection",
    "network_edges",
    "network",
    "collaboration",
    "ties",
    "industry_ties",
    "served_segments",
    "peer_ranks",
    "counted",
    "tie_links",
    "weak_links_question",
    "weak_links",
    "weak_links_evidence",
    "stages",
    "chain_provisions",
    "chain_segments",
    "chain_cells",
    "chain_findings",
    "chain_handover",
    "chain_coverage",
    "chain_evidence",
    "chain_suppliers",
    "chain_network",
    "chain_volumes",
    "concentration",
    "dominators",
    "separators",
    "supply_lines",
    "chokepoints",
    "chain_positions",
    "chain_candidates",
    "complexity",
    "next_segments",
    "resilience",
    "network_on_a_day",
    "rank_moves",
    "changes",
    "segment_presence",
    "acquaintances",
    "introductions",
    "subjects",
    "partners_question",
    "partners",
    "partners_quality",
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
        package = sys.modules["analytics"]
        for short in MEASURES:
            setattr(package, short, real[f"analytics.{short}"])
