"""The finest points of execution: written out by hand, and the same by graphql-core's executor."""

from __future__ import annotations

import asyncio
import gc
import math
from itertools import count

import pytest
from compiled_executions import Asked
from graphql import GraphQLError, build_schema
from graphql.pyutils import Undefined

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.reading import Pure, Stored, declare

SDL = """
    enum Level { LOW HIGH }
    interface Named { name: String }
    type Item implements Named {
        name: String  id: ID  n: Int  n1: Int!  f: Float  b: Boolean  level: Level
        child: Item  child1: Item!  items: [Item]  items1: [Item!]!  grid: [[Int!]!]
        said(n: Int! = 2, m: Int, word: String = "w"): String
    }
    type Other implements Named { name: String  size: Int }
    union Any = Item | Other
    type Query {
        item: Item  item1: Item!  items: [Item]  strict: [Item!]  all: [Item!]!
        named: [Named]  any: [Any!]  numbers: [Int]  must: [Int!]!  first: Int  second: Int
    }
    type Mutation { first: Int  second: Int }
"""


@pytest.fixture(scope="module")
def schema():
    made = build_schema(SDL)
    for type_ in ("Query", "Item", "Other"):
        for name, field in made.type_map[type_].fields.items():
            field.resolve = said if name == "said" else by_name
            declare(field, Pure())
    for name in ("Named", "Any"):
        made.type_map[name].resolve_type = lambda row, _info, _type: row.get("type", "Item")
    made.type_map["Other"].is_type_of = lambda row, _info: "size" in row
    return made


def by_name(row, info):
    return row[info.field_name]


def said(row, _info, **arguments):
    return ", ".join(f"{name}={value!r}" for name, value in sorted(arguments.items()))


def answered(schema, text, root, variables=None):
    """Execute by both, three times by the compiled one; return data, and messages with paths."""
    asked = Asked(schema, text)

    def outcome(result):
        errors = [(error.message, error.path) for error in result.errors or ()]
        return result.data, errors, [error.locations for error in result.errors or ()]

    made = root if callable(root) else lambda: root
    stock = outcome(asked.stock(variables, root_value=made()))
    for _ in range(3):
        assert outcome(asked.compiled(variables, root_value=made())) == stock
    assert [unit for program in asked.programs.made for unit in program.units]
    return stock[:2]


def test_an_error_of_an_item_that_may_be_null_leaves_the_rest_of_the_list(schema):
    root = {"items": [{"n1": 1}, {"n1": "x"}, None, {"n1": 3}]}
    data, errors = answered(schema, "{ items { n1 } }", root)
    assert data == {"items": [{"n1": 1}, None, None, {"n1": 3}]}
    assert errors == [("Int cannot represent non-integer value: 'x'", ["items", 1, "n1"])]


def test_an_error_of_an_item_that_must_not_be_null_nulls_the_list_and_keeps_its_own_path(schema):
    root = {"strict": [{"n1": 1}, {"n1": None}]}
    data, errors = answered(schema, "{ strict { n1 } }", root)
    assert data == {"strict": None}
    message = "Cannot return null for non-nullable field Item.n1."
    assert errors == [(message, ["strict", 1, "n1"])]


def test_a_null_item_where_none_may_be_is_an_error_of_the_item(schema):
    data, errors = answered(schema, "{ strict { n } }", {"strict": [{"n": 1}, None]})
    message = "Cannot return null for non-nullable field Query.strict."
    assert (data, errors) == ({"strict": None}, [(message, ["strict", 1])])


def test_what_must_not_be_null_up_to_the_root_nulls_all_data(schema):
    text, root = (
        "{ first item1 { child1 { n1 } } }",
        {"first": 1, "item1": {"child1": {"n1": None}}},
    )
    data, errors = answered(schema, text, root)
    message = "Cannot return null for non-nullable field Item.n1."
    assert (data, errors) == (None, [(message, ["item1", "child1", "n1"])])


def test_fields_after_one_that_nulls_its_object_are_not_asked_and_those_before_have_their_errors(
    schema,
):
    root = {"item": {"n": "early", "n1": None, "f": "late"}}
    data, errors = answered(schema, "{ item { n n1 f } }", root)
    assert data == {"item": None}
    assert [path for _, path in errors] == [["item", "n"], ["item", "n1"]]


