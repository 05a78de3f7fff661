"""Small faults put into the rules of likeness: each lets a trap through or loses a true pair."""

from __future__ import annotations

import re

import pytest
from name_traps import PAIRS, TRAPS

from graph_service import ingest_likeness
from graph_service.review.open_pairs import count_open_pairs
from graph_service.sample.codes import invented_uscc
from loaders import identity, likeness_rules, names
from loaders.likeness_words import words_of
from loaders.names import match_key


@pytest.fixture(scope="module")
def words(pack):
    return words_of(pack)


def fooled(words) -> set[str]:
    """The reasons of the traps that a rule falls into."""
    return {
        why
        for known, new, why in TRAPS
        if likeness_rules.alike(match_key(known), match_key(new), words) is not None
    }


def lost(words) -> list[tuple[str, str]]:
    return [
        (known, new)
        for known, new, reason in PAIRS
        if reason and likeness_rules.alike(match_key(known), match_key(new), words) is None
    ]


def test_the_rules_as_they_are_fall_into_no_trap_and_lose_no_pair(words):
    assert (fooled(words), lost(words)) == (set(), [])


def test_places_numbers_and_brackets_that_count_for_nothing_are_found_out(words, monkeypatch):
    monkeypatch.setattr(likeness_rules, "_told_apart", lambda *_: False)
    assert fooled(words)


def test_a_short_name_that_may_leave_out_words_is_found_out(words, monkeypatch):
    def subsequence(short: str, parts: tuple[str, ...], _words, *, cut: bool = False) -> bool:
        signs = iter("".join(parts))
        return all(sign in signs for sign in short)

    monkeypatch.setattr(likeness_rules, "_fits", subsequence)
    assert fooled(words)


def test_kinds_that_count_for_nothing_are_found_out(words, monkeypatch):
    monkeypatch.setattr(likeness_rules, "_TELLING", frozenset())
    monkeypatch.setattr(likeness_rules, "sounds", lambda text: str(len(text)))
    assert fooled(words)


def test_words_in_which_any_letter_is_a_slip_are_found_out(words, monkeypatch):
    monkeypatch.setattr(likeness_rules, "_SLIPPED", 1)
    assert fooled(words)


def test_a_legal_form_that_is_not_stripped_is_found_out(words, monkeypatch):
    monkeypatch.setattr(likeness_rules, "core_name", lambda name: name)
    assert lost(words)


async def test_a_legal_form_that_is_stripped_within_a_name_is_found_out(load, store, monkeypatch):
    # One code with two names that are not one: whoever strips 公司 in the middle takes them for it.
    table = "企业名称,统一社会信用代码\n温州公司电器,{0}\n温州电器,{0}\n"
    code, another = (invented_uscc("91", "330302", n) for n in (1, 2))
    right = await load("a.csv", table.format(code), as_type="企业")
    unanchored = re.compile(names._LEGAL_FORM.pattern.removesuffix("$"))
    monkeypatch.setattr(identity, "core_name", lambda key: unanchored.sub("", key) or key)
    wrong = await load("b.csv", table.format(another).replace("温州", "乐清"), as_type="企业")

    assert (right.total("nodes_created"), wrong.total("nodes_created")) == (2, 1)


async def test_codes_that_count_for_nothing_are_found_out(load, store, monkeypatch):
    # Two firms with two codes, one named without its legal form: nobody needs to be asked.
    def firms(place: str, first: int) -> str:
        named = enumerate((f"{place}机床", f"{place}机床有限公司"), first)
        rows = "".join(f"{name},{invented_uscc('91', '330302', n)}\n" for n, name in named)
        return f"企业名称,统一社会信用代码\n{rows}"

    await load("a.csv", firms("温州", 1), as_type="企业")
    assert await count_open_pairs(store) == 0

    monkeypatch.setattr(ingest_likeness, "outweighs", lambda *_: False)
    await load("b.csv", firms("乐清", 3), as_type="企业")
    assert await count_open_pairs(store) == 1
