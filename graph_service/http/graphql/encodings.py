"""Which encoding a client takes, and how answers are compressed."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from enum import StrEnum
from functools import lru_cache
from typing import Final

from graph_service.http.graphql.weighted import weighted

__all__ = ["LEAST", "Compressor", "Encoding", "compressed", "encoding_for"]

LEAST: Final = 1_000
"""Bytes below which nothing is compressed: a packet has room for as many."""
_AT_ONCE: Final = 64_000
"""Bytes up to which compressing takes less than half a millisecond."""


class Encoding(StrEnum):
    """Encodings of answers, the better first."""

    ZSTD = "zstd"
    GZIP = "gzip"


@lru_cache(maxsize=64)
def encoding_for(accept_encoding: str) -> Encoding | None:
    """Choose the encoding of an answer; None if it is sent as it is.

    Parameters
    ----------
    accept_encoding : str
        The header.

    Examples
    --------
    >>> encoding_for("gzip, deflate, br, zstd").value
    'zstd'
    >>> encoding_for("gzip, zstd;q=0.5, *;q=0").value
    'gzip'
    >>> encoding_for("identity, gzip;q=0.2") is None
    True
    """
    said = {"x-gzip": "gzip"}
    weights = {said.get(c.name, c.name): c.weight for c in weighted(accept_encoding)}
    others = weights.get("*", 0.0)
    # Who names no weight for no encoding at all takes it, but would rather have less.
    plain = weights.get("identity", 0.0)
    best, weight = None, 0.0
    for encoding in Encoding:
        if weights.get(encoding, others) > weight:
            best, weight = encoding, weights.get(encoding, others)
    return best if weight >= plain else None


def compressed(body: bytes, encoding: Encoding) -> bytes:
    """Compress at the cheapest level: the next ones take several times as long for a tenth less.

    Parameters
    ----------
    body : bytes
    encoding : Encoding
    """
    if encoding is Encoding.ZSTD:
        from backports import zstd

        return zstd.compress(body, 1)
    from isal import isal_zlib

    # Window bits above 16 mean the gzip format.
    return isal_zlib.compress(body, 1, wbits=31)


class Compressor:
    """Compresses without keeping others waiting, and what is kept only once."""

    def __init__(self) -> None:
        self._running: dict[tuple[int, Encoding], asyncio.Task[bytes]] = {}

    async def taken(
        self, body: bytes, accept_encoding: str | None, forms: MutableMapping[str, bytes] | None
    ) -> tuple[bytes, Encoding | None]:
        """Return bytes as a client takes them, and in which encoding.

        Parameters
        ----------
        body : bytes
        accept_encoding : str or None
            The header.
        forms : mapping or None
            What they were compressed to, by encoding, to which is added; None if they are not kept.
        """
        encoding = encoding_for(accept_encoding or "")
        if encoding is None:
            return body, None
        if forms is None:
            return await self.now(body, encoding), encoding
        return await self.once(body, encoding, forms), encoding

    async def once(
        self, body: bytes, encoding: Encoding, forms: MutableMapping[str, bytes]
    ) -> bytes:
        """Compress what is kept.

        Parameters
        ----------
        body : bytes
        encoding : Encoding
        forms : mapping
            What it became before, by encoding; completed.
        """
        known = forms.get(encoding)
        if known is not None:
            return known
        key = id(forms), encoding
        task = self._running.get(key)
        if task is None:

            def keep(done: asyncio.Task[bytes]) -> None:
                """Keep the form, even if nobody waits for it any longer."""
                del self._running[key]
                if not done.cancelled() and not done.exception():
                    forms[encoding] = done.result()

            task = self._running[key] = asyncio.create_task(self.now(body, encoding))
            task.add_done_callback(keep)
        # One who goes away does not take it from the others.
        return await asyncio.shield(task)

    async def now(self, body: bytes, encoding: Encoding) -> bytes:
        """Compress, in a thread if it is much.

        Parameters
        ----------
        body : bytes
        encoding : Encoding
        """
        if len(body) <= _AT_ONCE:
            return compressed(body, encoding)
        return await asyncio.to_thread(compressed, body, encoding)
