"""A schema with everything that an executor may meet, read in every way there is.

Objects of `Point` and of the shapes have attributes; those of `Firm`, `Lab` and `Place` are rows
by response key, as a store makes them; `Note` is a dict by field name. The values are whatever
`torture_data` puts there, good or not.
"""

from __future__ import annotations

import enum
from functools import cache
from typing import Annotated, Any

import strawberry
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig
from torture_resolvers import (
    asked_of_page,
    late,
    late_root,
    listed,
    many,
    of_edge,
    of_page,
    one_of_batch,
    one_of_edges,
    opaque,
    pure,
    root,
    shouted,
    slow_root,
    stored,
    stored_shouted,
    type_of_row,
)

from graph_service.api.executor.reading import TYPE_KEY, Batch, Pure, Stored, declare
from graph_service.api.registry import GeneratedField, Registry, argument, input_field

ROWS = ("Firm", "Lab", "Place")
"""Types of rows that tell their type."""


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


class Fields:
    """The generated fields of one kind of object, with how each is read."""

    def __init__(self) -> None:
        self.readings: dict[tuple[str, str], Any] = {}

    def of(  # noqa: PLR0917 - rows of a table
        self,
        owner: str,
        name: str,
        annotation: Any,
        resolve: Any,
        reading: Any = None,
        arguments: Any = (),
    ) -> GeneratedField:
        if reading is not None:
            self.readings[owner, name] = reading
        return GeneratedField(name, annotation, name, resolve, arguments)


def arguments_of(registry: Registry) -> tuple[Any, ...]:
    return (
        argument("first", int | None, "How many."),
        argument("need", int, "Never null.", 2),
        argument("word", str | None, "Any.", "w"),
        argument("level", registry["Level"] | None, "Which."),
        argument("colours", list[Colour] | None, "Which.", [Colour.RED]),
        argument("size", Even | None, "How large."),
        argument("wanted", registry["Wanted"] | None, "Which."),
    )


def everywhere(fields: Fields, registry: Registry, owner: str) -> list[Any]:
    """Fields that objects of every kind have: pure, batched and opaque ones."""
    given, of = arguments_of(registry), fields.of
    firm, node, level = (registry[name] for name in ("Firm", "Node", "Level"))
    return [
        of(owner, "pureText", str | None, pure, Pure(), given),
        of(owner, "pureInt1", int, pure, Pure()),
        of(owner, "purePoint", Point | None, pure, Pure()),
        of(owner, "pureFirms", list[firm], pure, Pure(), given[:2]),
        of(owner, "pureLevels", list[level | None] | None, pure, Pure()),
        of(owner, "pureNode1", node, pure, Pure()),
        of(owner, "batchText", str | None, one_of_batch, Batch(many(pure)), given),
        of(owner, "batchInt1", int, one_of_batch, Batch(many(pure))),
        of(owner, "batchPoint", Point | None, one_of_batch, Batch(many(pure))),
        of(owner, "batchNodes", list[node | None], one_of_batch, Batch(many(pure)), given[:2]),
        of(owner, "opaqueText", str | None, opaque, None, given),
        of(owner, "opaqueFirm1", firm, opaque),
        of(owner, "opaquePoints", list[Point | None] | None, opaque, None, given[:1]),
        of(owner, "lateText", str | None, late, None, given[:2]),
        of(owner, "latePoint1", Point, late),
        of(owner, "lateNodes", list[node], late),
    ]


def thing_of(registry: Registry) -> Any:
    firm, place = registry["Firm"], registry["Place"]
    return Annotated[firm | place, strawberry.union("Thing")]


def rows(fields: Fields, registry: Registry, owner: str) -> list[Any]:
    """Fields of rows: what is stored by response key."""
    of, level = fields.of, registry["Level"]
    node, firm, place = (registry[name] for name in ("Node", "Firm", "Place"))
    page, thing = registry["NodePage"], thing_of(registry)
    return [
        of(owner, "id", strawberry.ID, stored, Stored()),
        of(owner, "label", str | None, stored, Stored()),
        of(owner, "loud", str | None, stored_shouted, Stored(shouted)),
        of(owner, "age", int | None, stored, Stored()),
        of(owner, "score", float, stored, Stored()),
        of(owner, "open", bool | None, stored, Stored()),
        of(owner, "level", level | None, stored, Stored()),
        of(owner, "level1", level, stored, Stored()),
        of(owner, "tags", list[str], stored, Stored()),
        of(owner, "levels", list[level], stored, Stored()),
        of(owner, "evens", list[list[Even] | None] | None, stored, Stored()),
        of(owner, "next", node | None, stored, Stored()),
        of(owner, "nodes", list[node], stored, Stored()),
        of(owner, "firm", firm | None, stored, Stored()),
        of(owner, "places", list[place | None] | None, stored, Stored()),
        of(owner, "point", Point | None, stored, Stored()),
        of(owner, "things", list[thing], stored, Stored()),
        of(owner, "partners", page, listed, Pure(), arguments_of(registry)),
    ]


def levels_of(fields: Fields, registry: Registry) -> None:
    """Declare the rows: Firm is a Maker, which is an Actor, which is a Node."""
    note = registry["Note"]

    def common(owner: str, *more: Any) -> Any:
        of = fields.of
        made = [of(owner, *m) for m in more]
        return lambda: [
            *rows(fields, registry, owner),
            *everywhere(fields, registry, owner),
            *made,
        ]

    maker = ("profit", int | None, stored, Stored())
    registry.declare_interface("Actor", "Acts.", common("Actor"), interfaces=["Node"])
    registry.declare_interface(
        "Maker", "Makes.", common("Maker", maker), interfaces=["Actor", "Node"]
    )
    mixed = ("mixed", int, stored, Stored())
    registry.declare_object("Firm", "A firm.", common("Firm", maker, mixed, ("note", note | None, stored, Stored())), interfaces=["Maker", "Actor", "Node"])  # fmt: skip
    registry.declare_object("Lab", "A lab.", common("Lab", ("mixed", str | None, stored, Stored())), interfaces=["Actor", "Node"])  # fmt: skip
    registry.declare_object("Place", "A place.", common("Place", ("mixed", float | None, pure, Pure())), interfaces=["Node"])  # fmt: skip


