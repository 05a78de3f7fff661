"""The cost of an operation beside what graphql-core answers it with, lists as long as asked for.

The oracle is graphql-core: it coerces the variables, executes the document over lists of exactly
the lengths that the arguments say, and the values of its answer are counted one by one.
"""

from __future__ import annotations

import random
from typing import Any

import pytest
from graphql import GraphQLSchema, build_schema, execute_sync, get_introspection_query, parse
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_service.api.documents import Documents, Limits, Operation
from graph_service.api.documents.cost import ENOUGH
from graph_service.api.documents.lengths import LENGTH, WEIGHT, By

SDL = """
type Query {
  things(first: Int, last: Int): Page!
  pick(ids: [ID!]!): [Thing]!
  thing: Thing!
  sure(first: Int! = 2): Page!
  dear: Int
}
interface Thing { id: ID!  tags: [String!]!  things(first: Int, last: Int): Page! }
type A implements Thing { id: ID!  tags: [String!]!  things(first: Int, last: Int): Page!  a: Int }
type B implements Thing { id: ID!  tags: [String!]!  things(first: Int, last: Int): Page!  b: Int }
type Page { total: Int!  nodes: [Thing!]!  edges: [Edge!]!
            facets(fields: [String!]!, top: Int! = 3): [Facet!]! }
type Edge { cursor: String!  node: Thing! }
type Facet { field: String!  values: [String!]! }
"""
UNSAID, TAGS, DEAR = 2, 4, 50


def declared() -> GraphQLSchema:
    schema = build_schema(SDL)
    lengths: dict[str, Any] = {
        "Page.nodes": By("first", UNSAID),
        "Page.edges": By("first", UNSAID),
        "Page.facets": By("fields", 1),
        "Facet.values": By("top", 3),
        "Query.pick": By("ids", 1),
        **{f"{type_}.tags": TAGS for type_ in ("Thing", "A", "B")},
    }
    for name, length in lengths.items():
        type_, field = name.split(".")
        schema.type_map[type_].fields[field].extensions[LENGTH] = length  # type: ignore[attr-defined]
    schema.type_map["Query"].fields["dear"].extensions[WEIGHT] = DEAR  # type: ignore[attr-defined]
    return schema


SCHEMA = declared()
DOCUMENTS = Documents(SCHEMA, Limits(), most=1, max_bytes=10**6, allowed=None)


def operation(text: str) -> Operation:
    document = DOCUMENTS.get(text)
    assert document.fault is None, document.fault
    return document.operation(None)


def cost(text: str, variables: dict[str, Any] | None = None) -> int:
    return operation(text).cost(variables or {})


# Arithmetic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("{ thing { id } }", 2),
        ("{ dear }", 50),
        ("{ __typename }", 1),
        # 1 and three nodes of 5 + 1, below a field of 1
        ("{ things(first: 3) { nodes { id } } }", 1 + 1 + 3 * 6),
        ("{ things(last: 3) { nodes { id } } }", 1 + 1 + 3 * 6),
        ("{ things { nodes { id } } }", 1 + 1 + 2 * 6),
        ("{ things(first: null) { nodes { id } } }", 1 + 1 + 2 * 6),
        ("{ things(first: 0) { nodes { id } } }", 1 + 1),
        ("{ things(first: -7) { nodes { id } } }", 1 + 1),
        ("{ sure { nodes { id } } }", 1 + 1 + 2 * 6),
        # nodes and edges are both shown
        (
            "{ things(first: 3) { nodes { id } edges { cursor node { id } } } }",
            1 + 1 + 3 * 6 + 1 + 3 * (5 + 1 + 1 + 1),
        ),
        # each of 3 has 4 tags of 1, and a page of 2
        (
            "{ things(first: 3) { nodes { tags things(first: 2) { nodes { id } } } } }",
            1 + 1 + 3 * (5 + 1 + 4 + 1 + 1 + 2 * 6),
        ),
        ('{ pick(ids: ["x", "y"]) { id } }', 1 + 2 * 6),
        ('{ pick(ids: "x") { id } }', 1 + 6),
        # two facets of their field and 7 values; the page's own length does not matter
        (
            '{ things(first: 90) { facets(fields: ["x", "y"], top: 7) { field values } } }',
            1 + 1 + 2 * (5 + 1 + 1 + 7),
        ),
        # an object is of one type: the larger counts
        ("{ thing { ... on A { a id } ... on B { b } } }", 1 + 2),
        ("{ thing { id ... on A { a } ... on B { b } ... on Thing { tags } } }", 1 + 1 + 1 + 5),
        ("{ a: dear b: dear }", 100),
        # what may be left out counts
        ("{ dear @skip(if: true) }", 50),
        (get_introspection_query(), 1),
        ("{ __schema { types { name } } dear }", 51),
    ],
)
def test_the_cost_is_the_number_of_values_and_five_for_each_entry(text: str, number: int):
    assert cost(text) == number


