"""Partial dates mean the days of a calendar. Oracle: days counted one by one with `datetime`."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.time import PartialDate, covers

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
PRECISIONS = st.sampled_from([4, 7, 10])
PARTIAL = st.builds(lambda day, length: day.isoformat()[:length], DAYS, PRECISIONS)


def days_of(text: str) -> list[str]:
    """All days whose ISO form begins with a text, by walking the calendar."""
    year = int(text[:4])
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(366)]
    return [d.isoformat() for d in days if d.year == year and d.isoformat().startswith(text)]


@given(PARTIAL)
def test_first_and_last_are_the_ends_of_the_days_it_may_mean(text):
    days = days_of(text)
    partial = PartialDate(text)
    assert (partial.first, partial.last) == (days[0], days[-1])


@given(PARTIAL)
def test_the_precision_is_that_of_the_writing(text):
    count = len(days_of(text))
    expected = "DAY" if count == 1 else "MONTH" if count <= 31 else "YEAR"
    assert PartialDate(text).precision == expected
    assert str(PartialDate(text)) == text


@given(st.none() | PARTIAL, st.none() | PARTIAL, DAYS)
def test_a_closed_interval_covers_the_days_from_its_first_to_its_last(start, end, day):
    begun = start is None or day.isoformat() >= days_of(start)[0]
    over = end is not None and day.isoformat() > days_of(end)[-1]
    assert covers(start, end, day.isoformat()) == (begun and not over)


@given(PARTIAL, DAYS)
def test_an_interval_from_a_period_to_itself_covers_just_its_days(text, day):
    assert covers(text, text, day.isoformat()) == (day.isoformat() in days_of(text))


def test_the_last_valid_day_is_valid():
    assert covers("2021-09", "2022", "2022-12-31")
    assert not covers("2021-09", "2022", "2023-01-01")


def test_february_ends_as_the_year_has_it():
    assert PartialDate("2020-02").last == "2020-02-29"
    assert PartialDate("2021-02").last == "2021-02-28"
    assert PartialDate("1900-02").last == "1900-02-28"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "21",
        "2021-9",
        "2021-13",
        "2021-02-29",
        "2021-00",
        "0000",
        "2021-09-03T00:00",
        "２０２１",
        "2021-09-03\n",
        " 2021",
        "2021/09",
        "20210903",
        "-2021",
    ],
)
def test_what_is_no_date_is_refused_with_what_was_written(text):
    with pytest.raises(ValueError, match="is not a da") as refusal:
        PartialDate(text)
    assert repr(text) in str(refusal.value)
