"""Identifiers against published examples, and against damage."""

from __future__ import annotations

import csv
from string import digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.identifiers import InvalidIdentifier, normalise_identifier
from schema.time import PartialDate

VALID_USCC = [
    "12100000470095016Q",
    "91330000142944445H",
    "9133038225602433XW",
    "914403001922038216",
    "9144030071526726XG",
]
"""浙江大学, 浙江正泰电器, 人民电器集团, 华为, 腾讯."""

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@pytest.mark.parametrize("code", VALID_USCC)
def test_published_credit_codes_are_valid_however_they_are_spelled(code):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in code)

    for text in (code, code.lower(), f" {code[:8]} {code[8:]}\n", f"{code[:2]}-{code[2:]}", wide):
        assert normalise_identifier("uscc", text) == code


@pytest.mark.parametrize(
    "code",
    ["91330300MA28T499XX", "9133010057462616XH", "1233000047053349XG", "91330382142209555X"],
)
def test_look_alikes_found_in_the_wild_fail(code):
    with pytest.raises(InvalidIdentifier, match="wrong check digit"):
        normalise_identifier("uscc", code)


@given(st.sampled_from(VALID_USCC), st.integers(8, 17), st.sampled_from(ALPHABET))
def test_any_one_changed_character_is_noticed(code, place, character):
    changed = code[:place] + character + code[place + 1 :]
    if changed == code:
        return

    with pytest.raises(InvalidIdentifier):
        normalise_identifier("uscc", changed)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("9.1330000E+17", "ID_DAMAGED"),
        ("9.13E17", "ID_DAMAGED"),
        (9.133e17, "ID_DAMAGED"),
        (914403001922038200, "ID_DAMAGED"),
        (PartialDate("2015-08-31"), "ID_DAMAGED"),
        ("9133000014294444", "ID_INVALID"),
        ("91330000142944445I", "ID_INVALID"),
        ("01330000142944445H", "ID_INVALID"),
    ],
)
def test_damaged_codes_are_refused_and_never_guessed(cell, code):
    with pytest.raises(InvalidIdentifier) as refusal:
        normalise_identifier("uscc", cell)

    assert refusal.value.code == code


def test_orcids():
    normal = "https://orcid.org/0000-0002-1694-233X"

    for text in ("0000-0002-1694-233X", "http://orcid.org/0000-0002-1694-233x", "000000021694233X"):
        assert normalise_identifier("orcid", text) == normal
    assert normalise_identifier("orcid", "0000-0002-1825-0097").endswith("0097")
    for text in ("0000-0002-1825-0098", "0000-0002-1825"):
        with pytest.raises(InvalidIdentifier):
            normalise_identifier("orcid", text)


def test_identifiers_without_rules_are_trimmed_and_numbers_keep_their_digits():
    assert normalise_identifier("project-number", " ２０２１YF A0001 ") == "2021YFA0001"
    assert normalise_identifier("pic", 999984059) == "999984059"
    with pytest.raises(InvalidIdentifier):
        normalise_identifier("project-number", "7.1701E+07")


@pytest.mark.trials
def test_all_orcids_of_the_sample_have_right_check_digits(trials):
    with (trials / "gtr_orcid_sample.csv").open(encoding="utf-8", newline="") as file:
        orcids = [row["PI_ORCID"] for row in csv.DictReader(file)]

    assert len(orcids) == 1120
    assert all(normalise_identifier("orcid", o) == o.replace("http://", "https://") for o in orcids)


@pytest.mark.parametrize("code", ["201710601862.3", "95115608.X"])
def test_published_application_numbers_are_valid_however_they_are_spelled(code):
    for text in (
        code,
        f"ZL{code}",
        f"cn {code}",
        f"ZL {code[:4]} {code[4:]}",
        code.replace(".", ""),
    ):
        assert normalise_identifier("patent-application", text) == code


@given(
    st.sampled_from(["201710601862.3", "95115608.X"]), st.integers(0, 11), st.sampled_from(digits)
)
def test_any_one_changed_digit_of_an_application_number_is_noticed(code, place, digit):
    place %= len(code) - 2
    changed = code[:place] + digit + code[place + 1 :]
    if changed == code:
        return

    with pytest.raises(InvalidIdentifier, match="wrong check digit"):
        normalise_identifier("patent-application", changed)


@pytest.mark.parametrize("text", ["US15/123456", "EP1234567A1", "PCT/US2019/012345"])
def test_application_numbers_of_other_offices_are_kept(text):
    assert normalise_identifier("patent-application", f" {text.lower()} ") == text


@pytest.mark.parametrize("text", ["一种阀", "201710601862", "2017", "CN101225743A", "Kite 2000"])
def test_what_is_no_application_number_is_refused(text):
    with pytest.raises(InvalidIdentifier, match=r"is no application number|wrong check digit"):
        normalise_identifier("patent-application", text)


@pytest.mark.parametrize(
    ("scheme", "code", "spellings"),
    [
        ("ror", "https://ror.org/03yrm5c26", ["03yrm5c26", "ROR.org/03YRM5C26"]),
        ("ror", "https://ror.org/01k4yrm29", ["http://ror.org/01k4yrm29 "]),
        (
            "isni",
            "0000 0001 2158 1279",
            ["0000000121581279", "https://isni.org/isni/0000000121581279"],
        ),
        ("wikidata", "Q42", ["q42", "https://www.wikidata.org/wiki/Q42"]),
    ],
)
def test_identifiers_of_registries_have_one_form(scheme, code, spellings):
    for text in (code, *spellings):
        assert normalise_identifier(scheme, text) == code


@pytest.mark.parametrize(
    ("scheme", "text"),
    [
        ("ror", "01k4yrm30"),
        ("ror", "03yrm5c2"),
        ("ror", "03yrm5i26"),
        ("isni", "0000 0001 2158 1278"),
        ("isni", "0000 0001 2158"),
        ("wikidata", "Q0"),
        ("wikidata", "P31"),
    ],
)
def test_wrong_identifiers_of_registries_are_refused(scheme, text):
    with pytest.raises(InvalidIdentifier):
        normalise_identifier(scheme, text)
