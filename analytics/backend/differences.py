"""Where this back end gives something else than networkx, as networkx's own tests see it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

__all__ = ["DIFFERENCES", "on_start_tests"]

_COMMUNITIES: Final = "Louvain draws other orders of nodes from the seed."

DIFFERENCES: Final = {
    "test_louvain.py::test_karate_club_partition": _COMMUNITIES,
    "test_louvain.py::test_multigraph": _COMMUNITIES,
    "test_louvain.py::test_none_weight_param": _COMMUNITIES,
    "test_louvain.py::test_undirected_selfloops": _COMMUNITIES,
}
"""Why a test of networkx fails here, by the end of its name."""


def on_start_tests(items: Iterable[Any]) -> None:
    """Mark the tests of networkx that are known to fail; called before they run.

    Parameters
    ----------
    items : iterable of pytest.Item
    """
    import pytest

    for item in items:
        for name, reason in DIFFERENCES.items():
            if item.nodeid.endswith(name):
                item.add_marker(pytest.mark.xfail(reason=reason, strict=True))
