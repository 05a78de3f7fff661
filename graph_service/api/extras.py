"""Hand-written root fields of the product, beside the generated ones."""

from __future__ import annotations

from graph_service.api.analytics.query import AnalyticsQuery
from graph_service.api.import_runs import ImportRunsQuery
from graph_service.api.search import SearchQuery
from graph_service.api.vocabularies import VocabularyQuery
from graph_service.api.walks import WalksQuery

__all__ = ["EXTRAS"]

EXTRAS: tuple[type, ...] = (
    AnalyticsQuery,
    ImportRunsQuery,
    SearchQuery,
    VocabularyQuery,
    WalksQuery,
)
