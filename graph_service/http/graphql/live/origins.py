"""Which pages may open streams: browsers ask nobody before they open a WebSocket."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

__all__ = ["is_welcome"]


def is_welcome(origin: str | None, host: str | None, origins: Collection[str]) -> bool:
    """Say whether a page may open a stream here: one of this service, or of an origin that is named.

    Parameters
    ----------
    origin : str or None
        The header, which browsers send; None of other programs, which no page commands.
    host : str or None
        The header: how this service is called.
    origins : collection of str
        `Settings.cors_origins`.

    Examples
    --------
    >>> is_welcome("https://map.example.org", "map.example.org", ())
    True
    >>> is_welcome("https://evil.example.org", "map.example.org", ())
    False
    >>> is_welcome("https://map.example.org", "api.example.org", ("https://map.example.org",))
    True
    """
    if origin is None or "*" in origins or origin in origins:
        return True
    try:
        own = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return bool(own) and own == (host or "").lower()
