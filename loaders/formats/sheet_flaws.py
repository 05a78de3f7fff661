"""What is wrong with cells, rows and columns of spreadsheets."""

from __future__ import annotations

from collections.abc import Iterable

from loaders.flaws import Flaw
from loaders.rows import SeenFlaw

__all__ = ["FORMULA_WITHOUT_VALUE", "blank_rows", "cell_error", "hidden_columns"]

FORMULA_WITHOUT_VALUE = Flaw(
    "FORMULA_WITHOUT_VALUE",
    "The cell holds a formula whose result was not saved.",
    "Open the workbook in Excel, let it calculate, and save it.",
)
"""A cell whose value nobody worked out."""


def cell_error(text: str) -> Flaw:
    """A cell that shows an error in place of a value."""
    return Flaw("CELL_ERROR", f"The cell shows the error {text}.", "Repair the formula.")


def blank_rows(first: int, last: int) -> SeenFlaw:
    """Rows without anything, so many that nobody left them out between others."""
    return SeenFlaw(
        None,
        None,
        Flaw(
            "BLANK_ROWS",
            f"Rows {first:,} to {last:,} are empty; they were counted as one.",
            "Look whether what stands below them belongs to the table.",
        ),
    )


def hidden_columns(columns: Iterable[int]) -> tuple[SeenFlaw, ...]:
    """Columns that are not shown to who opens the file."""
    flaw = Flaw(
        "HIDDEN_COLUMN",
        "The column is hidden; it was read like the others.",
        "Delete it if it was not meant to be sent.",
    )
    return tuple(SeenFlaw(column, None, flaw) for column in columns)
