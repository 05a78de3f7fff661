"""Columns as scalars: a long list that is shown as it is, not value by value."""

from __future__ import annotations

from typing import Final, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

__all__ = ["COLUMN_SCALARS", "FloatColumn", "IntColumn", "TextColumn"]

IntColumn = NewType("IntColumn", list[int])
FloatColumn = NewType("FloatColumn", list[float | None])
TextColumn = NewType("TextColumn", list[str | None])


def _as_it_is(column: object) -> object:
    return column


COLUMN_SCALARS: Final[dict[object, ScalarDefinition]] = {
    IntColumn: strawberry.scalar(
        name="IntColumn",
        description="A list of whole numbers, none of them null.",
        serialize=_as_it_is,
    ),
    FloatColumn: strawberry.scalar(
        name="FloatColumn",
        description="A list of numbers, some of them perhaps null.",
        serialize=_as_it_is,
    ),
    TextColumn: strawberry.scalar(
        name="TextColumn",
        description="A list of texts, some of them perhaps null.",
        serialize=_as_it_is,
    ),
}
