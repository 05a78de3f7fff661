"""Who asks, told by the header ``Authorization`` of a request."""

from __future__ import annotations

import hmac
from http import HTTPStatus
from typing import Final

from graph_service.clock import Clock, utc_now
from graph_service.identity.caller import ANONYMOUS, Caller, Refusal
from graph_service.identity.key_ring import KeyRing
from graph_service.identity.key_sets import KeySetUnread
from graph_service.identity.key_text import PREFIX, digest, id_in
from graph_service.identity.tokens import TokenRefused, Tokens
from graph_service.store.port import StoreError

__all__ = ["ANONYMOUS", "Caller", "Callers", "Refusal"]


_WHO: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "Nobody is answered here who does not say who they are. Send your key as the header "
    "`Authorization: Bearer KEY`; an administrator makes one for you.",
)
_UNKNOWN: Final = Refusal(
    HTTPStatus.UNAUTHORIZED,
    "The header Authorization holds no key that works here: it may be revoked, or out of date. "
    "Send `Authorization: Bearer KEY` with one that does.",
)


class Callers:
    """Tells who asks.

    Parameters
    ----------
    ring : KeyRing
        The keys there are.
    tokens : Tokens or None
        Who has a token of single sign-on; such tokens open nothing if None.
    anonymous : bool
        Whether who does not say who they are is answered.
    clock : callable
        The current moment.
    """

    def __init__(
        self,
        ring: KeyRing,
        *,
        tokens: Tokens | None = None,
        anonymous: bool = True,
        clock: Clock = utc_now,
    ) -> None:
        self.ring = ring
        self._tokens = tokens
        self._nobody: Caller | Refusal = ANONYMOUS if anonymous else _WHO
        self._clock = clock

    async def of(self, authorization: str | None) -> Caller | Refusal:
        """Say who sent a request.

        Parameters
        ----------
        authorization : str or None
            The header; None if it was not sent.
        """
        if authorization is None:
            return self._nobody
        scheme, _, given = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return _UNKNOWN
        text = given.strip()
        if self._tokens is not None and not text.startswith(PREFIX):
            return await _with_token(self._tokens, text)
        id_ = id_in(text)
        return _UNKNOWN if id_ is None else await self._with_key(id_, text)

    async def _with_key(self, id_: str, text: str) -> Caller | Refusal:
        try:
            key = await self.ring.find(id_)
        except StoreError as error:
            return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"Nobody can be recognised. {error}")
        if key is None or not hmac.compare_digest(key.digest, digest(text)):
            return _UNKNOWN
        if not key.works(self._clock()):
            return _UNKNOWN
        return Caller(key.role, key.name, key.id)


async def _with_token(tokens: Tokens, text: str) -> Caller | Refusal:
    try:
        return await tokens.caller(text)
    except TokenRefused as error:
        message = f"The token in the header Authorization opens nothing. {error}"
        return Refusal(HTTPStatus.UNAUTHORIZED, message)
    except KeySetUnread as error:
        return Refusal(HTTPStatus.SERVICE_UNAVAILABLE, f"Nobody can be recognised. {error}")
