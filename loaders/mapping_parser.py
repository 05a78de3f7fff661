"""A parsed mapping file turned into a layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loaders.layout import Field, Layout, Subject, TypeColumn
from loaders.mapping_checks import Checks
from loaders.mapping_columns import ColumnParser
from loaders.mapping_head import HEAD_KEYS, LABELLED_KEYS, read_head
from loaders.mapping_links import LINK_KEYS, Each, LinkParser
from loaders.toml_lines import KeyPath
from schema.catalogue import Catalogue
from schema.declarations import Property

__all__ = ["MAPPING_KEYS", "MappingParser"]

_SUBJECT = ("type", "each", "where", "properties", "constants")
_TYPE = ("column", "types", "otherwise")
_FILE = (*HEAD_KEYS, "subjects", "links")
MAPPING_KEYS = tuple(dict.fromkeys((*_FILE, *_SUBJECT, *LINK_KEYS, *_TYPE, *LABELLED_KEYS)))
"""What the tables of a mapping can say, but for those about a column."""


class MappingParser:
    """Turns a parsed file into a layout; what is wrong is kept, and the rest is read.

    Parameters
    ----------
    checks : Checks
    catalogue : Catalogue
    """

    def __init__(self, checks: Checks, catalogue: Catalogue) -> None:
        self._check = checks
        self._catalogue = catalogue
        self._columns = ColumnParser(checks)
        self._each: dict[str, Each] = {}

    def layout(self, name: str, data: dict[str, Any]) -> Layout | None:
        """Return the layout, or None if nothing can be read by it."""
        check = self._check
        check.only(data, _FILE, ())
        told = read_head(data, check, self._columns)
        subjects = self._subjects(data)
        stated = data.get("subjects")
        links = LinkParser(check, self._catalogue, self._columns, self._each)
        bonds = links.bonds(data.get("links", []), {s.name: s for s in subjects}, stated)
        if not stated:
            with check.going_on():
                raise check.error((), "a mapping needs at least one record", "Add [subjects.NAME]")
        elif isinstance(stated, dict) and all(
            isinstance(table, dict) and table.get("each") for table in stated.values()
        ):
            with check.going_on():
                raise check.error(
                    ("subjects",),
                    "a mapping needs a record that stands once in each row",
                    "Leave `each` out of one of them",
                )
        self._doubt_loose(subjects, data.get("links"))
        if not subjects:
            return None
        return Layout(name=name, subjects=subjects, bonds=bonds, **told)

    def _subjects(self, data: dict[str, Any]) -> tuple[Subject, ...]:
        subjects: list[Subject] = []
        with self._check.going_on():
            for key, table in self._check.table(data.get("subjects", {}), ("subjects",)).items():
                with self._check.going_on():
                    where = ("subjects", key)
                    subjects.append(self._subject(key, self._check.table(table, where)))
        return tuple(subjects)

    def _subject(self, name: str, table: dict[str, Any]) -> Subject:
        where = ("subjects", name)
        self._check.only(table, _SUBJECT, where)
        type_, mention = self._type(table.get("type"), (*where, "type"))
        first = type_ if isinstance(type_, str) else next(iter(type_.types.values()))
        properties = self._catalogue.by_name[first].properties
        each = table.get("each", "")
        prefix = "" if each is True else each
        if each is not True and "each" in table:
            self._check.text(each, (*where, "each"))
        conditions = self._columns.conditions(table.get("where", {}), (*where, "where"), prefix)
        before = len(self._check.problems)
        fields = self._columns.properties(table.get("properties", {}), properties, where, prefix)
        if conditions:
            fields = tuple(self._columns.conditioned(field, conditions) for field in fields)
        if each:
            self._each[name] = Each(prefix, conditions)
        if not any(f.scheme or f.property.naming for f in fields):
            with self._check.going_on():
                if len(self._check.problems) == before:
                    raise self._no_name(where, properties)
        self._doubt_twice(fields, where)
        return Subject(
            name=name,
            type=type_,
            fields=fields,
            constants=self._columns.constants(table, properties, where),
            each=bool(each),
            mention=mention,
        )

    def _no_name(self, where: KeyPath, properties: Sequence[Property]) -> Exception:
        naming = ", ".join(p.name for p in properties if p.naming or p.identifier)
        return self._check.error(
            where, "no column names or identifies the record", f"Give a column to one of {naming}"
        )

    def _type(self, stated: object, where: KeyPath) -> tuple[str | TypeColumn, bool]:
        """The type, or the column that says it, and whether rows only name such records."""
        check = self._check
        concrete = [t.name for t in self._catalogue.concrete]
        if isinstance(stated, str):
            check.known(stated, [t.name for t in self._catalogue.types], where, "type")
            if stated in concrete:
                return stated, False
            placeholder = self._catalogue.placeholder(stated)
            if placeholder is None:
                members = ", ".join(self._catalogue.members(stated))
                raise check.error(where, f"{stated} only groups other types", f"Name {members}")
            return placeholder, True
        if stated is None:
            raise check.error(where, "no type is said", 'Add type = "..."')
        table = check.table(stated, where)
        check.only(table, _TYPE, where)
        types = check.table(table.get("types"), (*where, "types"))
        for word, type_ in types.items():
            check.known(type_, concrete, (*where, "types", word), "type")
        otherwise = table.get("otherwise")
        if otherwise is not None:
            check.known(otherwise, concrete, (*where, "otherwise"), "type")
        everything = (*types.values(), *([otherwise] if otherwise is not None else []))
        if not types:
            raise check.error(where, "no type is said", "Add types = { WORD = TYPE }")
        if len({self._catalogue.family(type_) for type_ in everything}) != 1:
            raise check.error(
                where, "the types are not all of one family", "Make a subject for each family"
            )
        column = (*where, "column")
        header = check.column(check.text(table.get("column"), column), column)
        return TypeColumn(header, types, otherwise), False

    def _doubt_twice(self, fields: Sequence[Field], where: KeyPath) -> None:
        """Doubt whether one column is meant for two properties of a record."""
        read: dict[object, str] = {}
        for field in fields:
            if field.property.kind.plural:
                continue
            name = field.property.name
            first = read.setdefault((field.header, field.choice, field.period), name)
            if first != name:
                self._check.doubt(
                    (*where, "properties", name),
                    f"the column {field.header} is read for {first} already",
                    "Name another column, unless both are meant",
                )

    def _doubt_loose(self, subjects: Sequence[Subject], links: object) -> None:
        """Doubt records that no link ties to the others of their row."""
        tables = [t for t in links if isinstance(t, dict)] if isinstance(links, list) else []
        tied = {str(table.get(end)) for table in tables for end in ("source", "target")}
        for subject in subjects if len(subjects) > 1 else ():
            if subject.name not in tied:
                self._check.doubt(
                    ("subjects", subject.name),
                    "no link ties this record to the others of its row",
                    "Add [[links]] with it as source or target, unless it is meant to stand alone",
                )
