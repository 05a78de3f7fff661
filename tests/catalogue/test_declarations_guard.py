"""Every real declaration keeps the rules that no single check sees."""

from __future__ import annotations

import re

import pytest

import schema.vocabularies
from schema.catalogue import Catalogue, load_catalogue
from schema.columns import VALID_FIRST, VALID_LAST, columns_of
from schema.declarations import Kind, Property
from schema.vocabularies import Vocabulary

HAN = re.compile(r"[\u4e00-\u9fff]")
SCHEMES = {
    *(
        "uscc",
        "pic",
        "orcid",
        "ror",
        "isni",
        "wikidata",
        "school-code",
        "college-code",
        "organization-code",
        "registration-number",
        "stock-code",
        "openalex",
        "doi",
        "district-code",
        "project-number",
    ),
    *("achievement-number", "patent-application", "patent-publication", "contract-number"),
    *("certificate", "industry-code", "chain-code", "segment-code", "product-code"),
    "technology-code",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def owned(catalogue) -> list[tuple[str, Property]]:
    owners = [(t.name, t) for t in catalogue.types] + list(catalogue.links.items())
    stored = [(f"{name}.{p.name}", p) for name, owner in owners for p in owner.properties]
    return [*stored, *((f"{t.name}.{d.name}", d.shown) for t in catalogue.types for d in t.derived)]


def test_every_sentence_is_english_and_ends_with_a_full_stop(catalogue, owned):
    said = [(t.name, t.description) for t in catalogue.types]
    said += [(where, p.description) for where, p in owned]
    for declared in catalogue.links.values():
        said += [(declared.type, declared.description)]
        said += [(declared.type, declared.inverse_description)]
    wrong = [pair for pair in said if not pair[1].endswith(".") or HAN.search(pair[1])]
    assert wrong == []


def test_every_label_is_chinese(catalogue, owned):
    labels = [(t.name, t.label) for t in catalogue.types] + [(w, p.label) for w, p in owned]
    for declared in catalogue.links.values():
        labels += [(declared.type, declared.label), (declared.type, declared.inverse_label)]
    assert [pair for pair in labels if not HAN.search(pair[1])] == []


def test_every_word_of_a_vocabulary_has_a_chinese_label_and_an_english_sentence():
    lists = [v for v in vars(schema.vocabularies).values() if isinstance(v, type)]
    closed = [v for v in lists if issubclass(v, Vocabulary) and v is not Vocabulary]
    assert len(closed) >= 4
    for vocabulary in closed:
        for member in vocabulary:
            assert HAN.search(member.word.label), member
            assert member.word.description.endswith("."), member
            assert not HAN.search(member.word.description), member


def test_no_spelling_belongs_to_two_words_of_a_vocabulary(owned):
    for vocabulary in {p.vocabulary for _, p in owned if p.kind is Kind.ENUM}:
        owners: dict[str, str] = {}
        for member in vocabulary:
            for spelling in {member.name, member.word.label, *member.word.synonyms}:
                assert owners.setdefault(spelling.casefold(), member.name) == member.name, spelling


def test_identifiers_are_text_of_a_known_scheme(owned):
    identifiers = [(where, p) for where, p in owned if p.identifier is not None]
    assert {p.identifier for _, p in identifiers} <= SCHEMES
    assert [where for where, p in identifiers if p.kind is not Kind.STRING] == []


def test_only_text_is_a_name(owned):
    naming = [(where, p) for where, p in owned if p.naming]
    assert [w for w, p in naming if p.kind not in (Kind.STRING, Kind.STRINGS)] == []


def test_only_numbers_have_a_unit(owned):
    measured = [(where, p) for where, p in owned if p.unit is not None]
    assert [w for w, p in measured if p.kind not in (Kind.INTEGER, Kind.FLOAT)] == []


def test_every_type_can_be_found_by_a_name(catalogue):
    assert [t.name for t in catalogue.concrete if not any(p.naming for p in t.properties)] == []


def test_no_two_stored_columns_of_a_type_or_link_have_one_name(catalogue):
    for owner in (*catalogue.types, *catalogue.links.values()):
        stored = ["id", VALID_FIRST, VALID_LAST]
        for p in owner.properties:
            stored += columns_of(p)
            stored += [f"{p.name}First", f"{p.name}Last"] if p.kind is Kind.DATE else []
        assert len(stored) == len(set(stored)), owner


def test_parallel_links_are_told_apart_by_a_property_of_text_or_a_list(catalogue):
    for declared in catalogue.links.values():
        if declared.key is not None:
            (key,) = [p for p in declared.properties if p.name == declared.key]
            assert key.kind in (Kind.STRING, Kind.ENUM, Kind.TERM), declared.type
