"""Search of a graph that changes, and of random names beside a naive search, on both stores."""

from __future__ import annotations

import time

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from naive_search import search as naive_search
from random_graphs import CATALOGUE, memory_graph, node
from searched import EVERY, FEW, RUN, found, holding
from stores import Place

from graph_service.store.exploring import Hit, Match, Search
from graph_service.store.port import DeadlineExceeded, ReadContext
from graph_service.store.reading import Reading
from graph_service.store.search_index import SearchIndex
from schema.statements import Decision, NodeStatement, Run, Verdict


async def test_what_is_changed_merged_and_taken_back_is_searched_as_it_is_now(place: Place):
    async with holding(place, FEW) as store:
        assert [i for i, _ in (await found(store, "abcd"))[0]] == ["e4"]
        later = Run("later", "register", "2024", 5)
        await store.apply(
            [
                NodeStatement(1, "e4", "Enterprise", {"name": "Renamed"}),
                NodeStatement(2, "e5", "Enterprise", {"name": "ABCDE"}),
            ],
            later,
        )
        assert [i for i, _ in (await found(store, "abcd"))[0]] == ["e5"]
        assert [i for i, _ in (await found(store, "renamed"))[0]] == ["e4"]
        await store.decide(Decision("e2", "e5", Verdict.SAME))
        assert [i for i, _ in (await found(store, "abc"))[0]] == ["e3", "e2"]
        await store.retract("later")
        assert await found(store, "renamed") == ([], 0)
        assert [i for i, _ in (await found(store, "abc"))[0]] == ["e2", "e3", "e4"]


async def test_a_type_that_becomes_known_is_searched_as_that_type(place: Place):
    async with place.new() as store:
        await store.apply(
            [NodeStatement(1, "o", "UnclassifiedOrganization", {"name": "Ruby"})], RUN
        )
        assert (await found(store, "ruby", ("Enterprise",)))[1] == 0
        await store.apply(
            [NodeStatement(1, "o", "Enterprise", {"name": "Ruby"})], Run("s", "survey")
        )
        assert await found(store, "ruby", ("Enterprise",)) == ([("o", 0)], 1)


async def test_a_search_whose_time_has_passed_is_given_up(place: Place):
    async with holding(place, FEW) as store:
        with pytest.raises(DeadlineExceeded):
            await store.search(
                Search("abc", EVERY, 1), ReadContext("2023-12-31", time.monotonic() - 1)
            )


PIECES = [
    "温州",
    "大学",
    "大",
    "州",
    "长",
    "乐清",
    "重庆银行",
    "Lab",
    "lab",
    "ab",
    "A",
    "é",
    "Éa",
    "7",
]
_NAMES = st.lists(st.sampled_from([*PIECES, " ", "-", "（", "Ａ"]), min_size=1, max_size=6).map(
    "".join
)
_RECORDS = st.lists(
    st.tuples(
        st.sampled_from(("University", "Enterprise", "Platform")),
        st.lists(_NAMES, min_size=1, max_size=3).map(tuple),
    ),
    min_size=1,
    max_size=8,
)
_TEXTS = st.lists(
    st.one_of(
        _NAMES,
        st.sampled_from(["wen", "dx", "zhoud", "chang", "zhang", "yueqing", "cqyx", "ea", "l"]),
    ),
    min_size=1,
    max_size=2,
).map(" ".join)


@pytest.mark.parametrize("seed", range(2))
async def test_random_names_are_found_as_by_the_naive_search(place: Place, seed: int):
    """Some texts on each of some graphs; all examples are drawn at once, a store is slow to make."""
    for records, texts in _drawn(seed, 6 if place.is_server else 20):
        async with holding(place, records) as store:
            for text in texts:
                expected = naive_search(records, text, ("University", "Enterprise"))
                answer = await found(store, text, ("University", "Enterprise"))
                assert answer == (expected, len(expected)), (records, text)


def _drawn(seed, number):
    examples = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=number,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(_RECORDS, st.lists(_TEXTS, min_size=20, max_size=20))
    def draw(records, texts):
        examples.append(
            ({f"{kind[0]}{n}": (kind, names) for n, (kind, names) in enumerate(records)}, texts)
        )

    draw()
    return examples


class _Soon:
    """A deadline that passes after some records."""

    def __init__(self, records):
        self.left = records

    def spend(self, _):
        self.left -= 1
        if self.left < 0:
            raise DeadlineExceeded("too late")

    def metered(self, items):
        return iter(items)


def _reading(graph, records):
    return Reading(graph, CATALOGUE, "2023-12-31", _Soon(records))


async def test_an_index_that_was_not_finished_goes_on_where_it_stood():
    graph = memory_graph(CATALOGUE, [node(f"F{n}", "Firm", name=f"Firm {n}") for n in range(10)])
    index = SearchIndex(graph, CATALOGUE)
    question = Search("firm", ("Firm",), 100)
    for _ in range(3):
        with pytest.raises(DeadlineExceeded):
            index.search(question, _reading(graph, 3))
    assert index.search(question, _reading(graph, 1)).count == 10


async def test_an_index_of_records_that_change_often_is_made_anew():
    graph = memory_graph(CATALOGUE, [node(f"F{n}", "Firm", name="Firm") for n in range(3)])
    index = SearchIndex(graph, CATALOGUE)
    for turn in range(20):
        for n in range(3):
            graph.put_node(f"F{n}", "Firm", {"name": f"Turn{turn}"})
        answer = index.search(Search(f"turn{turn}", ("Firm",), 9), _reading(graph, 10**6))
        assert answer.hits == tuple(Hit(f"F{n}", Match.EXACT) for n in range(3))
        assert (
            index.search(Search(f"turn{turn - 1}", ("Firm",), 9), _reading(graph, 10**6)).count == 0
        )
        assert len(index._places) <= 9
