"""What taking over the truth of another store would change, worked out without changing anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from graph_service.store.checks import is_special
from graph_service.store.merging import contradiction
from graph_service.store.port import Contents, RunState, Said, StoreError
from graph_service.store.resolve import resolve
from graph_service.store.standing import closings_of
from graph_service.store.state import Change, State
from graph_service.store.units import Arrival, LinkKey, Subject, Unit, number_units, subject_text
from schema.statements import Decision, NodeStatement

__all__ = ["by_taking_over", "subject_of"]

K = TypeVar("K", str, LinkKey)


def by_taking_over(state: State, part: Contents) -> Change | None:
    """Work out what a part of another store's truth adds; None if it is all there.

    Raises
    ------
    StoreError
        If it is known otherwise, contradicts itself, or decisions come too late.
    """
    change = Change()
    arrivals = _arrivals(state, part.runs, change)
    _judge(state, part.decisions, change)
    closings = state.closings if change.closings is None else change.closings
    nodes, links = _by_subject(state, part.said, arrivals)
    for id_, before, new in _news(state.nodes, nodes):
        units = change.nodes[id_] = (*before, *new)
        change.new_nodes += new
        now = resolve(units, state.unclassified, closings)
        if not before or resolve(before, state.unclassified, closings) != now:
            change.shown_nodes[id_] = None if now is None else state.show_node(*now)
    for link, before, new in _news(state.links, links):
        units = change.links[link] = (*before, *new)
        change.new_links += new
        now = resolve(units, state.unclassified, closings)
        if not before or resolve(before, state.unclassified, closings) != now:
            change.shown_links[link] = None if now is None else state.show_link(*now)
    number_units(change.new_nodes, state.last_node_unit)
    number_units(change.new_links, state.last_link_unit)
    return change if change.arrivals or change.decided or change.size else None


def subject_of(one: Said) -> Subject:
    """Return the record or link that something was said about."""
    said = one.statement
    if isinstance(said, NodeStatement):
        return said.id
    return said.type, said.source, said.target, said.key


def _arrivals(state: State, runs: Iterable[RunState], change: Change) -> dict[int, Arrival]:
    """Return all runs by sequence, and note those that are new."""
    arrivals = {arrival.sequence: arrival for arrival in state.arrivals.values()}
    for given in runs:
        known = state.arrivals.get(given.run.id) or arrivals.get(given.sequence)
        if known is None:
            arrival = arrivals[given.sequence] = Arrival(given.run, given.sequence, given.rows)
            change.arrivals += ((arrival, given.rows),)
        elif (known.run, known.sequence, known.rows) != (given.run, given.sequence, given.rows):
            raise StoreError(
                f"Run {given.run.id} cannot be taken over as number {given.sequence} with"
                f" {given.rows} rows: run {known.run.id} is number {known.sequence} with"
                f" {known.rows} rows."
            )
    closes = any(arrival.run.closes for arrival, _ in change.arrivals)
    if closes and (state.nodes or state.links):
        raise StoreError("Runs that close something can be taken over only before what was said.")
    if closes:
        change.closings = closings_of(arrivals.values())
    if len({arrival.run.id for arrival in arrivals.values()}) < len(arrivals):
        raise StoreError("One run cannot be taken over twice, as two that arrived.")
    return arrivals


def _judge(state: State, decisions: Iterable[Decision], change: Change) -> None:
    given = {decision.pair: decision.verdict for decision in decisions}
    new = {pair: verdict for pair, verdict in given.items() if state.verdicts.get(pair) != verdict}
    if not new:
        return
    if state.nodes or state.links:
        raise StoreError("Decisions can be taken over only before what was said.")
    verdicts = {**state.verdicts, **new}
    contradicted = contradiction(verdicts)
    if contradicted is not None:
        left, right = contradicted
        raise StoreError(
            f"The decisions cannot be taken over: {left} and {right} would be different by one"
            " and the same by others."
        )
    change.verdicts, change.decided = verdicts, tuple(new)


def _by_subject(
    state: State, said: Iterable[Said], arrivals: Mapping[int, Arrival]
) -> tuple[dict[str, list[Unit]], dict[LinkKey, list[Unit]]]:
    nodes: dict[str, list[Unit]] = {}
    links: dict[LinkKey, list[Unit]] = {}
    for one in said:
        unit = _unit(one, arrivals)
        if isinstance(unit.subject, str):
            nodes.setdefault(state.canonical.get(unit.subject, unit.subject), []).append(unit)
        else:
            links.setdefault(state.canonical_link(unit.subject), []).append(unit)
    return nodes, links


def _unit(one: Said, arrivals: Mapping[int, Arrival]) -> Unit:
    said, subject = one.statement, subject_of(one)
    arrival = arrivals.get(one.run)
    if arrival is None:
        raise StoreError(
            f"{subject_text(subject)} cannot be taken over: run number {one.run}, which said it,"
            " is unknown."
        )
    if not (one.first <= said.row <= arrival.rows and one.count >= 1):
        raise StoreError(
            f"{subject_text(subject)} cannot be taken over: {one.count} rows from row {one.first}"
            f" to row {said.row} are not rows of run {arrival.run.id}, which has {arrival.rows}."
        )
    if is_special(said) and not arrival.by_hand:
        raise StoreError(
            f"{subject_text(subject)} cannot be taken over: what run {arrival.run.id} says of it"
            " only people can say."
        )
    keys = said.keys if isinstance(said, NodeStatement) else ()
    return Unit(0, subject, arrival, said.type, said.values, keys, one.first, said.row, one.count)


def _news(
    known: Mapping[K, tuple[Unit, ...]], given: Mapping[K, list[Unit]]
) -> Iterator[tuple[K, tuple[Unit, ...], list[Unit]]]:
    """Yield subjects of which there is news, with what is known and what is new."""
    for subject, units in given.items():
        before = known.get(subject, ())
        if new := _new(before, units):
            yield subject, before, new


def _new(before: tuple[Unit, ...], given: Iterable[Unit]) -> list[Unit]:
    """Return the units that are not known.

    Raises
    ------
    StoreError
        If one is known with other rows.
    """
    known = {unit.identity: unit for unit in before}
    new: list[Unit] = []
    for unit in given:
        same = known.setdefault(unit.identity, unit)
        if same is unit:
            new.append(unit)
        elif (same.first, same.row, same.count) != (unit.first, unit.row, unit.count):
            raise StoreError(
                f"{subject_text(unit.subject)} cannot be taken over: run {unit.arrival.run.id} is"
                f" known to say it in {same.count} rows, not in {unit.count}."
            )
    return new
