"""Documents over any schema, by seed: fragments, aliases, duplicates, directives, variables."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    parse,
    validate,
)

ABSENT = object()


@dataclass(frozen=True)
class Question:
    """A valid document and the variables it is asked with, twice."""

    document: DocumentNode
    variables: tuple[dict[str, Any], ...]


@dataclass
class Writer:
    """Writes one document.

    Parameters
    ----------
    schema : GraphQLSchema
    random : random.Random
    waiting : bool
        Whether fields may be selected whose names say that they are awaited.
    depth : int
        How deep selections go.
    roots : sequence of str or None
        The root fields that may be asked for; all if None.
    without : set of str
        Arguments that are never given.
    samples_of : mapping of str to list
        Values of scalars, beside those that are known here.
    share : float
        How many of the arguments are given that may be left out.
    """

    schema: GraphQLSchema
    random: random.Random
    waiting: bool = True
    depth: int = 5
    roots: Any = None
    without: frozenset[str] = frozenset()
    samples_of: dict[str, Any] = field(default_factory=dict)
    share: float = 0.4
    left: int = 60
    variables: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    possible: dict[str, list[Any]] = field(default_factory=dict)
    fragments: dict[str, tuple[str, str]] = field(default_factory=dict)
    spreads: int = 0

    def document(self) -> str:
        """Write an operation and its fragments."""
        changes = self.schema.mutation_type and not self.roots and self.random.random() < 0.08
        kind = "mutation" if changes else "query"
        self.waiting = self.waiting or bool(changes)
        root: Any = getattr(self.schema, f"{kind}_type")
        selections = self.selections(root, self.depth, most=3)
        if changes:  # The second waits for the first.
            selections = f"{{first: slowFirms {{id}} {selections[1:]}"
        name = f"{kind} Asked" if self.variables or self.random.random() < 0.7 else kind
        declared = ", ".join(f"${name}: {type_}" for name, type_ in self.variables.items())
        fragments = "".join(
            f"\nfragment {name} on {on} {body}" for name, (on, body) in self.fragments.items()
        )
        return f"{name}{f'({declared})' if declared else ''} {selections}{fragments}"

    def selections(self, type_: Any, depth: int, *, most: int = 6) -> str:
        """Write what is selected of a type."""
        pick = self.random
        written: list[str] = []
        if depth < self.depth and not isinstance(type_, GraphQLUnionType) and pick.random() < 0.1:
            written += self.plain_leaves(type_)
        for _ in range(pick.randint(1, most)):
            chance = pick.random()
            if chance < 0.06:
                written.append(self.aliased("__typename", "") + self.directives())
            elif chance < 0.22 and depth > 0:
                written.append(self.fragment(type_, depth))
            elif written and chance < 0.28:
                written.append(pick.choice(written))
            elif not isinstance(type_, GraphQLUnionType):
                written.append(self.field(type_, depth))
            else:
                written.append(self.fragment(type_, depth))
        shown = [text for text in written if text] or ["__typename"]
        return "{" + " ".join(shown) + "}"

    def plain_leaves(self, type_: Any) -> list[str]:
        """Write all fields of a type that have neither arguments nor selections."""
        return [
            name
            for name, held in type_.fields.items()
            if is_leaf_type(get_named_type(held.type))
            and not held.args
            and (self.waiting or not awaited(name))
        ]

    def field(self, type_: Any, depth: int) -> str:
        """Write a field of a type, or nothing."""
        pick = self.random
        names = [
            name
            for name, held in type_.fields.items()
            if (depth < self.depth or self.roots is None or name in self.roots)
            and (depth > 0 or is_leaf_type(get_named_type(held.type)))
            and (self.waiting or not awaited(name))
            and (not name.startswith("opaque") or pick.random() < 0.15)
        ]
        if not names or self.left <= 0:
            return ""
        composite = [n for n in names if not is_leaf_type(get_named_type(type_.fields[n].type))]
        deeper = 0.9 if depth == self.depth else 0.6
        name = pick.choice(composite if composite and pick.random() < deeper else names)
        self.left -= 1
        held = type_.fields[name]
        arguments = self.arguments(held)
        conditions = "" if depth == self.depth else self.directives()
        text = self.aliased(name, arguments) + conditions
        below: Any = get_named_type(held.type)
        if is_leaf_type(below):
            return text
        first = text + self.selections(below, depth - 1)
        if pick.random() < 0.12:  # The same field again, with more below it.
            return f"{first} {text}{self.selections(below, depth - 1, most=3)}"
        return first

    def aliased(self, name: str, arguments: str) -> str:
        """Write a field's name under a response key of its own, mostly the same for the same."""
        chance = self.random.random()
        if arguments or chance < 0.2:
            key = f"{name[:2]}{sum(map(ord, name + arguments)) % 997}"
            return f"{key}: {name}{arguments}"
        if chance < 0.23:
            return f"{self.random.choice('xyz')}: {name}"
        return name

    def fragment(self, type_: Any, depth: int) -> str:
        """Write a fragment: inline, or named and perhaps one that is there already."""
        pick = self.random
        others = self.overlapping(type_)
        if pick.random() < 0.5:
            condition: Any = pick.choice([None, type_, *others, *others])
            if isinstance(type_, GraphQLUnionType) and condition is None:
                condition = pick.choice(others)
            on = f" on {condition}" if condition else ""
            return f"...{on}{self.directives()}{self.selections(condition or type_, depth - 1)}"
        usable = [
            name
            for name, (on, _) in self.fragments.items()
            if self.schema.type_map[on] in {type_, *others}
        ]
        if usable and pick.random() < 0.6:
            return f"...{pick.choice(usable)}{self.directives()}"
        condition = pick.choice([type_, *others])
        body = self.selections(condition, depth - 1)
        self.spreads += 1
        name = f"F{self.spreads}"
        self.fragments[name] = (condition.name, body)
        return f"...{name}{self.directives()}"

    def overlapping(self, type_: Any) -> list[Any]:
        """The types that some value of a type may be of."""
        schema = self.schema
        concrete = (
            set(schema.get_possible_types(type_))
            if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
            else {type_}
        )
        found = sorted(concrete - {type_}, key=str)
        found += [
            other
            for other in schema.type_map.values()
            if isinstance(other, GraphQLInterfaceType)
            and other is not type_
            and concrete & set(schema.get_possible_types(other))
        ]
        return found

    def directives(self) -> str:
        """Write conditions, seldom."""
        pick = self.random
        if pick.random() > 0.13:
            return ""
        which = pick.choice(["include", "skip"])
        asked = pick.choice(["true", "false", "$yes", "$no", "$perhaps"])
        if asked == "$yes":
            self.declare("yes", "Boolean!", [True, False])
        elif asked == "$no":
            self.declare("no", "Boolean! = false", [True, False, ABSENT])
        elif asked == "$perhaps":
            self.declare(
                "perhaps",
                "Boolean = true",
                [None] if pick.random() < 0.03 else [True, False, ABSENT],
            )
        also = " @skip(if: false)" if which == "include" and pick.random() < 0.2 else ""
        return f" @{which}(if: {asked}){also}"

    def declare(self, name: str, type_: str, values: list[Any]) -> None:
        """Declare a variable and give it one of some values, once."""
        if name not in self.variables:
            self.variables[name], self.possible[name] = type_, values
            value = self.random.choice(values)
            if value is not ABSENT:
                self.given[name] = value

    def given_otherwise(self) -> dict[str, Any]:
        """Give the variables other values: what was switched on is switched off."""
        given = {
            name: not self.given[name]
            if isinstance(self.given.get(name), bool)
            else self.random.choice(values)
            for name, values in self.possible.items()
        }
        return {name: value for name, value in given.items() if value is not ABSENT}

    def arguments(self, held: Any) -> str:
        """Write some arguments of a field."""
        written = [
            f"{name}: {self.argument(name, argument)}"
            for name, argument in held.args.items()
            if (self.random.random() < self.share and name not in self.without)
            or (isinstance(argument.type, GraphQLNonNull) and argument.default is None)
        ]
        return f"({', '.join(written)})" if written else ""

    def argument(self, name: str, argument: Any) -> str:
        """Write a value of an argument, as a literal or as a variable."""
        pick = self.random
        if pick.random() < 0.35:
            return self.variable(name, argument)
        return self.literal(argument.type)

    def variable(self, name: str, argument: Any) -> str:
        """Declare a variable for an argument: of its type, or one that may be null where it has a default."""
        pick = self.random
        type_, default = argument.type, ""
        if (
            isinstance(type_, GraphQLNonNull)
            and argument.default is not None
            and pick.random() < 0.6
        ):
            type_ = type_.of_type
        elif pick.random() < 0.3:
            default = f" = {self.literal(type_)}"
        base = name + str(pick.randint(0, 1))
        known = self.variables.get(base)
        if known is not None and known != f"{type_}{default}":
            base = f"{base}_{len(self.variables)}"
        values = [self.plain(type_) for _ in range(3)]
        if not isinstance(type_, GraphQLNonNull):
            values += [None, ABSENT]
        elif default:
            values.append(ABSENT)
        elif pick.random() < 0.03:
            values = [ABSENT]
        if pick.random() < 0.02:
            values = [{"not": "this"}]
        self.declare(base, f"{type_}{default}", values)
        return f"${base}"

    def literal(self, type_: Any) -> str:
        """Write a value of an input type."""
        pick = self.random
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif pick.random() < 0.1:
            return "null"
        if isinstance(type_, GraphQLList):
            if pick.random() < 0.2:
                return self.literal(GraphQLNonNull(type_.of_type) if not isinstance(type_.of_type, GraphQLNonNull) else type_.of_type)  # fmt: skip
            return f"[{', '.join(self.literal(type_.of_type) for _ in range(pick.randint(0, 2)))}]"
        if isinstance(type_, GraphQLEnumType):
            return pick.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return "{" + ", ".join(self.input_fields(type_, self.literal)) + "}"
        return written(pick.choice(self.samples(type_.name)))

    def input_fields(self, type_: GraphQLInputObjectType, write: Any) -> list[str]:
        self.left -= 1
        fields = [
            (name, held.type)
            for name, held in type_.fields.items()
            if isinstance(held.type, GraphQLNonNull) or self.random.random() < self.share
        ]
        if type_.is_one_of:
            name = self.random.choice(list(type_.fields))
            fields = [(name, GraphQLNonNull(type_.fields[name].type))]
        if self.left <= 0:
            fields = [(n, t) for n, t in fields if isinstance(t, GraphQLNonNull)]
        return [f"{name}: {write(of)}" for name, of in fields]

    def plain(self, type_: Any) -> Any:
        """A value of an input type as JSON."""
        pick = self.random
        if isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        elif pick.random() < 0.1:
            return None
        if isinstance(type_, GraphQLList):
            return [self.plain(type_.of_type) for _ in range(pick.randint(0, 2))]
        if isinstance(type_, GraphQLEnumType):
            return pick.choice(list(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            self.left -= 1
            return {
                name: self.plain(held.type)
                for name, held in type_.fields.items()
                if isinstance(held.type, GraphQLNonNull) or (pick.random() < 0.3 and self.left > 0)
            }
        return pick.choice(self.samples(type_.name))

    def samples(self, name: str) -> list[Any]:
        """Values of a scalar."""
        return self.samples_of.get(name) or {
            "Int": [0, 1, 2, 3, 7],
            "Float": [0, 1.5, -2],
            "Boolean": [True, False],
            "String": ["", "a", "温", 'q"'],
            "ID": ["a", "7"],
            "Even": [0, 2, 8],
            "Blank": ["b"],
        }.get(name, ["a"])


def awaited(name: str) -> bool:
    """Whether a field of the torture schema is awaited, by its name."""
    return name.startswith(("late", "slow", "batch"))


def written(value: Any) -> str:
    """Write a plain scalar as a literal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + value.replace('"', '\\"') + '"'
    return str(value)


def question(schema: GraphQLSchema, seed: object, **options: Any) -> Question | None:
    """Write a document by seed; None if it happens not to be valid."""
    writer = Writer(schema, random.Random(f"{seed}"), **options)
    text = writer.document()
    document = parse(text)
    if validate(schema, document, max_errors=1):
        return None
    variables = (writer.given, writer.given_otherwise()) if writer.variables else (writer.given,)
    return Question(document, variables)
