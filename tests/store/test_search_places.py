"""Which of a record's names a text was found in, and where: against the search written from its rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive_search import has, runs, search, spellings, squeezed

from graph_service.store.search_places import FoundName, Span, found_among

PIECES = ["温州", "大学", "大", "长", "乐清", "重庆", "Lab", "lab", "A", "é", "e\u0301a", "7", "Ⅲ"]
NAMES = st.lists(st.sampled_from([*PIECES, " ", "-", "（", "Ａ"]), min_size=1, max_size=6).map(
    "".join
)
TEXTS = st.lists(
    st.one_of(NAMES, st.sampled_from(["wen", "dx", "zhoud", "chang", "yueqing", "ea", "l"])),
    min_size=1,
    max_size=2,
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "names", "place", "shown", "heard"),
    [
        ("大学", ["ABC", "温州大学"], 1, ["大学"], False),
        ("温州大学", ["温州大学科技园", "温州大学"], 1, ["温州大学"], False),
        ("温州大学", ["温州医科大学", "温州大学科技园"], 1, ["温州大学"], False),
        # Both pairs, but not the one between them.
        ("大学 温州", ["温州医科大学"], 0, ["温州", "大学"], False),
        ("wzyk", ["Wenzhou Medical", "温州医科大学"], 1, ["温州医科"], True),
        ("yueq 电气", ["乐清智能电气实验室"], 0, ["乐清", "电气"], False),
        ("leqing", ["乐清智能电气实验室"], 0, ["乐清"], True),
        (
            "medical WENZHOU",
            ["温医大", "Wenzhou Medical University"],
            1,
            ["Wenzhou", "Medical"],
            False,
        ),
        ("ecole", ["École normale"], 0, ["École"], False),
        ("école", ["E\u0301cole normale"], 0, ["E\u0301cole"], False),
        ("9133030014", ["正泰", "9133-0300-14502706XC"], 1, ["9133", "0300", "14"], False),
        ("ａｂｃ", ["x", "(ABC) China"], 1, ["ABC"], False),
    ],
)
def test_the_name_with_most_parts_is_told_and_where_they_stand(text, names, place, shown, heard):
    found = found_among(text, names)
    assert (found.place, found.heard) == (place, heard)
    assert [names[place][span.begin : span.end] for span in found.spans] == shown


def test_what_is_in_no_name_is_nowhere():
    assert found_among("xyz", ["温州大学", "ABC"]) is None
    assert found_among("*", ["*"]) is None
    assert found_among("ab", []) is None


def test_neighbours_are_one_span():
    assert found_among("温州 大学", ["温州大学"]) == FoundName(0, (Span(0, 4),), heard=False)


@given(TEXTS, st.lists(NAMES, min_size=1, max_size=3))
def test_what_is_found_is_found_in_a_name_that_has_it(text, names):
    found = found_among(text, names)
    hits = search({"it": ("University", names)}, text, ("University",))
    if not hits:
        return
    if found is None:
        # A single letter that sounds like a whole syllable is found, and shown nowhere.
        assert all(len(part) == 1 for part in runs(text))
        return
    name = names[found.place]
    assert all(0 <= span.begin < span.end <= len(name) for span in found.spans)
    pairs = zip(found.spans, found.spans[1:], strict=False)
    assert all(one.end < other.begin for one, other in pairs)
    if hits == [("it", 0)]:
        assert squeezed(name)[:100] == squeezed(text)[:100]
    elif hits == [("it", 1)]:
        assert squeezed(name).startswith(squeezed(text))
    parts = [part for part in runs(text) if has(part, [name])]
    assert parts
    for span in found.spans:
        shown = squeezed(name[span.begin : span.end])
        assert shown
        if found.heard:
            sounds = [s for run in runs(shown) for s in spellings(run)]
            assert any(s.startswith(part) for s in sounds for part in parts)


@given(TEXTS, NAMES)
def test_who_adds_a_name_that_has_nothing_of_it_changes_nothing(text, name):
    alone = found_among(text, [name])
    assert found_among(text, [name, "北京"]) == alone
    later = found_among(text, ["北京", name])
    assert later == (alone and FoundName(1, alone.spans, alone.heard))
