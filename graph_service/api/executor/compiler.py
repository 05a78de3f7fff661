"""From selections to Python functions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from graphql import (
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLUnionType,
    is_leaf_type,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet

from graph_service.api.executor.checks import absent_or_doubt, doubt, source_check
from graph_service.api.executor.kinds import Kinds, kind_of, type_test
from graph_service.api.executor.leaves import leaf
from graph_service.api.executor.reading import SHARED_ROWS, Batch, Stored
from graph_service.api.executor.running import Place
from graph_service.api.executor.sharing import Sharing, sharing_of
from graph_service.api.executor.source import Names, Source, literal
from graph_service.api.executor.units import Hole, Unit
from graph_service.api.executor.ways import Attribute, Way, way_of

if TYPE_CHECKING:
    from graph_service.api.executor.program import Program

__all__ = ["compile_fields", "compile_list"]

_INLINE: Final = 6
"""So deep objects stand in one another before they become functions of their own."""


def compile_fields(program: Program, type_: GraphQLObjectType, fields: GroupedFieldSet) -> Unit:
    """Compile an object of which it is known that it is one of the type.

    Parameters
    ----------
    program : Program
    type_ : GraphQLObjectType
    fields : mapping of str to list of FieldDetails
        None of which is opaque.
    """
    compiler = _Compiler(program, Unit())
    return compiler.unit_of(compiler.object_function(type_, fields, 0))


def compile_list(program: Program, type_: GraphQLList[Any], details: FieldDetailsList) -> Unit:
    """Compile a list, none of whose fields is opaque."""
    compiler = _Compiler(program, Unit(lists=_lists(type_)))
    return compiler.unit_of(compiler.list_function(type_, details, 0, nullable=False))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a text is to stand.

    Attributes
    ----------
    function : Source
    place : int
    depth : int
        How deep in displays.
    shared : bool
        Whether it is below an object that is kept as a whole.
    """

    function: Source
    place: int
    depth: int = 0
    shared: bool = False


