"""What becomes of records and links while something is written: before the first change, and now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from graph_service.store.port import Conflict
from graph_service.store.resolve import choose, resolve
from graph_service.store.standing import NO_CLOSINGS, Closings, counting
from graph_service.store.state import Change, State
from graph_service.store.units import Subject, Unit
from schema.columns import Value

__all__ = ["ChangeLog", "Shown", "Touched"]

_KEPT = 10_000

_Noted: TypeAlias = tuple[tuple[Unit, ...], bool, Closings]
"""What was said of something before it was touched, whether it was shown, and what was closed."""

_NOTHING: Final[_Noted] = ((), False, NO_CLOSINGS)


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown of a record or link.

    Attributes
    ----------
    type : str
    values : mapping of str to Value
    units : mapping of str to Unit
        What says each value.
    """

    type: str
    values: Mapping[str, Value]
    units: Mapping[str, Unit]


@dataclass(frozen=True, slots=True)
class Touched:
    """A record or link of which something was said or taken back.

    Attributes
    ----------
    subject : Subject
    before, after : Shown or None
        None where it is not there.
    units : tuple of Unit
        What is said about it now.
    """

    subject: Subject
    before: Shown | None
    after: Shown | None
    units: tuple[Unit, ...]

    @property
    def outcome(self) -> str:
        """What became of it."""
        if self.before is None:
            return "created"
        if self.after is None:
            return "removed"
        then, now = self.before, self.after
        same = then.type == now.type and then.values == now.values
        return "unchanged" if same else "updated"


class ChangeLog:
    """Watches a store; see `graph_service.store.state.Watch`.

    Attributes
    ----------
    conflicts : list of (str, Conflict)
        The first new disagreements, each with the run that brought it.
    conflict_count : int
        All of them.
    """

    def __init__(self) -> None:
        self.conflicts: list[tuple[str, Conflict]] = []
        self.conflict_count = 0
        self._state: State | None = None
        self._before: dict[Subject, _Noted] = {}
        self._retracted: list[Unit] = []

    def __call__(self, state: State, change: Change) -> None:
        """Note what a change is about to touch."""
        self._state = state
        spoken_of: tuple[Subject, ...] = (*change.nodes, *change.links)
        for subject in spoken_of:
            self._note(state, subject)
        for id_, now in change.shown_nodes.items():
            # Links come and go with their ends.
            if now is None or id_ not in state.graph.nodes:
                for link in state.links_of(id_):
                    self._note(state, link)
        if change.retracted is not None:
            for subject in spoken_of:
                units = _units(state, subject)
                self._retracted += (u for u in units if u.arrival is change.retracted)
        if change.conflicts:
            self.conflict_count += len(change.conflicts)
            run = change.arrivals[0][0].run.id
            room = max(0, _KEPT - len(self.conflicts))
            self.conflicts += ((run, conflict) for conflict in change.conflicts[:room])

    def touched(self) -> Iterator[Touched]:
        """Yield what was touched and is, or was, to be seen."""
        state = self._state
        if state is None:
            return
        for subject, (units, shown, closings) in self._before.items():
            now = _units(state, subject)
            before = _shown(state, units, closings) if shown else None
            after = _shown(state, now, state.closings) if _is_shown(state, subject) else None
            if before is not None or after is not None:
                yield Touched(subject, before, after, now)

    def withdrawn(self) -> Iterator[Unit]:
        """Yield what was taken back and is not said again by the same source of the same period."""
        state = self._state
        if state is None:
            return
        for unit in self._retracted:
            again = any(
                now.arrival.issue == unit.arrival.issue
                and now.type == unit.type
                and now.values == unit.values
                for now in _units(state, _canonical(state, unit.subject))
            )
            if not again:
                yield unit

    @property
    def retracted(self) -> int:
        """How many statements were taken back, those said again among them."""
        return len(self._retracted)

    def shown(self, subject: Subject) -> Shown | None:
        """What is shown of a record or link now, or was shown before if it is gone."""
        state = self._state
        if state is None:
            return None
        units = _units(state, subject) or self._before.get(subject, _NOTHING)[0]
        return _shown(state, units, state.closings) if units else None

    def _note(self, state: State, subject: Subject) -> None:
        if subject not in self._before:
            units, shown = _units(state, subject), _is_shown(state, subject)
            self._before[subject] = (units, shown, state.closings)


def _units(state: State, subject: Subject) -> tuple[Unit, ...]:
    if isinstance(subject, str):
        return state.nodes.get(subject, ())
    return state.links.get(subject, ())


def _is_shown(state: State, subject: Subject) -> bool:
    if isinstance(subject, str):
        return subject in state.graph.nodes
    return subject in state.graph.links


def _canonical(state: State, subject: Subject) -> Subject:
    if isinstance(subject, str):
        return state.canonical.get(subject, subject)
    return state.canonical_link(subject)


def _shown(state: State, units: tuple[Unit, ...], closings: Closings) -> Shown | None:
    resolved = resolve(units, state.unclassified, closings)
    if resolved is None:
        return None
    counted = counting(units, closings)
    return Shown(*resolved, choose(counted, state.unclassified))
