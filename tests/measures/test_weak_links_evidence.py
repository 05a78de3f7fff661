from __future__ import annotations

import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from measured_graphs import graphs, rich_graphs

from analytics.counted import CountedLink, Part
from analytics.industry_links.evidence import evidence
from analytics.industry_links.industry_ties import Indicator
from analytics.industry_links.weak_links import WeakLinksQuestion, weak_links
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy


@pytest.fixture
def city():
    return tables_of(
        {"u": "University", "lab": ("Platform", None), "e1": "Enterprise", "e2": "Enterprise"},
        {"p": ("2022-03", None), "q": None},
        [("u", "p"), ("e1", "p"), ("e2", "p"), ("u", "q"), ("e1", "q")],
        [("lab", "u", "2021", None), ("lab", "e2", "2021", None)],
    )


def listed(city, id_, indicator, part):
    question = WeakLinksQuestion(types=("University", "Platform"))
    found = evidence(city, question, city.index_of(id_), indicator, part)
    return [(c.node, c.activity, c.weight, c.day) for c in found], [c.links for c in found]


def test_a_strength_lists_each_tie_with_what_it_adds(city):
    ties, links = listed(city, "u", Indicator.ENTERPRISE_STRENGTH, Part.DENOMINATOR)
    assert ties == [
        ("e1", "p", 1 / 2, "2022-03-31"),
        ("e1", "q", 1.0, None),
        ("e2", "p", 1 / 2, "2022-03-31"),
        ("lab", "lab", 1.0, "2021-12-31"),
    ]
    assert links[0] == (
        CountedLink("PARTICIPATES_IN", "u", "p"),
        CountedLink("PARTICIPATES_IN", "e1", "p"),
    )
    assert links[3] == (CountedLink("BUILT_WITH", "lab", "u"),)


def test_a_partner_is_listed_once_with_all_the_links_behind(city):
    partners, links = listed(city, "u", Indicator.ENTERPRISE_PARTNERS, Part.NUMERATOR)
    assert partners == [("e1", None, 1.0, None), ("e2", None, 1.0, None)]
    assert [len(behind) for behind in links] == [4, 2]


def test_the_strongest_enterprise_and_the_recent_ties_are_listed(city):
    largest, _ = listed(city, "u", Indicator.LARGEST_ENTERPRISE, Part.NUMERATOR)
    assert [tie[:2] for tie in largest] == [("e1", "p"), ("e1", "q")]
    recent, _ = listed(city, "u", Indicator.RECENT_TIES, Part.NUMERATOR)
    assert [tie[:3] for tie in recent] == [("e1", "p", 1.0), ("e2", "p", 1.0)]
    undated, _ = listed(city, "u", Indicator.RECENT_TIES, Part.EXCLUDED)
    assert [tie[:2] for tie in undated] == [("e1", "q")]


def test_the_activities_are_the_projects(city):
    projects, links = listed(city, "u", Indicator.ACTIVITY, Part.NUMERATOR)
    assert [project[0] for project in projects] == ["p", "q"]
    assert links[0] == (CountedLink("PARTICIPATES_IN", "u", "p"),)


@pytest.mark.parametrize(("id_", "other"), [("lab", "u"), ("u", "lab")])
def test_a_co_building_is_the_same_link_seen_from_both_ends(city, id_, other):
    question = WeakLinksQuestion(types=("University", "Platform"), ties=(Tie.CO_BUILT,))
    found = evidence(city, question, city.index_of(id_), Indicator.ACTIVITY, Part.NUMERATOR)
    assert CountedLink("BUILT_WITH", "lab", "u") in {link for c in found for link in c.links}
    assert other in [c.node for c in found]


@given(
    graphs() | rich_graphs(),
    st.sampled_from((None, *((tie,) for tie in Tie))),
    st.sampled_from((None, WindowBy.START, WindowBy.OVERLAP)),
)
def test_what_is_listed_adds_up_to_the_numbers_shown(graph, kinds, by):
    tables = tables_of(**graph)
    question = WeakLinksQuestion(
        types=("University", "Platform", "Enterprise"),
        ties=kinds,
        window=by and Window("2020-02-10", "2021-12-31", by),
        region="3303",
    )
    found = weak_links(tables, question)
    for row, unit in enumerate(found.units.tolist()):
        for indicator, measured in found.indicators.items():
            parts = {part: evidence(tables, question, unit, indicator, part) for part in Part}
            sums = {part: sum(c.weight for c in counted) for part, counted in parts.items()}
            assert sums[Part.NUMERATOR] == pytest.approx(measured.numerator[row])
            assert sums[Part.EXCLUDED] == pytest.approx(measured.excluded[row])
            if measured.denominator is None:
                assert parts[Part.DENOMINATOR] == []
            else:
                assert sums[Part.DENOMINATOR] == pytest.approx(measured.denominator[row])
            for counted in parts.values():
                places = [c.position for c in counted]
                assert places == sorted(set(places))
                assert all(c.links for c in counted)
