"""A mapping's layout, fitted to the headers of one table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from loaders.layout import (
    Bond,
    Choice,
    Condition,
    Field,
    Layout,
    LayoutError,
    Subject,
    TypeColumn,
    headers_of,
)
from loaders.names import fold

__all__ = ["fit"]


def fit(layout: Layout, headers: Sequence[str]) -> Layout:
    """Bind a layout to the headers of a table as they are spelled there.

    Of a sparse layout the columns that the table lacks are left out, with the records that
    nothing names or identifies then.

    Raises
    ------
    LayoutError
        If the table lacks a column that the layout needs.
    """
    spelled = _spelled(layout, headers)
    missing = [h for h in layout.headers if fold(h) not in spelled]
    if missing and layout.sparse:
        layout = _reduced(layout, spelled.keys())
        missing = [h for h in layout.headers if fold(h) not in spelled]
    if missing:
        raise LayoutError(
            f"the mapping {layout.name} needs the columns {', '.join(missing)}; the table has"
            f" {', '.join(h for h in headers if h)}."
        )

    def bind(field: Field) -> Field:
        return replace(
            field,
            header=spelled[fold(field.header)],
            choice=_choice(field.choice) if field.choice else None,
        )

    def _choice(choice: Choice) -> Choice:
        where = tuple(Condition(spelled[fold(c.header)], c.texts) for c in choice.where)
        return replace(choice, header=spelled[fold(choice.header)], where=where)

    def _type(stated: str | TypeColumn) -> str | TypeColumn:
        if isinstance(stated, str):
            return stated
        return replace(stated, header=spelled[fold(stated.header)])

    return replace(
        layout,
        skip=tuple(Condition(spelled[fold(c.header)], c.texts) for c in layout.skip),
        down=tuple(spelled[fold(header)] for header in layout.down),
        labelled=tuple(replace(c, header=spelled[fold(c.header)]) for c in layout.labelled),
        subjects=tuple(
            replace(s, fields=tuple(map(bind, s.fields)), type=_type(s.type))
            for s in layout.subjects
        ),
        bonds=tuple(replace(b, fields=tuple(map(bind, b.fields))) for b in layout.bonds),
    )


def _spelled(layout: Layout, headers: Sequence[str]) -> dict[str, str]:
    """The columns that a layout can read, as the table spells them, by what it calls them."""
    spelled = {fold(header): header for header in reversed(headers)}
    for header, others in layout.spellings.items():
        found = next((spelled[fold(o)] for o in others if fold(o) in spelled), None)
        if found is not None:
            spelled.setdefault(fold(header), found)
    for cells in layout.labelled:
        if fold(cells.header) in spelled:
            spelled |= {fold(column): column for column in cells.columns}
    return spelled


def _reduced(layout: Layout, spelled: Collection[str]) -> Layout:
    """The layout without the columns that a table lacks, where that leaves its main records."""

    def there(fields: Sequence[Field]) -> tuple[Field, ...]:
        return tuple(f for f in fields if all(fold(h) in spelled for h in headers_of(f)))

    subjects: list[Subject] = []
    for s in layout.subjects:
        fields = there(s.fields)
        type_ = s.type
        if isinstance(type_, TypeColumn) and fold(type_.header) not in spelled:
            type_ = type_.otherwise or type_
        told = any(f.scheme or f.property.naming for f in fields)
        if told:
            subjects.append(replace(s, fields=fields, type=type_))
        elif not s.each:
            # What names it is missing: say so.
            subjects.append(s)
    names = {s.name for s in subjects}
    bonds: list[Bond] = [
        replace(b, fields=there(b.fields))
        for b in layout.bonds
        if b.source in names and b.target in names
    ]
    skip = tuple(c for c in layout.skip if fold(c.header) in spelled)
    labelled = tuple(c for c in layout.labelled if fold(c.header) in spelled)
    return replace(
        layout,
        subjects=tuple(subjects),
        bonds=tuple(bonds),
        skip=skip,
        labelled=labelled,
        down=tuple(h for h in layout.down if fold(h) in spelled),
    )
