"""The types of the torture schema whose objects have attributes, its enum and its scalars."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import strawberry
from torture_resolvers import opaque


@strawberry.enum
class Colour(enum.Enum):
    RED = 1
    GREEN = "g"
    BLUE = 2.5


def even(value: Any) -> int:
    """Pass even numbers; fail on all others."""
    if not isinstance(value, int) or value % 2:
        raise ValueError(f"{value!r} is odd")
    return value


def blank(value: Any) -> str | None:
    """Say nothing of an empty text."""
    return str(value) or None


class Even(int):
    """Stands for the scalar of even numbers."""


class Blank(str):
    """Stands for the scalar whose empty text is no value."""

    __slots__ = ()


SCALARS: Any = {
    Even: strawberry.scalar(name="Even", serialize=even, parse_value=even),
    Blank: strawberry.scalar(name="Blank", serialize=blank, parse_value=str),
}


@strawberry.interface
class Shape:
    name: str
    area: float | None
    colour: Colour | None
    near: list[Shape | None] | None


@strawberry.interface
class Rounded(Shape):
    radius: float
    twin: Rounded | None


@strawberry.interface
class Smooth(Rounded):
    polish: int | None


@strawberry.type
class Circle(Smooth):
    centre: Point
    weight: int


@strawberry.type
class Oval(Rounded):
    foci: list[Point]
    weight: int


@strawberry.type
class Square(Shape):
    corners: list[Point | None] | None
    weight: str | None


@strawberry.type
class Point:
    s: str | None
    s1: str
    i: int | None
    i1: int
    f: float | None
    f1: float
    b: bool | None
    b1: bool
    key: strawberry.ID | None
    key1: strawberry.ID
    colour: Colour | None
    colour1: Colour
    even: Even | None
    even1: Even
    blank: Blank | None
    words: list[str]
    gaps: list[str | None] | None
    grid: list[list[int]]
    holes: list[list[int | None] | None] | None
    colours: list[Colour]
    evens: list[Even | None]
    inner: Point | None
    inner1: Point
    points: list[Point]
    maybe_points: list[Point | None] | None
    cube: list[list[Point | None]]
    other: str | None = strawberry.field(name="renamedInSchema")
    circle: Circle | None
    oval1: Oval
    shape: Shape | None
    shape1: Shape
    shapes: list[Shape]
    maybe_shapes: list[Shape | None] | None
    rounded: list[Rounded | None] | None
    figure: Figure | None
    figures: list[Figure]
    figure_grid: list[list[Figure | None] | None] | None

    @strawberry.field
    def method(self, info: strawberry.Info, first: int = 3) -> str | None:
        """Read as strawberry reads methods."""
        return opaque(self, info._raw_info, first=first)


Figure = Annotated[Circle | Square | Point, strawberry.union("Figure")]