@pytest.mark.parametrize(
    ("variables", "length"),
    [
        ({}, 4),
        ({"n": 3}, 3),
        ({"n": None}, 2),
        ({"n": 0}, 0),
        ({"n": -1}, 0),
    ],
)
def test_a_variable_has_its_value_or_its_default(variables: dict[str, Any], length: int):
    asked = operation("query ($n: Int = 4) { things(first: $n) { nodes { id } } }")
    assert asked.cost(variables) == 1 + 1 + length * 6


def test_a_variable_without_value_and_default_is_as_if_the_argument_were_not_written():
    asked = operation("query ($n: Int, $m: Int) { things(first: $n, last: $m) { nodes { id } } }")
    assert asked.cost({}) == 1 + 1 + UNSAID * 6
    assert asked.cost({"m": 5}) == 1 + 1 + 5 * 6
    assert asked.cost({"n": None, "m": 5}) == 1 + 1 + 5 * 6
    asked = operation("query ($n: Int! = 3) { sure(first: $n) { nodes { id } } }")
    assert asked.cost({}) == 1 + 1 + 3 * 6


def test_a_list_in_a_variable_is_as_long_as_it_is():
    asked = operation("query ($ids: [ID!]!) { pick(ids: $ids) { id } }")
    assert asked.cost({"ids": ["x"] * 9}) == 1 + 9 * 6
    assert asked.cost({"ids": "x"}) == 1 + 6


@pytest.mark.parametrize("wrong", ["many", True, {"a": 1}, [1, 2], 1e300])
def test_a_value_that_will_be_refused_has_some_cost(wrong: Any):
    asked = operation("query ($n: Int) { things(first: $n) { nodes { id } } }")
    assert 0 < asked.cost({"n": wrong}) <= ENOUGH


def test_the_cost_stops_growing_at_a_billion():
    text = "id"
    for _ in range(6):
        text = f"things(first: 2000000000) {{ nodes {{ {text} }} }}"
    assert cost(f"{{ {text} }}") == ENOUGH
    asked = operation("query ($n: Int) { things(first: $n) { nodes { id } } }")
    assert asked.cost({"n": 10**30}) == ENOUGH


# Properties ------------------------------------------------------------------------------------


class Writing:
    """Writes a random document, with inline fragments or with fragments of their own."""

    def __init__(self, draw: Any, *, narrow: bool) -> None:
        self.draw, self.narrow = draw, narrow
        self.fields = 0
        self.fragments: list[str] = []

    def key(self) -> str:
        self.fields += 1
        return f"f{self.fields}"

    def length(self) -> str:
        return self.draw(st.sampled_from(["0", "1", "3", "$n", "$m", "$d", "null"]))

    def query(self, depth: int) -> str:
        parts = self.draw(
            st.lists(st.sampled_from(["things", "pick", "thing", "dear"]), min_size=1, max_size=3)
        )
        return " ".join(self.root(part, depth) for part in parts)

    def root(self, part: str, depth: int) -> str:
        if part == "things":
            return self.page(depth)
        if part == "dear":
            return f"{self.key()}: dear"
        asked = self.draw(st.sampled_from(['(ids: ["x", "y"])', "(ids: $ids)"]))
        asked = asked if part == "pick" else ""
        return f"{self.key()}: {part}{asked} {{ {self.thing(depth)} }}"

    def page(self, depth: int) -> str:
        end = self.draw(st.sampled_from(["first", "last"]))
        parts = self.draw(
            st.lists(st.sampled_from(["total", "nodes", "edges", "facets"]), min_size=1, max_size=2)
        )
        inner = " ".join(self.of_page(part, depth) for part in parts)
        page = self.spread("Page", inner)
        return f"{self.key()}: things({end}: {self.length()}) {{ {page} }}"

    def of_page(self, part: str, depth: int) -> str:
        key = self.key()
        if part == "total":
            return f"{key}: total"
        if part == "nodes":
            return f"{key}: nodes {{ {self.thing(depth - 1)} }}"
        if part == "edges":
            node = f"{self.key()}: node {{ {self.thing(depth - 1)} }}"
            return f"{key}: edges {{ {node} }}"
        top = self.draw(st.sampled_from(["", ", top: 2", ", top: $t"]))
        return f'{key}: facets(fields: ["x", "y"]{top}) {{ {self.key()}: values }}'

    def thing(self, depth: int, narrower: str = "AB") -> str:
        choice = ["id", "tags", *(["things", "fragment"] if depth > 0 else [])]
        if self.narrow:
            choice += narrower
        parts = self.draw(st.lists(st.sampled_from(choice), min_size=1, max_size=3))
        return " ".join(self.of_thing(part, depth, narrower) for part in parts)

    def of_thing(self, part: str, depth: int, narrower: str) -> str:
        if part == "things":
            return self.page(depth)
        if part == "fragment":
            return self.spread("Thing", self.thing(depth - 1, narrower))
        if part in {"A", "B"}:
            return self.spread(part, f"{self.key()}: {part.lower()} {self.thing(depth - 1, part)}")
        return f"{self.key()}: {part}"

    def spread(self, type_: str, inner: str) -> str:
        self.fragments.append(f"fragment @{len(self.fragments)} on {type_} {{ {inner} }}")
        return f"... on {type_} {{ {inner} }}"


