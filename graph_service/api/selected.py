"""For hand-written fields: generated types as annotations, and reading the nodes they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from graphql import FieldNode, GraphQLObjectType, get_named_type
from graphql.execution.values import VariableValues
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.enum import StrawberryEnumDefinition

from graph_service.api.context import Context, ResolveInfo
from graph_service.api.errors import ApiError
from graph_service.api.plan_memo import planned
from graph_service.api.planning import Planner
from graph_service.api.selection import Selected
from graph_service.store.plan import Lookup, Selection
from schema.time import PartialDate

__all__ = ["enum_type", "interface_type", "object_type", "planner_of", "read_nodes", "selects"]

Row = dict[str, Any]


def interface_type(name: str) -> Any:
    """Stand for a generated interface type in the annotation of a hand-written field.

    Parameters
    ----------
    name : str
        ``Organization``, ``Node`` ...

    Returns
    -------
    type
        For ``strawberry.field(graphql_type=...)``. The values are rows that `read_nodes` read.

    Examples
    --------
    >>> import strawberry
    >>> @strawberry.type
    ... class Ranked:
    ...     rank: int
    ...     organization: strawberry.Private[object]
    ...
    >>> annotation = interface_type("Organization") | None
    """
    return _named(name, is_interface=True)


def object_type(name: str) -> Any:
    """Stand for a generated object type, such as ``Platform``; otherwise as `interface_type`."""
    return _named(name, is_interface=False)


def _named(name: str, *, is_interface: bool) -> Any:
    origin = type(name, (), {})
    definition = _NamedType(
        name=name,
        is_input=False,
        is_interface=is_interface,
        origin=origin,
        description=None,
        interfaces=[],
        extend=False,
        directives=(),
        is_type_of=None,
        resolve_type=None,
        fields=[],
    )
    origin.__strawberry_definition__ = definition  # type: ignore[attr-defined]
    return origin


def enum_type(name: str) -> Any:
    """Stand for a generated enum, such as ``OrganizationType``, in the annotation of an argument.

    Parameters
    ----------
    name : str
        Name of a vocabulary, or that of an abstract type followed by ``Type``. The values are
        text: the codes of the vocabulary, or the names of the concrete types.
    """
    return _NamedEnum(wrapped_cls=None, name=name, values=[], description=None)  # type: ignore[arg-type]


class _Wanted(NamedTuple):
    """What a query wants of nodes of a type, for each place where they stand."""

    type: str
    plans: tuple[Selection, ...]


async def read_nodes(
    info: Any,
    ids: Sequence[str],
    *,
    field: str | Sequence[str],
    as_of: PartialDate | None = None,
) -> list[Row | None]:
    """Read the nodes that a hand-written field shows, with what the query selects of them.

    All nodes are read by one plan, wherever they stand below the current field. Where the
    query does not select them at all, nothing is read.

    Parameters
    ----------
    info : strawberry.Info
        Of the current field.
    ids : sequence of str
        Ids of the nodes; one may occur several times.
    field : str or sequence of str
        Names of the fields that lead from the current field to the nodes, joined by dots:
        ``organization``, or ``entries.organization``. Several if the nodes stand in several
        places.
    as_of : PartialDate or None
        The day on which links must be true; that of the request if None.

    Returns
    -------
    list of (dict or None)
        Rows in the order of `ids`, for a field annotated by `interface_type`; None for an id
        that is unknown or not of the field's type.

    Raises
    ------
    ApiError
        If the query asks for the nodes under several names that contradict one another.
    """
    raw: ResolveInfo = getattr(info, "_raw_info", info)
    context: Context = raw.context
    if not ids:
        return [None] * len(ids)
    fields = (field,) if isinstance(field, str) else tuple(field)
    reading = context.reading(as_of)

    def plan() -> _Wanted:
        """Find the places of the nodes, and plan each."""
        planner, selected = planner_of(raw, as_of)
        places = [_descend(raw, selected, one.split(".")) for one in fields]
        type_, groups = places[0][0], [group for _, found in places for group in found]
        plans = [planner.selection(type_, group) for group in groups]
        return _Wanted(type_, tuple(plans))

    wanted = planned(raw, fields, reading.as_of, plan, with_arguments=False)
    if not wanted.plans:
        return [None] * len(ids)
    type_, distinct = wanted.type, tuple(dict.fromkeys(ids))
    selection = _united(wanted.plans, " and ".join(fields))
    found = await context.store.read(Lookup(distinct, selection), reading)
    members = frozenset(context.part.members(type_))
    rows = {
        id_: row
        for id_, row in zip(distinct, found, strict=True)
        if row is not None and row["@type"] in members
    }
    return [rows.get(id_) for id_ in ids]


def selects(info: Any, field: str) -> bool:
    """Say whether the query selects what lies below the current field; `field` as in `read_nodes`."""
    raw: ResolveInfo = getattr(info, "_raw_info", info)
    return bool(_descend(raw, planner_of(raw)[1], field.split("."))[1])


def planner_of(info: ResolveInfo, as_of: PartialDate | None = None) -> tuple[Planner, Selected]:
    """Make the planner of the current operation, for a day other than the request's if given."""
    # Strawberry gives resolvers the plain values only.
    variables: Any = info.variable_values
    selected = Selected(info.schema, info.fragments, VariableValues({}, variables))
    context: Context = info.context
    return Planner(context.part, selected, context.reading(as_of).as_of), selected


def _descend(
    info: ResolveInfo, selected: Selected, path: Iterable[str]
) -> tuple[str, list[Sequence[FieldNode]]]:
    """Find the nodes of the query at the end of a path, one group for each response path."""
    type_ = get_named_type(info.return_type)
    groups: list[Sequence[FieldNode]] = [info.field_nodes]
    for name in path:
        if not isinstance(type_, GraphQLObjectType):
            raise TypeError(f"{type_} is not an object type, so it has no fixed field {name!r}.")
        groups = [
            found
            for group in groups
            for found in selected.fields(type_.name, group).values()
            if found[0].name.value == name
        ]
        type_ = get_named_type(type_.fields[name].type)
    return type_.name, groups


def _united(selections: Sequence[Selection], field: str) -> Selection:
    """Unite what one query selects of the same nodes under several names."""
    first, *others = selections
    fields, follows = list(first.fields), list(first.follows)
    branches = list(first.branches)
    for other in others:
        fields += [f for f in other.fields if f not in fields]
        follows += [f for f in other.follows if f not in follows]
        branches += [b for b in other.branches if b not in branches]
    keys = [*(f.key for f in fields), *(f.key for f in follows)]
    types = [branch.type for branch in branches]
    if len(set(keys)) < len(keys) or len(set(types)) < len(types):
        raise ApiError(
            f"{field} is asked for several times with different fields of one name; "
            "ask for it once, or give the different fields different aliases."
        )
    return Selection(tuple(fields), tuple(follows), tuple(branches))


class _NamedType(StrawberryObjectDefinition):
    """Equal to the definition of the generated type of its name, which a schema knows first."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StrawberryObjectDefinition) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class _NamedEnum(StrawberryEnumDefinition):
    """Equal to the definition of the generated enum of its name, which a schema knows first."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StrawberryEnumDefinition) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)
