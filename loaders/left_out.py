"""Why a row, a column or a link was left out, as flaws."""

from __future__ import annotations

from loaders.drafts import CellFlaw, DraftLink
from loaders.flaws import Flaw
from loaders.rows import cell_text

__all__ = ["damaged_row", "superfluous", "unknown_column", "unlinked"]


def damaged_row(reason: str) -> CellFlaw:
    """A row whose cells cannot be read."""
    return CellFlaw(
        "",
        None,
        Flaw(
            "DAMAGED_ROW",
            f"The row cannot be read: {reason}",
            "Correct it and import the file again; the other rows were read.",
        ),
    )


def unknown_column(header: str, type_: str) -> CellFlaw:
    """A column that means nothing, or what another one means."""
    return CellFlaw(
        header,
        None,
        Flaw(
            "UNKNOWN_COLUMN",
            f"A column {header} was left out: {type_} has no such property, or an earlier column"
            " holds it.",
            "Rename the column if it holds something that the type has.",
        ),
    )


def unlinked(link: DraftLink) -> CellFlaw:
    """A link that has no end, because its cell names several records or nobody."""
    rivals = link.target.rivals or link.source.rivals
    if rivals:
        ids = ", ".join(record.id for record in rivals)
        flaw = Flaw(
            "AMBIGUOUS_NAME",
            f"{cell_text(link.cell)} names several records: {ids}. No link was made.",
            "Give the identifier, or a name that only one of them has.",
        )
    else:
        flaw = Flaw(
            "UNKNOWN_REFERENCE",
            f"{cell_text(link.cell)} names no record that is known.",
            "Import the table that states it first, or correct the name.",
        )
    return CellFlaw(link.column, link.cell, flaw)


def superfluous(link: DraftLink, *, itself: bool) -> CellFlaw:
    """A link that a row states twice, or of a record to itself."""
    reason = "the record itself" if itself else "a record that this row links already"
    return CellFlaw(
        link.column,
        link.cell,
        Flaw(
            "SUPERFLUOUS_LINK",
            f"{cell_text(link.cell)} names {reason}; the column adds nothing.",
            "Leave the name out here, if it was not meant for another record.",
        ),
    )
