"""A record with all that was said about it, out of its units."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph_service.store.port import Described
from graph_service.store.resolve import Unit, disagreements, resolve
from schema.statements import LinkStatement, NodeStatement, Statement

__all__ = ["describe", "statement"]


def describe(id_: str, units: Sequence[Unit], unclassified: Collection[str]) -> Described:
    """Describe a record.

    Parameters
    ----------
    id_ : str
        Its canonical id.
    units : sequence of Unit
        What was said about it, at least one.
    unclassified : collection of str
        The types that only say that nobody stated one.
    """
    type_, values = resolve(units, unclassified)
    ordered = sorted(units, key=lambda u: (u.arrival.sequence, u.first, u.row, u.number))
    return Described(
        id=id_,
        records=tuple(sorted({id_} | {str(u.subject) for u in units})),
        type=type_,
        values=values,
        statements=tuple((u.arrival.run, statement(u), u.count) for u in ordered),
        conflicts=tuple(disagreements(id_, units, unclassified)),
    )


def statement(unit: Unit) -> Statement:
    """Return what a unit says, with the last row that said it."""
    if isinstance(unit.subject, str):
        return NodeStatement(unit.row, unit.subject, unit.type, unit.values, unit.keys)
    return LinkStatement(unit.row, *unit.subject, unit.values)
