"""A draft of what is known about one subject while a batch is being read.

It resolves as it goes, so that each row's outcome is known without resolving everything again.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from graph_service.store.port import Outcome
from graph_service.store.resolve import (
    Resolved,
    best,
    candidates,
    choose,
    resolve,
    settle_type,
    shown_values,
)
from graph_service.store.standing import NO_CLOSINGS, Closings, is_plain
from graph_service.store.units import Arrival, Identity, Subject, Unit
from schema.columns import Stated

__all__ = ["Draft"]


class Draft:
    """The units of a subject, with those of a batch added.

    Parameters
    ----------
    before : tuple of Unit
        What was known; it is not changed.
    unclassified : set of str
        The types that only say that nobody stated one.
    closings : mapping
        What later issues close.

    Attributes
    ----------
    units : list of Unit
        What is known now.
    repeated : dict of int to Unit
        Things of `before` said again, by position in it.
    changed : bool
        Whether a value or the type changed at any time.
    """

    __slots__ = (
        "_chosen",
        "_closings",
        "_index",
        "_newest",
        "_plain",
        "_type",
        "_unclassified",
        "before",
        "changed",
        "repeated",
        "units",
    )

    def __init__(
        self,
        before: tuple[Unit, ...],
        unclassified: AbstractSet[str],
        closings: Closings = NO_CLOSINGS,
    ) -> None:
        self.before = before
        self.units = list(before)
        self.repeated: dict[int, Unit] = _NONE
        self.changed = False
        self._unclassified = unclassified
        self._closings = closings
        self._plain = is_plain(before, closings)
        self._index: dict[Identity, int] | None = None

    @property
    def new(self) -> list[Unit]:
        """Things said for the first time."""
        return self.units[len(self.before) :]

    def say(  # noqa: PLR0917 - called for every statement, keywords cost
        self,
        subject: Subject,
        arrival: Arrival,
        type_: str,
        values: Mapping[str, Stated],
        keys: tuple[str, ...],
        row: int,
    ) -> Outcome:
        """Add what a row says and tell what it did to the subject."""
        units = self.units
        if self._plain and (
            arrival.by_hand or (self._closings and (arrival.run.source, type_) in self._closings)
        ):
            self._plain = False
        if not units:
            units.append(Unit(0, subject, arrival, type_, dict(values), keys, row, row, 1))
            return Outcome.CREATED
        if len(units) == 1:
            only = units[0]
            if (
                only.arrival is arrival
                and only.values == values
                and only.type == type_
                and only.keys == keys
                and only.subject == subject
            ):
                self._repeat(0, row)
                return Outcome.UNCHANGED
        if not self._plain:
            return self._say_slowly(subject, arrival, type_, values, keys, row)
        self._open()
        assert self._index is not None  # noqa: S101 - just made
        identity = (subject, arrival.sequence, type_, keys, frozenset(values.items()))
        at = self._index.get(identity)
        if at is not None:
            old = units[at]
            return self._offer(self._repeat(at, row), old)
        known = any(u.subject == subject for u in units)
        unit = Unit(0, subject, arrival, type_, dict(values), keys, row, row, 1)
        self._index[identity] = len(units)
        units.append(unit)
        outcome = self._offer(unit, None)
        return outcome if known else Outcome.CREATED

    def resolved(self) -> Resolved | None:
        """The type and the values that are shown now; None if it is not to be seen."""
        if not self._plain or len(self.units) == 1:
            return resolve(self.units, self._unclassified, self._closings)
        return self._type, shown_values(self._chosen)

    def resolved_before(self) -> Resolved | None:
        """The type and the values that were shown before."""
        return resolve(self.before, self._unclassified, self._closings)

    def _say_slowly(  # noqa: PLR0917 - as `say`
        self,
        subject: Subject,
        arrival: Arrival,
        type_: str,
        values: Mapping[str, Stated],
        keys: tuple[str, ...],
        row: int,
    ) -> Outcome:
        """Resolve everything again: a correction or a closing may show or hide it all."""
        was = self.resolved()
        said = (subject, arrival.sequence, type_, keys, frozenset(values.items()))
        known = False
        for at, unit in enumerate(self.units):
            known = known or unit.subject == subject
            if unit.identity == said:
                self._repeat(at, row)
                break
        else:
            self.units.append(Unit(0, subject, arrival, type_, dict(values), keys, row, row, 1))
            self._index = None
        now = self.resolved()
        self.changed = self.changed or now != was
        if not known or (was is None and now is not None):
            return Outcome.CREATED
        return Outcome.UPDATED if now != was else Outcome.UNCHANGED

    def _repeat(self, at: int, row: int) -> Unit:
        unit = self.units[at]
        if at >= len(self.before) or at in self.repeated:
            unit.row = row
            unit.count += 1
            return unit
        unit = unit.said_again(row)
        self.units[at] = unit
        if self.repeated is _NONE:
            self.repeated = {at: unit}
        else:
            self.repeated[at] = unit
        return unit

    def _open(self) -> None:
        """Prepare to hold more than one unit."""
        if self._index is not None:
            return
        self._index = {u.identity: at for at, u in enumerate(self.units)}
        self._chosen: dict[str, Unit] = choose(self.units, self._unclassified)
        self._type = settle_type(self.units, self._unclassified)
        self._newest: dict[tuple[str, str], int] = {}
        for unit in self.units:
            self._note_issue(unit.arrival)

    def _note_issue(self, arrival: Arrival) -> None:
        if arrival.sequence > self._newest.get(arrival.issue, 0):
            self._newest[arrival.issue] = arrival.sequence

    def _offer(self, unit: Unit, old: Unit | None) -> Outcome:
        """Choose again where `unit` may win, in place of `old`."""
        arrival, chosen, unclassified = unit.arrival, self._chosen, self._unclassified
        self._note_issue(arrival)
        outdated = arrival.sequence < self._newest[arrival.issue]
        changed = False
        for name in unit.values:
            winner = chosen.get(name)
            if winner is None or winner is old or winner is unit:
                chosen[name] = unit
                changed |= winner is None
                continue
            if (
                outdated
                or (winner.arrival.issue == arrival.issue and winner.arrival is not arrival)
                or (
                    winner.type != unit.type
                    and not unclassified.isdisjoint((winner.type, unit.type))
                )
            ):
                now = best(name, candidates(self.units, unclassified)[name])
            else:
                now = best(name, (winner, unit))
            chosen[name] = now
            changed |= now.values[name] != winner.values[name]
        if old is None and unit.type != self._type:
            type_ = settle_type(self.units, self._unclassified)
            changed |= type_ != self._type
            self._type = type_
        self.changed |= changed
        return Outcome.UPDATED if changed else Outcome.UNCHANGED


_NONE: dict[int, Unit] = {}