def test_an_error_in_a_grid_nulls_as_much_as_its_types_say(schema):
    data, errors = answered(schema, "{ item { grid } }", {"item": {"grid": [[1], [2, None]]}})
    message = "Cannot return null for non-nullable field Item.grid."
    assert (data, errors) == ({"item": {"grid": None}}, [(message, ["item", "grid", 1, 1])])


def test_fields_of_one_response_key_are_one_field_in_the_place_of_the_first(schema):
    text = "{ item { a: child { n } name a: child { f } ...More } } fragment More on Item { id a: child { n b } }"
    root = {"item": {"child": {"n": 1, "f": 0.5, "b": True}, "name": "x", "id": "i"}}
    data, _ = answered(schema, text, root)
    assert list(data["item"]) == ["a", "name", "id"]
    assert list(data["item"]["a"].items()) == [("n", 1), ("f", 0.5), ("b", True)]


def test_integers_have_thirty_two_bits_and_whole_numbers_and_truths_are_integers(schema):
    given = [2**31 - 1, 2**31, -(2**31), -(2**31) - 1, True, 3.0, "12", 1.5]
    data, errors = answered(schema, "{ numbers }", {"numbers": given})
    assert data["numbers"] == [2**31 - 1, None, -(2**31), None, 1, 3, 12, None]
    assert [type(number) for number in data["numbers"]].count(bool) == 0
    assert [path for _, path in errors] == [["numbers", 1], ["numbers", 3], ["numbers", 7]]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("f", 2, 2.0),
        ("f", True, 1),
        ("id", 7, "7"),
        ("b", 2, True),
        ("name", 1.5, "1.5"),
        ("name", True, "true"),
        ("level", "LOW", "LOW"),
    ],
)
def test_values_that_are_not_of_the_usual_type_are_coerced(schema, field, value, shown):
    data, errors = answered(schema, f"{{ item {{ {field} }} }}", {"item": {field: value}})
    assert (data, errors) == ({"item": {field: shown}}, [])
    assert type(data["item"][field]) is type(shown) or field == "f"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("f", math.nan),
        ("f", -math.inf),
        ("id", True),
        ("b", "true"),
        ("name", [1]),
        ("level", "MIDDLE"),
        ("level", ["LOW"]),
        ("n", {}),
        ("name", b"bytes"),
    ],
)
def test_values_that_cannot_be_coerced_are_errors_where_they_stand(schema, field, value):
    root = {"items": [{field: None}, {field: value}]}
    data, errors = answered(schema, f"{{ items {{ {field} }} }}", root)
    assert data == {"items": [{field: None}, {field: None}]}
    assert [path for _, path in errors] == [["items", 1, field]]


def test_what_is_undefined_is_null(schema):
    root = {"item": {"n": Undefined, "n1": 1, "child": Undefined, "items": Undefined}}
    data, errors = answered(schema, "{ item { n n1 child { n } items { n } } }", root)
    assert (data, errors) == ({"item": {"n": None, "n1": 1, "child": None, "items": None}}, [])


def test_what_is_undefined_where_null_may_not_be_is_an_error(schema):
    data, errors = answered(schema, "{ item { n1 } }", {"item": {"n1": Undefined}})
    message = "Cannot return null for non-nullable field Item.n1."
    assert (data, errors) == ({"item": None}, [(message, ["item", "n1"])])


def test_exceptions_are_no_values_wherever_they_stand(schema):
    def root():
        return {
            "item": {"name": ValueError("a name"), "child": KeyError("child"), "items": [TypeError("an item")]},
            "numbers": [1, GraphQLError("a number", extensions={"code": "ODD"})],
        }  # fmt: skip

    text = "{ item { name child { n } items { n } } numbers }"
    data, errors = answered(schema, text, root)
    assert data == {"item": {"name": None, "child": None, "items": [None]}, "numbers": [1, None]}
    assert errors == [
        ("a name", ["item", "name"]),
        ("'child'", ["item", "child"]),
        ("an item", ["item", "items", 0]),
        ("a number", ["numbers", 1]),
    ]


