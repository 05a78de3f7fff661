"""Orders and places in them.

The server sorts as we do: missing values last ascending and first descending, text by code point,
values of different sorts as `Sort` has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from graph_service.store.neo4j.comparisons import absent, compared, of_types, present
from graph_service.store.neo4j.cypher import FALSE, TRUE, Draft, either, every
from graph_service.store.neo4j.held import Held, sort_of
from graph_service.store.plan import Op, Position
from graph_service.store.port import StoreError

__all__ = ["Key", "beyond", "checked", "order_by"]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an order.

    Attributes
    ----------
    held : Held
    descending : bool
    """

    held: Held
    descending: bool = False

    @property
    def text(self) -> str:
        """As it stands after ``ORDER BY``."""
        return f"{self.held.text} DESC" if self.descending else self.held.text


def order_by(keys: Sequence[Key]) -> str:
    """Return what stands after ``ORDER BY``; what is always missing or was there before orders nothing."""
    texts: dict[str, str] = {}
    for key in keys:
        if key.held.sorts:
            texts.setdefault(key.held.text, key.text)
    return ", ".join(texts.values())


def checked(after: Position | None, keys: Sequence[Key]) -> Position | None:
    """Return a place in an order of some keys.

    Raises
    ------
    StoreError
        If it is one of another order.
    """
    if after is not None and len(after) != len(keys):
        raise StoreError(
            f"A place in this order has {len(keys)} parts, not {len(after)}: "
            "it was taken from a list in another order."
        )
    return after


def beyond(draft: Draft, keys: Sequence[Key], place: Sequence[Any]) -> str:
    """Return the condition that something comes after a place.

    Parameters
    ----------
    draft : Draft
    keys : sequence of Key
    place : sequence
        The values of these keys; what of it is missing is known here, so each case has its text.
    """
    key, value = keys[0], place[0]
    later = _later(draft, key, value)
    if len(keys) == 1:
        return later
    alike = _alike(draft, key.held, value)
    if alike == FALSE:
        return later
    return either((later, every((alike, beyond(draft, keys[1:], place[1:])))))


def _alike(draft: Draft, held: Held, value: Any) -> str:
    return absent(held) if value is None else compared(draft, held, Op.EQ, value)


def _later(draft: Draft, key: Key, value: Any) -> str:
    """The condition that what a key holds comes after a value."""
    held, down = key.held, key.descending
    if value is None:
        return present(held) if down else FALSE
    sort = sort_of(value)
    found = [compared(draft, held, Op.LT if down else Op.GT, value)]
    for other, types in held.sorts.items():
        if sort is not None and other != sort and (other < sort) is down:
            found.append(every((present(held), _only(draft, held, types))))
    if not down:
        found.append(absent(held))
    return either(found)


def _only(draft: Draft, held: Held, types: tuple[str, ...]) -> str:
    return TRUE if held.sort is not None else of_types(draft, held.node, types)
