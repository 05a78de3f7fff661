"""A store that notes what was read of it: of which version, and whether anything beside the graph."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from graph_service.store.ledger import Ledger
from graph_service.store.port import Store

__all__ = ["GraphReads"]

_UNTOLD: Final = frozenset(
    {
        "contents",
        "decisions",
        "describe",
        "describe_links",
        "info",
        "lookup",
        "neighbourhood",
        "paths",
        "runs",
        "search",
        "snapshot",
    }
)
"""Reads of the graph whose answers do not say of which version they are."""


class GraphReads:
    """Passes everything on; what the ledger holds can change while the graph does not.

    Parameters
    ----------
    store : Store
    begin : callable
        Sees to it that the graph's version is known; called before the first read that does not
        tell the version of its answer.

    Attributes
    ----------
    beyond : bool
        Whether anything beside the graph was read.
    versions : set of str
        Of what was read, as far as the store told.
    """

    __slots__ = ("_asked", "_begin", "_early", "_store", "_told", "_untold", "beyond", "versions")

    _asked: int
    _early: int

    def __init__(self, store: Store, begin: Callable[[], Awaitable[None]]) -> None:
        self._store = store
        self._begin = begin
        self.beyond = False
        self.forget()

    def __getattr__(self, name: str) -> Any:
        if name == "read":
            self._asked += 1
        elif name in _UNTOLD:
            self._untold = True
            if name != "contents":
                return self._begun(getattr(self._store, name))
        return getattr(self._store, name)

    @property
    def ledger(self) -> Ledger:
        """The store's ledger."""
        self.beyond = True
        return self._store.ledger

    @property
    def any(self) -> bool:
        """Whether the graph was read at all."""
        return self._asked > 0 or self._untold

    @property
    def told(self) -> bool:
        """Whether the version of everything that was read is known."""
        return not self._untold and self._asked == self._told

    def note(self, version: str) -> None:
        """Note the version of an answer."""
        self._told += 1
        self.versions.add(version)

    def of(self, version: str) -> bool:
        """Say whether nothing can be of another version, if the graph stayed at it since `begun`.

        What was read before that must have told its version.
        """
        return self.versions <= {version} and (self._early == 0 or self._asked == self._told)

    def begun(self) -> None:
        """Note that from now on it is known of which version the answer is to be."""
        self._early = self._asked

    def untold(self) -> None:
        """Note that the graph was read elsewhere."""
        self._untold = True

    def forget(self) -> None:
        """Begin anew."""
        self._asked = self._told = self._early = 0
        self._untold = False
        self.versions: set[str] = set()

    def _begun(self, read: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def after_beginning(*arguments: Any, **named: Any) -> Any:
            """Read once it is known of which version."""
            await self._begin()
            return await read(*arguments, **named)

        return after_beginning
