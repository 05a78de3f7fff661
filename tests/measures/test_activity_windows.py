from __future__ import annotations

import pytest
from graph_tables import dates
from hypothesis import given
from hypothesis import strategies as st

from analytics.window import Window, WindowBy, day_number, day_text, select
from schema.time import PartialDate

SUMMER = ("2021-06-01", "2021-08-31")


def chosen(window, spans):
    starts, ends = zip(*spans, strict=True)
    found = select(window, dates(starts), dates(ends))
    return [
        "chosen" * bool(c) + "missing" * bool(m) + " open" * bool(o)
        for c, m, o in zip(found.chosen, found.missing, found.open, strict=True)
    ]


def test_without_a_window_everything_counts_dated_or_not():
    assert chosen(None, [(None, None), ("2021", None)]) == ["chosen", "chosen"]


def test_by_start_an_activity_must_start_within_the_window():
    assert chosen(
        Window(*SUMMER),
        [
            ("2021-06-01", None),
            ("2021-08-31", None),
            ("2021-05-31", "2021-07-01"),
            ("2021-09-01", None),
            ("2021-07", None),
        ],
    ) == ["chosen", "chosen", "", "", "chosen"]


def test_by_start_a_date_too_rough_to_tell_is_missing_like_none_at_all():
    # The year 2021 may mean a day in summer or not; the year 2020 cannot.
    assert chosen(Window(*SUMMER), [("2021", None), (None, "2021-07"), ("2020", None)]) == [
        "missing",
        "missing",
        "",
    ]


def test_by_overlap_an_activity_must_go_on_during_a_part_of_the_window():
    assert chosen(
        Window(*SUMMER, WindowBy.OVERLAP),
        [
            ("2020-01-01", "2021-06-01"),
            ("2021-08-31", "2022"),
            ("2020-01-01", "2022-12-31"),
            ("2020-01-01", "2021-05-31"),
            ("2021-09-01", "2022"),
            ("2020", "2021-05"),
            ("2020", "2021"),
        ],
    ) == ["chosen", "chosen", "chosen", "", "", "", "chosen"]


def test_by_overlap_a_missing_end_is_open_and_a_missing_start_is_missing():
    assert chosen(
        Window(*SUMMER, WindowBy.OVERLAP),
        [("2019", None), ("2022", None), (None, "2021-07-01"), (None, None)],
    ) == ["chosen open", "", "missing", "missing"]


def test_a_window_between_partial_dates_covers_their_whole_periods():
    assert Window.between("2020-02", "2020", WindowBy.START) == Window("2020-02-01", "2020-12-31")
    assert Window.between("2020-02", None, WindowBy.START) == Window("2020-02-01")
    assert Window.between(None, None, WindowBy.START) is None


def test_a_window_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match=r"ends \(2019-12-31\) before it begins \(2020-01-01\)"):
        Window.between("2020", "2019", WindowBy.START)


@given(st.dates())
def test_day_numbers_and_days_are_each_others_inverse(day):
    assert day_text(day_number(day.isoformat())) == day.isoformat()


partial = st.sampled_from([None, "2020", "2021", "2021-05", "2021-06", "2021-07-15", "2022-01-01"])


@given(partial, partial, st.sampled_from(WindowBy))
def test_selection_agrees_with_comparing_iso_text(start, end, by):
    first, last = SUMMER
    [state] = chosen(Window(*SUMMER, by), [(start, end)])
    begun = PartialDate(start) if start else None
    if begun is None:
        expected = "missing"
    elif by is WindowBy.START:
        if begun.first >= first and begun.last <= last:
            expected = "chosen"
        else:
            expected = "missing" if begun.first <= last and begun.last >= first else ""
    else:
        ended = PartialDate(end).last if end else "9999-12-31"
        meets = begun.first <= last and ended >= first
        expected = ("chosen" if end else "chosen open") if meets else ""
    assert state == expected
