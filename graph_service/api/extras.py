"""Hand-written root fields of the product: those that read, beside the generated ones, write and tell."""

from __future__ import annotations

from graph_service.api.access_keys import KeysMutation, KeysQuery
from graph_service.api.analytics.query import AnalyticsQuery
from graph_service.api.audit_log import AuditQuery
from graph_service.api.correcting import CorrectingMutation
from graph_service.api.data_quality import DataQualityQuery
from graph_service.api.deciding import DecidingMutation
from graph_service.api.ecosystem_map.query import EcosystemMapQuery
from graph_service.api.import_runs import ImportRunsQuery
from graph_service.api.instance import InstanceQuery
from graph_service.api.judgements import DecisionsQuery
from graph_service.api.live.subscriptions import LiveSubscription
from graph_service.api.review_queue import ReviewQuery
from graph_service.api.search import SearchQuery
from graph_service.api.undoing import UndoMutation
from graph_service.api.viewer import ViewerQuery
from graph_service.api.vocabularies import VocabularyQuery
from graph_service.api.walks import WalksQuery

__all__ = ["EXTRAS", "MUTATIONS", "SUBSCRIPTIONS"]

EXTRAS: tuple[type, ...] = (
    AnalyticsQuery,
    AuditQuery,
    DecisionsQuery,
    DataQualityQuery,
    EcosystemMapQuery,
    ImportRunsQuery,
    InstanceQuery,
    KeysQuery,
    ReviewQuery,
    SearchQuery,
    ViewerQuery,
    VocabularyQuery,
    WalksQuery,
)

MUTATIONS: tuple[type, ...] = (CorrectingMutation, DecidingMutation, KeysMutation, UndoMutation)

SUBSCRIPTIONS: tuple[type, ...] = (LiveSubscription,)
