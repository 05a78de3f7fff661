"""A record with all that was said about it, out of its units."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from graph_service.store.port import Described, DescribedLink
from graph_service.store.resolve import LinkKey, Unit, disagreements, resolve
from schema.statements import LinkStatement, NodeStatement, Run, Statement

__all__ = ["describe", "describe_link", "statement"]


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
    return Described(
        id=id_,
        records=tuple(sorted({id_} | {str(u.subject) for u in units})),
        type=type_,
        values=values,
        statements=_statements(units),
        conflicts=tuple(disagreements(id_, units, unclassified)),
    )


def describe_link(
    link: LinkKey, units: Sequence[Unit], unclassified: Collection[str]
) -> DescribedLink:
    """Describe a link between two canonical ids, as `describe` does a record."""
    _, values = resolve(units, unclassified)
    return DescribedLink(
        *link,
        values=values,
        statements=_statements(units),
        conflicts=tuple(disagreements(link, units, unclassified)),
    )


def statement(unit: Unit) -> Statement:
    """Return what a unit says, with the last row that said it."""
    if isinstance(unit.subject, str):
        return NodeStatement(unit.row, unit.subject, unit.type, unit.values, unit.keys)
    return LinkStatement(unit.row, *unit.subject, unit.values)


def _statements(units: Sequence[Unit]) -> tuple[tuple[Run, Statement, int], ...]:
    ordered = sorted(units, key=lambda u: (u.arrival.sequence, u.first, u.row, u.number))
    return tuple((u.arrival.run, statement(u), u.count) for u in ordered)
