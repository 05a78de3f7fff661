"""Rows that are made once for all who ask the same of one graph, and what was made of them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any, Final

import orjson

from graph_service.store.answers import Page
from graph_service.store.kept_of_nodes import Held
from graph_service.store.plan import Selection

__all__ = ["MOST_BYTES", "SharedRow", "is_shared", "weigher"]

MOST_BYTES: Final = 64_000_000
"""How many bytes rows of lists and the texts made of them may take, more or less."""

_OF_ROW: Final = 600
"""Bytes that a row takes, more or less: those of pages as well."""
_BESIDE: Final = 200
"""Bytes that a text takes beside its letters."""


class SharedRow(dict[str, Any]):
    """A row that is not to be changed, with the JSON texts that were made of it.

    Parameters
    ----------
    values : mapping
    held : Held
        Where the texts are accounted for.

    Attributes
    ----------
    made : dict of hashable to orjson.Fragment
        By the name of what they show. What has one name has one text.
    """

    __slots__ = ("_held", "made")

    def __init__(self, values: Mapping[str, Any], held: Held) -> None:
        super().__init__(values)
        self._held = held
        self.made: dict[Hashable, orjson.Fragment] = {}

    def keep(self, name: Hashable, shown: dict[str, Any]) -> Any:
        """Keep what is shown of the row as text, if there is room.

        Parameters
        ----------
        name : hashable
        shown : dict
            Depends on the row and the name alone.

        Returns
        -------
        orjson.Fragment or dict
            `shown` itself if it is not kept.
        """
        held = self._held
        if held.full:
            return shown
        try:
            text = orjson.dumps(shown)
        except TypeError:
            # Whoever sends it finds out, and says so.
            return shown
        held.weight += len(text) + _BESIDE
        made = self.made[name] = orjson.Fragment(text)
        return made


def is_shared(selection: Selection) -> bool:
    """Whether rows are likely to be asked for again: no list below begins after a place."""
    return all(
        follow.connection.after is None
        and all(is_shared(view.selection) for view in follow.connection.nodes)
        for follow in selection.follows
    ) and all(is_shared(branch.selection) for branch in selection.branches)


def weigher(selection: Selection) -> Callable[[Mapping[str, Any]], int]:
    """Return what says how many bytes a row takes, more or less, those of its pages included."""
    if _has_lists_in_lists(selection):
        return lambda row: _OF_ROW * _rows_in(row)
    return _shallow


def _has_lists_in_lists(selection: Selection) -> bool:
    return any(
        view.selection.follows or view.selection.branches
        for follow in selection.follows
        for view in follow.connection.nodes
    ) or any(_has_lists_in_lists(branch.selection) for branch in selection.branches)


def _shallow(row: Mapping[str, Any]) -> int:
    # An entry and the row in it, as a rule.
    return _OF_ROW * (1 + sum(2 * len(page.entries) for page in row.values() if type(page) is Page))


def _rows_in(row: Mapping[str, Any]) -> int:
    return 1 + sum(
        1 + sum(_rows_in(part) for part in entry.values() if isinstance(part, dict))
        for page in row.values()
        if isinstance(page, Page)
        for entry in page.entries
    )
