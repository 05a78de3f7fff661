"""A page as the fields of its connection read it; its entries are the store's rows themselves."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from graph_service.api.cursors import digest_of, encode
from graph_service.store.port import LinkIdentity, Page
from schema.declarations import Direction, LinkEnd

__all__ = ["Entry", "Listed", "cursor_of", "edges_key", "entries_of", "link_of", "nodes_key"]

Entry: TypeAlias = dict[str, Any]
"""A row of a page. Its link's and node's parts stand under the response keys of the edge's fields."""

_LIST: Final = "@list"
"""Where an entry has which list it stands in."""


class ListName:
    """Which list a page is of.

    Parameters
    ----------
    scope : str
        Names the list: a type, or a link field.
    order_by : object
        The coerced argument.
    near : str
        Id of the node whose links are listed; empty in a list of nodes.
    end : LinkEnd or None
        What end's links they are; None in a list of nodes.
    """

    __slots__ = ("_digest", "end", "near", "order_by", "scope")

    def __init__(self, scope: str, order_by: object, near: str, end: LinkEnd | None) -> None:
        self.scope = scope
        self.order_by = order_by
        self.near = near
        self.end = end
        self._digest: str | None = None

    def is_of(self, entry: Entry) -> bool:
        """Say whether an entry is named so already."""
        named: ListName | None = entry.get(_LIST)
        return named is not None and (self.scope, self.near, self.order_by, self.end) == (
            named.scope,
            named.near,
            named.order_by,
            named.end,
        )

    @property
    def digest(self) -> str:
        """What binds cursors to the list and its order."""
        if self._digest is None:
            self._digest = digest_of(self.scope, self.order_by or [])
        return self._digest


class Listed:
    """A page, and which list it is of.

    Its entries know the list and not the page: it would hold itself, and stay until the garbage
    collector came.

    Parameters
    ----------
    page : Page
    scope, order_by, near, end
        As for `ListName`.
    """

    __slots__ = ("name", "page")

    def __init__(
        self, page: Page, scope: str, order_by: object, near: str = "", end: LinkEnd | None = None
    ) -> None:
        self.page = page
        self.name = ListName(scope, order_by, near, end)

    @property
    def has_next_page(self) -> bool:
        """Whether the list goes on after the page."""
        return self.page.has_next

    @property
    def has_previous_page(self) -> bool:
        """Whether the list has more before the page."""
        return self.page.has_previous

    @property
    def start_cursor(self) -> str | None:
        """Cursor of the first entry."""
        return self._cursor(0)

    @property
    def end_cursor(self) -> str | None:
        """Cursor of the last entry."""
        return self._cursor(-1)

    def _cursor(self, at: int) -> str | None:
        return encode(self.name.digest, self.page.position(at)) if self.page.entries else None


def edges_key(edges: str, own: str, *, alone: bool) -> str:
    """The key, in an entry of a page, of what a field of its edges shows.

    Parameters
    ----------
    edges : str
        Response key of the list of edges.
    own : str
        That of the field.
    alone : bool
        Whether the query asks for the list of edges once only: then the entries are the edges.
    """
    return own if alone else f"{edges}.{own}"


def nodes_key(nodes: str) -> str:
    """The key, in an entry of a page, of what a list of nodes shows; no field of edges has it."""
    return f"{nodes}."


def entries_of(found: Listed, edges: str) -> list[Entry]:
    """Return the edges of a page, for the list of edges of a response key."""
    entries = found.page.entries
    if entries and "." in next(iter(entries[0])):
        prefix = f"{edges}."
        if any(key.startswith(prefix) for key in entries[0]):
            entries = [_own(entry, prefix) for entry in entries]
    # The entries of a page that is kept were named for whoever asked for it before.
    if entries and not found.name.is_of(entries[0]):
        for entry in entries:
            entry[_LIST] = found.name
    return entries


def cursor_of(entry: Entry) -> str:
    """The cursor of an edge."""
    found: ListName = entry[_LIST]
    return encode(found.digest, entry["@position"])


def link_of(entry: Entry) -> tuple[LinkEnd, LinkIdentity] | None:
    """What tells an edge's link from others, and of what end it is; None in a list of nodes."""
    found: ListName = entry[_LIST]
    end = found.end
    if end is None:
        return None
    *_, far, key = entry["@position"]
    out = end.direction is Direction.OUT
    return end, (end.link.type, *((found.near, far) if out else (far, found.near)), key)


def _own(entry: Entry, prefix: str) -> Entry:
    own = {
        key.removeprefix(prefix): value for key, value in entry.items() if key.startswith(prefix)
    }
    own["@position"] = entry["@position"]
    return own
