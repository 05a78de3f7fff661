"""What a write would change, worked out without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

from graph_service.store.draft import Draft
from graph_service.store.merging import components, decided
from graph_service.store.port import Outcome, StoreError
from graph_service.store.resolve import (
    Arrival,
    LinkKey,
    Subject,
    Unit,
    new_disagreements,
    resolve,
)
from graph_service.store.state import Change, Shown, State
from schema.columns import Scalar
from schema.statements import Decision, NodeStatement, Run, Statement

__all__ = ["by_applying", "by_deciding", "by_retracting", "rows_to_come"]

K = TypeVar("K", str, LinkKey)


def rows_to_come(state: State, batch: Sequence[Statement], run: Run) -> list[Statement]:
    """Return the statements of a batch that the store does not know yet.

    Raises
    ------
    StoreError
        If rows go backwards, or the run is known as another one.
    """
    for earlier, later in pairwise(batch):
        if later.row < earlier.row:
            raise StoreError(
                f"Run {run.id}: row {later.row} comes after row {earlier.row}; rows must come in"
                " order."
            )
    arrival = state.arrivals.get(run.id)
    if arrival is None:
        return list(batch)
    if arrival.issue != (run.source, run.period):
        raise StoreError(
            f"Run {run.id} is known as one of source {arrival.run.source!r}, period"
            f" {arrival.run.period!r}; it cannot be of {run.source!r}, {run.period!r} as well."
        )
    return [said for said in batch if said.row > arrival.rows]


def by_applying(state: State, statements: Sequence[Statement], run: Run) -> Change:
    """Work out what new statements of a run change; there is at least one."""
    arrival = state.arrivals.get(run.id) or Arrival(run, _next_sequence(state))
    change = Change(arrivals=((arrival, statements[-1].row),))
    nodes, links = _read(state, statements, arrival, change.rows)
    for id_, draft in nodes.items():
        change.nodes[id_] = tuple(draft.units)
        change.repeated_nodes += draft.repeated.values()
        if not draft.before:
            change.shown_nodes[id_] = state.show_node(*draft.resolved())
        elif draft.changed:
            _note_changed_node(state, change, id_, draft)
        if len(draft.units) > len(draft.before):
            change.new_nodes += draft.new
            _note_conflicts(state, change, id_, draft)
    for link, draft in links.items():
        change.links[link] = tuple(draft.units)
        change.repeated_links += draft.repeated.values()
        if not draft.before or (draft.changed and draft.resolved() != draft.resolved_before()):
            change.shown_links[link] = state.show_link(*draft.resolved())
        if len(draft.units) > len(draft.before):
            change.new_links += draft.new
            _note_conflicts(state, change, link, draft)
    _number(change.new_nodes, state.last_node_unit)
    _number(change.new_links, state.last_link_unit)
    return change


def by_retracting(state: State, run: str) -> Change | None:
    """Work out what taking back a run changes; None if the run is unknown."""
    arrival = state.arrivals.get(run)
    if arrival is None:
        return None
    change = Change(retracted=arrival)
    for id_, units, kept in _without(arrival, state.nodes):
        change.nodes[id_] = kept
        change.lost_keys |= _keys(units) - _keys(kept)
        if _differ(state, units, kept):
            change.shown_nodes[id_] = _shown_node(state, kept)
    for link, units, kept in _without(arrival, state.links):
        change.links[link] = kept
        if _differ(state, units, kept):
            change.shown_links[link] = _shown_link(state, kept)
    return change


def by_deciding(state: State, decision: Decision) -> Change | None:
    """Work out what a verdict changes; None if it is in force already.

    Raises
    ------
    StoreError
        If it contradicts the verdicts in force.
    """
    verdicts = decided(state.verdicts, decision)
    if verdicts == state.verdicts:
        return None
    change = Change(verdicts=verdicts, decided=(decision.pair,))
    before, after = state.canonical, components(verdicts)
    moved = {i for i in before.keys() | after.keys() if before.get(i, i) != after.get(i, i)}
    touched = {ids.get(i, i) for i in moved for ids in (before, after)}
    if not touched:
        return change
    links = {link for id_ in touched for link in state.links_of(id_)}
    change.nodes = dict.fromkeys(touched, ())
    change.links = dict.fromkeys(links, ())
    for id_ in sorted(touched):
        for unit in state.nodes.get(id_, ()):
            assert isinstance(unit.subject, str)  # noqa: S101 - it is about a record
            change.nodes[after.get(unit.subject, unit.subject)] += (unit,)
    for link in sorted(links):
        for unit in state.links[link]:
            assert isinstance(unit.subject, tuple)  # noqa: S101 - it is about a link
            type_, source, target, key = unit.subject
            now = (type_, after.get(source, source), after.get(target, target), key)
            change.links[now] = (*change.links.get(now, ()), unit)
    change.shown_nodes = {i: _shown_node(state, units) for i, units in change.nodes.items()}
    change.shown_links = {k: _shown_link(state, units) for k, units in change.links.items()}
    return change


def _read(
    state: State, statements: Sequence[Statement], arrival: Arrival, rows: dict[int, Outcome]
) -> tuple[dict[str, Draft], dict[LinkKey, Draft]]:
    """Let drafts hear every statement, and note what each row did."""
    nodes: dict[str, Draft] = {}
    links: dict[LinkKey, Draft] = {}
    canonical, unclassified = state.canonical, state.unclassified
    known_nodes, known_links = state.nodes, state.links
    for said in statements:
        if isinstance(said, NodeStatement):
            id_ = canonical.get(said.id, said.id)
            draft = nodes.get(id_)
            if draft is None:
                draft = nodes[id_] = Draft(known_nodes.get(id_, ()), unclassified)
            outcome = draft.say(said.id, arrival, said.type, said.values, said.keys, said.row)
        else:
            link = (said.type, said.source, said.target, said.key)
            shown = state.canonical_link(link) if canonical else link
            draft = links.get(shown)
            if draft is None:
                draft = links[shown] = Draft(known_links.get(shown, ()), unclassified)
            outcome = draft.say(link, arrival, said.type, said.values, (), said.row)
        if outcome > rows.setdefault(said.row, outcome):
            rows[said.row] = outcome
    return nodes, links


def _note_changed_node(state: State, change: Change, id_: str, draft: Draft) -> None:
    before, now = draft.resolved_before(), draft.resolved()
    if before == now:
        return
    change.shown_nodes[id_] = state.show_node(*now)
    if before[0] in state.unclassified and now[0] not in state.unclassified:
        change.classified += 1


def _note_conflicts(state: State, change: Change, subject: Subject, draft: Draft) -> None:
    if len(draft.units) > 1:
        change.conflicts += new_disagreements(
            subject, draft.before, draft.units, state.unclassified
        )


def _without(
    arrival: Arrival, said: Mapping[K, tuple[Unit, ...]]
) -> Iterator[tuple[K, tuple[Unit, ...], tuple[Unit, ...]]]:
    """Yield what a run spoke of, with all that was said and what is left of it."""
    for subject, units in said.items():
        if len(units) == 1:
            # Most are of this form; all of the graph is gone through.
            if units[0].arrival is arrival:
                yield subject, units, ()
        elif any(u.arrival is arrival for u in units):
            yield subject, units, tuple(u for u in units if u.arrival is not arrival)


def _shown_node(state: State, units: Sequence[Unit]) -> Shown | None:
    return state.show_node(*resolve(units, state.unclassified)) if units else None


def _shown_link(state: State, units: Sequence[Unit]) -> Mapping[str, Scalar] | None:
    return state.show_link(*resolve(units, state.unclassified)) if units else None


def _differ(state: State, before: Sequence[Unit], after: Sequence[Unit]) -> bool:
    """Whether what is shown differs; `before` is not empty."""
    return not after or resolve(before, state.unclassified) != resolve(after, state.unclassified)


def _keys(units: Sequence[Unit]) -> set[tuple[str, str]]:
    return {(key, str(unit.subject)) for unit in units for key in unit.keys}


def _number(units: Sequence[Unit], last: int) -> None:
    for number, unit in enumerate(units, last + 1):
        unit.number = number


def _next_sequence(state: State) -> int:
    return max((a.sequence for a in state.arrivals.values()), default=0) + 1
