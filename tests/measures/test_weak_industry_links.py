"""The oracle is `naive_weak_links`: sets and fractions over the graph as dicts."""

from __future__ import annotations

from datetime import date

import naive_weak_links as naive
import pytest
from graph_tables import tables_of
from hypothesis import given
from hypothesis import strategies as st
from measured_graphs import graphs, rich_graphs

from analytics.industry_links.industry_ties import Indicator
from analytics.industry_links.question import stale_before
from analytics.industry_links.weak_links import Rule, WeakLinksQuestion, weak_links
from analytics.tables import MISSING_DAY
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy, day_number, day_text


def rows(tables, found):
    return {
        id_: {rule.name for rule, flags in found.fired.items() if flags[row]}
        for row, id_ in enumerate(tables.ids_of(found.units))
    }


def shown(tables, found, id_, indicator):
    row = tables.ids_of(found.units).index(id_)
    return found.indicators[indicator].value(row)


def ask(tables, **words):
    return weak_links(tables, WeakLinksQuestion(**{"types": ("University",), **words}))


@pytest.fixture
def city():
    # p: u, e1, e2, v  each pair 1/3; q: u, e1  1/1; r: v alone; s: w and v  1/1.
    # e1 has 1/3 + 1 = 4/3 of the 5/3 that u shares with enterprises: 0.8.
    return tables_of(
        {
            "u": "University",
            "v": "University",
            "w": "University",
            "x": "University",
            "e1": "Enterprise",
            "e2": "Enterprise",
        },
        {"p": ("2021-12-30", None), "q": ("2019", None), "r": ("2022", None), "s": None},
        [
            *((o, "p") for o in ("u", "e1", "e2", "v")),
            *((o, "q") for o in ("u", "e1")),
            ("v", "r"),
            *((o, "s") for o in ("w", "v")),
        ],
    )


def test_one_enterprise_dominates_at_four_fifths_of_the_enterprise_strength(city):
    found = ask(city)
    assert shown(city, found, "u", Indicator.LARGEST_ENTERPRISE) == pytest.approx(4 / 5)
    assert "ONE_ENTERPRISE_DOMINATES" in rows(city, found)["u"]
    assert "ONE_ENTERPRISE_DOMINATES" not in rows(city, ask(city, dominance=0.81))["u"]
    # v shares 1/3 with each of two enterprises: neither dominates.
    assert shown(city, found, "v", Indicator.LARGEST_ENTERPRISE) == pytest.approx(1 / 2)


def test_counts_enterprises_among_different_partners(city):
    found = ask(city)
    # u works with e1, e2 and v; v with u, e1, e2 and w; w with v.
    assert shown(city, found, "u", Indicator.ENTERPRISE_SHARE) == 0.666666667
    assert shown(city, found, "v", Indicator.ENTERPRISE_SHARE) == 2 / 4
    assert shown(city, found, "w", Indicator.ENTERPRISE_SHARE) == 0
    assert rows(city, found)["w"] == {"NO_ENTERPRISE_PARTNER", "LOW_ENTERPRISE_SHARE"}
    assert "LOW_ENTERPRISE_SHARE" in rows(city, ask(city, low_share=0.51))["v"]


def test_ties_are_stale_if_none_began_within_the_months_before_the_day(city):
    # The newest tie began on 2021-12-30; two years before 2023-12-31 is 2021-12-31.
    assert "STALE_TIES" in rows(city, ask(city))["u"]
    assert "STALE_TIES" not in rows(city, ask(city, stale_months=25))["u"]
    found = ask(city)
    row = city.ids_of(found.units).index("u")
    assert day_text(found.newest[row]) == "2021-12-30"


def test_a_tie_that_began_exactly_so_long_ago_is_not_stale():
    graph = {"organizations": {"u": "University", "e": "Enterprise"}, "projects": {}}
    for start, stale in (("2021-12-31", False), ("2021-12-30", True), ("2021-12", False)):
        tables = tables_of(graph["organizations"], {"p": (start, None)}, [("u", "p"), ("e", "p")])
        assert ("STALE_TIES" in rows(tables, ask(tables))["u"]) is stale


