"""Cutting a page out of what a walk along a list has met."""

from __future__ import annotations

from typing import TypeVar

from graph_service.store.plan import Connection
from graph_service.store.port import Page

__all__ = ["cut"]

T = TypeVar("T")


def cut(page: Page, met: list[T], connection: Connection) -> list[T]:
    """Note in a page how its list goes on, and return what it shows.

    Parameters
    ----------
    page : Page
    met : list
        In the order of the walk, one more than the page can show if the list goes on.
    connection : Connection

    Returns
    -------
    list
        In the order of the list.
    """
    limit = connection.limit or 0
    goes_on, placed = len(met) > limit, connection.after is not None
    if goes_on:
        met = met[:limit]
    if connection.backward:
        page.has_previous, page.has_next = goes_on, placed
        return met[::-1]
    page.has_next, page.has_previous = goes_on, placed
    return met
