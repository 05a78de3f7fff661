"""The step that makes a committed change in memory. It does not wait and does not fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from graph_service.store.port import Applied, Outcome
from graph_service.store.state import Change, State
from graph_service.store.units import LinkKey

__all__ = ["Counts", "install", "told"]


@dataclass(slots=True)
class Counts:
    """What appeared in the view or changed a value there."""

    nodes_created: int = 0
    nodes_updated: int = 0
    links_created: int = 0
    links_updated: int = 0


def install(state: State, change: Change) -> Counts:
    """Make a change and count what it does to the view."""
    counts = Counts()
    _install_runs(state, change)
    _install_units(state, change)
    _hide(state, change)
    if change.verdicts is not None:
        state.judge(change.verdicts)
    appeared = _show_nodes(state, change, counts)
    _show_links(state, change, counts)
    for id_ in appeared:
        for link in list(state.waiting.get(id_, ())):
            resolved = state.resolve(state.links[link])
            if resolved is not None and state.graph.add_link(link, state.show_link(*resolved)):
                state.cease_waiting(link)
                counts.links_created += 1
    state.graph.revision += 1
    return counts


def told(change: Change, counts: Counts, version: str, rows: Mapping[int, Outcome]) -> Applied:
    """Tell what a change did; `rows` are those of the batch, as if it did nothing."""
    return Applied(
        version=version,
        rows={**rows, **change.rows},
        nodes_created=counts.nodes_created,
        nodes_updated=counts.nodes_updated,
        links_created=counts.links_created,
        links_updated=counts.links_updated,
        classified=change.classified,
        conflicts=tuple(change.conflicts),
        closed=change.closed,
    )


def _install_runs(state: State, change: Change) -> None:
    for arrival, rows in change.arrivals:
        arrival.rows = rows
        state.arrivals[arrival.run.id] = arrival
    if change.retracted is not None:
        del state.arrivals[change.retracted.run.id]
    if change.closing is not None:
        arrival, types = change.closing
        arrival.run = replace(arrival.run, closes=types)
    if change.closings is not None:
        state.closings = change.closings


def _install_units(state: State, change: Change) -> None:
    for id_, units in change.nodes.items():
        if units:
            state.nodes[id_] = units
        else:
            state.nodes.pop(id_, None)
    for link, units in change.links.items():
        if units:
            state.links[link] = units
        else:
            state.links.pop(link, None)
    if change.new_nodes:
        state.last_node_unit = change.new_nodes[-1].number
        state.add_keys(change.new_nodes)
    if change.new_links:
        state.last_link_unit = change.new_links[-1].number
    for key, record in change.lost_keys:
        state.drop_key(key, record)


def _hide(state: State, change: Change) -> None:
    """Remove what nobody says any more, and the links of nodes that vanish."""
    graph = state.graph
    gone = [
        graph.nodes[i] for i, now in change.shown_nodes.items() if now is None and i in graph.nodes
    ]
    hidden: set[LinkKey] = {
        link.identity
        for node in gone
        for held in (node.out, node.into)
        for links in held.values()
        for link in links
    }
    for link, now in change.shown_links.items():
        if now is None:
            hidden.add(link)
            state.cease_waiting(link)
    if hidden:
        graph.drop_links([graph.links[link] for link in hidden if link in graph.links])
    for link in hidden:
        if link in state.links:
            state.wait(link)
    for node in gone:
        graph.drop_node(node.id)


def _show_nodes(state: State, change: Change, counts: Counts) -> list[str]:
    """Add and change nodes; return those that appeared."""
    appeared: list[str] = []
    for id_, now in change.shown_nodes.items():
        if now is None:
            continue
        if state.graph.put_node(id_, *now):
            appeared.append(id_)
        else:
            counts.nodes_updated += 1
    counts.nodes_created = len(appeared)
    return appeared


def _show_links(state: State, change: Change, counts: Counts) -> None:
    graph = state.graph
    for link, stored in change.shown_links.items():
        if stored is None:
            continue
        shown = graph.links.get(link)
        if shown is not None:
            shown.stored = stored
            counts.links_updated += 1
        elif graph.add_link(link, stored):
            state.cease_waiting(link)
            counts.links_created += 1
        else:
            state.wait(link)
