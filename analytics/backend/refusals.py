"""What this back end leaves to networkx, and how to get it there."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Mapping, Sequence
from typing import Any, Final

import networkx as nx

from analytics.graph import Graph

__all__ = ["can_run", "should_run"]

_log = logging.getLogger(__name__)

_REMEDY: Final = "ask with backend='networkx', which takes a copy"

_UNDIRECTED: Final = {"average_clustering", "clustering", "louvain_communities", "transitivity"}
"""Functions that networkx has for directed graphs too."""

_DEFAULTS_ONLY: Final = {
    "average_clustering": ("weight",),
    "betweenness_centrality": ("weight", "endpoints"),
    "clustering": ("weight",),
    "closeness_centrality": ("distance",),
    "harmonic_centrality": ("distance",),
    "louvain_communities": ("threshold", "max_level"),
}
"""Parameters that networkx has more values for than are offered."""

_CHEAP: Final = {"degree_centrality", "in_degree_centrality", "out_degree_centrality"}


def can_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Tell networkx whether a call is offered.

    Parameters
    ----------
    name : str
        Of the function.
    args, kwargs
        What it was called with, before any graph was converted.

    Returns
    -------
    bool or str
        The reason why not, and the remedy.

    Notes
    -----
    networkx shows reasons to nobody but its own log. Who asks about a `Graph`, which nothing
    else takes, finds them in ours as a warning.
    """
    from analytics.backend import interface

    try:
        call = inspect.signature(getattr(interface, name)).bind(*args, **kwargs)
    except TypeError:
        return True  # The call itself says what is wrong with its arguments.
    call.apply_defaults()
    reason = _refusal(name, call)
    if reason is None:
        return True
    if isinstance(call.arguments["G"], Graph) and not nx.config.fallback_to_nx:
        _log.warning("%s is not run here: %s", name, reason)
    return reason


def _refusal(name: str, call: inspect.BoundArguments) -> str | None:
    graph = call.arguments["G"]
    if graph.is_multigraph():
        return "Parallel edges are not offered: add them up in a networkx.Graph first."
    if name in _UNDIRECTED and graph.is_directed():
        return f"{name} is offered for undirected graphs; {_REMEDY}."
    for parameter in _DEFAULTS_ONLY.get(name, ()):
        default = call.signature.parameters[parameter].default
        if call.arguments[parameter] != default:
            return f"{name} is offered with {parameter}={default} only; {_REMEDY}."
    return None


def should_run(name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> bool | str:
    """Tell networkx whether it is worth converting one of its graphs.

    Parameters
    ----------
    name : str
    args, kwargs
        What the function was called with.

    Returns
    -------
    bool or str
        The reason why not.
    """
    if name in _CHEAP:
        return "Copying the graph takes longer than counting its edges."
    return True
