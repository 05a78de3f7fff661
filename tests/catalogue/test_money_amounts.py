"""Amounts neither round nor overflow. Oracle: rational arithmetic with `fractions`."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schema.money import CurrencyMismatch, Money

MINOR = st.integers(-(10**20), 10**20)
EXPONENTS = {"CNY": 2, "EUR": 2, "JPY": 0, "ISK": 0, "BHD": 3}
CURRENCY = st.sampled_from(sorted(EXPONENTS))
SCALE = st.sampled_from([1, 1_000, 10_000, 100_000_000])
AMOUNT = st.decimals(-(10**12), 10**12, places=6, allow_nan=False).map(lambda d: f"{d:f}")


@given(AMOUNT, CURRENCY, SCALE)
def test_an_amount_is_rounded_half_to_even_below_one_minor_unit(amount, currency, scale):
    exact = Fraction(amount) * scale * 10 ** EXPONENTS[currency]
    assert Money.of(amount, currency, scale).minor == round(exact)


@given(MINOR, CURRENCY)
def test_an_amount_reads_back_as_it_was_written(minor, currency):
    money = Money(minor, currency)
    assert Money.of(money.amount, currency) == money
    assert Fraction(money.amount) * 10 ** EXPONENTS[currency] == minor


@given(MINOR, MINOR, CURRENCY)
def test_amounts_of_one_currency_add_up(left, right, currency):
    assert Money(left, currency) + Money(right, currency) == Money(left + right, currency)


def test_amounts_of_two_currencies_are_not_added():
    with pytest.raises(CurrencyMismatch, match="CNY and EUR cannot be added"):
        Money(100, "CNY") + Money(100, "EUR")


def test_ten_thousand_yuan_are_a_million_fen():
    assert Money.of("1.2", "CNY", 10_000) == Money(1_200_000, "CNY")


def test_the_largest_amount_seen_is_beyond_32_bits():
    assert Money(85_696_193_757, "EUR").amount == "856961937.57"


def test_a_currency_without_minor_units_has_none():
    assert Money.of("1200", "JPY").amount == "1200"
