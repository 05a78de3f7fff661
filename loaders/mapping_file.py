"""Layouts of known sources, written as TOML files in ``loaders/mappings``."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from loaders.amounts import MoneyUnit, money_unit
from loaders.cells import PLACEHOLDERS
from loaders.layout import Bond, Field, Layout, LayoutError, Subject, TypeColumn
from loaders.names import fold
from schema.catalogue import Catalogue
from schema.declarations import Kind, Property

__all__ = ["MappingFile", "available_mappings", "load_mapping"]

_FOLDER = Path(__file__).parent / "mappings"
_HEAD = ("label", "description", "currency", "missing", "subjects", "links")
_SUBJECT = ("type", "properties", "constants")
_LINK = ("type", "source", "target", "properties", "constants")
_COLUMN = ("column", "identifier", "words", "unit", "missing")


@dataclass(frozen=True, slots=True)
class MappingFile:
    """A layout that a file describes.

    Attributes
    ----------
    name : str
        File name without suffix.
    label, description : str
        Chinese and English title.
    layout : Layout
    digest : str
        Of the file's content.
    """

    name: str
    label: str
    description: str
    layout: Layout
    digest: str


def available_mappings() -> tuple[str, ...]:
    """Names of the layouts that are shipped."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


def load_mapping(name: str | Path, catalogue: Catalogue) -> MappingFile:
    """Read a layout by the name of a shipped one, or by the path of a TOML file.

    Parameters
    ----------
    name : str or Path
        ``cordis-participations``, or a path that ends in ``.toml``.
    catalogue : Catalogue

    Returns
    -------
    MappingFile

    Raises
    ------
    LayoutError
        If there is no such file, or it says what the catalogue or a layout does not know.
    """
    path = Path(name) if str(name).endswith(".toml") else _FOLDER / f"{name}.toml"
    try:
        content = path.read_bytes()
        data = tomllib.loads(content.decode())
    except FileNotFoundError:
        known = ", ".join(available_mappings())
        raise LayoutError(f"There is no mapping {name}; shipped ones are {known}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise LayoutError(f"{path.name} is not a mapping: {error}.") from error
    layout = _Parser(path.name, catalogue).layout(path.stem, data)
    digest = blake2b(content, digest_size=16).hexdigest()
    return MappingFile(
        path.stem, data.get("label", ""), data.get("description", ""), layout, digest
    )


class _Parser:
    """Turns a parsed file into a layout; every complaint names the place in the file."""

    def __init__(self, file: str, catalogue: Catalogue) -> None:
        self._file = file
        self._catalogue = catalogue

    def layout(self, name: str, data: dict[str, Any]) -> Layout:
        self._only(data, _HEAD, "the file")
        subjects = tuple(
            self._subject(key, self._table(table, f"subjects.{key}"))
            for key, table in self._table(data.get("subjects", {}), "subjects").items()
        )
        if not subjects:
            raise self._error("subjects", "a mapping needs at least one record")
        types = {s.name: s.types for s in subjects}
        bonds = tuple(
            self._bond(self._table(table, f"links, number {i}"), f"links, number {i}", types)
            for i, table in enumerate(data.get("links", ()), start=1)
        )
        return Layout(
            name=name,
            subjects=subjects,
            bonds=bonds,
            currency=data.get("currency"),
            placeholders=frozenset(fold(text) for text in data.get("missing", ())),
        )

    def _subject(self, name: str, table: dict[str, Any]) -> Subject:
        where = f"subjects.{name}"
        self._only(table, _SUBJECT, where)
        type_ = self._type(table.get("type"), where)
        first = type_ if isinstance(type_, str) else next(iter(type_.types.values()))
        properties = self._catalogue.by_name[first].properties
        fields = self._fields(table.get("properties", {}), properties, where)
        if not any(f.scheme or f.property.naming for f in fields):
            raise self._error(where, "no column names or identifies the record")
        return Subject(
            name=name,
            type=type_,
            fields=fields,
            constants=self._constants(table, properties, where),
        )

    def _type(self, stated: object, where: str) -> str | TypeColumn:
        concrete = [t.name for t in self._catalogue.concrete]
        if isinstance(stated, str):
            self._known(stated, concrete, where, "type")
            return stated
        table = self._table(stated, f"{where}.type")
        self._only(table, ("column", "types"), f"{where}.type")
        types = self._table(table.get("types"), f"{where}.type.types")
        for type_ in types.values():
            self._known(type_, concrete, f"{where}.type.types", "type")
        if len({self._catalogue.family(type_) for type_ in types.values()}) != 1:
            raise self._error(f"{where}.type.types", "the types are not all of one family")
        return TypeColumn(self._text(table.get("column"), f"{where}.type.column"), types)

    def _bond(self, table: dict[str, Any], where: str, types: dict[str, tuple[str, ...]]) -> Bond:
        self._only(table, _LINK, where)
        self._known(table.get("type"), self._catalogue.links, where, "link type")
        link = self._catalogue.links[table["type"]]
        for end, allowed in (("source", link.source), ("target", link.target)):
            self._known(table.get(end), types, where, "record")
            members = self._catalogue.members(allowed)
            for type_ in types[table[end]]:
                self._known(type_, members, f"{where}.{end}", f"{end} of {link.type}")
        return Bond(
            link=link,
            source=table["source"],
            target=table["target"],
            fields=self._fields(table.get("properties", {}), link.properties, where),
            constants=self._constants(table, link.properties, where),
        )

    def _constants(
        self, table: dict[str, Any], properties: Sequence[Property], where: str
    ) -> dict[str, str]:
        constants = self._table(table.get("constants", {}), f"{where}.constants")
        for name in constants:
            self._known(name, [p.name for p in properties], f"{where}.constants", "property")
        return {name: str(text) for name, text in constants.items()}

    def _fields(
        self, stated: object, properties: Sequence[Property], where: str
    ) -> tuple[Field, ...]:
        columns = self._table(stated, f"{where}.properties")
        for name in columns:
            self._known(name, [p.name for p in properties], f"{where}.properties", "property")
        return tuple(
            self._field(declared, columns[declared.name], f"{where}.properties.{declared.name}")
            for declared in properties
            if declared.name in columns
        )

    def _field(self, declared: Property, stated: object, where: str) -> Field:
        if isinstance(stated, str):
            return Field(property=declared, header=stated, scheme=declared.identifier)
        table = self._table(stated, where)
        self._only(table, _COLUMN, where)
        missing = table.get("missing")
        return Field(
            property=declared,
            header=self._text(table.get("column"), f"{where}.column"),
            scheme=table.get("identifier", declared.identifier),
            words=self._table(table.get("words", {}), f"{where}.words"),
            unit="" if declared.kind is Kind.MONEY else str(table.get("unit", "")),
            money=self._money(table.get("unit"), where) if declared.kind is Kind.MONEY else None,
            placeholders=None
            if missing is None
            else PLACEHOLDERS | {fold(text) for text in missing},
        )

    def _money(self, unit: object, where: str) -> MoneyUnit | None:
        if unit is None:
            return None
        if isinstance(unit, int) and unit > 0:
            return MoneyUnit(unit, None)
        found = money_unit(str(unit))
        if found is None:
            raise self._error(where, f"{unit!r} is no unit of money, such as 1, 10000 or 万元")
        return found

    def _table(self, value: object, where: str) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise self._error(where, "a table of keys and values is needed here")
        return value

    def _text(self, value: object, where: str) -> str:
        if not isinstance(value, str) or not value:
            raise self._error(where, "a text is needed here")
        return value

    def _only(self, table: dict[str, Any], allowed: Sequence[str], where: str) -> None:
        for key in table:
            if key not in allowed:
                raise self._error(where, f"unknown key {key!r}; known are {', '.join(allowed)}")

    def _known(self, value: object, known: Collection[str], where: str, what: str) -> None:
        if value not in known:
            raise self._error(where, f"{value!r} is no {what}; known are {_listed(known)}")

    def _error(self, where: str, reason: str) -> LayoutError:
        return LayoutError(f"{self._file}, {where}: {reason}.")


def _listed(known: Iterable[str]) -> str:
    return ", ".join(known) or "none"
