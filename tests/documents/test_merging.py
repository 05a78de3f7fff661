"""What one pass proves of fields of one name, beside the rule of graphql-core."""

from __future__ import annotations

import random
from typing import Any

import pytest
from graphql import (
    NoUnusedFragmentsRule,
    OverlappingFieldsCanBeMergedRule,
    build_schema,
    parse,
    validate,
)

from graph_service.api.documents import Documents, FaultKind, Limits
from graph_service.api.documents.merging import merging

SCHEMA = build_schema("""
type Query { thing(first: Int): Thing!  other: Thing! }
interface Thing { id: ID!  name(short: Boolean, first: Int): String  thing(first: Int): Thing! }
type A implements Thing {
  id: ID!  name(short: Boolean, first: Int): String!  thing(first: Int): Thing!  size: Int }
type B implements Thing {
  id: ID!  name(short: Boolean, first: Int): String  thing(first: Int): Thing!  size: Float }
""")


def by_the_rule(text: str) -> bool:
    return not validate(SCHEMA, parse(text), [OverlappingFieldsCanBeMergedRule])


def uses_all(text: str) -> bool:
    return not validate(SCHEMA, parse(text), [NoUnusedFragmentsRule])


@pytest.mark.parametrize(
    ("inner", "same", "valid"),
    [
        ("id id id", True, True),
        ("x: id x: name", False, False),
        ("name(short: true, first: 1) name(first: 1 short: true)", True, True),
        ("name(short: true) name", False, False),
        ("name(first: 1) name(first: 2)", False, False),
        ("thing { id } thing { name }", True, True),
        ("thing { x: id } thing { x: name }", False, False),
        ("thing { ...f } thing { ...f }", True, True),
        ("... on A { x: id } ... on B { x: thing { id } }", False, False),
        ("... on A { x: id } ... on B { x: name }", False, False),
        ("... on B { x: name } ... on Thing { x: name }", True, True),
        ("... on A { x: name } ... on B { x: name }", False, False),
        ("... on A { x: name(first: 1) } ... on B { y: id }", True, True),
        ("... on A { thing { id } } ... on B { thing { id } }", True, True),
        ("... on A { thing { x: id } } ... on B { x: thing { id } }", True, True),
        # valid, but not seen in one pass: no object is of both types
        ("... on A { thing(first: 1) { id } } ... on B { thing(first: 2) { id } }", False, True),
        ("... on A { size } ... on B { size }", False, False),
    ],
)
def test_the_same_field_again_can_be_merged(inner: str, *, same: bool, valid: bool):
    text = f"{{ thing {{ {inner} }} }}"
    text += " fragment f on Thing { id }" if "...f" in inner else ""
    assert merging(parse(text), SCHEMA).same is same
    assert by_the_rule(text) is valid


def written(chance: random.Random, depth: int, fragments: list[str], scope: str = "Thing") -> str:
    parts = []
    for _ in range(chance.randint(1, 3)):
        kind = chance.choice(["leaf", "leaf", "below", "inline", "spread"] if depth else ["leaf"])
        key = chance.choice(["", "", "x: ", "y: "])
        if kind == "leaf":
            field = chance.choice(["id", "name", "name(first: 1)", "name(first: 2)"])
            parts.append(key + field)
        elif kind == "below":
            asked = chance.choice(["", "", "(first: 1)"])
            parts.append(f"{key}thing{asked} {{ {written(chance, depth - 1, fragments)} }}")
        elif kind == "inline":
            type_ = chance.choice(["A", "B", "Thing"] if scope == "Thing" else [scope])
            parts.append(f"... on {type_} {{ {written(chance, depth - 1, fragments, type_)} }}")
        elif fragments:
            parts.append(f"...f{chance.randrange(len(fragments))}")
    return " ".join(parts) or "id"


def test_what_is_proven_in_one_pass_is_valid_by_the_rule():
    seen: dict[tuple[bool, bool], int] = {}
    for seed in range(300):
        chance = random.Random(seed)
        fragments: list[str] = []
        for number in range(chance.randrange(3)):
            body = written(chance, 1, list(fragments))
            fragments.append(f"fragment f{number} on Thing {{ {body} }}")
        text = f"{{ thing {{ {written(chance, 3, fragments)} }} }} " + " ".join(fragments)
        if not uses_all(text):
            continue
        found = merging(parse(text), SCHEMA).same, by_the_rule(text)
        assert found != (True, False), text
        seen[found] = seen.get(found, 0) + 1
    assert seen[True, True] > 50
    assert seen[False, False] > 50


def documents() -> Documents:
    return Documents(SCHEMA, Limits(), most=9, max_bytes=10**7, allowed=None)


def test_many_fields_of_one_name_are_refused_unless_they_are_the_same():
    def fault(inner: str) -> Any:
        found = documents().get(f"{{ thing {{ {inner} }} }}").fault
        return found and (found.kind, found.errors[0].message)

    assert fault("id " * 1_000) is None
    assert fault("thing { id } " * 300) is None
    # 100 fields of one name are 4,950 pairs
    differ = " ".join(f"... on A {{ name(first: {n}) }}" for n in range(100))
    kind, message = fault(differ)
    assert kind is FaultKind.LIMIT
    assert "Too many fields have the name of another" in message
    kind, message = fault("x: id x: name")
    assert kind is FaultKind.INVALID
    assert "Fields 'x' conflict" in message