class _Compiler:
    """Writes the functions of one unit; those of concrete types when the first value comes."""

    def __init__(self, program: Program, unit: Unit) -> None:
        self._program = program
        self._unit = unit
        self._names = Names()
        # Functions wait for their turn, so that deep selections are not deep on Python's stack.
        self._waiting: deque[Callable[[], str]] = deque()

    def unit_of(self, function: str) -> Unit:
        self._write()
        self._unit.run = self._names.globals[function]
        return self._unit

    def object_function(
        self,
        type_: GraphQLObjectType,
        fields: GroupedFieldSet,
        place: int,
        *,
        shared: bool = False,
        test: Callable[[Source], str] | None = None,
        sharing: Sharing | None = None,
    ) -> str:
        function = Source(f"O{self._names.number()}", "o")

        def write() -> str:
            after: list[str] = []
            spot = _Spot(function, place, shared=shared or sharing is not None)
            text = self._display(type_, fields, "o", spot, after)
            more = test(function) if test else ""
            text = f"{text} if {more} else None" if more else text
            if sharing is None:
                return function.text(text, after=after)
            before, kept = self._kept(type_, sharing)
            return function.text(text, before, (*after, kept))

        self._waiting.append(write)
        return function.name

    def list_function(
        self,
        type_: GraphQLList[Any],
        details: FieldDetailsList,
        place: int,
        *,
        nullable: bool,
        shared: bool = False,
    ) -> str:
        function = Source(f"L{self._names.number()}", "s")
        absent = self._names.keep(absent_or_doubt if nullable else doubt)

        def write() -> str:
            spot = _Spot(function, place, shared=shared)
            item = self._value(type_.of_type, details, "o", spot)
            other = f"if type(s) is not list and type(s) is not tuple: return {absent}(s)"
            return function.text(f"[{item} for o in s]", before=(other,))

        self._waiting.append(write)
        return function.name

    def _kept(self, type_: GraphQLObjectType, sharing: Sharing) -> tuple[tuple[str, ...], str]:
        """Return the statements that find what is kept with a row, and that keep it."""
        number = len(self._unit.sharings)
        self._unit.sharings.append(sharing)
        rows = self._names.keep(type_.extensions[SHARED_ROWS])
        before = (
            f"k = type(o) is {rows}",
            "if k:",
            f"    n = q.names[{number}]",
            "    if n in o.made: return o.made[n]",
        )
        return before, "if k and d is not None: return o.keep(n, d)"

    def _write(self) -> None:
        texts = []
        while self._waiting:
            texts.append(self._waiting.popleft()())
        if texts:
            self._unit.source += texts
            code = compile("\n".join(texts), "<compiled selection>", "exec")
            exec(code, self._names.globals)  # noqa: S102 - made of names that were looked at

    def _display(
        self,
        type_: GraphQLObjectType,
        fields: GroupedFieldSet,
        o: str,
        spot: _Spot,
        after: list[str],
    ) -> str:
        parts = []
        self._program.allowance.fields -= len(fields)
        for key, details in fields.items():
            field = self._program.field(type_, details)
            if field is None:
                completed = literal(type_.name)
            else:
                way = way_of(field)
                if way is None:
                    raise ValueError(f"{type_.name}.{key} is opaque.")
                place = Place(spot.place, key, type_, field, details, _lists(field.type))
                here = replace(spot, place=self._number(place, way))
                if isinstance(way, Batch):
                    self._hole(place, here.place, way)
                    after.append(f"q.add({here.place}, {o}, d)")
                    completed = "None"
                else:
                    completed = self._value(
                        field.type, details, self._read(place, way, o, here), here
                    )
            parts.append(f"{literal(key)}: {completed}")
        return f"{{{', '.join(parts)}}}"

    def _number(self, place: Place, way: Way) -> int:
        """Number a place if anything can be asked about it."""
        given = place.field.args or place.node.arguments
        if isinstance(way, Attribute | Stored) and not given and not place.node.selection_set:
            return 0
        self._unit.places.append(place)
        return len(self._unit.places)

    def _read(self, place: Place, way: Way, o: str, here: _Spot) -> str:
        given = bool(place.field.args or place.node.arguments)
        if isinstance(way, Attribute):
            return self._names.attribute(o, way.name)
        if isinstance(way, Stored):
            if given:
                # They are not used, but wrong ones are an error.
                here.function.arguments(here.place)
            read = f"{o}[{literal(place.key)}]"
            return f"{self._names.keep(way.convert)}({read})" if way.convert else read
        more = f", **{here.function.arguments(here.place)}" if given else ""
        resolve = self._names.keep(place.field.resolve)
        return f"{resolve}({o}, {here.function.info(here.place)}{more})"

    def _value(
        self, type_: GraphQLOutputType, details: FieldDetailsList, read: str, spot: _Spot
    ) -> str:
        nullable = not isinstance(type_, GraphQLNonNull)
        inner: Any = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
        if is_leaf_type(inner):
            return leaf(self._names, self._program.classes, inner, read, nullable=nullable)
        if isinstance(inner, GraphQLList):
            name = self.list_function(
                inner, details, spot.place, nullable=nullable, shared=spot.shared
            )
            return f"{name}({read}, q)"
        # In a list the source has a name already.
        u = read if read == "o" else spot.function.value()
        first = read if u == read else f"({u} := {read})"
        if isinstance(inner, GraphQLObjectType):
            test = self._object_test(first, u, nullable=nullable)
            more = type_test(self._names, inner, u, (spot.function, spot.place))
            test = f"{test} and {more}" if more else test
            done = self._object(inner, details, u, spot)
        else:
            test = self._abstract_test(first, u, nullable=nullable)
            done = self._dispatch(inner, details, u, spot)
        return f"({done} if {test} else None)"

    def _object(
        self, type_: GraphQLObjectType, details: FieldDetailsList, u: str, spot: _Spot
    ) -> str:
        fields = self._program.collected(type_, details).grouped_field_set
        declared = (self._program.field(type_, sub) for sub in fields.values())
        batched = any(f is not None and isinstance(way_of(f), Batch) for f in declared)
        sharing = None if spot.shared or batched else sharing_of(self._program, type_, details)
        if batched or sharing is not None or spot.depth >= _INLINE:
            name = self.object_function(
                type_, fields, spot.place, shared=spot.shared, sharing=sharing
            )
            return f"{name}({u}, q)"
        return self._display(type_, fields, u, replace(spot, depth=spot.depth + 1), [])

    def _object_test(self, first: str, u: str, *, nullable: bool) -> str:
        number = self._source_check(nullable=nullable)
        return (
            f"(type({first}) is K{number} or type({u}) is J{number} "
            f"and not hasattr({u}, '__await__') or T{number}({u}))"
        )

    def _abstract_test(self, first: str, u: str, *, nullable: bool) -> str:
        number = self._source_check(nullable=nullable)
        sealed = self._names.keep(self._program.classes.sealed)
        return f"(type({first}) in {sealed} or T{number}({u}))"

    def _source_check(self, *, nullable: bool) -> int:
        number, names = self._names.number(), self._names.globals
        names[f"T{number}"] = source_check(self._program.classes, names, number, nullable=nullable)
        return number

    def _dispatch(
        self,
        type_: GraphQLInterfaceType | GraphQLUnionType,
        details: FieldDetailsList,
        u: str,
        spot: _Spot,
    ) -> str:
        def function(concrete: GraphQLObjectType) -> Callable[..., Any] | None:
            if not self._program.compiles(concrete, details):
                self._unit.broken = True
                return None

            def test(function: Source) -> str:
                return type_test(self._names, concrete, "o", (function, spot.place), above=type_)

            fields = self._program.collected(concrete, details).grouped_field_set
            name = self.object_function(
                concrete,
                fields,
                spot.place,
                shared=spot.shared,
                test=test,
                sharing=None if spot.shared else sharing_of(self._program, concrete, details),
            )
            self._write()
            made: Callable[..., Any] = self._names.globals[name]
            return made

        kinds = self._names.keep(Kinds(self._program.schema, type_, function))
        return f"{kinds}[{kind_of(self._names, type_, u, (spot.function, spot.place))}]({u}, q)"

    def _hole(self, place: Place, number: int, way: Batch) -> None:
        function = Source(f"V{self._names.number()}", "w")
        names = self._names.globals

        def write() -> str:
            completed = self._value(place.field.type, place.details, "w", _Spot(function, number))
            return function.text(completed)

        def complete(value: Any, run: Any) -> Any:
            return names[function.name](value, run)

        self._waiting.append(write)
        alone: Any = place.field.resolve
        self._unit.holes[number] = Hole(place.key, place.details, way.resolve, alone, complete)


def _lists(type_: Any) -> int:
    depth = 0
    while isinstance(type_, GraphQLList | GraphQLNonNull):
        depth += isinstance(type_, GraphQLList)
        type_ = type_.of_type
    return depth
