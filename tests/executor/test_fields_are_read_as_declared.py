"""Declared readings: stored values, pure resolvers, and many sources' values in one call.

Oracle: strawberry's own executor, which knows nothing of declarations.
"""

import pytest
import strawberry
from compiled_executions import Asked, told
from graphql import GraphQLSchema, build_schema

from graph_service.api.executor.reading import TYPE_KEY, Batch, Pure, Stored, declare

SDL = """
    interface Thing { id: ID! }
    type City implements Thing { id: ID!  name: String  parts(first: Int = 2, of: [String!] = ["x"]): Page }
    type Part implements Thing { id: ID!  size: Int!  said: String  must: String! }
    type Page { edges: [Edge!]!  total: Int! }
    type Edge { rank: Int!  node: Part! }
    type Query { cities: [City!]!  things: [Thing]!  city: City }
"""


def part(number):
    return {"@type": "Part", "id": f"p{number}", "size": number, "s": number}


def city(number, parts):
    return {
        "@type": "City",
        "id": f"c{number}",
        "name": f"City {number}",
        "many": [{"edges.rank": i, "edges.node": part(number * 100 + i)} for i in range(parts)],
    }


class Seen:
    """What resolvers were told."""

    def __init__(self, broken=()):
        self.infos, self.arguments, self.calls, self.alone = [], [], [], []
        self.broken = set(broken)

    def value(self, row):
        if row["id"] in self.broken:
            raise ValueError(f"nothing of {row['id']}")
        return f"said of {row['id']}"


@pytest.fixture
def schema() -> GraphQLSchema:
    made = build_schema(SDL)
    types = made.type_map

    def pure(type_, name, resolve):
        field = types[type_].fields[name]
        field.resolve = resolve
        declare(field, Pure())

    def stored(type_, name, convert=None):
        field = types[type_].fields[name]
        field.resolve = lambda row, info: (convert or (lambda v: v))(row[info.field_name])
        declare(field, Stored(convert))

    def parts(row, info, first, of):
        info.context.infos.append(info)
        info.context.arguments.append((first, of))
        return row["many"][:first]

    for name in ("cities", "things", "city"):
        types["Query"].fields[name].resolve = lambda root, info: info.root_value[info.field_name]
    for name in ("City", "Part"):
        stored(name, "id")
        types[name].is_type_of = lambda row, _info, name=name: row["@type"] == name
        types[name].extensions = {TYPE_KEY: "@type"}
    types["Thing"].resolve_type = lambda row, _info, _type: row["@type"]
    types["Thing"].extensions = {TYPE_KEY: "@type"}
    stored("City", "name", lambda text: text.upper())
    stored("Part", "size")
    pure("City", "parts", parts)
    pure("Page", "edges", lambda found, _info: found)
    pure("Page", "total", lambda found, _info: len(found))
    pure("Edge", "rank", lambda entry, info: entry[f"{info.path.prev.prev.key}.{info.path.key}"])
    pure("Edge", "node", lambda entry, info: entry[f"{info.path.prev.prev.key}.{info.path.key}"])

    async def alone(row, info):
        info.context.alone.append(row["id"])
        return info.context.value(row)

    async def together(rows, info):
        seen = info.context
        seen.calls.append((info.path.key, [row["id"] for row in rows]))
        if "all" in seen.broken:
            raise ValueError("nothing at all")
        return [_or_error(seen, row) for row in rows][: None if "few" not in seen.broken else -1]

    for name in ("said", "must"):
        field = types["Part"].fields[name]
        field.resolve = alone
        declare(field, Batch(together))
    return made


def _or_error(seen, row):
    try:
        return seen.value(row)
    except ValueError as error:
        return error


ROOT = {
    "cities": [city(1, 2), city(2, 3), city(3, 0)],
    "things": [city(4, 1), part(9), None],
    "city": city(5, 2),
}


def both(schema, text, broken=()):
    asked, seen = Asked(schema, text), Seen(broken)
    stock = told(asked.stock(root_value=ROOT, context_value=Seen(broken)))
    compiled = told(asked.compiled(root_value=ROOT, context_value=seen))
    return stock, compiled, seen, asked


def test_pure_resolvers_are_told_the_response_keys_up_to_the_root(schema):
    text = "{ all: cities { name some: parts(first: 1) { edges { rank } } } }"
    stock, compiled, seen, _ = both(schema, text)

    assert compiled == stock
    # Three cities, and yet one info and one coercion for all of them.
    assert len({id(info) for info in seen.infos}) == 1
    assert len({id(of) for _, of in seen.arguments}) == 1
    info = seen.infos[0]
    assert [key for key in info.path.as_list() if isinstance(key, str)] == ["all", "some"]
    assert (info.path.typename, info.path.prev.key, info.path.prev.prev.typename) == (
        "City",
        0,
        "Query",
    )
    assert seen.arguments[0] == (1, ["x"])


def test_wrong_arguments_of_pure_resolvers_are_errors_at_every_place(schema):
    text = "query ($n: Int = 1) { cities { parts(first: $n) { total } } }"
    asked = Asked(schema, text)
    # `first` is Int: null is one of its values; a list of null is none of `of`'s.
    for given in ({}, {"n": None}, {"n": 1}):
        stock = told(asked.stock(given, root_value=ROOT, context_value=Seen()))
        assert told(asked.compiled(given, root_value=ROOT, context_value=Seen())) == stock