def registered(fields: Fields) -> Registry:
    """Declare everything that is not written with strawberry's decorators."""
    registry = Registry()
    registry.declare_enum("Level", "How high.", [(n, n, n) for n in ("CITY", "PROVINCE", "NATION")])
    of, level = fields.of, registry["Level"]
    registry.declare_input(
        "Wanted",
        "What is looked for.",
        lambda: [
            input_field("text", str | None, "Text."),
            input_field("size", Even | None, "Size."),
            input_field("levels", list[level] | None, "Levels."),
            input_field("also", registry["Wanted"] | None, "More."),
        ],
    )

    def note() -> list[Any]:
        reply = registry["Note"]
        return [
            of("Note", "text", str | None, None),
            of("Note", "stars", int, None),
            of("Note", "reply", reply | None, None),
            of("Note", "replies", list[reply | None] | None, None),
            of("Note", "firm", registry["Firm"] | None, None),
        ]

    registry.declare_object("Note", "Read by field name.", note)
    registry.declare_interface(
        "Node",
        "A row.",
        lambda: [*rows(fields, registry, "Node"), *everywhere(fields, registry, "Node")],
    )

    def edge() -> list[Any]:
        return [
            of("NodeEdge", "cursor", str, of_edge, Pure()),
            of("NodeEdge", "node", registry["Node"], of_edge, Pure()),
            of("NodeEdge", "role", level | None, of_edge, Pure()),
            of("NodeEdge", "note", str | None, one_of_edges, Batch(many(of_edge))),
        ]

    def page() -> list[Any]:
        entry, node = registry["NodeEdge"], registry["Node"]
        return [
            of("NodePage", "edges", list[entry], of_page, Pure()),
            of("NodePage", "nodes", list[node | None], of_page, Pure()),
            of("NodePage", "asked", str | None, asked_of_page, Pure()),
            of("NodePage", "totalCount", int, of_page, Pure()),
            of("NodePage", "about", Point | None, of_page, Pure()),
        ]

    registry.declare_object("NodeEdge", "An entry.", edge)
    registry.declare_object("NodePage", "A page.", page)
    levels_of(fields, registry)
    return registry


def root_of(fields: Fields, registry: Registry, owner: str) -> list[Any]:
    """Root fields: answered at once, by a coroutine that never waits, and by one that does."""
    of, given = fields.of, arguments_of(registry)
    node, firm, place, page = (registry[n] for n in ("Node", "Firm", "Place", "NodePage"))
    return [
        of(owner, "point", Point | None, root, None, given[:2]),
        of(owner, "points", list[Point], root, None, given[:2]),
        of(owner, "maybePoints", list[Point | None] | None, root, None, given[:1]),
        of(owner, "shape", Shape | None, root),
        of(owner, "shapes", list[Shape], root),
        of(owner, "figures", list[Figure | None] | None, root),
        of(owner, "node", node | None, root),
        of(owner, "nodes", list[node | None] | None, root, None, given),
        of(owner, "firms", list[firm], root),
        of(owner, "places", list[place | None] | None, root),
        of(owner, "page", page | None, root, None, given),
        of(owner, "note", registry["Note"] | None, root),
        of(owner, "word", str | None, root, None, given),
        of(owner, "numbers", list[int | None] | None, root),
        of(owner, "latePoint", Point | None, late_root, None, given[:2]),
        of(owner, "lateNodes", list[node] | None, late_root, None, given),
        of(owner, "latePage", page | None, late_root),
        of(owner, "slowFirms", list[firm] | None, slow_root),
        of(owner, "slowShape", Shape | None, slow_root),
    ]


@cache
def torture_schema() -> GraphQLSchema:
    """Build the schema once, as strawberry and our registry build it."""
    fields = Fields()
    registry = registered(fields)
    registry.complete()
    query, mutation = (
        strawberry.type(type(name, (), {}), description=name) for name in ("Query", "Mutation")
    )
    for type_, made in (
        (query, root_of(fields, registry, "Query")),
        (mutation, root_of(fields, registry, "Mutation")),
        (Point, everywhere(fields, registry, "Point")),
    ):
        definition: Any = type_.__strawberry_definition__
        known = {f.python_name for f in made}
        definition.fields = [f for f in definition.fields if f.python_name not in known] + made
    built = strawberry.Schema(
        query=query,
        mutation=mutation,
        types=[*registry.types, Circle, Oval, Square],
        config=StrawberryConfig(auto_camel_case=True, scalar_map=SCALARS),
    )
    schema = built._schema
    for declared in schema.type_map.values():
        if isinstance(declared, GraphQLObjectType | GraphQLInterfaceType):
            for name, held in declared.fields.items():
                origin = held.extensions.get("strawberry-definition")
                if isinstance(origin, GeneratedField):
                    held.resolve = origin.resolve
                reading = fields.readings.get((declared.name, name))
                if reading is not None:
                    declare(held, reading)
    for name in ("Node", "Actor", "Maker", "Thing", "Firm", "Lab"):  # Place has its own test.
        type_: Any = schema.type_map[name]
        type_.extensions = {**type_.extensions, TYPE_KEY: "@type"}
        if not isinstance(type_, GraphQLObjectType):
            type_.resolve_type = type_of_row
    return schema
