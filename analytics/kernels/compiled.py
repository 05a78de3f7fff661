"""How every kernel is compiled: by numba, once, into a cache beside the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba

__all__ = ["compiled"]

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """Compile a function when it is first called; the machine code is kept on disk.

    It releases the interpreter's lock while it runs, and divides as numpy does. With
    ``NUMBA_DISABLE_JIT=1`` it stays the Python function that it is.

    Parameters
    ----------
    function : callable
        Takes and returns arrays and numbers.

    Returns
    -------
    callable
        With the same arguments, positional ones only.
    """
    try:
        made = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # There is no folder that can be written to: every process compiles.
        made = numba.njit(function, nogil=True, error_model="numpy")
    return cast("Function", made)