def test_abstract_values_tell_their_type_by_the_declared_key(schema):
    text = "{ things { __typename id ... on City { name } ... on Part { size } } }"
    stock, compiled, _, asked = both(schema, text)
    assert compiled == stock
    assert compiled[0]["things"][1] == {"__typename": "Part", "id": "p9", "size": 9}

    wrong = {"things": [{"@type": "Page"}, {"@type": 7}, {}, part(1)]}
    stock = told(asked.stock(root_value=wrong, context_value=Seen()))
    assert told(asked.compiled(root_value=wrong, context_value=Seen())) == stock
    assert len(stock[1]) == 3


@pytest.mark.parametrize("allowed", range(8))
def test_types_met_when_no_more_may_be_compiled_are_left_to_graphql_core(schema, allowed):
    text = "{ things { __typename id ... on City { name } ... on Part { said size } } }"
    asked = Asked(schema, text, most_fields=allowed)
    stock = told(asked.stock(root_value=ROOT, context_value=Seen()))
    for _ in range(3):
        assert told(asked.compiled(root_value=ROOT, context_value=Seen())) == stock


def test_batches_are_asked_once_for_all_sources_in_all_lists(schema):
    text = "{ cities { parts { edges { node { id said again: said } rank } } } }"
    stock, compiled, seen, _ = both(schema, text)

    assert compiled == stock
    # The first two of each city's parts.
    rows = ["p100", "p101", "p200", "p201"]
    assert sorted(seen.calls) == [("again", rows), ("said", rows)]
    assert seen.alone == []


def test_values_of_batches_stand_where_their_fields_stand(schema):
    text = "{ cities { parts { edges { node { said id must size } } } } }"
    _, compiled, _, _ = both(schema, text)
    node = compiled[0]["cities"][0]["parts"]["edges"][0]["node"]
    assert list(node) == ["said", "id", "must", "size"]


@pytest.mark.parametrize("field", ["said", "must"])
@pytest.mark.parametrize(
    "broken", [("p201",), ("p100", "p101", "p200", "p201"), ("all", "p100", "p101", "p200", "p201")]
)
def test_errors_of_batches_stand_at_their_places_and_nobody_is_asked_again(schema, field, broken):
    text = f"{{ cities {{ parts {{ total edges {{ node {{ id {field} }} }} }} }} }}"
    stock, compiled, seen, _ = both(schema, text, broken)

    assert compiled[0] == stock[0]
    assert [error["path"] for error in compiled[1]] == [error["path"] for error in stock[1]]
    assert len(seen.calls) == 1
    assert seen.alone == []


def test_items_that_are_completed_one_by_one_are_asked_by_their_own_resolvers(schema):
    cities = [city(1, 2), city(2, 2)]
    cities[1]["many"][1]["edges.node"]["size"] = None
    asked = Asked(schema, "{ cities { parts { edges { node { said size } } } } }")
    stock = told(asked.stock(root_value={"cities": cities}, context_value=Seen()))
    seen = Seen()

    assert told(asked.compiled(root_value={"cities": cities}, context_value=seen)) == stock
    assert [error["path"][-1] for error in stock[1]] == ["size"]
    # The first city's list is whole; of the second's, p201 is wrong.
    assert seen.calls == [("said", ["p100", "p101"])]
    assert sorted(seen.alone) == ["p200", "p201"]


def test_where_a_batch_answers_too_few_each_source_is_asked_alone(schema):
    text = "{ cities { parts { edges { node { said } } } } }"
    stock, compiled, seen, _ = both(schema, text, ("few",))

    assert compiled == stock
    assert sorted(seen.alone) == ["p100", "p101", "p200", "p201"]


def test_what_a_batch_answers_may_have_batches_of_its_own():
    made = build_schema(
        "type Query { top: [Node!]! } type Node { id: Int! below: [Node!]! } schema { query: Query }"
    )
    types, calls = made.type_map, []
    types["Query"].fields["top"].resolve = lambda *_: [{"id": 1}, {"id": 2}]
    types["Node"].fields["id"].resolve = lambda row, _info: row["id"]
    declare(types["Node"].fields["id"], Stored())

    async def one(row, _info):
        return [{"id": row["id"] * 10 + i} for i in range(2)]

    async def many(rows, info):
        calls.append([row["id"] for row in rows])
        return [await one(row, info) for row in rows]

    types["Node"].fields["below"].resolve = one
    declare(types["Node"].fields["below"], Batch(many))
    asked = Asked(made, "{ top { id below { id below { id } } } }")

    assert told(asked.compiled()) == told(asked.stock())
    assert calls == [[1, 2], [10, 11, 20, 21]]


def test_a_selection_with_a_batch_beside_an_opaque_field_is_executed_field_by_field(schema):
    types = schema.type_map
    types["Part"].fields["size"].extensions = {}
    stock, compiled, seen, _ = both(schema, "{ cities { parts { edges { node { size said } } } } }")
    assert compiled == stock
    assert sorted(seen.alone) == ["p100", "p101", "p200", "p201"]


def test_strawberry_attributes_are_read_whatever_they_are_called():
    @strawberry.type
    class Odd:
        held: int = strawberry.field(name="secret")
        plain: int

    Odd.__strawberry_definition__.fields[0].python_name = "class"

    @strawberry.type
    class Query:
        @strawberry.field
        def odd(self) -> list[Odd]:
            made = Odd(held=1, plain=0)
            setattr(made, "class", 7)
            return [made]

    asked = Asked(strawberry.Schema(Query)._schema, "{ odd { secret plain } }")
    assert asked.compiled().data == asked.stock().data == {"odd": [{"secret": 7, "plain": 0}]}
    assert asked.programs.made[0].units
