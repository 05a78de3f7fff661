"""The compiled executor with one line changed, imported beside the real one."""

from __future__ import annotations

import importlib
from contextlib import contextmanager

from mutated_modules import imported_anew

PACKAGE = "graph_service.api.executor"
KEPT = {f"{PACKAGE}.reading"}
"""What schemas declare is the same for all executors."""


@contextmanager
def executor(mutation=None):
    """Import the executor anew, changed by (module, old text, new text); yield it and its programs."""
    importlib.import_module(f"{PACKAGE}.compiled")

    def is_taken(name):
        return name.startswith(f"{PACKAGE}.") and name not in KEPT

    with imported_anew(is_taken, PACKAGE, mutation):
        compiled = importlib.import_module(f"{PACKAGE}.compiled")
        programs = importlib.import_module(f"{PACKAGE}.programs")
        yield compiled.CompiledExecutor, programs.Programs
