"""Functions that make rows, written for the number of their keys: a dict display beats any loop.

The text holds no name of a plan. Keys and columns are arguments of what it defines, so one text
serves all selections of one shape.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeAlias

from graph_service.store.memory import Link, Node
from schema.declarations import Direction

__all__ = ["MOST", "Own", "entries_maker", "row_maker", "row_of_list_maker"]

MOST: Final = 64
"""How many keys of each kind a row can have to be made so."""

Row: TypeAlias = dict[str, Any]
Own: TypeAlias = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
"""What a row shows of its node alone: keys of the id; keys of columns, and the columns."""


@lru_cache(maxsize=512)
def row_maker(own: Own) -> Callable[[Node], Row]:
    """Return what makes a row of a node."""
    ids, keys, columns = own
    made: Callable[[Node], Row] = _row(len(ids), len(keys))(*ids, *keys, *columns)
    return made


def entries_maker(
    own: Own, name: str, direction: Direction
) -> Callable[[Sequence[Link]], list[Row]]:
    """Return what makes the entries of a page of links in the order of their far ends' ids.

    Parameters
    ----------
    own : tuple
    name : str
        Key of the far end's row in an entry.
    direction : Direction
        Which way the links are followed.
    """
    ids, keys, columns = own
    far = "target" if direction is Direction.OUT else "source"
    make = _entries(len(ids), len(keys), far)
    made: Callable[[Sequence[Link]], list[Row]] = make(name, *ids, *keys, *columns)
    return made


def row_of_list_maker(keys: Sequence[str], places: Sequence[int]) -> Callable[[list[Any]], Row]:
    """Return what makes a row of a list of values, of which each key has one.

    Parameters
    ----------
    keys : sequence of str
    places : sequence of int
        Where each stands in the list.
    """
    if len(keys) > MOST:
        pairs = list(zip(keys, places, strict=True))
        return lambda raw: {key: raw[place] for key, place in pairs}
    made: Callable[[list[Any]], Row] = _row_of_list(tuple(places))(*keys)
    return made


@lru_cache(maxsize=256)
def _row_of_list(places: tuple[int, ...]) -> Callable[..., Any]:
    parts = [f"k{at}: raw[{place:d}]" for at, place in enumerate(places)]
    names = [f"k{at}" for at in range(len(places))]
    text = f"lambda {', '.join(names)}: lambda raw: {{{', '.join(parts)}}}"
    make: Callable[..., Any] = eval(text)  # noqa: S307 - numbers alone vary in it
    return make


@lru_cache(maxsize=256)
def _row(ids: int, keys: int) -> Callable[..., Any]:
    return _defined(ids, keys, (), f"lambda node: {_display(ids, keys, 'node')}")


@lru_cache(maxsize=256)
def _entries(ids: int, keys: int, far: str) -> Callable[..., Any]:
    row = _display(ids, keys, f"(node := link.{far})")
    entry = f"{{name: {row}, '@position': (id_, link.key)}}"
    return _defined(ids, keys, ("name",), f"lambda links: [{entry} for link in links]")


def _display(ids: int, keys: int, node: str) -> str:
    parts = [f"'@type': {node}.type", "'@id': (id_ := node.id)"]
    parts += [f"i{at}: id_" for at in range(ids)]
    if keys:
        parts.append("k0: (get := node.stored.get)(c0)")
        parts += [f"k{at}: get(c{at})" for at in range(1, keys)]
    return f"{{{', '.join(parts)}}}"


def _defined(ids: int, keys: int, more: Sequence[str], made: str) -> Callable[..., Any]:
    names = [f"i{at}" for at in range(ids)]
    names += [f"{kind}{at}" for kind in "kc" for at in range(keys)]
    text = f"lambda {', '.join((*more, *names))}: {made}"
    make: Callable[..., Any] = eval(text)  # noqa: S307 - numbers alone vary in it
    return make
