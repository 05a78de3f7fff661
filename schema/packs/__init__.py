"""Regional packs: the lists that a region decides for itself, as TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from functools import cached_property
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from schema.packs.districts import (
    DistrictIndex,
    FormerName,
    PackDistrict,
    PackZone,
    Place,
    check_districts,
)
from schema.packs.spellings import PackError, regional_spellings
from schema.time import PartialDate

__all__ = [
    "MANUAL",
    "FormerName",
    "Pack",
    "PackDistrict",
    "PackError",
    "PackTerm",
    "PackZone",
    "Place",
    "available_packs",
    "load_pack",
]

MANUAL = "manual"
"""The source of corrections made by people; it outranks every other."""

_MANUAL_PRIORITY = 1_000_000
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class PackTerm:
    """One value of a regional list.

    Attributes
    ----------
    code, label, description : str
        Code in files and stores, Chinese label, English meaning.
    synonyms : tuple of str
        Other spellings that offices use.
    means : str
        What the service itself takes it for, where that is not the code: ``TALENT_CLASS``.
    edition : str
        Code of the edition of the list that has it; empty if there is only one.
    """

    code: str
    label: str
    description: str = ""
    synonyms: tuple[str, ...] = ()
    means: str = ""
    edition: str = ""


@dataclass(frozen=True)
class Pack:
    """What one region decides for itself.

    Attributes
    ----------
    name, label, description : str
        File name without suffix, Chinese and English title.
    home_region : str or None
        Prefix of the codes of its districts.
    time_zone : str
        IANA name; days begin there.
    currency : str
        ISO code of amounts that name none.
    sources : mapping of str to int
        Priority by source name; 0 for the others.
    lists : mapping of str to tuple of PackTerm
        The regional lists.
    districts : tuple of PackDistrict
        The region's districts.
    version : str
        Of the words in it; raised when they change.
    spellings : mapping of str to mapping of str to tuple of str
        The region's own words for values of structural vocabularies, by vocabulary and code.
    zones : tuple of PackZone
        Its functional zones, which are no districts.
    district_standard : str
        The reference table that lists districts elsewhere: ``gbt2260``; empty if there is none.
    """

    name: str
    label: str
    description: str
    home_region: str | None = None
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    sources: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, tuple[PackTerm, ...]] = field(default_factory=dict)
    districts: tuple[PackDistrict, ...] = ()
    version: str = ""
    spellings: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    zones: tuple[PackZone, ...] = ()
    district_standard: str = ""

    def priority(self, source: str) -> int:
        """How much a source is believed."""
        return _MANUAL_PRIORITY if source == MANUAL else self.sources.get(source, 0)

    def term(self, vocabulary: str, code: str) -> PackTerm:
        """Return a term by its code; a code that the pack lacks is its own label."""
        return self._by_code.get((vocabulary, code)) or PackTerm(code, code)

    def meaning(self, vocabulary: str, meaning: str) -> tuple[str, ...]:
        """Return the codes of the terms that the service itself takes for `meaning`."""
        listed = self.lists.get(vocabulary, ())
        return tuple(t.code for t in listed if (t.means or t.code) == meaning)

    def find_term(self, vocabulary: str, text: str) -> PackTerm | None:
        """Return the term that `text` spells: a code, a label or a synonym; letter case is ignored."""
        return self._by_spelling.get((vocabulary, text.casefold()))

    def find_district(self, text: str) -> PackDistrict | None:
        """Return the district that `text` names: a present or former code, a name or an alias."""
        return self._index.district(text)

    def find_place(self, text: str, on: PartialDate | None = None) -> Place | None:
        """Return what `text` means when speaking of `on`; see `DistrictIndex.place`."""
        return self._index.place(text, on)

    def find_zone(self, text: str) -> PackZone | None:
        """Return the functional zone that `text` names."""
        return self._index.zone(text)

    @cached_property
    def _by_code(self) -> Mapping[tuple[str, str], PackTerm]:
        return {(name, term.code): term for name, terms in self.lists.items() for term in terms}

    @cached_property
    def _by_spelling(self) -> Mapping[tuple[str, str], PackTerm]:
        return {
            (name, spelling.casefold()): term
            for name, terms in self.lists.items()
            for term in terms
            for spelling in _term_spellings(term)
        }

    @cached_property
    def _index(self) -> DistrictIndex:
        return DistrictIndex(self.districts, self.zones)


def available_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_pack(name: str) -> Pack:
    """Read a pack by its name, or by the path of a TOML file.

    Parameters
    ----------
    name : str
        One of `available_packs`, or a path that ends in ``.toml``.

    Returns
    -------
    Pack

    Raises
    ------
    PackError
        If there is no such pack, or its file is not a pack.
    """
    path = Path(name) if name.endswith(".toml") else _FOLDER / f"{name}.toml"
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except OSError:
        known = ", ".join(available_packs())
        raise PackError(f"There is no pack {name!r}; shipped packs are {known}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path.name} is not TOML: {error}.") from error
    return _pack(path.name, path.stem, data)


def _pack(file: str, name: str, data: dict[str, Any]) -> Pack:
    lists = data.pop("lists", {})
    districts = data.pop("districts", [])
    spellings = data.pop("spellings", {})
    zones = data.pop("zones", [])
    if not isinstance(lists, dict):
        raise PackError(f"{file}: lists cannot be {lists!r}.")
    pack = Pack(
        name=name,
        lists={
            vocabulary: tuple(
                PackTerm(**_checked(f"{file}, lists.{vocabulary}", term, PackTerm))
                for term in _tables(f"{file}, lists.{vocabulary}", terms)
            )
            for vocabulary, terms in lists.items()
        },
        districts=tuple(
            _district(f"{file}, districts", district)
            for district in _tables(f"{file}, districts", districts)
        ),
        spellings=regional_spellings(f"{file}, spellings", spellings),
        zones=tuple(
            PackZone(**_checked(f"{file}, zones", zone, PackZone))
            for zone in _tables(f"{file}, zones", zones)
        ),
        **_checked(file, data, Pack, without=("name", "lists", "districts", "zones", "spellings")),
    )
    _check_zone(file, pack.time_zone)
    _check_priorities(file, pack.sources)
    _check_spellings(file, pack)
    return pack


def _district(where: str, table: dict[str, Any]) -> PackDistrict:
    told = f"{where}, {table.get('code', '')}, former"
    former = tuple(
        FormerName(**_checked(told, name, FormerName))
        for name in _tables(told, table.pop("former", []))
    )
    checked = _checked(where, table, PackDistrict, without=("former",))
    return PackDistrict(**checked, former=former)


def _tables(where: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(table, dict) for table in value):
        raise PackError(f"{where}: a list of tables is expected, written [[...]].")
    return value


def _checked(
    where: str, table: dict[str, Any], shape: type, without: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return a TOML table as arguments of a dataclass, or say which key does not fit."""
    known = {f.name: f for f in fields(shape) if f.name not in without}
    spoken = table.get("code", "")
    where = f"{where}, {spoken}" if spoken else where
    for key, value in table.items():
        if key not in known:
            raise PackError(f"{where}: unknown key {key!r}; known are {', '.join(sorted(known))}.")
        if not _fits(value, str(known[key].type)):
            raise PackError(f"{where}: {key} cannot be {value!r}.")
    for key, f in known.items():
        required = f.default is MISSING and f.default_factory is MISSING
        if required and not table.get(key):
            raise PackError(f"{where}: the key {key!r} is missing.")
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}


