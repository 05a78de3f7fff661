"""Positions that follow from districts and from segments of chains."""

from __future__ import annotations

import numpy as np
import pytest
from graph_tables import tables_from
from hypothesis import given
from hypothesis import strategies as st

from analytics.maps.chain_positions import BAND, positions_along_chains
from analytics.maps.geography import positions_on_the_ground
from analytics.maps.positions import Box, Positions, box_of
from analytics.maps.spread import spread

DISTRICTS = {
    "ouhai": {"code": "330304", "longitude": 120.0, "latitude": 60.0, "datum": "GCJ-02"},
    "ruian": {"code": "330381", "longitude": 120.0, "latitude": 60.2, "datum": "GCJ-02"},
    "nowhere": {"code": "330399"},
}


def grounded(places, districts=None, seats=None, records=("a", "b", "c", "d")):
    """{id: (x, y)}, and the notes."""
    nodes = {"Enterprise": {id_: {} for id_ in records}, "District": districts or DISTRICTS}
    tables = tables_from(nodes, {"LOCATED_IN": places})
    found = positions_on_the_ground(tables, np.arange(tables.size), seats)
    told = zip(found.x.tolist(), found.y.tolist(), strict=True)
    return dict(zip(tables.ids_of(np.arange(tables.size)), told, strict=True)), found


def test_what_is_in_a_district_is_about_its_seat_and_the_district_in_it():
    found, told = grounded([("a", "ouhai"), ("b", "ouhai"), ("c", "ruian"), ("d", "nowhere")])
    assert (found["ouhai"], found["ruian"]) == ((120.0, 60.0), (120.0, 60.2))
    # The seats are 0.2 degrees of latitude apart: discs of 0.07; a degree of longitude is half one
    # of latitude there.
    for id_, north in (("a", 60.0), ("b", 60.0), ("c", 60.2)):
        x, y = found[id_]
        assert 0 < ((x - 120) * np.cos(np.radians(north))) ** 2 + (y - north) ** 2 <= 0.07**2 + 1e-6
    assert found["a"] != found["b"]
    # No coordinates are known of the district of d, nor of this district: nothing is guessed.
    assert told.unplaced == 2
    assert np.isnan([found["d"], found["nowhere"]]).all()
    assert told.notes == ("Coordinates are in GCJ-02.",)


def test_nobody_moves_when_others_come_and_go():
    one, _ = grounded([("a", "ouhai")], records=("a",))
    many, _ = grounded([("b", "ouhai"), ("d", "ouhai"), ("a", "ouhai")], records=("d", "b", "a"))
    assert many["a"] == one["a"]


def test_of_several_districts_that_of_the_least_code_counts_if_its_seat_is_known():
    both = [("a", "ruian"), ("a", "ouhai"), ("b", "nowhere"), ("b", "ruian")]
    found, _ = grounded(both)
    assert abs(found["a"][1] - 60.0) < 0.08
    assert abs(found["b"][1] - 60.2) < 0.08


def test_seats_that_records_do_not_tell_are_taken_from_the_list_given():
    seats = {"330399": (121.0, 61.0, "WGS-84"), "330304": (0.0, 0.0, "WGS-84")}
    found, told = grounded([("a", "nowhere"), ("b", "ouhai")], seats=seats)
    assert found["nowhere"] == (121.0, 61.0)
    assert found["ouhai"] == (120.0, 60.0)
    assert told.notes == (
        "Coordinates are in GCJ-02 and WGS-84: they differ by some hundred metres.",
    )


def test_without_coordinates_nothing_has_a_position_and_it_is_said_why():
    _, told = grounded([("a", "nowhere")], districts={"nowhere": {"code": "330399"}})
    assert (told.unplaced, box_of(told)) == (5, None)
    assert told.notes == ("No district with longitude and latitude has been loaded.",)


CHAINS = {
    "IndustryChain": {"pumps": {}, "valves": {}},
    "ChainSegment": {"p2": {"order": 2}, "p1": {"order": 1}, "v1": {"order": 1}},
}
PARTS = [("p1", "pumps"), ("p2", "pumps"), ("v1", "valves")]


