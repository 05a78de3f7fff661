"""What an expression of a statement can hold, known from the catalogue before anything is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph_service.store.neo4j.layout import LINK_KEY, TYPE, quoted
from schema.catalogue import Catalogue
from schema.columns import Sort

__all__ = ["Held", "LinkSubject", "NodeSubject", "number", "sort_of"]

_TEXT: Final[Mapping[Sort, tuple[str, ...]]] = {Sort.TEXT: ()}
_NUMBER: Final[Mapping[Sort, tuple[str, ...]]] = {Sort.NUMBER: ()}


@dataclass(frozen=True, slots=True)
class Held:
    """An expression.

    Attributes
    ----------
    text : str
    sorts : mapping of Sort to tuple of str
        What it can hold, and for which types of the node; without any it is never anything.
    node : str
        The node's variable, if what it holds depends on the node's type.
    missing : bool
        Whether it can be null.
    """

    text: str
    sorts: Mapping[Sort, tuple[str, ...]]
    node: str = ""
    missing: bool = True

    @property
    def sort(self) -> Sort | None:
        """What it holds if it can hold only one sort of values."""
        return next(iter(self.sorts)) if len(self.sorts) == 1 else None


def number(text: str) -> Held:
    """An expression that is always a number."""
    return Held(text, _NUMBER, missing=False)


def sort_of(value: Any) -> Sort | None:
    """The sort of a value; None of none."""
    if isinstance(value, str):
        return Sort.TEXT
    if isinstance(value, bool):
        return Sort.BOOLEAN
    if isinstance(value, int | float):
        return Sort.NUMBER
    return Sort.LIST if isinstance(value, tuple) else None


@dataclass(slots=True)
class NodeSubject:
    """A node of one of some concrete types.

    Parameters
    ----------
    variable : str
    types : tuple of str
    catalogue : Catalogue
    """

    variable: str
    types: tuple[str, ...]
    catalogue: Catalogue
    _known: dict[str, Held] = field(default_factory=dict)

    def column(self, name: str) -> Held:
        """What a column holds."""
        held = self._known.get(name)
        if held is None:
            held = self._known[name] = self._column(name)
        return held

    def _column(self, name: str) -> Held:
        if name == "id":
            return Held(f"{self.variable}.id", _TEXT, missing=False)
        if name == "@type":
            return Held(f"{self.variable}.{TYPE}", _TEXT, missing=False)
        sorts: dict[Sort, tuple[str, ...]] = {}
        for type_ in self.types:
            sort = self.catalogue.sorts(type_).get(name)
            if sort is not None:
                sorts[sort] = (*sorts.get(sort, ()), type_)
        return _property(self.variable, name, sorts)


@dataclass(slots=True)
class LinkSubject:
    """A link of a type.

    Parameters
    ----------
    variable : str
    type : str
    catalogue : Catalogue
    """

    variable: str
    type: str
    catalogue: Catalogue

    @property
    def key(self) -> Held:
        """What tells the link from parallel ones."""
        return Held(f"{self.variable}.{LINK_KEY}", _TEXT, missing=False)

    def column(self, name: str) -> Held:
        """What a column holds."""
        sort = self.catalogue.sorts(self.type).get(name)
        return _property(self.variable, name, {} if sort is None else {sort: ()})


def _property(variable: str, name: str, sorts: Mapping[Sort, Iterable[str]]) -> Held:
    if not sorts:
        return Held("null", {})
    return Held(
        f"{variable}.{quoted(name)}", {s: tuple(types) for s, types in sorts.items()}, variable
    )
