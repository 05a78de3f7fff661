"""Nothing is hard-wired to one city: an invented one runs on the same catalogue."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import analytics
import loaders
import schema
from schema.catalogue import load_catalogue
from schema.declarations import Kind
from schema.packs import Pack, load_pack

PACKS = Path(__file__).parents[1] / "support" / "packs"
PACKAGES = [Path(package.__file__).parent for package in (schema, loaders, analytics)]


@pytest.fixture(scope="module")
def belhaven() -> Pack:
    return load_pack(str(PACKS / "belhaven-1999.toml"))


@pytest.fixture(scope="module")
def wenzhou() -> Pack:
    return load_pack("wenzhou-2021")


def regional_lists() -> set[str]:
    catalogue = load_catalogue()
    owners = (*catalogue.types, *catalogue.links.values())
    return {
        str(p.vocabulary)
        for owner in owners
        for p in owner.properties
        if p.kind in (Kind.TERM, Kind.TERMS)
    }


def test_each_city_has_a_list_for_every_term_of_the_catalogue(belhaven, wenzhou):
    assert set(belhaven.lists) == set(wenzhou.lists) == regional_lists()


def test_its_terms_are_found_by_its_own_words(belhaven):
    assert belhaven.find_term("industries", "灯油").code == "WHALE_OIL"
    assert belhaven.find_term("talent_classes", "z类").label == "宗师"
    assert belhaven.term("platform_systems", "DOCKSIDE").label == "码头平台"


def test_its_talent_classes_keep_their_own_order(belhaven):
    assert [t.code for t in belhaven.lists["talent_classes"]] == ["Z", "Y"]


def test_its_districts_are_found_by_code_former_code_name_and_alias(belhaven):
    found = [belhaven.find_district(s) for s in ("QQ7001", "QQ6999", "下城", "Lower Town")]
    assert [d.code for d in found] == ["QQ7001"] * 4
    assert found[0].datum == "WGS-84"
    assert belhaven.home_region == "QQ7"


def test_no_spelling_of_the_first_city_is_left_in_it(belhaven, wenzhou):
    for vocabulary, terms in wenzhou.lists.items():
        for term in terms:
            for spelling in (term.code, term.label, *term.synonyms):
                assert belhaven.find_term(vocabulary, spelling) is None, spelling
    for district in wenzhou.districts:
        for spelling in (district.code, district.name, *district.aliases):
            assert belhaven.find_district(spelling) is None, spelling


def test_a_code_that_the_pack_lacks_is_its_own_label(belhaven):
    assert belhaven.term("industries", "ELECTRICAL").label == "ELECTRICAL"


def spoken(module: ast.Module) -> set[str]:
    """The strings of a module that are no docstrings."""
    prose = {
        id(node.body[0].value)
        for node in ast.walk(module)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    strings = [n for n in ast.walk(module) if isinstance(n, ast.Constant) and id(n) not in prose]
    return {n.value for n in strings if isinstance(n.value, str)}


def test_no_code_outside_the_packs_knows_the_first_city(wenzhou):
    """Its districts and its own name occur in no string of a module."""
    words = {d.name for d in wenzhou.districts} | {d.code for d in wenzhou.districts}
    words |= {"温州", "Wenzhou", "wenzhou"}
    read = [path for package in PACKAGES for path in package.rglob("*.py")]
    assert len(read) > 20
    found = {
        (path.name, word)
        for path in read
        for text in spoken(ast.parse(path.read_text("utf-8")))
        for word in words
        if word in text
    }
    assert found == set()
