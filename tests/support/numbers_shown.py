"""Every number of an answer, found by the schema, and what its ref opens to."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from api_client import ApiClient
from graphql import (
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_required_argument,
)

NUMBERS = {"Int", "Float"}
PARTS = ("NUMERATOR", "DENOMINATOR", "EXCLUDED")
EVIDENCE = """query ($ref: String!, $part: EvidencePart!, $first: Int! = 1000, $after: String) {
    analytics { evidence(ref: $ref, part: $part, first: $first, after: $after) {
        count weight hasNextPage warnings
        items { weight cursor node { id } activity { __typename id }
            links { type source target } } } } }"""

Row = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """One part of a number, whole."""

    count: int
    weight: float
    items: list[Row]
    warnings: list[str]

    @property
    def places(self) -> list[str]:
        return [item["cursor"] for item in self.items]

    @property
    def things(self) -> list[tuple[str, str | None, str]]:
        """What is listed, whatever the part: node, activity and links."""
        return [
            (
                item["node"]["id"],
                (item["activity"] or {}).get("id"),
                repr(item["links"]),
            )
            for item in self.items
        ]


@dataclass(frozen=True)
class Opened:
    """An object that shows numbers, and the parts of each of its refs, by the ref's field; of
    those in a list by the number's."""

    type: str
    shown: Row
    refs: dict[str, dict[str, Listed]]


def number_fields(schema: GraphQLSchema, *roots: str) -> dict[str, str]:
    """``Type.field`` of all numbers below some fields, records of the graph themselves left out."""
    found: dict[str, str] = {}
    seen: set[str] = set()
    todo = [_answered(schema, root) for root in roots]
    while todo:
        type_ = todo.pop()
        if type_.name in seen or _is_record(type_):
            continue
        seen.add(type_.name)
        for name, field in type_.fields.items():
            shown = get_named_type(field.type)
            if shown.name in NUMBERS:
                found[f"{type_.name}.{name}"] = field.description or ""
            elif isinstance(shown, GraphQLObjectType):
                todo.append(shown)
    return found


def ref_fields(type_: GraphQLNamedType) -> list[str]:
    """The fields of a type that hold refs."""
    if not isinstance(type_, GraphQLObjectType):
        return []
    return [name for name in type_.fields if name == "ref" or name.endswith("Ref")]


def selection_of(type_: GraphQLNamedType, left_out: tuple[str, ...] = ()) -> str:
    """Select everything of an answer; of records of the graph only who they are."""
    if isinstance(type_, GraphQLInterfaceType) or _is_record(type_):
        return " { __typename id }"
    if not isinstance(type_, GraphQLObjectType):
        return ""
    fields = [
        f"{name}{selection_of(get_named_type(field.type), left_out)}"
        for name, field in type_.fields.items()
        if f"{type_.name}.{name}" not in left_out
        and not any(is_required_argument(a) for a in field.args.values())
    ]
    return f" {{ {' '.join(fields)} }}"


def shown_objects(type_: GraphQLNamedType, answer: Any) -> Iterator[tuple[str, Row]]:
    """Every object of an answer, with the name of its type."""
    if isinstance(answer, list):
        for part in answer:
            yield from shown_objects(type_, part)
    elif answer is not None and isinstance(type_, GraphQLObjectType) and not _is_record(type_):
        yield type_.name, answer
        for name, field in type_.fields.items():
            if name in answer:
                yield from shown_objects(get_named_type(field.type), answer[name])


async def opened(api: ApiClient, schema: GraphQLSchema, type_: str, shown: Row) -> Opened:
    """Open every ref of an object, all three parts."""
    refs = {}
    named = {field: shown.get(field) for field in ref_fields(schema.type_map[type_])}
    named |= {one["number"]: one["ref"] for one in shown.get("refs") or ()}
    for field, ref in named.items():
        if ref is not None:
            refs[field] = {part: await listed(api, ref, part) for part in PARTS}
    return Opened(type_, shown, refs)


async def listed(api: ApiClient, ref: str, part: str, first: int = 1000) -> Listed:
    """Page through one part of a number to its end."""
    items: list[Row] = []
    after = None
    while True:
        variables = {"ref": ref, "part": part, "first": first, "after": after}
        page = (await api.data(EVIDENCE, variables))["analytics"]["evidence"]
        items += page["items"]
        if not page["hasNextPage"]:
            return Listed(page["count"], page["weight"], items, page["warnings"])
        assert len(page["items"]) == first
        assert len(items) <= 2 * page["count"], "The pages do not end."
        after = page["items"][-1]["cursor"]


def near(one: float, other: float) -> bool:
    """Whether two numbers are one, of those that are shown to nine digits after the point."""
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=2e-9)


def _answered(schema: GraphQLSchema, root: str) -> Any:
    query = schema.query_type
    assert query is not None
    return get_named_type(query.fields[root].type)


def _is_record(type_: Any) -> bool:
    interfaces = getattr(type_, "interfaces", ())
    return any(interface.name == "Node" for interface in interfaces)


Law = Callable[[Row, dict[str, Listed]], float | None]
