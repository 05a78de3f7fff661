"""What a change does to the database: the difference between a loaded part before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph_service.store.merging import Pair
from graph_service.store.state import Change, State
from graph_service.store.units import LinkKey
from schema.statements import Verdict

__all__ = ["Before", "Difference", "difference"]


class Before:
    """What a loaded part was, to be noted before a change is installed in it.

    Parameters
    ----------
    state : State
    change : Change
    """

    def __init__(self, state: State, change: Change) -> None:
        self.types = {id_: node.type for id_, node in state.graph.nodes.items()}
        self.hidden = {id_ for id_ in change.nodes if state.nodes.get(id_)} - self.types.keys()
        self.shown = set(state.graph.links)
        self.waiting = {link for links in state.waiting.values() for link in links}
        self.keys = {
            (key, unit.subject)
            for id_ in change.nodes
            for unit in state.nodes.get(id_, ())
            for key in unit.keys
        }
        self.verdicts: Mapping[Pair, Verdict] = dict(state.verdicts)
        self.retired = _retired(state)


@dataclass(slots=True)
class Difference:
    """What is to be written.

    Attributes
    ----------
    created, replaced, repeated, deleted : list of str
        Records that appear, whose values change, of which only more was said, that vanish.
    hidden, revealed : list of str
        Records that are not to be seen, to be kept; and those that no longer are such.
    retyped : dict of str to str
        Former types of replaced records that have another now.
    created_links, replaced_links, repeated_links, deleted_links : list of LinkKey
        The same for links.
    waiting, done_waiting : list of LinkKey
        Links whose end is missing, to be kept; and those that no longer are.
    new_keys : list of (str, str)
        Lookup keys, each with a record that is to be found by it from now on.
    retired : dict of str to (str or None)
        Ids that answer another survivor from now on, or none.
    """

    created: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    revealed: list[str] = field(default_factory=list)
    retyped: dict[str, str] = field(default_factory=dict)
    created_links: list[LinkKey] = field(default_factory=list)
    replaced_links: list[LinkKey] = field(default_factory=list)
    repeated_links: list[LinkKey] = field(default_factory=list)
    deleted_links: list[LinkKey] = field(default_factory=list)
    waiting: list[LinkKey] = field(default_factory=list)
    done_waiting: list[LinkKey] = field(default_factory=list)
    new_keys: list[tuple[str, str]] = field(default_factory=list)
    retired: dict[str, str | None] = field(default_factory=dict)


def difference(before: Before, change: Change, state: State) -> Difference:
    """Compare a loaded part with what it was before `change` was installed in it."""
    found = Difference()
    _compare_nodes(found, before, change, state)
    _compare_links(found, before, change, state)
    said = ((key, str(unit.subject)) for unit in change.new_nodes for key in unit.keys)
    found.new_keys = [pair for pair in dict.fromkeys(said) if pair not in before.keys]
    retired = _retired(state)
    found.retired = {
        i: c for i, c in retired.items() if before.retired.get(i) != c
    } | dict.fromkeys(before.retired.keys() - retired.keys())
    return found


def _compare_nodes(found: Difference, before: Before, change: Change, state: State) -> None:
    nodes = state.graph.nodes
    for id_ in change.nodes:
        node, type_ = nodes.get(id_), before.types.get(id_)
        if node is None and state.nodes.get(id_):
            found.hidden.append(id_)
        elif id_ in before.hidden:
            found.revealed.append(id_)
        if node is None:
            if type_ is not None:
                found.deleted.append(id_)
        elif type_ is None:
            found.created.append(id_)
        elif id_ in change.shown_nodes:
            found.replaced.append(id_)
            if node.type != type_:
                found.retyped[id_] = type_
        else:
            found.repeated.append(id_)


def _compare_links(found: Difference, before: Before, change: Change, state: State) -> None:
    shown = state.graph.links
    waiting = {link for links in state.waiting.values() for link in links}
    gone = set(found.deleted)
    touched = dict.fromkeys(change.links)
    touched.update(dict.fromkeys(sorted(before.shown ^ shown.keys())))
    for link in touched:
        if link in shown:
            if link not in before.shown:
                found.created_links.append(link)
            elif link in change.shown_links:
                found.replaced_links.append(link)
            else:
                found.repeated_links.append(link)
        elif link in before.shown and gone.isdisjoint(link[1:3]):
            found.deleted_links.append(link)
    found.done_waiting = sorted(before.waiting - waiting)
    found.waiting = [link for link in touched if link in waiting]


def _retired(state: State) -> dict[str, str]:
    return {id_: into for id_, into in state.canonical.items() if id_ != into}
