"""The query editor's page and files: what they are, how they are sent, that nothing is elsewhere."""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from importlib.resources import files

import pytest

from graph_service.examples import Example
from graph_service.http.graphiql.page import editor_page
from graph_service.http.languages import Language

FOLDER = files("graph_service.http.graphiql")
MANIFEST = json.loads(FOLDER.joinpath("vendored", "manifest.json").read_text(encoding="utf-8"))
LISTED = {name: told for package in MANIFEST["packages"] for name, told in package["files"].items()}
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def page(http, **headers: str):
    return http.get("/graphql", headers=BROWSER | headers)


def places(html: str) -> list[str]:
    """Addresses that a browser would fetch."""
    return re.findall(r'<(?:script|link|img)[^>]*(?:src|href)="([^"]+)"', html)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_a_vendored_file_is_the_one_of_the_manifest(name):
    content = FOLDER.joinpath("vendored", name).read_bytes()

    assert hashlib.sha256(content).hexdigest() == LISTED[name]["sha256"]


def test_nothing_lies_beside_the_files_of_the_manifest():
    found = {file.name for file in FOLDER.joinpath("vendored").iterdir()}

    assert found == LISTED.keys() | {"manifest.json"}


def test_what_is_vendored_may_be_given_on_and_its_licences_lie_beside_it():
    assert {package["license"] for package in MANIFEST["packages"]} == {"MIT"}
    for name in ("LICENSE-react.txt", "LICENSE-graphiql.txt"):
        assert "Permission is hereby granted" in FOLDER.joinpath("vendored", name).read_text(
            "utf-8"
        )


def test_the_manifest_has_the_packages_that_the_script_takes(checkout):
    wanted = json.loads((checkout / "tools/graphiql/packages.json").read_text(encoding="utf-8"))

    told = {
        f"{package['name']}@{package['version']}": {
            file["from"]: name for name, file in package["files"].items()
        }
        for package in MANIFEST["packages"]
    }
    assert told == wanted


def test_the_page_fetches_nothing_from_elsewhere_and_may_not(http):
    answer = page(http)

    found = places(answer.text)
    assert len(found) == 9
    assert all(re.fullmatch(r"graphiql/[0-9a-f]{16}/[a-z-]+\.(js|css|svg)", each) for each in found)
    policy = dict(
        part.strip().split(" ", 1) for part in answer.headers["content-security-policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == "'self'"
    assert not any("http" in value or "*" in value for value in policy.values())
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_no_style_of_the_editor_names_another_address():
    """Fonts and pictures of the styles are in them."""
    for folder in ("vendored", "static"):
        for file in FOLDER.joinpath(folder).iterdir():
            if file.name.endswith(".css"):
                text = file.read_text(encoding="utf-8")
                assert "@import" not in text
                assert all(
                    url.startswith("data:") for url in re.findall(r"url\(['\"]?([^)]*)", text)
                )


def test_files_may_be_kept_for_good_and_are_sent_as_they_are_vendored(http):
    for place in places(page(http).text):
        answer = http.get(f"/{place}", headers={"accept-encoding": "identity"})

        name = place.rpartition("/")[2]
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["vary"] == "Accept-Encoding"
        if name in LISTED:
            assert hashlib.sha256(answer.content).hexdigest() == LISTED[name]["sha256"]


def test_a_file_is_compressed_as_the_browser_takes_it(http):
    place = next(each for each in places(page(http).text) if each.endswith("/graphiql.js"))
    for encoding in ("gzip", "zstd"):
        with http.stream("GET", f"/{place}", headers={"accept-encoding": encoding}) as answer:
            sent = b"".join(answer.iter_raw())

        assert answer.headers["content-encoding"] == encoding
        assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
        assert int(answer.headers["content-length"]) == len(sent) < 1_200_000
        if encoding == "gzip":
            digest = hashlib.sha256(gzip.decompress(sent)).hexdigest()
            assert digest == LISTED["graphiql.js"]["sha256"]


@pytest.mark.parametrize("name", ["none.js", "..%2Fpage.py", "manifest.json%00", "__init__.py"])
def test_other_names_are_no_files(http, name):
    folder = places(page(http).text)[0].rpartition("/")[0]

    assert http.get(f"/{folder}/{name}").status_code == 404
    assert http.get("/graphiql/0123456789abcdef/react.js").status_code == 404


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("", "en-GB,zh;q=0.5", "en"),
        ("", "de", "en"),
        ("?lang=zh", "en", "zh"),
        ("?lang=en", "zh", "en"),
        ("?lang=fr", "zh", "zh"),
    ],
)
def test_the_page_speaks_the_language_of_the_address_or_the_browser(
    http, query, accepted, language
):
    answer = http.get(f"/graphql{query}", headers=BROWSER | {"accept-language": accepted})

    title = {"zh": "查询编辑器", "en": "Query editor"}[language]
    assert f'<html lang="{language}">' in answer.text
    assert f"<title>{title}" in answer.text
    assert "Accept-Language" in answer.headers["vary"]


def test_what_examples_say_cannot_end_the_element_that_holds_them():
    says = dict.fromkeys(Language, "</script><script>alert(1)</script>")
    example = Example("Evil", says, says, "query Evil { a }", {"x": "<!--"})
    html = editor_page(Language.ENGLISH, (example,), "0" * 16, "a < b")

    data = re.search(r'<script id="given"[^>]*>(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(data)["examples"][0]["title"] == says["en"]
    assert html.count("<script") == 6
    assert "a &lt; b" in html


def test_where_the_editor_is_switched_off_its_files_are_not_there():
    from graph_service.app import create_app
    from graph_service.settings import Settings

    def paths(**settings) -> list[str]:
        app = create_app(Settings(store_url=":memory:", **settings))
        return [r.path for r in app.routes if r.path.startswith("/graphiql/")]

    assert paths(graphiql=False) == []
    assert len(paths()) == 1
