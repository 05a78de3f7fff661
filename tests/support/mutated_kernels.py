"""The kernels as plain Python, one line changed, imported beside the compiled ones."""

from __future__ import annotations

import importlib
from contextlib import contextmanager

import numba
from mutated_modules import imported_anew

PACKAGE = "analytics.kernels"


@contextmanager
def kernels(*names, mutation=None):
    """Import kernels anew, one of them changed by (module, old text, new text)."""
    with imported_anew(lambda name: name.startswith(f"{PACKAGE}."), PACKAGE, mutation):
        numba.config.DISABLE_JIT, switch = True, numba.config.DISABLE_JIT
        try:
            yield {name: importlib.import_module(f"{PACKAGE}.{name}") for name in names}
        finally:
            numba.config.DISABLE_JIT = switch
