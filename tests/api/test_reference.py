"""The reference of the API tells every type, field, argument and value, in either language."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
import pytest_asyncio
from api_client import ApiClient, serving
from api_graph import STATEMENTS
from graphql import build_schema

from graph_service.api.build import export_schema
from graph_service.http.languages import Language
from graph_service.reference.page import reference_page
from graph_service.reference.sentences import Sentences, read_sentences

ASYNC = pytest.mark.asyncio(loop_scope="module")


class Page(HTMLParser):
    """The ids of a page, where its links lead, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: set[str] = set()
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.ids += [named["id"]] if "id" in named else []
        self.links |= {named["href"]} if "href" in named else set()
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


@pytest.fixture(scope="module")
def schema():
    return build_schema(export_schema())


def described(schema):
    """Place and description of all there is."""
    for name, type_ in schema.type_map.items():
        if name.startswith("__"):
            continue
        yield name, type_.description
        for value_name, value in getattr(type_, "values", {}).items():
            yield f"{name}.{value_name}", value.description
        for field_name, field in getattr(type_, "fields", {}).items():
            yield f"{name}.{field_name}", field.description
            for argument_name, argument in getattr(field, "args", {}).items():
                yield f"{name}.{field_name}.{argument_name}", argument.description


def test_every_description_has_its_chinese(schema):
    sentences = read_sentences()
    lacking = {text: place for place, text in described(schema) if sentences.lacks(text)}
    assert lacking == {}


def test_chinese_is_kept_for_nothing_that_is_not_said(schema):
    sentences = read_sentences()
    said = {text for _, text in described(schema)} | {"All that meet a condition."}
    assert {*sentences.exact} - said == set()
    for pattern, _ in sentences.patterns:
        assert any(pattern.fullmatch(text) for text in said if text not in sentences.exact), pattern


@pytest.mark.parametrize("language", Language)
def test_the_page_has_a_place_for_everything_and_no_link_into_the_void(schema, language):
    page = Page(reference_page(schema, language, read_sentences()))
    assert page.open == []
    assert len(page.ids) == len(set(page.ids))
    places = {
        place
        for place, _ in described(schema)
        if not (
            place.partition(".")[2] and hasattr(schema.type_map[place.partition(".")[0]], "values")
        )
    }
    assert places <= set(page.ids)
    assert {link[1:] for link in page.links if link.startswith("#")} <= set(page.ids)
    assert not any("//" in link for link in page.links)


def test_descriptions_are_told_in_the_language_that_is_read():
    sentences = Sentences(
        {"All that meet a condition.": "符合条件者："},
        ((re.compile("A page of (.+)\\."), "{} 的一页。"),),
    )
    told = [
        (sentences.told(text, Language.ENGLISH), sentences.told(text, Language.CHINESE))
        for text in (
            "Name. 姓名",
            "A page of Talent.",
            "New.",
            "All that meet a condition. A firm. 企业",
            None,
        )
    ]
    assert told == [
        ("Name.", "姓名"),
        ("A page of Talent.", "Talent 的一页。"),
        ("New.", "New."),
        ("All that meet a condition. A firm.", "符合条件者：企业"),
        ("", ""),
    ]
    assert [sentences.lacks(text) for text in ("New.", "Name. 姓名", None)] == [True, False, False]


def test_what_descriptions_hold_is_text_and_no_markup(schema):
    html = reference_page(schema, Language.ENGLISH, read_sentences())
    assert "<script" not in html
    assert "&lt;" in html or "<=" not in html


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api():
    async with serving(STATEMENTS) as client:
        yield client


@ASYNC
async def test_it_is_served_in_the_language_of_the_reader_and_needs_nothing_else(api: ApiClient):
    for headers, query, language, title in (
        ({"Accept-Language": "zh-CN,zh;q=0.9"}, "", "zh", "接口参考"),
        ({}, "", "en", "API reference"),
        ({"Accept-Language": "zh"}, "?lang=en", "en", "API reference"),
    ):
        answer = await api.http.get(f"/reference{query}", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["content-language"] == language
        assert title in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", answer.text)
    home = await api.http.get("/")
    assert 'href="reference?lang=en"' in home.text


@ASYNC
async def test_it_is_sent_compressed_to_who_takes_that(api: ApiClient):
    plain = await api.http.get("/reference", headers={"Accept-Encoding": "identity"})
    packed = await api.http.get("/reference", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) * 5 < len(plain.content)
    assert packed.text == plain.text
