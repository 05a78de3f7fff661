"""Warming: compiling every kernel before somebody waits for it."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Final

__all__ = ["KERNELS", "warm_all"]

KERNELS: Final = (
    "brandes",
    "brokerage",
    "components",
    "cores",
    "cuts",
    "distances",
    "exits",
    "forces",
    "holes",
    "link_prediction",
    "louvain",
    "modularity",
    "pagerank",
    "paths",
    "projection",
    "removal",
    "rows",
    "triangles",
)
"""Modules of this package that have a `warm`."""


def warm_all(tell: Callable[[str], None]) -> None:
    """Call every kernel once with arrays of the kinds it gets in practice.

    What is compiled is kept on disk: the first time takes a minute, the next ones a few seconds.

    Parameters
    ----------
    tell : callable
        Called with the name of each module before it is compiled; may raise to stop.
    """
    for name in KERNELS:
        tell(name)
        import_module(f"analytics.kernels.{name}").warm()
