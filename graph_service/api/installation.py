"""What is fixed about a running service: its edition and what its operator decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Installation"]


def _unnamed() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Installation:
    """What clients are told of it by the field ``instance``.

    Attributes
    ----------
    version : str
        Of the product.
    schema_digest : callable
        The SHA-256 of the schema's text, which is not worked out before it is asked for.
    sample : bool
        Whether the data is invented.
    read_only : bool
        Whether nothing can be written, whoever asks.
    timeout : float
        Seconds after which a request is given up.
    upload_bytes : int
        How long the files of one request may be together.
    """

    version: str = ""
    schema_digest: Callable[[], str] = _unnamed
    sample: bool = False
    read_only: bool = False
    timeout: float = 10.0
    upload_bytes: int = 0
