"""Amounts of money as whole minor units of one currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Final

__all__ = ["CurrencyMismatch", "Money"]

_WHOLE: Final = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THOUSANDTHS: Final = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: Final = dict.fromkeys(_WHOLE.split(), 0) | dict.fromkeys(_THOUSANDTHS.split(), 3)
"""Digits of the minor unit by ISO 4217 where they are not two."""
_EXACT: Final = Context(prec=60, rounding=ROUND_HALF_EVEN)


class CurrencyMismatch(ValueError):
    """Amounts of different currencies were added."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount that neither rounds nor overflows.

    Attributes
    ----------
    minor : int
        Minor units (fen, cents).
    currency : str
        ISO 4217 code.

    Examples
    --------
    >>> Money.of("120", "CNY", scale=10_000).amount
    '1200000.00'
    >>> Money(100, "CNY") + Money(1, "EUR")
    Traceback (most recent call last):
    ...
    schema.money.CurrencyMismatch: CNY and EUR cannot be added.
    """

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | Decimal, currency: str, scale: int = 1) -> Money:
        """Make an amount from major units.

        Parameters
        ----------
        amount : str or Decimal
            Major units, in multiples of `scale`.
        currency : str
            ISO 4217 code.
        scale : int
            What one unit of `amount` is worth: 10,000 for 万元.

        Returns
        -------
        Money
            Rounded half to even below one minor unit.
        """
        units = scale * 10 ** _EXPONENTS.get(currency, 2)
        exact = _EXACT.multiply(Decimal(amount), Decimal(units))
        return cls(int(_EXACT.to_integral_value(exact)), currency)

    @property
    def amount(self) -> str:
        """Major units as decimal text."""
        exponent = _EXPONENTS.get(self.currency, 2)
        return f"{_EXACT.scaleb(Decimal(self.minor), -exponent):.{exponent}f}"

    def __add__(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency} cannot be added.")
        return Money(self.minor + other.minor, self.currency)