def _fits(value: Any, annotation: str) -> bool:
    if annotation.startswith("tuple"):
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if annotation.startswith("Mapping"):
        return isinstance(value, dict)
    if annotation.startswith("float"):
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, str)


def _check_zone(file: str, time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        raise PackError(f"{file}: there is no time zone {time_zone!r}.") from None


def _check_priorities(file: str, sources: Mapping[str, int]) -> None:
    for source, priority in sources.items():
        if type(priority) is not int or not 0 <= priority < _MANUAL_PRIORITY:
            raise PackError(
                f"{file}, sources: the priority of {source!r} must be a whole number from 0 to "
                f"{_MANUAL_PRIORITY - 1}, below the corrections made by people."
            )


def _check_spellings(file: str, pack: Pack) -> None:
    for vocabulary, terms in pack.lists.items():
        _check_one_owner(
            f"{file}, lists.{vocabulary}",
            [(t.code, s.casefold()) for t in terms for s in _term_spellings(t)],
            [t.code for t in terms],
        )
    spelled = [(d.code, text) for d in pack.districts for text in d.spellings]
    spelled += [(z.name, text) for z in pack.zones for text in z.spellings]
    _check_one_owner(f"{file}, districts", spelled, [d.code for d in pack.districts])
    wrong = check_districts(f"{file}, districts", pack.districts)
    if wrong:
        raise PackError(wrong)


def _check_one_owner(where: str, spellings: list[tuple[str, str]], codes: list[str]) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise PackError(f"{where}: the code {code!r} is declared twice.")
    owners: dict[str, str] = {}
    for code, spelling in spellings:
        other = owners.setdefault(spelling, code)
        if other != code:
            raise PackError(f"{where}: {spelling!r} is claimed by {other} and {code}.")


def _term_spellings(term: PackTerm) -> tuple[str, ...]:
    return (term.code, term.label, *term.synonyms)
