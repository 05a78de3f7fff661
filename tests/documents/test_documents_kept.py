from __future__ import annotations

import hashlib

import pytest
from graphql import GraphQLSchema, OperationType, build_schema

from graph_service.api.documents import Documents, FaultKind, Limits, UnknownOperation

SCHEMA = "type Query { name: String, far: Query } type Mutation { forget: Boolean }"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(SCHEMA)


@pytest.fixture
def documents(schema: GraphQLSchema) -> Documents:
    return Documents(schema, Limits(depth=3, tokens=30), most=3, max_bytes=100_000, allowed=None)


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
    documents = Documents(schema, Limits(), most=3, max_bytes=100_000, allowed=frozenset({listed}))
    assert documents.get("{ name }").fault is None
    refused = documents.get("{ name  }").fault
    assert refused is not None
    assert refused.kind is FaultKind.NOT_ALLOWED
    assert refused.errors[0].extensions == {"code": "FORBIDDEN"}
