"""What tells who asks, as the operator set it."""

from __future__ import annotations

from graph_service.clock import Clock
from graph_service.identity.callers import Callers
from graph_service.identity.key_ring import KeyRing
from graph_service.identity.key_sets import KeySet
from graph_service.identity.tokens import Tokens, Trust
from graph_service.settings import Settings
from graph_service.store.ledger import Ledger

__all__ = ["callers_of"]


def callers_of(settings: Settings, ledger: Ledger, *, clock: Clock) -> Callers:
    """Return what tells who asks.

    Parameters
    ----------
    settings : Settings
    ledger : Ledger
        Where the API keys are.
    clock : callable
        The current moment.
    """
    tokens = None
    if settings.jwt_keys:
        trust = Trust(settings.jwt_issuer, settings.jwt_audience, settings.jwt_role_claim)
        tokens = Tokens(trust, KeySet(settings.jwt_keys), clock=clock)
    return Callers(KeyRing(ledger), tokens=tokens, anonymous=settings.anonymous, clock=clock)
