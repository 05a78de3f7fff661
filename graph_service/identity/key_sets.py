"""The public keys of an identity provider (JWKS): read from an address or a file, and kept for a while."""

from __future__ import annotations

import asyncio
import math
import time
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import orjson

__all__ = ["ALGORITHMS", "KeySet", "KeySetUnread", "PublicKey"]

_RSA: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")
_CURVES: Final = {"P-256": "ES256", "P-384": "ES384", "P-521": "ES512", "Ed25519": "EdDSA"}
ALGORITHMS: Final = frozenset({*_RSA, *_CURVES.values()})
"""Signatures by a private key; none for which a public key could be taken for the secret."""

_LIFE: Final = 300.0
"""Seconds for which keys are believed in; one that the provider withdrew opens nothing after them."""
_UNKNOWN: Final = 10.0
"""Seconds after which a key that is not known may be a new one."""
_PATIENCE: Final = 5.0
"""Seconds within which a provider is expected to answer."""
_LARGEST: Final = 1_000_000
"""Bytes of a set."""
_MOST: Final = 100
"""Keys of a set."""


class KeySetUnread(Exception):
    """The keys cannot be had; the message says why."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that verifies signatures.

    Attributes
    ----------
    key : object
        As the library has it.
    algorithms : frozenset of str
        What it is good for: what the set says, else what its kind allows.
    """

    key: Any
    algorithms: frozenset[str]


class KeySet:
    """Finds public keys by their id.

    Parameters
    ----------
    place : str
        An ``https://`` or ``http://`` address, or the path of a file.
    tick : callable
        Seconds on a clock that never goes back.
    """

    def __init__(self, place: str, *, tick: Callable[[], float] = time.monotonic) -> None:
        self._place = place
        self._tick = tick
        self._keys: Mapping[str, PublicKey] = {}
        self._asked = -math.inf
        self._unread = ""
        self._lock = asyncio.Lock()

    async def find(self, id_: str) -> PublicKey | None:
        """Return a key; None if there is none.

        Raises
        ------
        KeySetUnread
        """
        oldest = self._tick() - (_LIFE if id_ in self._keys else _UNKNOWN)
        if self._asked <= oldest:
            async with self._lock:
                if self._asked <= oldest:
                    await self._read()
        if self._unread:
            raise KeySetUnread(self._unread)
        return self._keys.get(id_)

    async def _read(self) -> None:
        asked = self._tick()
        try:
            async with asyncio.timeout(2 * _PATIENCE):
                text = await asyncio.to_thread(_text_of, self._place)
            self._keys, self._unread = _keys_in(text), ""
        except (OSError, TimeoutError, ValueError) as error:
            why = str(error) or "it does not answer in time"
            self._keys = {}
            self._unread = f"The keys of the identity provider cannot be read: {why}."
        # Also if it failed it is not asked for again at once.
        self._asked = asked


def _text_of(place: str) -> bytes:
    if not place.startswith(("https://", "http://")):
        with Path(place).open("rb") as file:
            text = file.read(_LARGEST + 1)
    else:
        request = urllib.request.Request(place, headers={"Accept": "application/json"})  # noqa: S310 - the operator's setting, http or https
        with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
            text = answer.read(_LARGEST + 1)
    if len(text) > _LARGEST:
        raise ValueError(f"it is longer than {_LARGEST:,} bytes")
    return bytes(text)


def _keys_in(text: bytes) -> dict[str, PublicKey]:
    """The keys that can verify signatures, by id; secret ones (``oct``) are none."""
    from jwt import InvalidKeyError, PyJWK, PyJWKError

    told = orjson.loads(text)
    listed = told.get("keys") if isinstance(told, dict) else None
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise ValueError(f"it is no JWKS of at most {_MOST} keys")
    found: dict[str, PublicKey] = {}
    for one in listed:
        if not isinstance(one, dict) or not isinstance(one.get("kid"), str):
            continue
        good_for = _good_for(one)
        if not good_for or one.get("use", "sig") != "sig":
            continue
        try:
            found[one["kid"]] = PublicKey(PyJWK.from_dict(one).key, good_for)
        except (PyJWKError, InvalidKeyError):
            continue
    return found


def _good_for(one: Mapping[str, Any]) -> frozenset[str]:
    kind = one.get("kty")
    possible = {*_RSA} if kind == "RSA" else {_CURVES.get(str(one.get("crv")), "")}
    if kind not in {"RSA", "EC", "OKP"}:
        return frozenset()
    declared = one.get("alg")
    return frozenset(possible & ALGORITHMS & ({declared} if declared else ALGORITHMS))
