"""What a store says when it cannot do what was asked."""

from __future__ import annotations

__all__ = ["DeadlineExceeded", "NoStore", "StoreError", "TooLarge"]


class StoreError(Exception):
    """The store cannot do what was asked; the message is a sentence for its user."""


class NoStore(StoreError):
    """There is none yet where one was looked for."""


class DeadlineExceeded(StoreError):
    """A read was given up because its deadline passed."""


class TooLarge(StoreError):
    """What was asked is more than the store does at once; the message says what would be less."""
