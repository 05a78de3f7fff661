"""Check digits against an independent library, and against all that they claim to find.

Of one wrong character and of two neighbours in the wrong order each of these schemes finds all:
its weights are no multiples of its prime modulus, nor are their differences.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import isni
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_11_2, mod_97_10

from loaders.identifiers import InvalidIdentifier, read_identifier

DIGITS = "0123456789"
GB_32100 = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
PAIRS = ["11", "12", "13", "21", "31", "35", "51", "52", "53", "81", "91", "92", "93"]
"""Registering offices that have digits: the library knows no others."""


def is_read(scheme: str, text: str) -> bool:
    """Whether a text is taken as it stands, without a repair."""
    try:
        return read_identifier(scheme, text)[1] is None
    except InvalidIdentifier:
        return False


def one_wrong(code: str, alphabet: str, last: str) -> Iterator[str]:
    """A code with each wrong character at each place; at the last other characters may stand."""
    for at, right in enumerate(code):
        for wrong in last if at == len(code) - 1 else alphabet:
            if wrong != right:
                yield code[:at] + wrong + code[at + 1 :]


def neighbours_exchanged(code: str) -> Iterator[str]:
    for at in range(len(code) - 1):
        if code[at] != code[at + 1]:
            yield code[:at] + code[at + 1] + code[at] + code[at + 2 :]


def organisation_codes(alphabet: str) -> st.SearchStrategy[str]:
    return st.text(alphabet, min_size=8, max_size=8).map(lambda eight: eight + check_8(eight))


def check_8(eight: str) -> str:
    """GB 11714: 11 less the weighted sum mod 11; 10 is X, 11 is 0."""
    weighted = [int(c, 36) * w for c, w in zip(eight, [3, 7, 9, 10, 5, 8, 4, 2], strict=True)]
    return {10: "X", 11: "0"}.get(rest := 11 - sum(weighted) % 11, str(rest))


@st.composite
def credit_codes(draw) -> str:
    head = draw(st.sampled_from(PAIRS)) + draw(st.text(DIGITS, min_size=6, max_size=6))
    code = head + draw(organisation_codes(GB_32100))
    return code + uscc.calc_check_digit(code)


@st.composite
def application_numbers(draw) -> str:
    kind = draw(st.sampled_from("12389"))
    year, serial = draw(st.sampled_from([(4, 7), (2, 5)]))
    number = "".join(
        [
            draw(st.text(DIGITS, min_size=year, max_size=year)),
            kind,
            draw(st.text(DIGITS, min_size=serial, max_size=serial)),
        ]
    )
    weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]
    total = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False))
    return f"{number}.{(DIGITS + 'X')[total % 11]}"


sixteens = st.text(DIGITS, min_size=15, max_size=15).map(
    lambda digits: digits + mod_11_2.calc_check_digit(digits)
)


@st.composite
def rors(draw) -> str:
    seven = "0" + draw(st.text(CROCKFORD, min_size=6, max_size=6))
    value = 0
    for character in seven:
        value = 32 * value + CROCKFORD.index(character)
    return seven + mod_97_10.calc_check_digits(str(value))


# Against the library.


@given(credit_codes())
def test_every_credit_code_that_the_library_makes_is_read(code):
    assert uscc.validate(code) == code
    assert read_identifier("uscc", code) == (code, None)


@given(credit_codes(), st.sampled_from(GB_32100))
def test_a_credit_code_is_right_just_if_the_library_says_so(code, last):
    assert is_read("uscc", code[:-1] + last) == uscc.is_valid(code[:-1] + last)


@pytest.mark.parametrize("head", ["A1110000", "N2330300", "Y1330300"])
def test_offices_with_letters_are_legal_though_the_library_knows_digits_only(head):
    code = head + "142944445"
    values = [GB_32100.index(c) * pow(3, i, 31) for i, c in enumerate(code)]
    code += GB_32100[-sum(values) % 31]

    assert read_identifier("uscc", code) == (code, None)
    with pytest.raises(ValidationError):
        uscc.validate(code)


@given(sixteens, st.sampled_from(DIGITS + "X"))
def test_orcids_and_isnis_are_right_just_if_the_library_says_so(code, last):
    code = code[:15] + last

    assert is_read("isni", code) == is_read("orcid", code) == isni.is_valid(code)
    if isni.is_valid(code):
        assert read_identifier("isni", code)[0] == isni.format(code)


@given(rors())
def test_every_ror_id_with_check_digits_of_the_library_is_read(code):
    assert read_identifier("ror", code) == (f"https://ror.org/{code}", None)


# What check digits claim to find.


@given(credit_codes())
def test_in_credit_codes_each_wrong_character_and_each_exchange_of_neighbours_is_found(code):
    # Modulus 31, 31 characters, weights 3^i: a difference of neighbours weighs 3^i (1 - 3).
    for wrong in (*one_wrong(code, GB_32100, GB_32100), *neighbours_exchanged(code)):
        assert not is_read("uscc", wrong), wrong


@given(organisation_codes(DIGITS))
def test_in_organisation_codes_each_wrong_digit_and_each_exchange_of_digits_is_found(code):
    # Modulus 11: letters have values above ten, so that the standard claims nothing for them.
    digits = code if code[-1] != "X" else code[:-1]
    exchanged = [swapped + code[len(digits) :] for swapped in neighbours_exchanged(digits)]
    for wrong in (*one_wrong(code, DIGITS, DIGITS + "X"), *exchanged):
        assert not is_read("organization-code", wrong), wrong


@given(application_numbers())
def test_in_application_numbers_each_wrong_digit_and_each_exchange_of_neighbours_is_found(code):
    bare = code.replace(".", "")
    for wrong in (*one_wrong(bare, DIGITS, DIGITS + "X"), *neighbours_exchanged(bare)):
        assert not is_read("patent-application", f"{wrong[:-1]}.{wrong[-1]}"), wrong
        assert not is_read("patent-application", wrong), wrong


@given(sixteens)
def test_in_orcids_and_isnis_each_wrong_digit_and_each_exchange_of_neighbours_is_found(code):
    for wrong in (*one_wrong(code, DIGITS, DIGITS + "X"), *neighbours_exchanged(code)):
        assert not is_read("orcid", wrong), wrong
        assert not is_read("isni", wrong), wrong


@given(rors())
def test_in_ror_ids_each_wrong_character_and_each_exchange_of_neighbours_is_found(code):
    wrong_letters = [wrong + code[7:] for wrong in one_wrong(code[:7], CROCKFORD, CROCKFORD)]
    wrong_digits = [code[:7] + wrong for wrong in one_wrong(code[7:], DIGITS, DIGITS)]
    for wrong in (*wrong_letters, *wrong_digits, *neighbours_exchanged(code)):
        assert not is_read("ror", wrong), wrong


# Identifiers that registers gave.


def registered(folder) -> Iterator[tuple[str, list[str]]]:
    """The ROR id and the ISNIs of each organisation, of both shapes that its register had."""
    with gzip.open(folder / "ror_cn.jsonl.gz", "rt", encoding="utf-8") as file:
        for record in map(json.loads, file):
            known = record["external_ids"]
            if isinstance(known, dict):
                isnis = known.get("ISNI", {}).get("all", [])
                isnis = [isnis] if isinstance(isnis, str) else isnis
            else:
                isnis = [one for entry in known if entry["type"] == "isni" for one in entry["all"]]
            yield record["id"], isnis


@pytest.mark.trials
def test_all_identifiers_that_registers_gave_are_read_as_they_stand(trials):
    records = list(registered(trials))
    isnis = [one for _, those in records for one in those]
    with (trials / "gtr_orcid_sample.csv").open(encoding="utf-8", newline="") as file:
        orcids = [row["PI_ORCID"] for row in csv.DictReader(file)]

    assert (len(records), len(isnis), len(orcids)) == (2_146, 1_229, 1_120)
    for ror, _ in records:
        assert read_identifier("ror", ror) == (ror, None)
    for one in isnis:
        assert read_identifier("isni", one) == (isni.format(one), None)
    for one in orcids:
        assert read_identifier("orcid", one) == (one.replace("http:", "https:"), None)