def test_undated_ties_are_neither_stale_nor_recent():
    tables = tables_of(
        {"u": "University", "e": "Enterprise"}, {"p": None}, [("u", "p"), ("e", "p")]
    )
    found = ask(tables)
    assert shown(tables, found, "u", Indicator.RECENT_TIES) is None
    assert found.indicators[Indicator.RECENT_TIES].missing_share(0) == 1.0
    assert found.newest.tolist() == [MISSING_DAY]
    assert rows(tables, found)["u"] == {"ONE_ENTERPRISE_DOMINATES"}


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2023-12-31", 24, "2021-12-31"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2023-03-31", 1, "2023-02-28"),
        ("2023-01-15", 1, "2022-12-15"),
        ("0002-01-01", 1200, "0001-01-01"),
    ],
)
def test_months_are_those_of_the_calendar(day, months, expected):
    assert day_text(stale_before(day, months)) == expected


def test_who_has_no_partner_at_all_has_no_share_instead_of_zero():
    tables = tables_of({"u": "University"}, {"p": ("2023", None)}, [("u", "p")])
    found = ask(tables)
    assert rows(tables, found) == {"u": {"NO_ENTERPRISE_PARTNER"}}
    assert shown(tables, found, "u", Indicator.ENTERPRISE_SHARE) is None
    assert shown(tables, found, "u", Indicator.ENTERPRISE_STRENGTH) is None
    assert shown(tables, found, "u", Indicator.LARGEST_ENTERPRISE) is None
    assert found.largest.tolist() == [-1]


def test_too_little_activity_is_not_ranked_instead_of_zero(city):
    found = ask(city, min_projects=2)
    assert sorted(city.ids_of(found.units)) == ["u", "v"]
    assert city.ids_of(found.not_ranked) == ["w", "x"]
    assert found.activity.tolist() == [1, 0]


def test_co_buildings_tie_a_platform_and_its_builders_but_not_the_builders():
    tables = tables_of(
        {"lab": ("Platform", "labs"), "e": "Enterprise", "u": "University"},
        {},
        [],
        [("lab", "e", "2022-06", None), ("lab", "u", None, None)],
    )
    platforms = ask(tables, types=("Platform",), ties=(Tie.CO_BUILT,))
    assert shown(tables, platforms, "lab", Indicator.ENTERPRISE_SHARE) == 1 / 2
    assert shown(tables, platforms, "lab", Indicator.ENTERPRISE_STRENGTH) == 1 / (1 + 1)
    assert shown(tables, platforms, "lab", Indicator.ACTIVITY) == 2
    assert day_text(platforms.newest[0]) == "2022-06-30"
    universities = ask(tables, ties=(Tie.CO_BUILT,))
    assert rows(tables, universities)["u"] == {"NO_ENTERPRISE_PARTNER", "LOW_ENTERPRISE_SHARE"}


@pytest.fixture
def five_kinds():
    # u and e1 signed k (2022-05) with e2; u applied with v for t (2020); u owns a, which e1
    # converts (2023) and e1 owns itself; lab is of e2's incubator since 2021-03.
    return tables_of(
        {
            "u": "University",
            "v": "University",
            "lab": ("Platform", None),
            "e1": "Enterprise",
            "e2": "Enterprise",
        },
        {},
        [],
        more={
            "TechnologyContract": {"k": {"signedOn": "2022-05"}},
            "Patent": {"t": {"filedOn": "2020"}},
            "Achievement": {"a": {}},
        },
        links={
            "PARTY_TO": [("u", "k"), ("e1", "k"), ("e2", "k")],
            "CO_APPLIED": [("u", "t"), ("v", "t")],
            "OWNS": [("u", "a"), ("e1", "a")],
            "CONVERTED_BY": [("a", "e1", {"on": "2023"})],
            "INCUBATES": [("lab", "e2", {"validFrom": "2021-03"})],
        },
    )


