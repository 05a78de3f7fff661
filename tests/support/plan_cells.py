"""The cells of behaviour that a read plan touches: what a differential run must have hit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plan_surroundings import Surroundings

from graph_service.store import plan as p

Cell = tuple[str, ...]


def cells(plan: p.Plan, about: Surroundings) -> Iterator[Cell]:
    """What behaviour a plan touches.

    ``("filter", op, nulls, direction, abstract)`` for every comparison of a list's filter, with
    whether the compared column has nulls among the nodes compared, the direction of the list's
    first key and whether the nodes are of several types; ``("order", nulls, direction, abstract)``
    for every order key; ``("after", null, direction, walk)`` for every key of a place.
    """
    if isinstance(plan, p.Lookup):
        yield from _selected(plan.selection, about.catalogue.members("Node"), about)
    else:
        yield from _listed(plan.connection, plan.types, about)


def _listed(
    connection: p.Connection, types: tuple[str, ...], about: Surroundings
) -> Iterator[Cell]:
    for key, at in zip(connection.order, connection.after or [0] * 9, strict=False):
        way = "desc" if key.descending else "asc"
        nulls = "count"
        if isinstance(key.by, p.Column):
            nulls = _nulls(about.values(types, key.by.name))
        yield ("order", nulls, way, _abstract(types))
        if connection.after is not None:
            walk = "backward" if connection.backward else "forward"
            yield ("after", "null" if at is None else "value", way, walk)
    if connection.order and connection.where is not None and connection.where.node is not None:
        way = "desc" if connection.order[0].descending else "asc"
        for op, nulls, abstract in _compared(connection.where.node, types, about):
            yield ("filter", op, nulls, way, abstract)
    for view in connection.nodes:
        yield from _selected(view.selection, types, about)


def _selected(
    selection: p.Selection, types: tuple[str, ...], about: Surroundings
) -> Iterator[Cell]:
    for follow in selection.follows:
        far = about.catalogue.members(follow.hop.target)
        yield from _listed(follow.connection, far, about)
    for branch in selection.branches:
        yield from _selected(branch.selection, (branch.type,), about)


def _compared(
    condition: p.Filter, types: tuple[str, ...], about: Surroundings
) -> Iterator[tuple[str, str, str]]:
    match condition:
        case p.Compare(column, op, _):
            yield (op.name, _nulls(about.values(types, column)), _abstract(types))
        case p.And(parts) | p.Or(parts):
            for part in parts:
                yield from _compared(part, types, about)
        case p.Not(part):
            yield from _compared(part, types, about)
        case p.Quantified(hop, _, where):
            if where.node is not None:
                yield from _compared(where.node, about.catalogue.members(hop.target), about)


def _nulls(values: list[Any]) -> str:
    return "nulls" if None in values else "full"


def _abstract(types: tuple[str, ...]) -> str:
    return "abstract" if len(types) > 1 else "concrete"


def every_cell() -> list[Cell]:
    """All cells there are."""
    ways, kinds = ("asc", "desc"), ("abstract", "concrete")
    return [
        *(
            ("filter", op.name, n, w, k)
            for op in p.Op
            for n in ("full", "nulls")
            for w in ways
            for k in kinds
        ),
        *(("order", n, w, k) for n in ("full", "nulls", "count") for w in ways for k in kinds),
        *(
            ("after", n, w, walk)
            for n in ("null", "value")
            for w in ways
            for walk in ("forward", "backward")
        ),
    ]