VARIABLES = '($n: Int, $m: Int = 2, $d: Int = null, $t: Int! = 1, $ids: [ID!]! = ["x"])'


@st.composite
def written(draw: Any, *, narrow: bool) -> str:
    writing = Writing(draw, narrow=narrow)
    query = writing.query(draw(st.integers(1, 3)))
    # Each variable is used, so that the document is valid.
    uses = "u1: things(first: $n) { total } u2: things(first: $m) { total } "
    uses += "u3: things(first: $d) { total } u4: pick(ids: $ids) { id } "
    uses += 'u5: things { facets(fields: "x", top: $t) { field } }'
    return f"query {VARIABLES} {{ {query} {uses} }}"


def with_fragments(text: str) -> str:
    """Move every inline fragment, the innermost first, into a definition of its own."""
    definitions: list[str] = []
    while (start := text.rfind("... on ")) >= 0:
        opened = text.index("{", start)
        depth, end = 1, opened + 1
        while depth:
            depth += {"{": 1, "}": -1}.get(text[end], 0)
            end += 1
        name = f"g{len(definitions)}"
        condition = text[start + len("... on ") : opened].strip()
        definitions.append(f"fragment {name} on {condition} {text[opened:end]}")
        text = f"{text[:start]}...{name} {text[end:]}"
    return "\n".join([text, *definitions])


LENGTHS = st.one_of(st.none(), st.integers(0, 3))
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "n": LENGTHS,
        "m": LENGTHS,
        "d": LENGTHS,
        "t": st.integers(0, 3),
        "ids": st.lists(st.just("x"), max_size=3),
    },
)


class Rows:
    """Answers every list with as many entries as the arguments say."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def thing(self) -> dict[str, Any]:
        name = self.chance.choice("AB")
        return {
            "__typename": name, "id": "x", "tags": ["t"] * TAGS, "things": self.things, "a": 1, "b": 1,
        }  # fmt: skip

    def things(self, _info: Any, first: int | None = None, last: int | None = None) -> Any:
        length = next((n for n in (first, last) if n is not None), UNSAID)
        return {
            "total": 1,
            "nodes": [self.thing() for _ in range(length)],
            "edges": [{"cursor": "c", "node": self.thing()} for _ in range(length)],
            "facets": lambda _info, fields, top: [
                {"field": field, "values": ["v"] * top} for field in fields
            ],
        }

    def root(self) -> dict[str, Any]:
        return {
            "things": self.things,
            "pick": lambda _info, ids: [self.thing() for _ in ids],
            "thing": lambda _info: self.thing(),
            "dear": 1,
        }


def counted(value: Any, *, dear: frozenset[str] = frozenset()) -> int:
    if isinstance(value, dict):
        return sum(
            (DEAR if key in dear else 1) + counted(inner, dear=dear) for key, inner in value.items()
        )
    if isinstance(value, list):
        return sum(5 + counted(one, dear=dear) if isinstance(one, dict) else 1 for one in value)
    return 0


def answered(text: str, variables: dict[str, Any], seed: int) -> int:
    result = execute_sync(SCHEMA, parse(text), Rows(seed).root(), variable_values=variables)
    assert result.errors is None
    dear = frozenset(
        word[:-1]
        for word, then in zip(text.split(), text.split()[1:], strict=False)
        if then == "dear"
    )
    return counted(result.data, dear=dear)


@settings(max_examples=25, deadline=None)
@given(text=written(narrow=False), variables=VALUES, seed=st.integers(0, 5))
def test_without_narrower_types_the_cost_is_what_is_answered(
    text: str, variables: dict[str, Any], seed: int
):
    assert cost(text, variables) == answered(text, variables, seed)


@settings(max_examples=25, deadline=None)
@given(text=written(narrow=True), variables=VALUES, seed=st.integers(0, 5))
def test_the_cost_is_never_less_than_what_is_answered(
    text: str, variables: dict[str, Any], seed: int
):
    assert cost(text, variables) >= answered(text, variables, seed)


@settings(max_examples=25, deadline=None)
@given(text=written(narrow=True), variables=VALUES)
def test_it_does_not_matter_whether_fragments_are_written_out(text: str, variables: dict[str, Any]):
    other = with_fragments(text)
    one, two = operation(text), operation(other)
    assert one.cost(variables) == two.cost(variables)
    assert one.size == two.size


@settings(max_examples=25, deadline=None)
@given(text=written(narrow=True), n=st.integers(0, 50), more=st.integers(0, 50))
def test_the_cost_grows_with_what_is_asked_for(text: str, n: int, more: int):
    asked = operation(text)
    assert asked.cost({"n": n, "m": n}) <= asked.cost({"n": n + more, "m": n + more})
