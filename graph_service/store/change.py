"""What a write would change, worked out without changing anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TypeVar

from graph_service.store.draft import Draft
from graph_service.store.merging import components, decided
from graph_service.store.port import Outcome, StoreError
from graph_service.store.resolve import Resolved, new_disagreements, resolve
from graph_service.store.standing import closings_of
from graph_service.store.state import Change, Shown, State
from graph_service.store.units import Arrival, LinkKey, Subject, Unit, lookup_keys, number_units
from schema.columns import Scalar
from schema.statements import Decision, NodeStatement, Run, Statement

__all__ = ["by_applying", "by_closing", "by_deciding", "by_retracting", "rows_to_come"]

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
    arrival = state.arrivals.get(run.id) or Arrival(replace(run, closes=()), _next_sequence(state))
    change = Change(arrivals=((arrival, statements[-1].row),))
    nodes, links = _read(state, statements, arrival, change.rows)
    for id_, draft in nodes.items():
        change.nodes[id_] = tuple(draft.units)
        change.repeated_nodes += draft.repeated.values()
        if not draft.before:
            resolved = draft.resolved()
            change.shown_nodes[id_] = None if resolved is None else state.show_node(*resolved)
        elif draft.changed:
            _note_changed_node(state, change, id_, draft)
        if len(draft.units) > len(draft.before):
            change.new_nodes += draft.new
            _note_conflicts(state, change, id_, draft)
    for link, draft in links.items():
        change.links[link] = tuple(draft.units)
        change.repeated_links += draft.repeated.values()
        if not draft.before or (draft.changed and draft.resolved() != draft.resolved_before()):
            resolved = draft.resolved()
            change.shown_links[link] = None if resolved is None else state.show_link(*resolved)
        if len(draft.units) > len(draft.before):
            change.new_links += draft.new
            _note_conflicts(state, change, link, draft)
    number_units(change.new_nodes, state.last_node_unit)
    number_units(change.new_links, state.last_link_unit)
    return change


def by_retracting(state: State, run: str) -> Change | None:
    """Work out what taking back a run changes; None if the run is unknown."""
    arrival = state.arrivals.get(run)
    if arrival is None:
        return None
    change = Change(retracted=arrival)
    if arrival.run.closes:
        _close(state, arrival, (), change)
    for id_, units, kept in _without(arrival, state.nodes):
        change.nodes[id_] = kept
        change.lost_keys |= lookup_keys(units) - lookup_keys(kept)
        now = _after(state, kept, change)
        if state.resolve(units) != now:
            change.shown_nodes[id_] = None if now is None else state.show_node(*now)
    for link, units, kept in _without(arrival, state.links):
        change.links[link] = kept
        now = _after(state, kept, change)
        # What was not to be seen waited; of what nobody says any more nothing may wait.
        if not kept or state.resolve(units) != now:
            change.shown_links[link] = None if now is None else state.show_link(*now)
        else:
            change.shown_links.pop(link, None)
    return change


def by_closing(state: State, run: str, types: Sequence[str]) -> Change | None:
    """Work out what changes if a run closes what it does not say; None if it does so already.

    Raises
    ------
    StoreError
        If the run is unknown, or speaks of no period.
    """
    arrival = state.arrivals.get(run)
    if arrival is None:
        raise StoreError(f"Run {run} cannot close anything: it is unknown.")
    if types and not arrival.run.period:
        raise StoreError(f"Run {run} cannot close anything: it speaks of no period.")
    closes = tuple(sorted(set(types)))
    if arrival.run.closes == closes:
        return None
    change = Change(closing=(arrival, closes))
    _close(state, arrival, closes, change)
    return change


def _close(state: State, arrival: Arrival, closes: Sequence[str], change: Change) -> None:
    """Note what ends, or goes on, when a run closes other types than before."""
    others = [a for a in state.arrivals.values() if a is not arrival]
    now = Arrival(replace(arrival.run, closes=tuple(closes)), arrival.sequence, arrival.rows)
    after = change.closings = closings_of([*others, now])
    moved = {
        place
        for place in after.keys() | state.closings.keys()
        if after.get(place) != state.closings.get(place)
    }
    types = {type_ for _, type_ in moved}
    for link, units in state.links.items():
        # Most are of other types; all of the graph is gone through.
        if link[0] not in types:
            continue
        before, shown = state.resolve(units), _after(state, units, change)
        if before != shown:
            change.links[link] = units
            change.shown_links[link] = None if shown is None else state.show_link(*shown)
    change.closed = len(change.links)


def _after(state: State, units: Sequence[Unit], change: Change) -> Resolved | None:
    closings = state.closings if change.closings is None else change.closings
    return resolve(units, state.unclassified, closings)


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
    canonical, unclassified, closings = state.canonical, state.unclassified, state.closings
    known_nodes, known_links = state.nodes, state.links
    for said in statements:
        if isinstance(said, NodeStatement):
            id_ = canonical.get(said.id, said.id)
            draft = nodes.get(id_)
            if draft is None:
                draft = nodes[id_] = Draft(known_nodes.get(id_, ()), unclassified, closings)
            outcome = draft.say(said.id, arrival, said.type, said.values, said.keys, said.row)
        else:
            link = (said.type, said.source, said.target, said.key)
            shown = state.canonical_link(link) if canonical else link
            draft = links.get(shown)
            if draft is None:
                draft = links[shown] = Draft(known_links.get(shown, ()), unclassified, closings)
            outcome = draft.say(link, arrival, said.type, said.values, (), said.row)
        if outcome > rows.setdefault(said.row, outcome):
            rows[said.row] = outcome
    return nodes, links


def _note_changed_node(state: State, change: Change, id_: str, draft: Draft) -> None:
    before, now = draft.resolved_before(), draft.resolved()
    if before == now:
        return
    change.shown_nodes[id_] = None if now is None else state.show_node(*now)
    if before is None or now is None:
        return
    if before[0] in state.unclassified and now[0] not in state.unclassified:
        change.classified += 1


def _note_conflicts(state: State, change: Change, subject: Subject, draft: Draft) -> None:
    if len(draft.units) > 1:
        change.conflicts += new_disagreements(
            subject, draft.before, draft.units, state.unclassified, state.closings
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
    resolved = state.resolve(units)
    return None if resolved is None else state.show_node(*resolved)


def _shown_link(state: State, units: Sequence[Unit]) -> Mapping[str, Scalar] | None:
    resolved = state.resolve(units)
    return None if resolved is None else state.show_link(*resolved)


def _next_sequence(state: State) -> int:
    return max((a.sequence for a in state.arrivals.values()), default=0) + 1
