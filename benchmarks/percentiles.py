"""The median and the 95th percentile."""

from __future__ import annotations

import statistics


def percentiles(seconds: list[float]) -> tuple[float, float]:
    """In milliseconds."""
    cuts = statistics.quantiles(seconds, n=20)
    return statistics.median(seconds) * 1000, cuts[18] * 1000
