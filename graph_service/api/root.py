"""Root fields that read entities: each makes one plan and asks the store once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import strawberry

from graph_service.api.connections import list_arguments
from graph_service.api.context import Context, ResolveInfo
from graph_service.api.errors import ApiError
from graph_service.api.listed import Listed
from graph_service.api.objects import type_enum
from graph_service.api.plan_memo import planned
from graph_service.api.registry import GeneratedField, Registry, argument, described
from graph_service.api.selected import planner_of
from graph_service.api.served import Served
from graph_service.store.plan import Connection, Lookup, Scan, Selection
from schema.declarations import EntityType
from schema.time import PartialDate

__all__ = ["MAX_IDS", "root_fields"]

MAX_IDS = 100
"""How many ids ``nodes`` takes."""

_AS_OF = "Links with validity count if they are true on this day; today if left out."


def root_fields(registry: Registry, served: Served) -> Iterable[GeneratedField]:
    """Make the root fields of all types of a schema."""
    node: Any = registry["Node"]
    text = "The record with this id, or the one it was merged into; null if there is none."
    yield _one("node", node | None, "Node", text)
    yield _many(list[node | None] | None)
    for declared in served.catalogue.types:
        told = described(declared.description, declared.label)
        if not declared.abstract:
            single = declared.name[0].lower() + declared.name[1:]
            annotation = registry[declared.name] | None
            yield _one(single, annotation, declared.name, f"By its id. {told}")
        yield _listing(registry, declared, f"All that meet a condition. {told}")


def _one(field: str, annotation: Any, type_: str, text: str) -> GeneratedField:
    async def resolve(
        _root: object,
        info: ResolveInfo,
        id: str,  # noqa: A002 - the argument's name
        asOf: PartialDate | None = None,  # noqa: N803
    ) -> Any:
        return (await _look_up(info, type_, (id,), asOf))[0]

    arguments = (argument("id", strawberry.ID, "Its id."), _as_of())
    return GeneratedField(field, annotation, text, resolve, arguments, reading=None)


def _many(annotation: Any) -> GeneratedField:
    async def resolve(
        _root: object,
        info: ResolveInfo,
        ids: list[str],
        asOf: PartialDate | None = None,  # noqa: N803
    ) -> Any:
        if len(ids) > MAX_IDS:
            raise ApiError(f"ids lists {len(ids)} ids; the limit is {MAX_IDS}.")
        return await _look_up(info, "Node", tuple(ids), asOf)

    text = "The records with these ids, in this order; null where there is none."
    arguments = (argument("ids", list[strawberry.ID], f"At most {MAX_IDS}."), _as_of())
    return GeneratedField("nodes", annotation, text, resolve, arguments, reading=None)


def _listing(registry: Registry, declared: EntityType, text: str) -> GeneratedField:
    name = declared.name

    async def resolve(
        _root: object,
        info: ResolveInfo,
        asOf: PartialDate | None = None,  # noqa: N803
        types: list[str] | None = None,
        **arguments: Any,
    ) -> Listed:
        context: Context = info.context
        reading = context.reading(asOf)
        context.part.check((name, *(types or ())))
        shape = context.part.shapes[name]
        chosen = shape.members if types is None else tuple(dict.fromkeys(map(str, types)))

        def show() -> Connection:
            """Plan what is shown of the list."""
            return planner_of(info, asOf)[0].shown(shape, chosen, info.field_nodes)

        def plan() -> Scan:
            """Plan the list."""
            day = reading.as_of
            shown = planned(info, (shape.name, chosen), day, show, with_arguments=False)
            return planner_of(info, asOf)[0].scan(shape, chosen, arguments, shown)

        scan = planned(info, shape.name, reading.as_of, plan, with_arguments=True)
        page = await context.store.read(scan, reading)
        return Listed(page, shape.name, arguments.get("orderBy"))

    where = argument("where", registry[f"{declared.name}Where"] | None, "Which; all if left out.")
    arguments = [where, *list_arguments(registry, declared.name), _as_of()]
    if declared.abstract:
        member: Any = registry[type_enum(declared.name)]
        arguments.insert(
            0, argument("types", list[member] | None, "Of these types; of all if left out.")
        )
    # Null where it fails: the other root fields are answered all the same.
    annotation: Any = registry[f"{declared.name}Connection"] | None
    return GeneratedField(declared.plural, annotation, text, resolve, arguments, reading=None)


async def _look_up(
    info: ResolveInfo, type_: str, ids: tuple[str, ...], as_of: PartialDate | None
) -> list[Any]:
    context: Context = info.context
    reading = context.reading(as_of)
    context.part.check((type_,))

    def plan() -> Selection:
        """Plan what is wanted of each."""
        return planner_of(info, as_of)[0].selection(type_, info.field_nodes)

    selection = planned(info, type_, reading.as_of, plan, with_arguments=False)
    found = await context.store.read(Lookup(ids, selection), reading)
    members = context.part.members(type_)
    return [row if row is not None and row["@type"] in members else None for row in found]


def _as_of() -> Any:
    return argument("asOf", PartialDate | None, _AS_OF)
