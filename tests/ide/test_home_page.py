"""The page that a stranger reads first."""

from __future__ import annotations

import re

import pytest

from graph_service.examples import read_examples
from graph_service.http.home import home_text
from graph_service.http.languages import Language
from schema.packs import load_pack

EXAMPLES = read_examples()


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [("zh-CN", "zh", "创新生态图谱"), ("en", "en", "Innovation ecosystem graph")],
)
def test_it_says_what_is_here_in_the_reader_s_language(http, accepted, language, title):
    answer = http.get("/", headers={"accept-language": accepted})

    assert f'<html lang="{language}">' in answer.text
    assert f"<h1>{title}</h1>" in answer.text
    assert answer.headers["vary"] == "Accept-Language"
    for example in EXAMPLES:
        assert f'href="graphql?lang={language}#{example.name}"' in answer.text
        assert f"<b>{example.title[language]}</b>" in answer.text


def test_it_fetches_nothing_and_may_not(http):
    answer = http.get("/")

    assert not re.findall(r"(?:src|href)=\"(?:https?:)?//", answer.text)
    assert "<script" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_its_links_lead_somewhere(http):
    places = set(re.findall(r'<a [^>]*href="([^"#]+)', http.get("/").text))

    assert {place.partition("?")[0] for place in places} == {
        "",
        "graphql",
        "exports",
        "healthz",
        "readyz",
        "reference",
    }
    for place in places:
        assert http.get(f"/{place}", headers={"accept": "text/html, */*"}).status_code == 200


def test_where_there_is_no_editor_no_link_leads_to_it():
    page = home_text(Language.ENGLISH, load_pack("wenzhou-2021"), (), sample=False)
    shown = home_text(Language.ENGLISH, load_pack("wenzhou-2021"), EXAMPLES, sample=True)

    assert "query editor" not in page
    assert "Illustrative" not in page
    assert "query editor" in shown
    assert "Illustrative sample data" in shown