def test_contracts_patents_conversions_and_incubations_tie_with_strength_one(five_kinds):
    found = ask(five_kinds, types=("University", "Platform"))
    assert found.ties == (Tie.CONTRACT, Tie.PATENT, Tie.CONVERSION, Tie.INCUBATION)
    # u: e1 and e2 by k, e1 by a, v by t: 3 of 4 are with enterprises, 2 of these 3 with e1.
    assert shown(five_kinds, found, "u", Indicator.ENTERPRISE_STRENGTH) == 3 / 4
    assert shown(five_kinds, found, "u", Indicator.LARGEST_ENTERPRISE) == pytest.approx(2 / 3)
    assert shown(five_kinds, found, "u", Indicator.ENTERPRISE_SHARE) == pytest.approx(2 / 3)
    assert shown(five_kinds, found, "lab", Indicator.ENTERPRISE_SHARE) == 1
    # Without projects every contract, patent and conversion is an activity: k, t and a.
    assert shown(five_kinds, found, "u", Indicator.ACTIVITY) == 3


@pytest.mark.parametrize(
    ("kind", "unit", "day"),
    [
        (Tie.CONTRACT, "u", "2022-05-31"),
        (Tie.CONVERSION, "u", "2023-12-31"),
        (Tie.INCUBATION, "lab", "2021-03-31"),
    ],
)
def test_a_tie_is_as_old_as_its_signing_filing_conversion_or_beginning(five_kinds, kind, unit, day):
    found = ask(five_kinds, types=("University", "Platform"), ties=(kind,))
    row = five_kinds.ids_of(found.units).index(unit)
    assert day_text(found.newest[row]) == day


def test_who_converts_an_achievement_is_tied_to_its_other_owners(five_kinds):
    found = ask(five_kinds, types=("Enterprise",), ties=(Tie.CONVERSION,))
    assert shown(five_kinds, found, "e1", Indicator.ENTERPRISE_SHARE) == 0 / 1  # u alone
    assert shown(five_kinds, found, "e1", Indicator.ACTIVITY) == 1


@pytest.mark.parametrize(("by", "activity"), [("START", 0), ("OVERLAP", 1)])
def test_a_patent_of_some_day_of_a_year_is_in_a_window_of_months_only_by_overlap(
    five_kinds, by, activity
):
    window = Window("2020-02-01", "2020-03-31", WindowBy(by))
    found = ask(five_kinds, ties=(Tie.PATENT,), window=window)
    assert len(found.units) == 2 * activity
    assert found.missing == 1 - activity


@pytest.fixture
def served():
    # u serves s1 itself and s2 by its carrier. In s1 only e1 of Hangzhou operates, in s2 e2 of
    # Ouhai; e3, of no district, operates in s3, which v serves.
    return tables_of(
        {
            "u": "University",
            "v": "University",
            "e1": "Enterprise",
            "e2": "Enterprise",
            "e3": "Enterprise",
        },
        {"p": ("2023", None)},
        [("u", "p"), ("v", "p")],
        more={
            "ChainSegment": {"s1": {}, "s2": {}, "s3": {}},
            "Carrier": {"c": {}},
            "District": {"ouhai": {"code": "330304"}, "hangzhou": {"code": "330106"}},
        },
        links={
            "SERVES": [("u", "s1"), ("v", "s3")],
            "HOSTS": [("u", "c")],
            "CARRIER_SERVES": [("c", "s2"), ("c", "s1")],
            "OPERATES_IN": [("e1", "s1"), ("e2", "s2"), ("e3", "s3")],
            "LOCATED_IN": [("e1", "hangzhou"), ("e2", "ouhai")],
        },
    )


