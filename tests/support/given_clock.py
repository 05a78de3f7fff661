"""A clock that tests set forward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass
class GivenClock:
    """The moment that it was set to, and the seconds since it began."""

    begin: datetime
    passed: timedelta = timedelta()

    def __call__(self) -> datetime:
        return self.begin + self.passed

    def tick(self) -> float:
        return self.passed.total_seconds()

    def forward(self, **by: float) -> None:
        self.passed += timedelta(**by)
