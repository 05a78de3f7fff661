"""A schema with everything that an executor may meet, read in every way there is.

Objects of `Point` and of the shapes have attributes; those of `Firm`, `Lab` and `Place` are rows
by response key, as a store makes them; `Note` is a dict by field name. The values are whatever
`torture_data` puts there, good or not.
"""

from __future__ import annotations

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
from torture_types import (
    SCALARS,
    Circle,
    Colour,
    Even,
    Figure,
    Oval,
    Point,
    Shape,
    Square,
)

from graph_service.api.executor.reading import TYPE_KEY, Batch, Pure, Stored, declare
from graph_service.api.registry import GeneratedField, Registry, argument, input_field

ROWS = ("Firm", "Lab", "Place")
"""Types of rows that tell their type."""


def of(
    name: str, annotation: Any, resolve: Any, reading: Any = None, arguments: Any = ()
) -> GeneratedField:
    return GeneratedField(name, annotation, name, resolve, arguments, reading=reading)


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


def everywhere(registry: Registry) -> list[Any]:
    """Fields that objects of every kind have: pure, batched and opaque ones."""
    given = arguments_of(registry)
    firm, node, level = (registry[name] for name in ("Firm", "Node", "Level"))
    return [
        of("pureText", str | None, pure, Pure(), given),
        of("pureInt1", int, pure, Pure()),
        of("purePoint", Point | None, pure, Pure()),
        of("pureFirms", list[firm], pure, Pure(), given[:2]),
        of("pureLevels", list[level | None] | None, pure, Pure()),
        of("pureNode1", node, pure, Pure()),
        of("batchText", str | None, one_of_batch, Batch(many(pure)), given),
        of("batchInt1", int, one_of_batch, Batch(many(pure))),
        of("batchPoint", Point | None, one_of_batch, Batch(many(pure))),
        of("batchNodes", list[node | None], one_of_batch, Batch(many(pure)), given[:2]),
        of("opaqueText", str | None, opaque, None, given),
        of("opaqueFirm1", firm, opaque),
        of("opaquePoints", list[Point | None] | None, opaque, None, given[:1]),
        of("lateText", str | None, late, None, given[:2]),
        of("latePoint1", Point, late),
        of("lateNodes", list[node], late),
    ]


def thing_of(registry: Registry) -> Any:
    firm, place = registry["Firm"], registry["Place"]
    return Annotated[firm | place, strawberry.union("Thing")]


def rows(registry: Registry) -> list[Any]:
    """Fields of rows: what is stored by response key."""
    level = registry["Level"]
    node, firm, place = (registry[name] for name in ("Node", "Firm", "Place"))
    page, thing, actor = registry["NodePage"], thing_of(registry), registry["Actor"]
    return [
        of("id", strawberry.ID, stored, Stored()),
        of("label", str | None, stored, Stored()),
        of("loud", str | None, stored_shouted, Stored(shouted)),
        of("age", int | None, stored, Stored()),
        of("score", float, stored, Stored()),
        of("open", bool | None, stored, Stored()),
        of("level", level | None, stored, Stored()),
        of("level1", level, stored, Stored()),
        of("tags", list[str], stored, Stored()),
        of("levels", list[level], stored, Stored()),
        of("evens", list[list[Even] | None] | None, stored, Stored()),
        of("next", node | None, stored, Stored()),
        of("nodes", list[node], stored, Stored()),
        of("firm", firm | None, stored, Stored()),
        of("places", list[place | None] | None, stored, Stored()),
        of("point", Point | None, stored, Stored()),
        of("maker", registry["Maker"] | None, stored, Stored()),
        of("actors", list[actor], stored, Stored()),
        of("things", list[thing], stored, Stored()),
        of("partners", page, listed, Pure(), arguments_of(registry)),
    ]


def levels_of(registry: Registry) -> None:
    """Declare the rows: Firm is a Maker, which is an Actor, which is a Node."""
    note = registry["Note"]

    def common(*more: Any) -> Any:
        made = [of(*m) for m in more]
        return lambda: [
            *rows(registry),
            *everywhere(registry),
            *made,
        ]

    maker = ("profit", int | None, stored, Stored())
    registry.declare_interface("Actor", "Acts.", common(), interfaces=["Node"])
    registry.declare_interface("Maker", "Makes.", common(maker), interfaces=["Actor", "Node"])
    mixed = ("mixed", int, stored, Stored())
    registry.declare_object("Firm", "A firm.", common(maker, mixed, ("note", note | None, stored, Stored())), interfaces=["Maker", "Actor", "Node"])  # fmt: skip
    registry.declare_object("Lab", "A lab.", common(("mixed", str | None, stored, Stored())), interfaces=["Actor", "Node"])  # fmt: skip
    registry.declare_object("Place", "A place.", common(("mixed", float | None, pure, Pure())), interfaces=["Node"])  # fmt: skip


