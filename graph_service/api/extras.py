"""Hand-written root fields of the product, beside the generated ones."""

from __future__ import annotations

from graph_service.api.analytics.query import AnalyticsQuery

__all__ = ["EXTRAS"]

EXTRAS: tuple[type, ...] = (AnalyticsQuery,)
