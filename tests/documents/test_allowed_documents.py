"""A service that answers only documents that are listed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from graphql import GraphQLSchema, build_schema, get_introspection_query

from graph_service.api.documents import Documents, FaultKind, Limits
from graph_service.api.documents.allowed import AllowedError, load_allowed
from graph_service.api.service import make_service
from graph_service.settings import Settings
from graph_service.store.open import open_store
from schema.catalogue import load_catalogue

ONE = "{ name }"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema("type Query { name: String }")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def documents(schema: GraphQLSchema, path: Path) -> Documents:
    allowed = load_allowed(path)
    return Documents(
        schema,
        Limits(),
        most=9,
        max_bytes=10**6,
        allowed=allowed.digests,
        registered=allowed.texts,
    )


def test_a_file_as_sha256sum_prints_it_lists_digests(schema: GraphQLSchema, tmp_path: Path):
    listed = tmp_path / "allowed.txt"
    listed.write_text(f"# of the front end\n\n{sha256(ONE).upper()}  one.graphql\n")
    found = documents(schema, listed)
    assert found.get(ONE).fault is None
    for text in (ONE + " ", get_introspection_query(), "", "{"):
        fault = found.get(text).fault
        assert fault is not None
        assert fault.kind is FaultKind.NOT_ALLOWED
        assert fault.errors[0].extensions == {"code": "FORBIDDEN"}


async def test_a_folder_has_the_texts_which_can_be_asked_for_by_digest(
    schema: GraphQLSchema, tmp_path: Path
):
    (tmp_path / "more").mkdir()
    (tmp_path / "one.graphql").write_text(ONE)
    (tmp_path / "more" / "two.graphql").write_text("query two { name }\n")
    (tmp_path / "read.me").write_text("{ __typename }")
    found = documents(schema, tmp_path)
    assert (await found.registered(sha256(ONE).upper())).text == ONE
    assert (await found.registered(sha256("query two { name }\n"))).fault is None
    fault = (await found.registered("0" * 64)).fault
    assert fault is not None
    assert fault.kind is FaultKind.NOT_ALLOWED
    assert found.get(ONE).digest == sha256(ONE)
    assert found.get("query two { name }").fault is not None
    assert found.get("{ __typename }").fault is not None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "lists none"),
        ("# nothing\n", "lists none"),
        ("abc\n", "Line 1 of"),
        (f"{'0' * 64}\n{'g' * 64}\n", "Line 2 of"),
        (f"{'0' * 63}\n", "64 hexadecimal digits"),
    ],
)
def test_a_list_that_says_nothing_is_refused(tmp_path: Path, content: str, message: str):
    listed = tmp_path / "allowed.txt"
    listed.write_text(content)
    with pytest.raises(AllowedError, match=message):
        load_allowed(listed)


def test_a_list_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(AllowedError, match="cannot be read"):
        load_allowed(tmp_path / "nowhere")
    with pytest.raises(AllowedError, match=r"no \*\.graphql file"):
        load_allowed(tmp_path)
    (tmp_path / "one.graphql").write_bytes(b"\xff\xfe{ name }")
    with pytest.raises(AllowedError, match="cannot be read"):
        load_allowed(tmp_path)


async def test_a_service_with_a_list_answers_nothing_else(tmp_path: Path):
    listed = tmp_path / "allowed.txt"
    asked = "{ graphInfo { version } }"
    listed.write_text(sha256(asked))
    catalogue = load_catalogue()
    store = await open_store(":memory:", catalogue)
    settings = Settings(store_url=":memory:", allowed_documents=str(listed))
    service = make_service(settings, store, catalogue)
    assert (await service.answer(asked))["data"]["graphInfo"]["version"]
    for other in ("{ graphInfo { version }  }", get_introspection_query(), "{ __typename }"):
        (error,) = (await service.answer(other))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert "registered" in error["message"]
    with pytest.raises(AllowedError):
        make_service(Settings(store_url=":memory:", allowed_documents="nowhere"), store, catalogue)
    await store.close()
