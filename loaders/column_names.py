"""The headers that a type accepts: its declared names, labels and synonyms."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from loaders.amounts import is_unit
from loaders.names import fold, match_key
from schema.catalogue import Catalogue
from schema.declarations import EntityType, LinkColumn, LinkEnd, Property

__all__ = [
    "ROW_NUMBERS",
    "ColumnNames",
    "Meaning",
    "column_key",
    "periods_of",
    "split_unit",
    "unknown_headers",
]

_BRACKETED = re.compile(r"(.+?)\s*(?:\(([^()]*)\)|[/:,]\s*([^()/:,]+))")
_NEAREST = 2
_WHOLE = frozenset(
    {"合计", "总计", "小计", "总额", "金额", "数额", "名称", "姓名", "total", "name"}
)
"""Keys of columns that hold what their group is called after."""

ROW_NUMBERS = frozenset({"序号", "顺序号", "行号", "no", "no.", "#", "seq"})
"""Keys of headers of columns that number the rows; these neither name nor identify records."""

Meaning: TypeAlias = Property | tuple[LinkEnd, LinkColumn]
"""What a column holds: a property, or the names of the far ends of a link."""

Periods: TypeAlias = tuple[tuple[Property, Literal["start", "end"]], ...]
"""The properties that a column of periods holds, with which end of a period each is."""


@dataclass(frozen=True, slots=True)
class ColumnNames:
    """The headers that a type accepts.

    Parameters
    ----------
    catalogue : Catalogue
    type : EntityType
        A concrete type.
    """

    meanings: Mapping[str, Meaning]
    periods: Mapping[str, Periods]
    prefixes: tuple[str, ...]
    type: EntityType

    @classmethod
    def of(cls, catalogue: Catalogue, type_: EntityType) -> ColumnNames:
        """Collect the headers of a type."""
        meanings: dict[str, Meaning] = {}
        for declared in type_.properties:
            for header in (declared.name, declared.label, *declared.columns):
                meanings.setdefault(column_key(header), declared)
        for end in catalogue.ends(type_.name):
            for column in end.columns:
                for header in column.headers:
                    meanings.setdefault(column_key(header), (end, column))
        for end in catalogue.ends(type_.name):
            if end.columns:
                plain = LinkColumn((end.label,))
                meanings.setdefault(column_key(end.label), (end, plain))
                meanings.setdefault(column_key(end.name), (end, plain))
        prefixes = tuple(column_key(word) for word in (type_.label, *type_.synonyms, type_.name))
        return cls(meanings, periods_of(type_.properties), prefixes, type_)

    def find(self, header: str) -> tuple[Meaning, str] | None:
        """Return what a header means and the unit written in it, or None."""
        meaning = self._plain(column_key(header))
        if meaning is not None:
            return meaning, ""
        whole = fold(header)
        name, unit = split_unit(whole) or (whole, "")
        if "/" in name:
            meaning = self._grouped(name)
        elif unit and not is_unit(unit) and whole.rpartition("/")[2].strip() == unit:
            meaning, unit = self._grouped(whole), ""
        else:
            meaning = self._plain(column_key(name))
        return None if meaning is None else (meaning, unit)

    def count(self, headers: Iterable[str]) -> int:
        """Count the headers that mean something, each meaning once."""
        headers = tuple(filter(None, headers))
        found = [self.find(header) for header in headers]
        known = {id(f[0]) if isinstance(f[0], Property) else id(f[0][1]) for f in found if f}
        return len(known) + any(column_key(header) in self.periods for header in headers)

    def identifies(self, headers: Iterable[str]) -> bool:
        """Say whether a header holds names or identifiers of the records."""
        meanings = (found[0] for header in headers if (found := self.find(header)))
        return any(isinstance(m, Property) and (m.naming or m.identifier) for m in meanings)

    def _grouped(self, header: str) -> Meaning | None:
        """What a column of a group means: ``经费/财政`` is the 财政经费, ``经费/合计`` the 经费.

        A part of an amount is not the whole, nor a telephone number whoever has it: ``经费/自筹`` is
        no 经费.
        """
        *groups, lower = (column_key(part) for part in header.split("/"))
        group = groups[-1]
        joined = ("".join((*groups, lower)), group + lower, lower + group)
        keys = (*joined, group, lower) if lower in _WHOLE else (*joined, lower)
        for key in keys:
            meaning = self._plain(key)
            if meaning is not None:
                return meaning
        return None

    def _plain(self, key: str) -> Meaning | None:
        if key in self.meanings:
            return self.meanings[key]
        # 平台名称 is the 名称 of a 平台.
        for prefix in self.prefixes:
            if key.startswith(prefix) and key[len(prefix) :] in self.meanings:
                return self.meanings[key[len(prefix) :]]
        return None


def column_key(header: str) -> str:
    """Fold a header: brackets, letter case, spaces, hyphens and underscores do not count."""
    return re.sub(r"[\s_\-]+", "", match_key(header))


def periods_of(properties: Iterable[Property]) -> dict[str, Periods]:
    """The headers of periods, folded, with the properties that each of them holds."""
    found: dict[str, Periods] = {}
    for declared in properties:
        for header in declared.opens:
            key = column_key(header)
            found[key] = (*found.get(key, ()), (declared, "start"))
        for header in declared.closes:
            key = column_key(header)
            found[key] = (*found.get(key, ()), (declared, "end"))
    return found


def split_unit(header: str) -> tuple[str, str] | None:
    """Split a header such as ``经费(万元)`` or ``经费/万元`` into its name and its unit."""
    match = _BRACKETED.fullmatch(fold(header))
    return (match[1], (match[2] or match[3] or "").strip()) if match else None


def unknown_headers(names: Sequence[ColumnNames], headers: Sequence[str]) -> str:
    """A sentence about headers that mean nothing, with the nearest that would."""
    known = sorted({key for n in names for key in n.meanings})
    nearest = {
        header: found
        for header in headers
        if header and (found := difflib.get_close_matches(column_key(header), known, n=_NEAREST))
    }
    hint = "; ".join(f"{header}: did you mean {' or '.join(n)}?" for header, n in nearest.items())
    listed = ", ".join(header for header in headers if header) or "none"
    return f"nobody knows the headers {listed}. {hint or _some_headers(names)}"


def _some_headers(names: Sequence[ColumnNames]) -> str:
    """Say which headers would be known."""
    if len(names) != 1:
        return (
            "Give each column the name of what it holds, such as 名称, or describe the table in a"
            " mapping (--mapping FILE)."
        )
    (type_,) = (n.type for n in names)
    labels = ", ".join(p.label for p in type_.properties)
    return f"A table of {type_.name} ({type_.label}) can have {labels}."
