from __future__ import annotations

import hashlib

import pytest
from graphql import GraphQLSchema, OperationType, build_schema, get_introspection_query

from graph_service.api.documents import Documents, FaultKind, Limits, UnknownOperation

SCHEMA = "type Query { name: String, far: Query } type Mutation { forget: Boolean }"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA)


@pytest.fixture
def documents(schema: GraphQLSchema) -> Documents:
    return Documents(schema, Limits(depth=3, tokens=30), most=3, max_bytes=10**6, allowed=None)


def test_a_document_is_read_once_and_hot_when_it_comes_again(documents: Documents):
    first = documents.get("{ name }")
    assert not first.hot
    again = documents.get("{ name }")
    assert again is first
    assert again.hot
    assert first.digest == hashlib.sha256(b"{ name }").hexdigest()
    assert first.fault is None


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", FaultKind.SYNTAX, "Syntax Error"),
        ("{ name", FaultKind.SYNTAX, "Syntax Error"),
        ("{ " + "name " * 29 + "}", FaultKind.LIMIT, "more than 30 tokens"),
        ("{ far { far { far { name } } } }", FaultKind.LIMIT, "4 levels"),
        ("{ colour }", FaultKind.INVALID, "colour"),
        ("fragment f on Query { name }", FaultKind.INVALID, "never used"),
    ],
)
def test_what_is_wrong_with_a_document_is_told_again_and_again(
    documents: Documents, text: str, kind: FaultKind, message: str
):
    for document in (documents.get(text), documents.get(text)):
        assert document.fault is not None
        assert document.fault.kind is kind
        assert message in document.fault.errors[0].message


def test_the_operation_that_is_named_is_chosen(documents: Documents):
    two = documents.get("query A { name } mutation B { forget }")
    assert two.operation("A").kind is OperationType.QUERY
    assert two.operation("B").kind is OperationType.MUTATION
    with pytest.raises(UnknownOperation, match="2 operations"):
        two.operation(None)
    with pytest.raises(UnknownOperation, match="no operation of the name 'C'"):
        two.operation("C")
    assert documents.get("{ name }").operation(None).kind is OperationType.QUERY


def test_only_listed_documents_are_answered_where_there_is_a_list(schema: GraphQLSchema):
    listed = hashlib.sha256(b"{ name }").hexdigest()
    documents = Documents(schema, Limits(), most=3, max_bytes=10**6, allowed=frozenset({listed}))
    assert documents.get("{ name }").fault is None
    refused = documents.get("{ name  }").fault
    assert refused is not None
    assert refused.kind is FaultKind.NOT_ALLOWED
    assert refused.errors[0].extensions == {"code": "FORBIDDEN"}


def test_the_operations_of_a_document_count_together(schema: GraphQLSchema):
    documents = Documents(schema, Limits(fields=10), most=9, max_bytes=10**6, allowed=None)

    def message(operations: int) -> str | None:
        text = " ".join(f"query q{n} {{ far {{ name }} }}" for n in range(operations))
        fault = documents.get(text).fault
        return fault and fault.errors[0].message

    assert message(5) is None
    assert message(6) == "The query has 12 fields, fragments written out; the limit is 10."


def test_root_fields_in_fragments_count(schema: GraphQLSchema):
    documents = Documents(schema, Limits(root_fields=3), most=9, max_bytes=10**6, allowed=None)
    fault = documents.get("{ ...f ...f } fragment f on Query { name far { name } }").fault
    assert fault is not None
    assert "4 root fields" in fault.errors[0].message


def test_a_document_that_is_too_long_is_not_read(schema: GraphQLSchema):
    documents = Documents(schema, Limits(characters=20), most=9, max_bytes=10**6, allowed=None)
    assert documents.get("{ name }" + " " * 12).fault is None
    fault = documents.get("{ name }" + " " * 13).fault
    assert fault is not None
    assert fault.kind is FaultKind.LIMIT
    assert fault.errors[0].message == "The document has 21 characters; the limit is 20."


