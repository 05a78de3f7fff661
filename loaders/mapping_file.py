"""Layouts of known sources, written as TOML files in ``loaders/mappings``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from loaders.layout import Bond, Field, Layout, LayoutError, Subject, TypeColumn
from loaders.mapping_checks import Checks
from loaders.mapping_columns import ColumnParser
from loaders.names import fold
from schema.catalogue import Catalogue
from schema.declarations import Property

__all__ = ["MAPPING_KEYS", "MappingFile", "available_mappings", "load_mapping"]

_FOLDER = Path(__file__).parent / "mappings"
_HEAD = ("label", "description", "currency", "missing", "sparse", "subjects", "links")
_SUBJECT = ("type", "each", "where", "properties", "constants")
_LINK = ("type", "source", "target", "properties", "constants")
_TYPE = ("column", "types", "otherwise")
MAPPING_KEYS = tuple(dict.fromkeys((*_HEAD, *_SUBJECT, *_LINK, *_TYPE)))
"""What the tables of a mapping can say, but for those about a column."""


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
    layout = _Parser(Checks(path.name), catalogue).layout(path.stem, data)
    digest = blake2b(content, digest_size=16).hexdigest()
    return MappingFile(
        path.stem, data.get("label", ""), data.get("description", ""), layout, digest
    )


class _Parser:
    """Turns a parsed file into a layout; every complaint names the place in the file."""

    def __init__(self, checks: Checks, catalogue: Catalogue) -> None:
        self._check = checks
        self._catalogue = catalogue
        self._columns = ColumnParser(checks)

    def layout(self, name: str, data: dict[str, Any]) -> Layout:
        check = self._check
        check.only(data, _HEAD, "the file")
        subjects = tuple(
            self._subject(key, check.table(table, f"subjects.{key}"))
            for key, table in check.table(data.get("subjects", {}), "subjects").items()
        )
        if not subjects:
            raise check.error("subjects", "a mapping needs at least one record")
        if all(s.each for s in subjects):
            raise check.error("subjects", "a mapping needs a record that stands once in each row")
        known = {s.name: s for s in subjects}
        bonds = tuple(
            self._bond(check.table(table, f"links, number {i}"), f"links, number {i}", known)
            for i, table in enumerate(data.get("links", ()), start=1)
        )
        return Layout(
            name=name,
            subjects=subjects,
            bonds=bonds,
            currency=data.get("currency"),
            placeholders=frozenset(fold(text) for text in data.get("missing", ())),
            sparse=check.flag(data.get("sparse", False), "sparse"),
        )

    def _subject(self, name: str, table: dict[str, Any]) -> Subject:
        where = f"subjects.{name}"
        self._check.only(table, _SUBJECT, where)
        type_, mention = self._type(table.get("type"), where)
        first = type_ if isinstance(type_, str) else next(iter(type_.types.values()))
        properties = self._catalogue.by_name[first].properties
        each = self._check.text(table["each"], f"{where}.each") if "each" in table else ""
        conditions = self._columns.conditions(table.get("where", {}), f"{where}.where", each)
        fields = self._fields(table.get("properties", {}), properties, where, each)
        if conditions:
            fields = tuple(self._columns.conditioned(field, conditions) for field in fields)
        if not any(f.scheme or f.property.naming for f in fields):
            raise self._check.error(where, "no column names or identifies the record")
        return Subject(
            name=name,
            type=type_,
            fields=fields,
            constants=self._constants(table, properties, where),
            each=bool(each),
            mention=mention,
        )

    def _type(self, stated: object, where: str) -> tuple[str | TypeColumn, bool]:
        """The type, or the column that says it, and whether rows only name such records."""
        check = self._check
        concrete = [t.name for t in self._catalogue.concrete]
        if isinstance(stated, str):
            check.known(stated, [t.name for t in self._catalogue.types], where, "type")
            if stated in concrete:
                return stated, False
            placeholder = self._catalogue.placeholder(stated)
            if placeholder is None:
                raise check.error(where, f"{stated} only groups other types; name one of them")
            return placeholder, True
        table = check.table(stated, f"{where}.type")
        check.only(table, _TYPE, f"{where}.type")
        types = check.table(table.get("types"), f"{where}.type.types")
        otherwise = table.get("otherwise")
        everything = (*types.values(), *([otherwise] if otherwise is not None else []))
        for type_ in everything:
            check.known(type_, concrete, f"{where}.type", "type")
        if len({self._catalogue.family(type_) for type_ in everything}) != 1:
            raise check.error(f"{where}.type", "the types are not all of one family")
        column = check.text(table.get("column"), f"{where}.type.column")
        return TypeColumn(column, types, otherwise), False

    def _bond(self, table: dict[str, Any], where: str, subjects: dict[str, Subject]) -> Bond:
        check = self._check
        check.only(table, _LINK, where)
        check.known(table.get("type"), self._catalogue.links, where, "link type")
        link = self._catalogue.links[table["type"]]
        for end, allowed in (("source", link.source), ("target", link.target)):
            check.known(table.get(end), subjects, where, "record")
            members = self._catalogue.members(allowed)
            for type_ in subjects[table[end]].types:
                check.known(type_, members, f"{where}.{end}", f"{end} of {link.type}")
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
        constants = self._check.table(table.get("constants", {}), f"{where}.constants")
        for name in constants:
            self._check.known(name, [p.name for p in properties], f"{where}.constants", "property")
        return {name: str(text) for name, text in constants.items()}

    def _fields(
        self, stated: object, properties: Sequence[Property], where: str, each: str = ""
    ) -> tuple[Field, ...]:
        columns = self._check.table(stated, f"{where}.properties")
        for name in columns:
            self._check.known(name, [p.name for p in properties], f"{where}.properties", "property")
        return tuple(
            field
            for declared in properties
            if declared.name in columns
            for field in self._columns.fields(
                declared, columns[declared.name], f"{where}.properties.{declared.name}", each
            )
        )
