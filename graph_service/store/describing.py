"""A record with all that was said about it, out of its units."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph_service.store.port import Described, DescribedLink, Found
from graph_service.store.resolve import disagreements, resolve, resolve_hidden
from graph_service.store.standing import NO_CLOSINGS, Closings
from graph_service.store.units import LinkKey, Unit
from schema.statements import WITHDRAWN, LinkStatement, NodeStatement, Run, Statement

__all__ = ["describe", "describe_link", "found", "statement"]


def describe(
    id_: str,
    units: Sequence[Unit],
    unclassified: Collection[str],
) -> Described | None:
    """Describe a record; None if nobody states it.

    Parameters
    ----------
    id_ : str
        Its canonical id.
    units : sequence of Unit
        What was said about it, at least one.
    unclassified : collection of str
        The types that only say that nobody stated one.
    """
    resolved = resolve_hidden(units, unclassified)
    if resolved is None:
        return None
    type_, values = resolved
    return Described(
        id=id_,
        records=tuple(sorted({id_} | {str(u.subject) for u in units})),
        type=type_,
        values=values,
        statements=_statements(units),
        conflicts=tuple(disagreements(id_, units, unclassified)),
        withdrawn=any(WITHDRAWN in u.values for u in units),
    )


def describe_link(
    link: LinkKey,
    units: Sequence[Unit],
    unclassified: Collection[str],
    closings: Closings = NO_CLOSINGS,
) -> DescribedLink | None:
    """Describe a link between two canonical ids, as `describe` does a record; None if it is not seen."""
    resolved = resolve(units, unclassified, closings)
    if resolved is None:
        return None
    return DescribedLink(
        *link,
        values=resolved[1],
        statements=_statements(units),
        conflicts=tuple(disagreements(link, units, unclassified, closings)),
        closings=closings,
    )


def found(id_: str, units: Sequence[Unit], unclassified: Collection[str]) -> Found | None:
    """Return a record as its lookup keys find it, withdrawn or not; None if nobody states it."""
    resolved = resolve_hidden(units, unclassified)
    if resolved is None:
        return None
    keys = frozenset(key for unit in units for key in unit.keys)
    type_, values = resolved
    return Found(id_, type_, keys, str(values.get("name", "")))


def statement(unit: Unit) -> Statement:
    """Return what a unit says, with the last row that said it."""
    if isinstance(unit.subject, str):
        return NodeStatement(unit.row, unit.subject, unit.type, unit.values, unit.keys)
    return LinkStatement(unit.row, *unit.subject, unit.values)


def _statements(units: Sequence[Unit]) -> tuple[tuple[Run, Statement, int], ...]:
    ordered = sorted(units, key=lambda u: (u.arrival.sequence, u.first, u.row, u.number))
    return tuple((u.arrival.run, statement(u), u.count) for u in ordered)
