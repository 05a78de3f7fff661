"""Modules imported anew beside the real ones, one of them with one line changed."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec, spec_from_file_location


@contextmanager
def imported_anew(are_taken, package, mutation=None):
    """Forget modules during a block, so that what it imports of them is made anew.

    `are_taken` says of a name whether it is one of them; `mutation` is the name of a module below
    `package`, the old text and the new.
    """
    real = {name: module for name, module in sys.modules.items() if are_taken(name)}
    finder = None
    if mutation is not None:
        name = f"{package}.{mutation[0]}"
        finder = _MutantFinder(name, find_spec(name).origin, *mutation[1:])
        sys.meta_path.insert(0, finder)
    for name in real:
        del sys.modules[name]
    written, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        yield
    finally:
        sys.dont_write_bytecode = written
        if finder is not None:
            sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if are_taken(name)]:
            above, _, short = name.rpartition(".")
            del sys.modules[name]
            vars(importlib.import_module(above)).pop(short, None)
        sys.modules.update(real)
        for name, module in real.items():
            above, _, short = name.rpartition(".")
            setattr(sys.modules[above], short, module)


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


class _MutantFinder(MetaPathFinder):
    def __init__(self, name, path, old, new):
        self._name, self._path, self._change = name, path, (old, new)

    def find_spec(self, name, _path, _target=None):
        if name != self._name:
            return None
        loader = _Mutant(name, self._path, *self._change)
        return spec_from_file_location(name, self._path, loader=loader)
