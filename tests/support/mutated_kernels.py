"""The kernels as plain Python, one line changed, imported beside the compiled ones."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from importlib.util import find_spec

import numba
from mutated_measures import MutantFinder

PACKAGE = "analytics.kernels"


@contextmanager
def kernels(*names, mutation=None):
    """Import kernels anew, one of them changed by (module, old text, new text)."""
    compiled = {
        name: module for name, module in sys.modules.items() if name.startswith(f"{PACKAGE}.")
    }
    finder = None
    if mutation is not None:
        name = f"{PACKAGE}.{mutation[0]}"
        finder = MutantFinder(name, find_spec(name).origin, *mutation[1:])
        sys.meta_path.insert(0, finder)
    for name in compiled:
        del sys.modules[name]
    numba.config.DISABLE_JIT, switch = True, numba.config.DISABLE_JIT
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield {name: importlib.import_module(f"{PACKAGE}.{name}") for name in names}
    finally:
        numba.config.DISABLE_JIT, sys.dont_write_bytecode = switch, written
        if finder is not None:
            sys.meta_path.remove(finder)
        package = sys.modules[PACKAGE]
        for name in [name for name in sys.modules if name.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
            vars(package).pop(name.rpartition(".")[2], None)
        sys.modules.update(compiled)
        for name, module in compiled.items():
            setattr(package, name.rpartition(".")[2], module)
