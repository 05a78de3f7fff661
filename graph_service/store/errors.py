"""What a store says when it cannot do what was asked."""

from __future__ import annotations

__all__ = [
    "Contradiction",
    "DeadlineExceeded",
    "NoStore",
    "Overtaken",
    "StoreError",
    "TooLarge",
]


class StoreError(Exception):
    """The store cannot do what was asked; the message is a sentence for its user."""


class Contradiction(StoreError):
    """Two records would be different by one verdict and the same by others.

    Parameters
    ----------
    message : str
    chain : tuple of str
        The records from one to the other, each the same as the next by one verdict.
    """

    def __init__(self, message: str, chain: tuple[str, ...]) -> None:
        super().__init__(message)
        self.chain = chain


class NoStore(StoreError):
    """There is none yet where one was looked for."""


class DeadlineExceeded(StoreError):
    """A read was given up because its deadline passed."""


class Overtaken(StoreError):
    """Somebody else wrote first what was to be written; nothing was."""


class TooLarge(StoreError):
    """What was asked is more than the store does at once; the message says what would be less."""
