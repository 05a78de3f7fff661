"""Rows of lists that were read of one version of the graph: each is made once, whoever asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from itertools import count
from typing import Any, Final, TypeVar

from graph_service.store.kept_of_nodes import KeptOfNodes
from graph_service.store.neo4j.decoding import ID_AT, Raw, Read, Row
from graph_service.store.plan import Selection
from graph_service.store.shared_rows import MOST_BYTES, SharedRow, is_shared, weigher

__all__ = ["SharedReads"]

T = TypeVar("T")

_MOST_NAMES: Final = 256


class SharedReads:
    """Makes rows, or finds them made.

    Parameters
    ----------
    most : int
        How many bytes rows and their texts may take, more or less.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._kept: KeptOfNodes[SharedRow] = KeptOfNodes(most)
        self._numbers: OrderedDict[Hashable, int] = OrderedDict()
        self._next = count()
        self._version: str | None = None

    def reader(self, selection: Selection, as_of: str, read: Read) -> Read:
        """Return what makes the rows of a selection; those of one version and id are one.

        Parameters
        ----------
        selection : Selection
        as_of : str
            The ISO day that it is asked of.
        read : callable
            Makes a row of what the server returns.
        """
        if not is_shared(selection):
            return read
        # To compare selections for every row would take as long as to make it.
        name, weight = self._number((selection, as_of)), weigher(selection)

        def row(raw: Raw) -> Row:
            version = self._version
            if version is None:
                made: Row = read(raw)
                return made
            kept = self._kept.values_of(name, version)
            found = kept.get(raw[ID_AT])
            if found is None:
                held = self._kept.held
                found = kept[raw[ID_AT]] = SharedRow(read(raw), held)
                held.weight += weight(found)
            return found

        return row

    def decoded(self, decode: Callable[[Any], T], answer: Any, version: str | None) -> T:
        """Decode an answer.

        Parameters
        ----------
        decode : callable
        answer : object
            What the server returned.
        version : str or None
            Of which version of the graph it is; if that is not known, its rows are no others'.
        """
        self._version = version
        try:
            return decode(answer)
        finally:
            self._version = None

    def _number(self, name: Hashable) -> int:
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = next(self._next)
            if len(self._numbers) > _MOST_NAMES:
                self._numbers.popitem(last=False)
        return number
