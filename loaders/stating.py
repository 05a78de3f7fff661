"""Where the rows of a table state a property."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from loaders.layout import Bond, Layout, Mention, Subject, TypeColumn
from loaders.rows import Cell, RawRow, cell_text

__all__ = ["Stating"]


@dataclass(frozen=True, slots=True)
class Stating:
    """The columns of a table by what they state.

    Attributes
    ----------
    places : mapping of str to int
        Where each column stands; of several with one name the first.
    columns : mapping
        Those of each property, by whether it is a link's and its name.
    """

    places: Mapping[str, int]
    columns: Mapping[tuple[bool, str], tuple[str, ...]]

    @classmethod
    def of(cls, layout: Layout, headers: Sequence[str]) -> Stating:
        """Say what the columns of a table state.

        Parameters
        ----------
        layout : Layout
        headers : sequence of str
            The table's header row; has every header that the layout names.
        """
        places = {header: i for i, header in reversed([*enumerate(headers)])}
        return cls(places, _columns(layout))

    def stated_in(self, row: RawRow, name: str, text: str, *, link: bool) -> tuple[str, Cell]:
        """Return the column in which a row states a property, and its cell.

        Parameters
        ----------
        row : RawRow
        name : str
            Of the property; ``type`` for the type of a record.
        text : str
            What it states: of several columns the one that says it is meant.
        link : bool
            Whether it is a property of a link.

        Returns
        -------
        column : str
            Empty if that cannot be told.
        cell : Cell
        """
        cells = {
            header: row.cells[self.places[header]]
            for header in self.columns.get((link, name), ())
            if self.places[header] < len(row.cells)
        }
        if len(cells) > 1:
            cells = {h: cell for h, cell in cells.items() if cell_text(cell).strip() == text}
        return next(iter(cells.items())) if len(cells) == 1 else ("", None)


def _columns(layout: Layout) -> dict[tuple[bool, str], tuple[str, ...]]:
    """The columns of the table that state a property, by whether it is a link's and its name."""
    made = {column: cells.header for cells in layout.labelled for column in cells.columns}
    found: dict[tuple[bool, str], dict[str, None]] = {}
    owners: tuple[Subject | Bond | Mention, ...]
    owners = (*layout.subjects, *layout.bonds, *layout.mentions)
    for owner in owners:
        link = not isinstance(owner, Subject)
        for field in owner.fields:
            header = made.get(field.header, field.header)
            found.setdefault((link, field.property.name), {})[header] = None
        if isinstance(owner, Subject) and isinstance(owner.type, TypeColumn):
            found.setdefault((False, "type"), {})[owner.type.header] = None
    return {key: tuple(headers) for key, headers in found.items()}
