"""What compiled functions are given, and how they say that they cannot go on."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo
from graphql.execution.collect_fields import FieldDetailsList
from graphql.execution.values import get_argument_values
from graphql.language import FieldNode
from graphql.pyutils import Path

from graph_service.api.executor.sharing import SharedNames, Sharing

if TYPE_CHECKING:
    from graphql.execution import Executor

__all__ = ["Doubt", "Place", "Prepared", "Run", "Waiting"]

Waiting: TypeAlias = tuple[Any, dict[str, Any]]
"""A source, and the object that waits for its value."""


class Doubt(Exception):
    """A compiled function met what only graphql-core knows how to complete."""


@dataclass(frozen=True, slots=True)
class Place:
    """A field of a compiled selection, and where it stands.

    Attributes
    ----------
    above : int
        Number of the place whose value has it.
    key : str
        Its response key.
    parent : GraphQLObjectType
    field : GraphQLField
    details : list of FieldDetails
    lists : int
        Of how many lists its value consists.
    asked : hashable
        The same for fields of several types whose arguments are the same in one request.
    """

    above: int
    key: str
    parent: GraphQLObjectType
    field: GraphQLField
    details: FieldDetailsList
    lists: int
    asked: Hashable = dataclass_field(init=False)

    @property
    def node(self) -> FieldNode:
        """The node whose name and arguments it has."""
        return self.details[0].node

    def __post_init__(self) -> None:
        """Tell which arguments are the same in one request."""
        declared = (
            (name, str(one.type), one.out_name, id(one.default), id(one.default_value))
            for name, one in self.field.args.items()
        )
        object.__setattr__(self, "asked", (id(self.node), *declared))


class Prepared(dict[int, tuple[GraphQLResolveInfo[Any], dict[str, Any]]]):
    """What resolvers are told at each place in one request: made when it is first asked for.

    Parameters
    ----------
    executor : Executor
    path : Path or None
        Where the compiled value stands; it is place 0.
    lists : int
        Of how many lists the compiled value consists.
    places : sequence of Place
        From place 1 on; it may grow.
    sharings : sequence of Sharing
        It may grow.

    Attributes
    ----------
    names : SharedNames
        Of selections that depend on a row alone.
    """

    __slots__ = ("_arguments", "_executor", "_inside", "_places", "names")

    def __init__(
        self,
        executor: Executor[Any],
        path: Path | None,
        lists: int,
        places: Sequence[Place],
        sharings: Sequence[Sharing],
    ) -> None:
        super().__init__()
        self.names = SharedNames(sharings, executor.variable_values.coerced)
        self._executor = executor
        self._places = places
        self._arguments: dict[Hashable, dict[str, Any]] = {}
        self._inside: dict[int, Path | None] = {0: _indexed(path, lists)}

    def __missing__(self, number: int) -> tuple[GraphQLResolveInfo[Any], dict[str, Any]]:
        if not number:
            raise Doubt
        executor, place = self._executor, self._places[number - 1]
        field, node = place.field, place.node
        path = Path(self._inside_of(place.above), place.key, place.parent.name)
        info = executor.build_resolve_info(
            field, [detail.node for detail in place.details], place.parent, path
        )
        self[number] = made = (info, self._given(place) if field.args or node.arguments else {})
        return made

    def _given(self, place: Place) -> dict[str, Any]:
        known = self._arguments.get(place.asked)
        if known is None:
            executor = self._executor
            known = self._arguments[place.asked] = get_argument_values(
                place.field, place.node, executor.variable_values, None, executor.hide_suggestions
            )
        return known

    def _inside_of(self, number: int) -> Path | None:
        chain = []
        while number not in self._inside:
            chain.append(number)
            number = self._places[number - 1].above
        path = self._inside[number]
        for below in reversed(chain):
            place = self._places[below - 1]
            path = _indexed(Path(path, place.key, place.parent.name), place.lists)
            self._inside[below] = path
        return path


def _indexed(path: Path | None, lists: int) -> Path | None:
    for _ in range(lists):
        path = Path(path, 0, None)
    return path


class Run:
    """One run of a compiled function.

    Parameters
    ----------
    prepare : callable
        Makes what resolvers are told; called when one is to be asked.

    Attributes
    ----------
    holes : dict
        For each place that is filled for many sources at once: the sources met so far, and the
        objects that wait for their values.
    """

    __slots__ = ("_infos", "_prepare", "holes")

    def __init__(self, prepare: Callable[[], Prepared]) -> None:
        self._prepare = prepare
        self._infos: Prepared | None = None
        self.holes: dict[int, list[Waiting]] = {}

    @property
    def infos(self) -> Prepared:
        """What resolvers are told, by place."""
        if self._infos is None:
            self._infos = self._prepare()
        return self._infos

    @property
    def names(self) -> SharedNames:
        """The names of selections that depend on a row alone."""
        return self.infos.names

    def add(self, number: int, source: Any, into: dict[str, Any]) -> None:
        """Note that an object waits for a value."""
        self.holes.setdefault(number, []).append((source, into))
