"""Reading what the server returns: lists by position, turned into rows and pages.

What is known of a plan is worked out once; what remains is to be done for every row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from graph_service.store.made_rows import row_of_list_maker
from graph_service.store.paging import cut
from graph_service.store.plan import Connection
from graph_service.store.port import Page
from graph_service.store.summaries import Tally, Totals

__all__ = [
    "Cell",
    "Places",
    "Raw",
    "Read",
    "Row",
    "cell_reader",
    "entry_reader",
    "page_reader",
    "row_reader",
]

Raw: TypeAlias = list[Any]
Row: TypeAlias = dict[str, Any]
Read: TypeAlias = Callable[[Raw], Any]

TYPE_AT, ID_AT = 0, 1
"""Where every list of a node has its type and its id."""


class Cell:
    """Where a field's values stand in a list.

    Parameters
    ----------
    key : str
    places : sequence of int
    lists : bool
        Whether a value can be a list.
    """

    __slots__ = ("key", "lists", "places")

    def __init__(self, key: str, places: Sequence[int], *, lists: bool) -> None:
        self.key = key
        self.places = tuple(places)
        self.lists = lists

    @property
    def is_plain(self) -> bool:
        """Whether the value is as it stands there."""
        return len(self.places) == 1 and not self.lists


def row_reader(
    cells: Sequence[Cell],
    follows: Sequence[tuple[str, Read]],
    branches: Mapping[str, Sequence[Callable[[Row, Raw], None]]],
) -> tuple[Read, Callable[[Row, Raw], None]]:
    """Return what makes a node's row, and what adds it to the row of another selection."""
    plain = [cell for cell in cells if cell.is_plain]
    others = [(cell.key, cell_reader(cell)) for cell in cells if not cell.is_plain]
    others += follows
    bare = row_of_list_maker(
        ("@type", "@id", *(cell.key for cell in plain)),
        (TYPE_AT, ID_AT, *(cell.places[0] for cell in plain)),
    )

    def row(raw: Raw) -> Row:
        built = bare(raw)
        for key, read in others:
            built[key] = read(raw)
        for add in branches.get(raw[TYPE_AT], ()):
            add(built, raw)
        return built

    simple = bare if not others and not branches else row
    return simple, lambda built, raw: built.update(simple(raw))


def cell_reader(cell: Cell) -> Read:
    """Return what reads a field's value."""
    if len(cell.places) == 1:
        at = cell.places[0]
        return (lambda raw: _frozen(raw[at])) if cell.lists else itemgetter(at)
    first, values, lists = cell.places[0], itemgetter(*cell.places), cell.lists

    def several(raw: Raw) -> tuple[Any, ...] | None:
        if raw[first] is None:
            return None
        found: tuple[Any, ...] = values(raw)
        return tuple(map(_frozen, found)) if lists else found

    return several


def entry_reader(
    views: Sequence[tuple[str, Read]], cells: Iterable[Cell], position: Cell
) -> Callable[[Raw], Row]:
    """Return what makes an entry of a page: its views of the node, its fields, its place."""
    fields = [(cell.key, cell_reader(cell)) for cell in cells]
    reads = [*views, *fields, ("@position", _position_reader(position))]
    if len(reads) == 2:  # noqa: PLR2004 - the usual case
        (one, read), (other, place) = reads
        return lambda raw: {one: read(raw), other: place(raw)}
    return lambda raw: {key: read(raw) for key, read in reads}


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of an answered connection stand in a list.

    Attributes
    ----------
    page : int
    count, summaries : int or None
        None if not asked for.
    """

    page: int = 0
    count: int | None = None
    summaries: int | None = None


def page_reader(
    entry: Callable[[Raw], Row] | None,
    connection: Connection,
    places: Places,
    summaries: Callable[[Raw], Mapping[str, Tally | Totals]] | None,
) -> Callable[[Raw], Page]:
    """Return what makes a page of its parts.

    Parameters
    ----------
    entry : callable or None
        None if there is no page, but perhaps a count.
    connection : Connection
        Tells how many entries the page has; one more is there if the list goes on.
    places : Places
    summaries : callable or None
        Makes the summaries of what is at their place.
    """
    page_at, count_at, summaries_at = places.page, places.count, places.summaries

    def read(raw: Raw) -> Page:
        page = Page(count=None if count_at is None else raw[count_at])
        if entry is not None:
            page.entries = [entry(row) for row in cut(page, raw[page_at], connection)]
        if summaries is not None and summaries_at is not None:
            page.summaries = summaries(raw[summaries_at])
        return page

    return read


def _position_reader(cell: Cell) -> Read:
    values = itemgetter(*cell.places)
    if len(cell.places) == 1:
        return lambda raw: (values(raw),)
    if cell.lists:
        return lambda raw: tuple(map(_frozen, values(raw)))
    return values


def _frozen(value: Any) -> Any:
    return tuple(value) if type(value) is list else value