def test_extensions_of_an_error_and_the_error_it_was_made_of_are_kept(schema):
    asked = Asked(schema, "{ item { name } }")
    raised = GraphQLError("odd", extensions={"code": "ODD"})
    for executed in (asked.stock, asked.compiled, asked.compiled):
        (error,) = executed(root_value={"item": {"name": raised}}).errors
        assert error.extensions == {"code": "ODD"}
        assert error.original_error is raised


@pytest.mark.parametrize("value", ["text", b"bytes", 5, {"a": 1}])
def test_what_is_no_list_is_not_taken_for_one(schema, value):
    data, errors = answered(schema, "{ numbers }", {"numbers": value})
    message = "Expected Iterable, but did not find one for field 'Query.numbers'."
    assert (data, errors) == ({"numbers": None}, [(message, ["numbers"])])


def test_iterators_are_lists_and_are_read_once(schema):
    data, errors = answered(schema, "{ numbers must }", lambda: {"numbers": iter([1, "x"]), "must": (n for n in (1, 2))})  # fmt: skip
    assert data == {"numbers": [1, None], "must": [1, 2]}
    assert [path for _, path in errors] == [["numbers", 1]]


def test_tuples_are_lists(schema):
    assert answered(schema, "{ must }", {"must": (1, 2)}) == ({"must": [1, 2]}, [])


def test_an_abstract_value_is_asked_for_its_type_and_the_type_for_its_value(schema):
    root = {"named": [{"name": "i"}, {"type": "Other", "name": "o", "size": 1}]}
    text = "{ named { t: __typename name ...on Other { size } } }"
    data, errors = answered(schema, text, root)
    first, second = {"t": "Item", "name": "i"}, {"t": "Other", "name": "o", "size": 1}
    assert (data, errors) == ({"named": [first, second]}, [])


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Nobody", "Abstract type 'Named' was resolved to a type 'Nobody' that does not exist inside the schema."),
        ("Level", "Abstract type 'Named' was resolved to a non-object type 'Level'."),
        ("Query", "Runtime Object type 'Query' is not a possible type for 'Named'."),
        ("Other", "Expected value of type 'Other' but got: {'type': 'Other', 'name': 'n'}."),
        (None, "Abstract type 'Named' must resolve to an Object type at runtime for field 'Query.named'. Either the 'Named' type should provide a 'resolve_type' function or each possible type should provide an 'is_type_of' function."),
        (5, "Abstract type 'Named' must resolve to an Object type at runtime for field 'Query.named' with value {'type': 5, 'name': 'n'}, received '5', which is not a valid Object type name."),
    ],
)  # fmt: skip
def test_a_type_that_cannot_be_is_an_error_of_the_item(schema, name, message):
    root = {"named": [{"name": "i"}, {"type": name, "name": "n"}]}
    data, errors = answered(schema, "{ named { name } }", root)
    assert (data, errors) == ({"named": [{"name": "i"}, None]}, [(message, ["named", 1])])


def test_one_member_of_a_union_of_the_wrong_type_nulls_its_strict_list(schema):
    root = {"any": [{"n": 1}, {"type": "Other"}]}
    data, errors = answered(schema, "{ any { ...on Item { n } } }", root)
    assert (data, [path for _, path in errors]) == ({"any": None}, [["any", 1]])


@pytest.mark.parametrize(
    ("include", "skip", "shown"),
    [(True, False, True), (True, True, False), (False, False, False), (False, True, False)],
)
def test_what_is_included_and_skipped_is_skipped(schema, include, skip, shown):
    text = "query($i: Boolean!, $s: Boolean!) { item { n ...on Item @include(if: $i) @skip(if: $s) { f } } }"
    root = {"item": {"n": 1, "f": 0.5}}
    data, _ = answered(schema, text, root, {"i": include, "s": skip})
    assert ("f" in data["item"]) is shown


def test_a_fragment_is_skipped_at_one_place_and_included_at_another(schema):
    text = "query($s: Boolean!) { item { ...F @skip(if: $s) child { ...F } } } fragment F on Item { n }"
    asked, root = Asked(schema, text), {"item": {"n": 1, "child": {"n": 2}}}
    for skipped in (True, False, True):
        result = asked.compiled({"s": skipped}, root_value=root)
        first = {} if skipped else {"n": 1}
        assert result.data == {"item": {**first, "child": {"n": 2}}}