def test_a_served_segment_without_a_local_enterprise_is_a_sign_of_weak_links(served):
    question = {"region": "3303", "rules": (Rule.SEGMENT_WITHOUT_ENTERPRISE,)}
    found = ask(served, **question)
    assert served.ids_of(found.units[found.weak]) == ["u", "v"]
    bare = found.indicators[Indicator.SEGMENTS_WITHOUT_ENTERPRISE]
    assert shown(served, found, "u", Indicator.SEGMENTS_WITHOUT_ENTERPRISE) == 1 / 2
    assert bare.missing_share(served.ids_of(found.units).index("u")) == 0
    # Whether e3 is local nobody knows.
    assert bare.missing_share(served.ids_of(found.units).index("v")) == 1
    everywhere = ask(served, **{**question, "region": "33"})
    assert served.ids_of(everywhere.units[everywhere.weak]) == ["v"]


@pytest.mark.parametrize(
    ("region", "reason"),
    [
        (None, "No region was given, so no enterprise is local."),
        ("3303", "No SERVES or CARRIER_SERVES link has been loaded."),
    ],
)
def test_nothing_is_said_of_segments_without_a_region_or_without_data(city, region, reason):
    found = ask(city, region=region, rules=(Rule.SEGMENT_WITHOUT_ENTERPRISE,), ties=())
    assert [(left.name, left.reason) for left in found.not_evaluated] == [
        ("SEGMENT_WITHOUT_ENTERPRISE", reason)
    ]
    assert (found.fired, Indicator.SEGMENTS_WITHOUT_ENTERPRISE in found.indicators) == ({}, False)


def test_an_unclassified_partner_is_a_partner_of_whom_it_is_not_known_what_he_is():
    tables = tables_of(
        {"u": "University", "e": "Enterprise", "n": "UnclassifiedOrganization"},
        {"p": ("2023", None)},
        [(o, "p") for o in "uen"],
    )
    found = ask(tables)
    assert shown(tables, found, "u", Indicator.ENTERPRISE_SHARE) == 1 / 2
    assert found.indicators[Indicator.ENTERPRISE_SHARE].missing_share(0) == 1 / 2
    assert found.indicators[Indicator.ENTERPRISE_STRENGTH].missing_share(0) == 1 / 2


def test_kinds_without_data_and_rules_without_segments_are_named_as_not_evaluated(city):
    found = ask(city)
    assert found.ties == (Tie.PROJECT,)
    reasons = {left.name: left.reason for left in found.not_evaluated}
    assert reasons == {
        "CONTRACT": "No PARTY_TO link has been loaded.",
        "PATENT": "No CO_APPLIED link has been loaded.",
        "CONVERSION": "No OWNS or CONVERTED_BY link has been loaded.",
        "CO_BUILT": "No BUILT_WITH link has been loaded.",
        "INCUBATION": "No INCUBATES link has been loaded.",
        "SEGMENT_WITHOUT_ENTERPRISE": "No region was given, so no enterprise is local.",
    }
    assert Rule.SEGMENT_WITHOUT_ENTERPRISE not in found.fired


def test_only_the_rules_asked_for_make_an_organisation_weak(city):
    found = ask(city, rules=(Rule.NO_ENTERPRISE_PARTNER,))
    assert city.ids_of(found.units[found.weak]) == ["w"]
    assert list(found.fired) == [Rule.NO_ENTERPRISE_PARTNER]


def test_nothing_can_be_said_of_a_graph_without_ties():
    tables = tables_of({"u": "University"}, {}, [])
    found = ask(tables)
    assert (found.units.tolist(), tables.ids_of(found.not_ranked)) == ([], ["u"])
    assert found.ties == ()


