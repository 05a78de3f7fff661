"""Regional packs: the lists that a region decides for itself, as TOML files beside this one."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

__all__ = [
    "MANUAL",
    "Pack",
    "PackDistrict",
    "PackError",
    "PackTerm",
    "available_packs",
    "load_pack",
]

MANUAL = "manual"
"""The source of corrections made by people; it outranks every other."""

_MANUAL_PRIORITY = 1_000_000
_FOLDER = Path(__file__).parent


class PackError(ValueError):
    """A pack is missing or says something that a pack cannot say."""


@dataclass(frozen=True, slots=True)
class PackTerm:
    """One value of a regional list."""

    code: str
    label: str
    description: str = ""
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackDistrict:
    """A district of the region, with its seat of government."""

    code: str
    name: str
    longitude: float | None = None
    latitude: float | None = None
    datum: str | None = None
    parent: str | None = None
    aliases: tuple[str, ...] = ()
    former_codes: tuple[str, ...] = ()


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

    def priority(self, source: str) -> int:
        """How much a source is believed."""
        return _MANUAL_PRIORITY if source == MANUAL else self.sources.get(source, 0)

    def term(self, vocabulary: str, code: str) -> PackTerm:
        """Return a term by its code; a code that the pack lacks is its own label."""
        return self._by_code.get((vocabulary, code)) or PackTerm(code, code)

    def find_term(self, vocabulary: str, text: str) -> PackTerm | None:
        """Return the term that `text` spells: a code, a label or a synonym; letter case is ignored."""
        return self._by_spelling.get((vocabulary, text.casefold()))

    def find_district(self, text: str) -> PackDistrict | None:
        """Return the district that `text` names: a present or former code, a name or an alias."""
        return self._district_by_spelling.get(text)

    @cached_property
    def _by_code(self) -> Mapping[tuple[str, str], PackTerm]:
        return {(name, term.code): term for name, terms in self.lists.items() for term in terms}

    @cached_property
    def _by_spelling(self) -> Mapping[tuple[str, str], PackTerm]:
        return {
            (name, spelling.casefold()): term
            for name, terms in self.lists.items()
            for term in terms
            for spelling in (term.code, term.label, *term.synonyms)
        }

    @cached_property
    def _district_by_spelling(self) -> Mapping[str, PackDistrict]:
        return {
            spelling: district
            for district in self.districts
            for spelling in (
                district.code,
                district.name,
                *district.aliases,
                *district.former_codes,
            )
        }


def available_packs() -> tuple[str, ...]:
    """Names of the packs that are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_pack(name: str) -> Pack:
    """Read a pack by its name, or by the path of a TOML file.

    Parameters
    ----------
    name : str
        ``wenzhou-2021``, or a path that ends in ``.toml``.

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
            return _pack(path.stem, tomllib.load(file))
    except FileNotFoundError:
        known = ", ".join(available_packs())
        raise PackError(f"There is no pack {name!r}; shipped packs are {known}.") from None
    except (tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise PackError(f"{path.name} is not a pack: {error}.") from error


def _pack(name: str, data: dict[str, Any]) -> Pack:
    lists = {
        vocabulary: tuple(PackTerm(**_with_tuples(term)) for term in terms)
        for vocabulary, terms in data.get("lists", {}).items()
    }
    districts = tuple(PackDistrict(**_with_tuples(d)) for d in data.get("districts", ()))
    head = {key: value for key, value in data.items() if key not in ("lists", "districts")}
    return Pack(name=name, lists=lists, districts=districts, **head)


def _with_tuples(table: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(v) if isinstance(v, list) else v for key, v in table.items()}
