"""Rows that contradict an earlier row of the same import about one record or link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from graph_service.ingest_batches import Batch, Place
from graph_service.store.applied import Conflict
from loaders.drafts import CellFlaw
from loaders.flaws import Flaw
from schema.catalogue import Catalogue
from schema.columns import Stated
from schema.money import Money

__all__ = ["Contradiction", "contradictions"]


class Contradiction(NamedTuple):
    """A cell that says something else than an earlier row.

    Attributes
    ----------
    place : Place
    row : int
        Row of the sheet.
    flaw : CellFlaw
    """

    place: Place
    row: int
    flaw: CellFlaw


def contradictions(
    batch: Batch, conflicts: Iterable[Conflict], catalogue: Catalogue
) -> Iterator[Contradiction]:
    """Return what rows of a batch say against earlier rows of the same import.

    What other sources say is no fault of a table: that is counted as a disagreement only. So are
    names: rows may call a record by different ones, and whether it is one is for matching to say.

    Parameters
    ----------
    batch : Batch
    conflicts : iterable of Conflict
        What putting the batch into the store brought up.
    catalogue : Catalogue
    """
    naming = {p.name for t in catalogue.concrete for p in t.properties if p.naming}
    before = batch.last - len(batch.rows)
    for conflict in conflicts:
        if not conflict.against or conflict.property in naming:
            continue
        earlier, later = sorted((conflict.row, conflict.against))
        if not before < later <= batch.last:
            continue
        place, line = batch.rows[later - before - 1]
        # Of types the first counts, of all else the last.
        first = conflict.property == "type"
        own, other = (
            (conflict.offered, conflict.kept) if first else (conflict.kept, conflict.offered)
        )
        column, cell = place.stating.stated_in(
            line.meant or line.row, conflict.property, _text(own), link="]->" in conflict.subject
        )
        where = "an earlier row"
        if earlier > before and batch.rows[earlier - before - 1][0] is place:
            where = f"row {batch.rows[earlier - before - 1][1].row.number}"
        flaw = Flaw(
            "CONTRADICTION",
            f"{column or conflict.property} of {conflict.subject} is {_text(own)} here and"
            f" {_text(other)} in {where}; {_text(conflict.kept)} is kept.",
            "Correct the row that is wrong, or leave the cell empty in one of them.",
        )
        yield Contradiction(place, line.row.number, CellFlaw(column, cell, flaw))


def _text(value: Stated) -> str:
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    return "；".join(map(str, value)) if isinstance(value, tuple) else str(value)