def test_ranks_are_intervals_among_peers_and_peers_of_platforms_share_a_system():
    # One platform of each system is alone; a and b are equal in everything; c has an enterprise.
    tables = tables_of(
        {
            "a": ("Platform", "labs"),
            "b": ("Platform", "labs"),
            "c": ("Platform", "labs"),
            "d": ("Platform", "hubs"),
            "f": ("Platform", None),
            "e": "Enterprise",
        },
        {"p": ("2023", None), "q": ("2023", None), "r": ("2023", None)},
        [("a", "p"), ("b", "p"), ("c", "q"), ("e", "q"), ("d", "r"), ("f", "r")],
    )
    found = ask(tables, types=("Platform",))
    ids = tables.ids_of(found.units)
    ranks = {
        id_: (found.peers[peer], first, last)
        for id_, peer, first, last in zip(
            ids, found.peer, found.rank_first, found.rank_last, strict=True
        )
    }
    assert ranks == {
        "a": (("Platform", "labs"), 1, 2),
        "b": (("Platform", "labs"), 1, 2),
        "c": (("Platform", "labs"), 3, 3),
        "d": (("Platform", "hubs"), 1, 1),
        "f": (("Platform", None), 1, 1),
    }
    assert ids == ["a", "b", "d", "f", "c"]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"low_share": 1.5}, "low share is a share"),
        ({"dominance": -0.1}, "dominance is a share"),
        ({"min_projects": 0}, "at least 1"),
        ({"stale_months": -1}, "0 to 1200 months"),
    ],
)
def test_a_threshold_out_of_range_is_refused(words, message):
    with pytest.raises(ValueError, match=message):
        WeakLinksQuestion(types=("University",), **words)


WINDOWS = (None, ("2020-02-10", "2021-12-31", "START"), ("2020-02-10", "2021-12-31", "OVERLAP"))


@given(
    graphs() | rich_graphs(),
    st.sampled_from(WINDOWS),
    st.sampled_from([tuple(Tie), *((tie,) for tie in Tie), (Tie.CONTRACT, Tie.CONVERSION)]),
    st.sampled_from([0, 7, 24]),
    st.sampled_from([None, "3303"]),
)
def test_agrees_with_a_naive_count_on_random_graphs(graph, window, kinds, months, region):
    tables = tables_of(**graph)
    question = WeakLinksQuestion(
        types=("University", "Platform"),
        ties=kinds,
        window=window and Window(window[0], window[1], WindowBy(window[2])),
        stale_months=months,
        region=region,
    )
    found = weak_links(tables, question)
    days = window and (*map(date.fromisoformat, window[:2]), window[2])
    words = {"kinds": {k.name for k in kinds}, "window": days, "region": region}
    expected = {
        id_: naive.weak_link(graph, id_, months=months, as_of=tables.as_of, **words)
        for id_, (type_, _) in graph["organizations"].items()
        if type_ in question.types
    }
    ids = tables.ids_of(found.units)
    assert sorted(ids) == sorted(i for i, e in expected.items() if e["activity"])
    assert tables.ids_of(found.not_ranked) == sorted(
        i for i, e in expected.items() if not e["activity"]
    )
    fired = rows(tables, found)
    for row, id_ in enumerate(ids):
        told = expected[id_]
        assert {i.name for i in found.indicators} == told["numbers"].keys()
        assert fired[id_] == told["rules"]
        newest = told["newest"]
        assert found.newest[row] == (day_number(str(newest)) if newest else MISSING_DAY)
        largest = found.largest[row]
        assert (tables.id_of(largest) if largest >= 0 else None) == told["largest"]
        for indicator, measured in found.indicators.items():
            numerator, denominator, excluded = told["numbers"][indicator.name]
            assert measured.numerator[row] == pytest.approx(float(numerator))
            assert measured.excluded[row] == pytest.approx(float(excluded))
            if denominator is None:
                assert measured.denominator is None
                continue
            assert measured.denominator[row] == pytest.approx(float(denominator))
            value = float(numerator / denominator) if denominator else None
            assert measured.value(row) == (None if value is None else pytest.approx(value))
    shares = [(-len(fired[i]), _share(expected[i]), i) for i in ids]
    assert shares == sorted(shares)


def _share(told):
    firms, partners, _ = told["numbers"]["ENTERPRISE_SHARE"]
    return firms / partners if partners else float("inf")
