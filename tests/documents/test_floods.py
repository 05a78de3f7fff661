"""Documents that come once push out nothing but each other, and memory stays bounded."""

from __future__ import annotations

import asyncio
import gc
import tracemalloc

import pytest
from graphql import GraphQLSchema, build_schema

from graph_service.api.documents import Documents, FaultKind, Limits
from graph_service.api.documents.document import Document
from graph_service.api.documents.keeping import Kept, held_by
from graph_service.api.documents.reading import Reader

MB = 2**20


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema("type Query { name: String, far: Query, pick(ids: [ID!]): String }")


def of(text: str) -> Document:
    return Document(text, "")


def test_a_flood_of_documents_that_come_once_leaves_the_others_hot_and_compiled(
    schema: GraphQLSchema,
):
    documents = Documents(schema, Limits(), most=200, max_bytes=8 * MB, allowed=None)
    hot = [documents.get(f"{{ a{number}: name }}") for number in range(20)]
    for document in hot:
        assert documents.get(document.text) is document
        document.programs = compiled = object()
        document.memo["plan"] = compiled
    for number in range(300):
        assert not documents.get(f"{{ b{number}: name }}").hot
    for document in hot:
        assert documents.get(document.text) is document
        assert document.hot
        assert document.programs is document.memo["plan"]
    gc.collect()
    alive = [one for one in gc.get_objects() if isinstance(one, Document)]
    # a quarter of 200 on trial, and the 20
    assert len([one for one in alive if one.text.startswith("{ b")]) == 50


def test_a_flood_of_ten_thousand_is_kept_to_a_quarter():
    kept = Kept(most=200, max_bytes=8 * MB)
    kept.add(hot := of("hot"))
    assert kept.get("hot") is hot
    for number in range(10_000):
        kept.add(of(f"once {number}"))
    assert kept.get("hot") is hot
    gc.collect()
    alive = [one for one in gc.get_objects() if isinstance(one, Document)]
    assert len([one for one in alive if one.text.startswith("once")]) == 50


@pytest.mark.parametrize(
    "text",
    [
        "{ name }",
        "query ($ids: [ID!]) { far { far { pick(ids: $ids) } } name }",
        # as many nodes as there can be, and as long as there can be
        "{ " + "name " * 1_900 + "}",
        '{ pick(ids: "' + "x" * 39_000 + '") }',
        "{ pick(ids: [" + '"x" ' * 1_900 + "]) }",
        # refused, with as many errors as are told
        "{ " + " ".join(f"colour{n}" for n in range(600)) + "}",
        "{ " + " ".join(f"c{n}: name" for n in range(400)) + "}",
    ],
    ids=["small", "usual", "nodes", "text", "values", "invalid", "too large"],
)
def test_a_document_holds_no_more_than_is_reckoned(schema: GraphQLSchema, text: str):
    reader = Reader(schema, Limits(root_fields=2_000), allowed=None)
    reader.read("{ name far { pick } }")
    gc.collect()
    tracemalloc.start()
    try:
        document = reader.read(text + " ")
        for operation in document.operations:
            operation.cost({})
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < held_by(document)


def test_the_longest_unused_goes_first():
    # one of four is on trial, three are not
    kept = Kept(most=4, max_bytes=10 * MB)
    documents = {name: of(name) for name in "abcde"}
    for name in "abc":
        kept.add(documents[name])
        assert kept.get(name) is documents[name]
    kept.add(documents["d"])
    # b and c are used after a
    assert kept.get("b")
    assert kept.get("c")
    # d came again: a makes room for it, and is on trial until e comes
    assert kept.get("d")
    kept.add(documents["e"])
    assert kept.get("a") is None
    assert [name for name in "bcde" if kept.get(name)] == ["b", "c", "d", "e"]


def test_a_document_larger_than_there_is_room_is_answered_and_not_kept(schema: GraphQLSchema):
    documents = Documents(schema, Limits(), most=10, max_bytes=4_000, allowed=None)
    assert documents.get("{ name }").fault is None
    assert documents.get("{ name }") is not documents.get("{ name }")


def test_refused_documents_stay_on_trial(schema: GraphQLSchema):
    documents = Documents(schema, Limits(), most=8, max_bytes=MB, allowed=None)
    good = documents.get("{ name }")
    assert documents.get("{ name }") is good
    bad = [documents.get(f"{{ wrong{number // 2} }}") for number in range(40)]
    assert bad[::2] == bad[1::2]
    assert not any(document.hot for document in bad)
    assert {document.fault.kind for document in bad if document.fault} == {FaultKind.INVALID}
    assert documents.get("{ name }") is good


async def test_a_long_document_is_read_by_a_thread_and_once(schema: GraphQLSchema):
    documents = Documents(schema, Limits(), most=8, max_bytes=10 * MB, allowed=None)
    text = "{ far { " + "name " * 500 + "} }"
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    counting = asyncio.create_task(count())
    found = await asyncio.gather(*(documents.find(text) for _ in range(3)))
    counting.cancel()
    assert len(set(map(id, found))) == 1
    assert found[0].hot
    # the loop went on meanwhile
    assert turns > 2
    assert await documents.find("{ name }") is await documents.find("{ name }")