def registered() -> Registry:
    """Declare everything that is not written with strawberry's decorators."""
    registry = Registry()
    registry.declare_enum("Level", "How high.", [(n, n, n) for n in ("CITY", "PROVINCE", "NATION")])
    level = registry["Level"]
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
            of("text", str | None, None),
            of("stars", int, None),
            of("reply", reply | None, None),
            of("replies", list[reply | None] | None, None),
            of("firm", registry["Firm"] | None, None),
        ]

    registry.declare_object("Note", "Read by field name.", note)
    registry.declare_interface(
        "Node",
        "A row.",
        lambda: [*rows(registry), *everywhere(registry)],
    )

    def edge() -> list[Any]:
        return [
            of("cursor", str, of_edge, Pure()),
            of("node", registry["Node"], of_edge, Pure()),
            of("role", level | None, of_edge, Pure()),
            of("note", str | None, one_of_edges, Batch(many(of_edge))),
        ]

    def page() -> list[Any]:
        entry, node = registry["NodeEdge"], registry["Node"]
        return [
            of("edges", list[entry], of_page, Pure()),
            of("nodes", list[node | None], of_page, Pure()),
            of("asked", str | None, asked_of_page, Pure()),
            of("totalCount", int, of_page, Pure()),
            of("about", Point | None, of_page, Pure()),
        ]

    registry.declare_object("NodeEdge", "An entry.", edge)
    registry.declare_object("NodePage", "A page.", page)
    levels_of(registry)
    return registry


def root_of(registry: Registry) -> list[Any]:
    """Root fields: answered at once, by a coroutine that never waits, and by one that does."""
    given = arguments_of(registry)
    node, firm, place, page = (registry[n] for n in ("Node", "Firm", "Place", "NodePage"))
    maker, thing = registry["Maker"], thing_of(registry)
    return [
        of("point", Point | None, root, None, given[:2]),
        of("points", list[Point], root, None, given[:2]),
        of("maybePoints", list[Point | None] | None, root, None, given[:1]),
        of("shape", Shape | None, root),
        of("shapes", list[Shape], root),
        of("circles", list[Circle | None] | None, root),
        of("makers", list[maker | None] | None, root),
        of("things", list[thing | None] | None, root),
        of("figures", list[Figure | None] | None, root),
        of("node", node | None, root),
        of("nodes", list[node | None] | None, root, None, given),
        of("firms", list[firm], root),
        of("places", list[place | None] | None, root),
        of("page", page | None, root, None, given),
        of("note", registry["Note"] | None, root),
        of("word", str | None, root, None, given),
        of("numbers", list[int | None] | None, root),
        of("latePoint", Point | None, late_root, None, given[:2]),
        of("lateNodes", list[node] | None, late_root, None, given),
        of("latePage", page | None, late_root),
        of("slowFirms", list[firm] | None, slow_root),
        of("slowShape", Shape | None, slow_root),
    ]


@cache
def torture_schema() -> GraphQLSchema:
    """Build the schema once, as strawberry and our registry build it."""
    registry = registered()
    registry.complete()
    query, mutation = (
        strawberry.type(type(name, (), {}), description=name) for name in ("Query", "Mutation")
    )
    for type_, made in (
        (query, root_of(registry)),
        (mutation, root_of(registry)),
        (Point, everywhere(registry)),
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
            for held in declared.fields.values():
                origin = held.extensions.get("strawberry-definition")
                if isinstance(origin, GeneratedField):
                    held.resolve = origin.resolve
                    if origin.reading is not None:
                        declare(held, origin.reading)
    for name in ("Node", "Actor", "Maker", "Thing", "Firm", "Lab"):  # Place has its own test.
        type_: Any = schema.type_map[name]
        type_.extensions = {**type_.extensions, TYPE_KEY: "@type"}
        if not isinstance(type_, GraphQLObjectType):
            type_.resolve_type = type_of_row
    return schema
