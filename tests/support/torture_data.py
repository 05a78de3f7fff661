"""Values for the torture schema, made for what a document selects; the faulty ones by a chosen rate."""

from __future__ import annotations

import random
from typing import Any
from zlib import crc32

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
)
from torture_faults import faults_of
from torture_resolvers import Listed, stored, stored_shouted
from torture_schema import ROWS
from torture_types import Circle, Oval, Point, Square

LENGTHS, SHORT = (0, 1, 2, 2, 3, 4), (0, 1, 1)
OBJECTS = {"Point": Point, "Circle": Circle, "Oval": Oval, "Square": Square}


class Maker:
    """Makes the values of one execution.

    Parameters
    ----------
    schema : GraphQLSchema
    document : DocumentNode
    seed : object
    faults : float
        How many of a hundred values are not what they should be, as a share.
    awaited : bool
        Whether values may be awaitable.
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        document: DocumentNode,
        seed: object,
        *,
        faults: float,
        awaited: bool,
    ) -> None:
        self.schema, self.faults, self.awaited = schema, faults, awaited
        self.seed, self.random = seed, random.Random(f"{seed}")
        self.fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self.left = 70
        (self.operation,) = (
            node for node in document.definitions if isinstance(node, OperationDefinitionNode)
        )

    def root(self) -> dict[str, Any]:
        """The values of the root fields, by response key."""
        type_: Any = self.schema.get_root_type(self.operation.operation)
        selected = self.selected(type_, [self.operation])
        return {
            key: self.drawn(type_.fields[nodes[0].name.value].type, nodes, key, raising=True)
            for key, nodes in selected.items()
        }

    def selected(self, type_: GraphQLObjectType, nodes: Any) -> dict[str, list[FieldNode]]:
        """What may be selected of an object, whatever is included and skipped."""
        keys: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()

        def collect(selections: Any) -> None:
            for node in selections.selections if selections else ():
                if isinstance(node, FieldNode):
                    if node.name.value in type_.fields:
                        key = node.alias.value if node.alias else node.name.value
                        keys.setdefault(key, []).append(node)
                    continue
                below = node
                if isinstance(node, FragmentSpreadNode):
                    if node.name.value in seen:
                        continue
                    seen.add(node.name.value)
                    below = self.fragments[node.name.value]
                condition: Any = below.type_condition
                above = condition and self.schema.type_map[condition.name.value]
                if above in {None, type_} or (
                    not isinstance(above, GraphQLObjectType)
                    and self.schema.is_sub_type(above, type_)
                ):
                    collect(below.selection_set)

        for node in nodes:
            collect(node.selection_set)
        return keys

    def value(self, type_: Any, nodes: Any, at: str, *, raising: bool = False) -> Any:
        """Make a value for a type; one that raises when it is read only where a resolver reads it."""
        # An operation whose first values are none asks for nothing.
        first = not set("/.").intersection(at)
        chance = self.random.random() * (3 if first else 1)
        nullable = not isinstance(type_, GraphQLNonNull)
        if not nullable:
            type_ = type_.of_type
        if chance < self.faults:
            return self.fault(type_, nodes, at, raising=raising)
        if nullable and not first and self.random.random() < (0.4 if self.left <= 0 else 0.06):
            return None
        return self.good(type_, nodes, at)

    def good(self, type_: Any, nodes: Any, at: str) -> Any:
        """Make a value as it should be."""
        pick = self.random
        if isinstance(type_, GraphQLList):
            long = (
                2
                if set("/.").isdisjoint(at)
                else pick.choice(SHORT if self.left <= 0 or at.count("/") > 6 else LENGTHS)
            )
            items = [self.value(type_.of_type, nodes, f"{at}.{n}") for n in range(long)]
            return tuple(items) if pick.random() < 0.2 else items
        if isinstance(type_, GraphQLEnumType):
            return self.member(type_)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            type_ = pick.choice(self.schema.get_possible_types(type_))
        if isinstance(type_, GraphQLObjectType):
            self.left -= 1
            return self.object(type_, nodes, at)
        return self.scalar(type_.name)

    def member(self, type_: Any) -> Any:
        """Make a value of an enum: a member, or what a member stands for."""
        member = self.random.choice(list(type_.wrapped_cls))
        return member.value if self.random.random() < 0.4 else member

    def scalar(self, name: str) -> Any:
        """Make a value of a scalar; some are not of the usual Python type."""
        pick = self.random
        return {
            "String": lambda: pick.choice(["", "a", "b'\"\\", "温州", "\n{}", "null"]),
            "ID": lambda: pick.choice(["", "x1", "7", "id-温", "x1", "7", 7]),
            "Int": lambda: pick.choice(
                [0, 1, -1, 7, 2**31 - 1, -(2**31), 3.0, "12"][: 6 + 2 * (pick.random() < 0.1)]
            ),
            "Float": lambda: pick.choice(
                [0.0, -1.5, 1e300, 2, 0.1, "1.5"][: 5 + (pick.random() < 0.1)]
            ),
            "Boolean": lambda: pick.choice(
                [True, False, True, False, True, False, True, False, 1, 0]
            ),
            "Even": lambda: pick.choice([0, 2, -4]),
            "Blank": lambda: pick.choice(["x", "blank", "x", "blank", ""]),
        }[name]()

    def object(self, type_: GraphQLObjectType, nodes: Any, at: str) -> Any:
        """Make an object that has what is selected of it."""
        selected = self.selected(type_, nodes)
        if type_.name in OBJECTS:
            return self.with_attributes(OBJECTS[type_.name], type_, selected, at)
        if type_.name == "Note":
            return self.note(type_, selected, at)
        if type_.name == "NodePage":
            return self.page(type_, selected, at)
        made: dict[str, Any] = {}
        if type_.name in ROWS:
            made["@type"] = type_.name
        for key, below in selected.items():
            made[key] = self.read(type_, below, f"{at}/{key}")
        return made

    def read(self, type_: GraphQLObjectType, nodes: list[FieldNode], at: str) -> Any:
        """Make the value that a field reads."""
        field = type_.fields[nodes[0].name.value]
        raising = field.resolve not in {None, stored, stored_shouted}
        return self.drawn(field.type, nodes, at, raising=raising)

    def drawn(self, type_: Any, nodes: Any, at: str, *, raising: bool = False) -> Any:
        """Make a value that depends on the seed and its place alone, not on what was made before."""
        outer, self.random = self.random, random.Random(crc32(f"{self.seed}/{at}".encode()))
        made = self.value(type_, nodes, at, raising=raising)
        self.random = outer
        return made

    def with_attributes(self, cls: Any, type_: Any, selected: Any, at: str) -> Any:
        made = cls.__new__(cls)
        made.made = {}
        merged: dict[str, list[FieldNode]] = {}
        for key, nodes in selected.items():
            definition: Any = type_.fields[nodes[0].name.value].extensions["strawberry-definition"]
            if type_.fields[nodes[0].name.value].resolve.__name__ == "_get_basic_result":
                merged.setdefault(definition.python_name, []).extend(nodes)
            else:
                made.made[key] = self.read(type_, nodes, f"{at}/{key}")
        for name, nodes in merged.items():
            if self.random.random() >= self.faults / 10:  # Else it has no such attribute.
                field = type_.fields[nodes[0].name.value]
                setattr(made, name, self.drawn(field.type, nodes, f"{at}/{name}"))
        return made

    def note(self, type_: Any, selected: Any, at: str) -> Any:
        merged: dict[str, list[FieldNode]] = {}
        for nodes in selected.values():
            merged.setdefault(nodes[0].name.value, []).extend(nodes)
        return {
            name: self.drawn(type_.fields[name].type, nodes, f"{at}/{name}")
            for name, nodes in merged.items()
        }

    def page(self, type_: Any, selected: Any, at: str) -> Listed:
        made = {}
        edge: Any = self.schema.type_map["NodeEdge"]
        for key, nodes in selected.items():
            if nodes[0].name.value == "edges" and self.random.random() >= self.faults:
                below = self.selected(edge, nodes)
                made[key] = [
                    {
                        f"{key}.{name}": self.read(edge, nodes, f"{at}/{key}.{n}/{name}")
                        for name, nodes in below.items()
                    }
                    for n in range(self.random.randint(0, 3))
                ]
            else:
                made[key] = self.read(type_, nodes, f"{at}/{key}")
        return Listed(made)

    def fault(self, type_: Any, nodes: Any, at: str, *, raising: bool) -> Any:
        """Make a value that is not as it should be."""

        def good() -> Any:
            return self.good(type_, nodes, at)

        def another() -> Any:
            other: Any = self.schema.type_map[self.random.choice(strangers(self.schema, type_))]
            return self.object(other, nodes, at)

        kinds = faults_of(type_, good, another, raising=raising, awaited=self.awaited)
        return self.random.choice(self.random.choice(kinds))()


def strangers(schema: GraphQLSchema, type_: Any) -> list[str]:
    """Types that no value of a type is of; most of them with many of its fields."""
    own = {type_} if isinstance(type_, GraphQLObjectType) else set(schema.get_possible_types(type_))
    others = [name for name in (*OBJECTS, *ROWS, "Note") if schema.type_map[name] not in own]
    family = ROWS if any(t.name in ROWS for t in own) else ("Circle", "Oval", "Square")
    return [*others, *3 * [name for name in others if name in family]]
