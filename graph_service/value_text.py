"""Values as text, for people."""

from __future__ import annotations

from schema.columns import Stated
from schema.money import Money

__all__ = ["value_text"]


def value_text(value: Stated) -> str:
    """Write a value: an ISO date, a number, a code, an amount with its currency.

    Examples
    --------
    >>> value_text(("甲", "乙")), value_text(True), value_text(Money(1250, "CNY"))
    ('甲；乙', 'true', '12.50 CNY')
    """
    match value:
        case None:
            return ""
        case Money():
            return f"{value.amount} {value.currency}"
        case bool():
            return "true" if value else "false"
        case tuple():
            return "；".join(value)
        case _:
            return str(value)
