"""Tokens of single sign-on (JWT), signed by an identity provider that the operator trusts."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from graph_service.clock import Clock, utc_now
from graph_service.identity.caller import Caller
from graph_service.identity.key_sets import ALGORITHMS, KeySet
from graph_service.identity.roles import Role

__all__ = ["TokenRefused", "Tokens", "Trust"]

_LEEWAY: Final = 30
"""Seconds by which clocks may differ."""
_LIFE: Final = 60
"""Seconds for which a token that was verified is believed in."""
_REMEMBERED: Final = 1_000
_LONGEST: Final = 8_000
"""Letters of a token."""
_LONGEST_NAME: Final = 100


class TokenRefused(Exception):
    """A token opens nothing; the message says why, without anything of it."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose tokens are believed.

    Attributes
    ----------
    issuer : str
        As the claim ``iss`` has it.
    audience : str
        As the claim ``aud`` has it: this service.
    role_claim : str
        The claim that holds the role or a list of them; dots lead into objects
        (``realm_access.roles``).
    """

    issuer: str
    audience: str
    role_claim: str = "role"


class Tokens:
    """Tells who has a token.

    Parameters
    ----------
    trust : Trust
    keys : KeySet
        The provider's public keys.
    clock : callable
        The current moment.
    """

    def __init__(self, trust: Trust, keys: KeySet, *, clock: Clock = utc_now) -> None:
        self._trust = trust
        self._keys = keys
        self._clock = clock
        self._known: OrderedDict[bytes, tuple[Caller, float]] = OrderedDict()

    async def caller(self, text: str) -> Caller:
        """Say whose token it is.

        Raises
        ------
        TokenRefused
        KeySetUnread
            If the keys of the provider cannot be had.
        """
        if len(text) > _LONGEST:
            raise TokenRefused("It is too long.")
        now = self._clock().timestamp()
        name = sha256(text.encode()).digest()
        known = self._known.get(name)
        if known is not None and now < known[1]:
            return known[0]
        claims = await self._claims(text, now)
        caller = _caller(claims, self._trust.role_claim)
        self._known[name] = (caller, min(now + _LIFE, float(claims["exp"]) + _LEEWAY))
        self._known.move_to_end(name)
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return caller

    async def _claims(self, text: str, now: float) -> Mapping[str, Any]:
        import jwt

        try:
            header = jwt.get_unverified_header(text)
        except jwt.PyJWTError:
            raise TokenRefused("It is no token.") from None
        algorithm, id_ = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS:
            raise TokenRefused("It is signed in a way that is not allowed.")
        if not isinstance(id_, str):
            raise TokenRefused("It does not name the key that it is signed with.")
        key = await self._keys.find(id_)
        # A key is good for the one kind of signature that it was made for.
        if key is None or algorithm not in key.algorithms:
            raise TokenRefused("It is signed with a key that is not known.")
        try:
            # The clock is ours, not the library's.
            claims = jwt.decode(
                text,
                key.key,
                algorithms=[algorithm],
                audience=self._trust.audience,
                issuer=self._trust.issuer,
                options={
                    "require": ["exp", "iss", "aud"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.PyJWTError as error:
            raise TokenRefused(f"It is not valid: {type(error).__name__}.") from None
        _check_time(claims, now)
        return claims


def _check_time(claims: Mapping[str, Any], now: float) -> None:
    for claim in ("exp", "nbf"):
        moment = claims.get(claim)
        if moment is None:
            continue
        if isinstance(moment, bool) or not isinstance(moment, int | float):
            raise TokenRefused(f"Its {claim} is no number.")
        if (now >= moment + _LEEWAY) if claim == "exp" else (now < moment - _LEEWAY):
            raise TokenRefused("It is out of date." if claim == "exp" else "It is not valid yet.")


def _caller(claims: Mapping[str, Any], role_claim: str) -> Caller:
    told: Any = claims
    for part in role_claim.split("."):
        told = told.get(part) if isinstance(told, Mapping) else None
    words = told if isinstance(told, list) else [told]
    roles = [role for word in words if isinstance(word, str) and (role := Role.named(word))]
    if not roles:
        raise TokenRefused(f"Its claim {role_claim} names no role: {', '.join(_ROLES)}.")
    for claim in ("preferred_username", "name", "email", "sub"):
        name = claims.get(claim)
        if isinstance(name, str) and name.strip():
            return Caller(max(roles), name.strip()[:_LONGEST_NAME])
    raise TokenRefused("It does not say whose it is.")


_ROLES: Final = tuple(role.word for role in Role if role is not Role.ANONYMOUS)