def chained(nodes, links):
    tables = tables_from({**nodes, **CHAINS}, {"SEGMENT_OF": PARTS, **links})
    found = positions_along_chains(tables, np.arange(tables.size))
    told = zip(found.x.tolist(), found.y.tolist(), strict=True)
    return dict(zip(tables.ids_of(np.arange(tables.size)), told, strict=True)), found


def cell(place):
    """Column, and row from the bottom."""
    return tuple(round(number) for number in place)


def test_records_stand_in_the_column_of_their_segment_and_the_row_of_their_stage():
    found, told = chained(
        {
            "Enterprise": {id_: {} for id_ in ("maker", "helper", "other")},
            "Project": {"early": {"stage": "BASIC"}, "late": {"trl": 7}, "unknown": {}},
        },
        {
            "OPERATES_IN": [("maker", "p2")],
            "SERVES": [("maker", "p1"), ("helper", "v1"), ("helper", "p2")],
            "PROJECT_SERVES": [("early", "p1"), ("late", "v1"), ("unknown", "p1")],
        },
    )
    assert [found[id_] for id_ in ("p1", "p2", "v1")] == [(0, -0.5), (1, -0.5), (0, BAND - 0.5)]
    assert (found["pumps"], found["valves"]) == ((-1.0, 0.0), (-1.0, BAND))
    # It operates in the second segment, which says more than that it serves the first.
    assert cell(found["maker"]) == (1, 5)
    # Of what it serves, the first chain comes first.
    assert cell(found["helper"]) == (1, 0)
    assert cell(found["early"]) == (0, 1)
    assert cell(found["late"]) == (0, BAND + 4)
    assert cell(found["unknown"]) == (0, 0)
    assert np.isnan(found["other"]).all()
    assert told.unplaced == 1


def test_without_chains_nothing_has_a_position():
    tables = tables_from({"Enterprise": {"a": {}}}, {})
    found = positions_along_chains(tables, np.arange(1))
    assert (found.unplaced, found.notes) == (1, ("No SEGMENT_OF link has been loaded.",))


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), st.randoms(use_true_random=False))
def test_spots_differ_and_do_not_depend_on_the_order(ids, dice):
    def spots(order, wide):
        ones = np.ones(len(order))
        x, y = spread(order, ones, ones, ones * wide, ones * wide)
        return dict(zip(order, zip(x.tolist(), y.tolist(), strict=True), strict=True))

    for wide in (1.0, 1e-7):
        found = spots(ids, wide)
        assert len({*found.values()}) == len(ids)
        assert spots(dice.sample(ids, len(ids)), wide) == found


def test_the_box_is_around_all_that_have_a_position():
    nan = float("nan")
    places = Positions(np.array([1.0, nan, -2.0]), np.array([5.0, nan, 7.0]))
    assert box_of(places) == Box(-2.0, 5.0, 1.0, 7.0)
    assert box_of(places.first(1)) == Box(1.0, 5.0, 1.0, 5.0)


def test_a_box_around_nothing_is_none():
    assert box_of(Positions(np.array([np.nan]), np.array([np.nan]))) is None


@pytest.mark.parametrize("degrees", [0.02, 5.0])
def test_discs_about_neighbouring_seats_do_not_overlap(degrees):
    districts = {
        "one": {"code": "1", "longitude": 120.0, "latitude": 0.0},
        "two": {"code": "2", "longitude": 120.0 + degrees, "latitude": 0.0},
    }
    ids = [f"e{n}" for n in range(60)]
    found, _ = grounded([(id_, "one") for id_ in ids], districts, records=ids)
    far = max(np.hypot(found[id_][0] - 120.0, found[id_][1]) for id_ in ids)
    # A third of the way to the next one, and a tenth of a degree at most.
    assert min(0.3 * degrees, 0.09) < far < min(degrees / 2, 0.1) + 1e-6