@pytest.mark.parametrize(
    ("text", "variables", "told"),
    [
        ("{ item { said } }", {}, "n=2, word='w'"),
        ("{ item { said(n: 3, word: null) } }", {}, "n=3, word=None"),
        ("query($w: String) { item { said(word: $w) } }", {}, "n=2, word='w'"),
        ("query($w: String) { item { said(word: $w) } }", {"w": None}, "n=2, word=None"),
        ('query($w: String = "v") { item { said(word: $w) } }', {}, "n=2, word='v'"),
        ("query($m: Int) { item { said(m: $m) } }", {}, "n=2, word='w'"),
        ("query($n: Int) { item { said(n: $n) } }", {}, "n=2, word='w'"),
    ],
)
def test_arguments_have_the_value_of_the_variable_or_its_default_or_their_own(
    schema, text, variables, told
):
    assert answered(schema, text, {"item": {}}, variables) == ({"item": {"said": told}}, [])


def test_a_variable_that_is_null_where_an_argument_must_not_be_is_an_error_of_each_field(schema):
    text = "query($n: Int = 1) { items { id said(n: $n) } }"
    root = {"items": [{"id": "a"}, {"id": "b"}]}
    data, errors = answered(schema, text, root, {"n": None})
    assert data == {"items": [{"id": "a", "said": None}, {"id": "b", "said": None}]}
    assert [path for _, path in errors] == [["items", 0, "said"], ["items", 1, "said"]]


def test_wrong_arguments_of_what_nobody_asks_for_are_no_error(schema):
    text = "query($n: Int = 1) { items { said(n: $n) } }"
    assert answered(schema, text, {"items": []}, {"n": None}) == ({"items": []}, [])


def test_one_object_at_two_places_is_completed_at_each(schema):
    shared = {"n": "x", "n1": None}
    text = "{ items { n } strict { n1 } }"
    data, errors = answered(schema, text, {"items": [shared, shared], "strict": [shared]})
    assert data == {"items": [{"n": None}, {"n": None}], "strict": None}
    paths = [["items", 0, "n"], ["items", 1, "n"], ["strict", 0, "n1"]]
    assert [path for _, path in errors] == paths


def test_keys_are_in_the_order_of_the_document_whatever_completes_them():
    mixed = build_schema("type Query { compiled: Int  opaque: Int }")
    for field in mixed.query_type.fields.values():
        field.resolve = by_name
    declare(mixed.query_type.fields["compiled"], Pure())
    root = {"compiled": 1, "opaque": 2}
    data, _ = answered(mixed, "{ b: opaque a: compiled c: opaque d: compiled }", root)
    assert list(data.items()) == [("b", 2), ("a", 1), ("c", 2), ("d", 1)]


def test_what_changes_is_done_one_after_another(schema):
    clock, told = count(), []

    async def slow(*_):
        told.append(("first", next(clock)))
        await asyncio.sleep(0)
        told.append(("first is done", next(clock)))

    def quick(*_):
        told.append(("second", next(clock)))

    fields = schema.mutation_type.fields
    fields["first"].resolve, fields["second"].resolve = slow, quick
    Asked(schema, "mutation { first second }").compiled()
    assert told == [("first", 0), ("first is done", 1), ("second", 2)]


def test_without_programs_it_is_the_stock_executor(schema):
    asked = Asked(schema, "{ item { n1 } }")
    built = asked.execute(CompiledExecutor, None, root_value={"item": {"n1": None}})
    assert built == asked.stock(root_value={"item": {"n1": None}})


def test_a_coroutine_that_is_left_alone_is_warned_of_while_a_compiled_function_runs():
    async def never_awaited(of):
        return of

    # Collecting garbage is how this value is converted: in the very frame of the function.
    collecting = build_schema("type Query { row: Row } type Row { n: Int! }")
    for type_, reading in (("Query", Pure()), ("Row", Stored(gc.collect))):
        for field in collecting.type_map[type_].fields.values():
            field.resolve = by_name
            declare(field, reading)
    asked = Asked(collecting, "{ row { n } }")
    cycle: list = []
    cycle.append(never_awaited(cycle))
    del cycle
    with pytest.warns(RuntimeWarning, match="never awaited"):
        result = asked.compiled(root_value={"row": {"n": 2}})
    assert not result.errors
