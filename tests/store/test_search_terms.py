"""What records are found by and what texts look for, as tokens."""

from __future__ import annotations

import pytest

from graph_service.store.search_terms import NAMELESS, sought_by, terms_by_type, terms_of
from schema.catalogue import Catalogue
from schema.declarations import Access
from schema.language import Entity, entity, prop


@entity("石头", plural="stones")
class Stone(Entity):
    """A stone."""

    name: str | None = prop("Name.", "名称", naming=True)
    aliases: tuple[str, ...] = prop("Other names.", "别名", naming=True)
    number: str | None = prop("Number.", "编号", identifier="stone-number")
    secret: str | None = prop("Secret.", "秘密", naming=True, access=Access.PERSONAL)
    colour: str | None = prop("Colour.", "颜色")


def tokens(*names, identifiers=()):
    return set(terms_of(names, identifiers).tokens)


def test_chinese_text_is_characters_pairs_pinyin_and_initials():
    assert tokens("温州大学") == {
        *("温", "州", "大", "学", "温州", "州大", "大学"),
        *("wenzhoudaxue", "zhoudaxue", "daxue", "xue"),
        *("wzdx", "zdx", "dx"),
    }


def test_characters_read_in_two_ways_are_spelled_in_both():
    assert {"leqing", "yueqing", "lq", "yq"} <= tokens("乐清")
    assert {"zhongqing", "chongqing"} <= tokens("重庆")


@pytest.mark.parametrize("text", ["ＡＢＣ　Ｌａｂ", "abc-lab", "  ABC, (Lab)!", "abc_LAB"])
def test_width_case_and_punctuation_do_not_count(text):
    assert tokens(text) == {"abc", "lab"}
    assert terms_of([text]).names == ("abclab",)


def test_words_with_accents_are_found_without_them_too():
    assert tokens("Université") == {"université", "universite"}
    assert sought_by("Universite").begun == ("universite",)


def test_korean_and_japanese_are_characters_and_pairs_without_pinyin():
    assert tokens("서울대") == {"서", "울", "대", "서울", "울대"}
    assert tokens("トヨタ") == {"ト", "ヨ", "タ", "トヨ", "ヨタ"}


def test_characters_beyond_the_basic_plane_are_whole():
    assert {"\U00020bb7", "\U00020bb7林", "林", "lin"} == tokens("\U00020bb7林")


def test_identifiers_are_found_whole_and_by_their_parts():
    assert tokens(identifiers=["0000-0002-1825-009X"]) == {
        "000000021825009x",
        *("0000", "0002", "1825", "009x"),
    }


def test_long_words_count_up_to_one_length_on_both_sides():
    word = "a" * 23 + "bc"
    assert tokens(word) == {"a" * 23 + "b"}
    assert sought_by(word).begun == ("a" * 23 + "b",)
    names = terms_of(["名" * 300]).names
    assert names == (sought_by("名" * 300).name,) == ("名" * 100,)


def test_the_length_is_that_of_the_name_that_is_shown():
    assert terms_of(["温州 大学", "x"]).length == 4
    assert terms_of([], ["7"]).length == NAMELESS
    assert terms_of(["——"], ["7"]).length == NAMELESS
    assert terms_of(["名" * 5_000]).length == NAMELESS


def test_a_text_looks_for_pairs_of_chinese_and_for_beginnings_of_words():
    sought = sought_by("温州大 wenz a 学")
    assert sought.whole == ("温州", "州大", "a", "学")
    assert sought.begun == ("wenz",)
    assert sought.name == "温州大wenza学"


@pytest.mark.parametrize("text", ["", "  ", "*", "（）", '"~^:', "\ud800", "\u200b"])
def test_a_text_without_letters_and_digits_looks_for_nothing(text):
    assert sought_by(text).empty
    assert terms_of([text]).tokens == ()


def test_names_and_identifiers_count_that_everybody_may_read():
    read = terms_by_type(Catalogue((Stone.__entity__,)))["Stone"]
    stored = {
        "name": "Ruby",
        "aliases": ("Red", "Hot"),
        "number": "S-7",
        "secret": "hidden",
        "colour": "purple",
    }
    terms = read(stored)
    assert set(terms.tokens) == {"ruby", "red", "hot", "s7", "s", "7"}
    assert terms.names == ("ruby", "red", "hot", "s7")
    assert terms.length == 4
    assert read({}).tokens == ()
