"""Rows of one display are those of the plain way, for any numbers of keys and any names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.store.made_rows import MOST, entries_maker, row_maker, row_of_list_maker
from graph_service.store.memory import Link, Node
from schema.declarations import Direction

NAMES = st.lists(st.text(max_size=5), max_size=6, unique=True).map(tuple)
STORED = {"name": "N", "size": 3, "tags": ("a",)}
COLUMNS = st.sampled_from([*STORED, "missing", "', evil: '"])


@given(ids=NAMES, keys=NAMES, columns=st.lists(COLUMNS, min_size=6, max_size=6))
def test_rows_and_entries_show_what_was_asked_for_under_its_key(ids, keys, columns):
    columns = tuple(columns[: len(keys)])
    near, far = Node("w", "Work", {}), Node("f", "Firm", STORED)
    expected = {"@type": "Firm", "@id": "f"}
    expected |= dict.fromkeys(ids, "f")
    expected |= {key: STORED.get(column) for key, column in zip(keys, columns, strict=True)}
    own = (ids, keys, columns)
    assert row_maker(own)(far) == expected
    there = Link("MADE", near, far, "k", {})
    back = Link("MADE", far, near, "k", {})
    for link, direction in ((there, Direction.OUT), (back, Direction.IN)):
        entries = entries_maker(own, "node", direction)([link, link])
        assert entries == [{"node": expected, "@position": ("f", "k")}] * 2


@pytest.mark.parametrize("number", [0, 1, 7, MOST, MOST + 1])
def test_a_row_of_a_list_has_each_value_under_its_key(number):
    # Keys 0, 1, 2 ... stand at the places n - 1, n - 2, n - 3 ...
    keys = [f"{at}'" for at in range(number)]
    places = list(range(number))[::-1]
    row = row_of_list_maker(keys, places)([f"value {place}" for place in range(number)])
    assert row == {f"{at}'": f"value {number - 1 - at}" for at in range(number)}
