"""How offices write dates."""

from __future__ import annotations

from datetime import date
from random import Random

from graph_service.sample.chance import sometimes

__all__ = ["spell_date", "spell_day"]


def spell_day(random: Random, day: date) -> str:
    """Write a day in one of the usual forms."""
    forms = (
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
    )
    return random.choice(forms)


def spell_date(random: Random, day: date) -> str:
    """Write a day, mostly as such and sometimes as its month or year only."""
    forms = (f"{day.year}年{day.month}月", f"{day:%Y.%m}", f"{day:%Y-%m}", f"{day.year}年")
    return random.choice(forms) if sometimes(random, 0.3) else spell_day(random, day)
