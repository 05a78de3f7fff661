"""Values are laid out as plain scalars that both stores compare alike."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schema.catalogue import load_catalogue
from schema.columns import columns_of, store_link, store_values
from schema.declarations import Kind, Property
from schema.money import Money
from schema.time import covers

BEGUN = Property(name="begun", kind=Kind.DATE, description="Begun.", label="开始")
PRICE = Property(name="price", kind=Kind.MONEY, description="Price.", label="价格")
HUES = Property(name="hues", kind=Kind.STRINGS, description="Hues.", label="颜色")
BUILT_WITH = load_catalogue().links["BUILT_WITH"]
DATES = st.dates().map(lambda d: d.isoformat())
PARTIAL = st.builds(lambda text, length: text[:length], DATES, st.sampled_from([4, 7, 10]))


def test_a_date_is_kept_as_written_with_its_first_and_last_day_beside():
    assert store_values([BEGUN], {"begun": "2020-02"}) == {
        "begun": "2020-02",
        "begunFirst": "2020-02-01",
        "begunLast": "2020-02-29",
    }
    assert columns_of(BEGUN) == ("begun",)


def test_money_is_kept_as_minor_units_and_currency():
    stored = store_values([PRICE], {"price": Money(120, "CNY")})
    assert stored == {"priceMinor": 120, "priceCurrency": "CNY"}
    assert columns_of(PRICE) == tuple(stored)


def test_lists_numbers_and_text_are_kept_as_they_are():
    assert store_values([HUES], {"hues": ("red", "blue")}) == {"hues": ("red", "blue")}


def test_missing_values_and_those_of_other_types_are_left_out():
    assert store_values([BEGUN, PRICE], {"hues": ("red",)}) == {}


@given(st.none() | PARTIAL, st.none() | PARTIAL, DATES)
def test_the_stored_days_of_a_link_say_the_same_as_covers(start, end, day):
    said = {"validFrom": start, "validTo": end}
    stored = store_link(BUILT_WITH, {k: v for k, v in said.items() if v is not None})
    assert (stored["validFirst"] <= day <= stored["validLast"]) == covers(start, end, day)


def test_a_link_without_validity_has_no_days():
    declared = load_catalogue().links["PARTICIPATES_IN"]
    assert store_link(declared, {"role": "LEAD"}) == {"role": "LEAD"}