def test_an_error_says_where_and_keeps_nothing_of_the_document(schema: GraphQLSchema):
    documents = Documents(schema, Limits(), most=9, max_bytes=10**6, allowed=None)
    document = documents.get("{\n  name\n  colour\n}")
    assert document.ast is None
    assert document.fault is not None
    (error,) = document.fault.errors
    assert [(place.line, place.column) for place in error.locations or ()] == [(3, 3)]
    assert error.nodes is None
    assert error.__traceback__ is None


@pytest.mark.parametrize(
    "text",
    [
        "{ ...f0 }" + "".join(f" fragment f{n} on Query {{ ...f{n + 1} }}" for n in range(220)),
        "{ ...f0 }"
        + "".join(f" fragment f{n} on Query {{ ...f{(n + 1) % 200} }}" for n in range(200)),
        "{ far " * 660 + "}" * 660,
        "{ " + "far { " * 190 + "name" + " }" * 190 + " }",
        "".join(
            f"fragment f{n} on Query {{ far {{ far {{ far {{ ...f{n + 1} }} }} }} }} "
            for n in range(130)
        )
        + "fragment f130 on Query { name } { ...f0 }",
        "{ name(x: " + "[" * 900,
        "{ name(x: " + "{a: " * 500,
        "query ($x: " + "[" * 900 + "Int" + "]" * 900 + ") { name }",
    ],
    ids=["chain", "circle", "braces", "levels", "long way down", "lists", "objects", "types"],
)
def test_what_is_nested_deeply_is_refused_without_a_fault_of_ours(schema: GraphQLSchema, text: str):
    fault = Documents(schema, Limits(), most=9, max_bytes=10**6, allowed=None).get(text).fault
    assert fault is not None
    assert fault.kind is not FaultKind.NOT_ALLOWED


def test_the_schema_itself_is_shown_as_far_as_tools_ask(product: GraphQLSchema):
    documents = Documents(product, Limits(), most=9, max_bytes=10**6, allowed=None)

    def told(text: str) -> str | None:
        fault = documents.get(text).fault
        return fault and fault.errors[0].message

    whole = get_introspection_query(
        specified_by_url=True, schema_description=True, input_value_deprecation=True, one_of=True
    )
    assert told(whole) is None
    fields = "fields { args { name description defaultValue } name description type { name } }"
    assert told(f"{{ __schema {{ types {{ {fields} }} }} }}") is None
    twelve = " ".join(f"a{n}: {fields}" for n in range(12))
    assert "values of the schema itself" in (
        told(f"{{ __schema {{ types {{ {twelve} }} }} }}") or ""
    )
    # In fragments, and under another name, it is the same; beside data it is less.
    spread = f"{{ x: __schema {{ ...f }} }} fragment f on __Schema {{ types {{ {twelve} }} }}"
    assert "values of the schema itself" in (told(spread) or "")
    assert told('{ graphInfo { version } __type(name: "Query") { name kind } }') is None
    beside = told(f"{{ graphInfo {{ version }} __schema {{ types {{ {fields} }} }} }}")
    assert "Ask for it apart from data" in (beside or "")


def test_a_name_makes_nothing_introspection(schema: GraphQLSchema):
    documents = Documents(schema, Limits(depth=3), most=9, max_bytes=10**6, allowed=None)
    deep = "name"
    for _ in range(4):
        deep = f"__schema: far {{ {deep} }}"
    fault = documents.get(f"{{ {deep} }}").fault
    assert fault is not None
    assert "5 levels" in fault.errors[0].message
    fault = documents.get("mutation { __schema { a { b { c { d } } } } }").fault
    assert fault is not None
    assert "5 levels" in fault.errors[0].message
    # there it is asked for, and it has no depth
    whole = documents.get(get_introspection_query())
    assert whole.fault is None
    assert whole.operation(None).size.depth == 0
