"""Names that people give of what the catalogue or a vocabulary has."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import TypeVar

from graph_service.exporting.refused import ExportRefused
from schema.catalogue import Catalogue

__all__ = ["chosen", "member_named", "type_named", "types_named"]

E = TypeVar("E", bound=enum.StrEnum)

_SHOWN = 12
"""So many names are listed; of more, those that are near."""


def types_named(
    catalogue: Catalogue, names: Iterable[str], within: str = "Node"
) -> tuple[str, ...]:
    """Return the concrete types that are named, in the catalogue's order; all if none is.

    A type is named by its name however it is spelled (``ResearchInstitute``,
    ``RESEARCH_INSTITUTE``) or by its Chinese label; an abstract one stands for its members.

    Raises
    ------
    ExportRefused
        If there is no such type.
    """
    members = catalogue.members(within)
    found: set[str] = set()
    given = list(names)
    for name in given:
        found |= {*catalogue.members(type_named(catalogue, name, within))} & {*members}
    return tuple(m for m in members if m in found or not given)


def type_named(catalogue: Catalogue, name: str, within: str = "Node") -> str:
    """Return the type, concrete or abstract, that is named and has members in another.

    Raises
    ------
    ExportRefused
        If there is no such type.
    """
    members = {*catalogue.members(within)}
    every = [t for t in catalogue.types if members.intersection(catalogue.members(t.name))]
    known = {_fold(t.label): t.name for t in every} | {_fold(t.name): t.name for t in every}
    if _fold(name) not in known:
        raise _unknown(name, "type", [t.name for t in every])
    return known[_fold(name)]


def chosen(what: str, names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """Return the known names that are given, in the order of the known ones; all if none is.

    Raises
    ------
    ExportRefused
        If one is not known.
    """
    every = list(known)
    folded = {_fold(name): name for name in every}
    found = set()
    given = list(names)
    for name in given:
        if _fold(name) not in folded:
            raise _unknown(name, what, every)
        found.add(folded[_fold(name)])
    return tuple(name for name in every if name in found or not given)


def member_named(what: str, name: str, of: type[E]) -> E:
    """Return the member of an enum that is named.

    Raises
    ------
    ExportRefused
        If there is none.
    """
    members: Mapping[str, E] = {_fold(member.value): member for member in of}
    if _fold(name) not in members:
        raise _unknown(name, what, [member.value for member in of])
    return members[_fold(name)]


def _fold(name: str) -> str:
    return name.strip().replace("_", "").replace("-", "").casefold()


def _unknown(name: str, what: str, known: list[str]) -> ExportRefused:
    folded = {_fold(one): one for one in known}
    near = [folded[one] for one in get_close_matches(_fold(name), folded, n=3)]
    listed = near or known[:_SHOWN]
    more = "" if near or len(known) <= _SHOWN else f" and {len(known) - _SHOWN} more"
    rest = "Perhaps you mean" if near else "There are"
    return ExportRefused(f"There is no {what} {name!r}. {rest} {', '.join(listed)}{more}.")
