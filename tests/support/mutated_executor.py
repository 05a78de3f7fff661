"""The compiled executor with one line changed, imported beside the real one."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from importlib.util import find_spec

from mutated_measures import MutantFinder

PACKAGE = "graph_service.api.executor"
KEPT = {f"{PACKAGE}.reading"}
"""What schemas declare is the same for all executors."""


@contextmanager
def executor(mutation=None):
    """Import the executor anew, changed by (module, old text, new text); yield it and its programs."""
    importlib.import_module(f"{PACKAGE}.compiled")
    real = {
        name: module
        for name, module in sys.modules.items()
        if name.startswith(f"{PACKAGE}.") and name not in KEPT
    }
    finder = None
    if mutation is not None:
        name = f"{PACKAGE}.{mutation[0]}"
        finder = MutantFinder(name, find_spec(name).origin, *mutation[1:])
        sys.meta_path.insert(0, finder)
    for name in real:
        del sys.modules[name]
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        compiled = importlib.import_module(f"{PACKAGE}.compiled")
        programs = importlib.import_module(f"{PACKAGE}.programs")
        yield compiled.CompiledExecutor, programs.Programs
    finally:
        sys.dont_write_bytecode = written
        if finder is not None:
            sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n.startswith(f"{PACKAGE}.") and n not in KEPT]:
            del sys.modules[name]
        sys.modules.update(real)
        for name, module in real.items():
            setattr(sys.modules[PACKAGE], name.rpartition(".")[2], module)
