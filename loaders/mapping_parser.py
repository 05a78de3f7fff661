"""A parsed mapping file turned into a layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from loaders.layout import Bond, Field, Layout, Subject, TypeColumn
from loaders.mapping_checks import Checks
from loaders.mapping_columns import ColumnParser
from loaders.names import fold
from loaders.toml_lines import KeyPath
from schema.catalogue import Catalogue
from schema.declarations import LinkType, Property

__all__ = ["MAPPING_KEYS", "MappingParser"]

_HEAD = (
    *("label", "description", "currency", "money", "missing", "sparse", "sheet", "header"),
    *("headers", "skip", "subjects", "links"),
)
_SUBJECT = ("type", "each", "where", "properties", "constants")
_LINK = ("type", "source", "target", "properties", "constants")
_TYPE = ("column", "types", "otherwise")
MAPPING_KEYS = tuple(dict.fromkeys((*_HEAD, *_SUBJECT, *_LINK, *_TYPE)))
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

    def layout(self, name: str, data: dict[str, Any]) -> Layout | None:
        """Return the layout, or None if nothing can be read by it."""
        check = self._check
        check.only(data, _HEAD, ())
        told = self._head(data)
        subjects = self._subjects(data)
        stated = data.get("subjects")
        bonds = self._bonds(data, {s.name: s for s in subjects}, stated)
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

    def _head(self, data: dict[str, Any]) -> dict[str, Any]:
        check = self._check
        told: dict[str, Any] = {}
        with check.going_on():
            self._columns.money = self._columns.money_unit(data.get("money"), ("money",))
        with check.going_on():
            told["sparse"] = check.flag(data.get("sparse", False), ("sparse",))
        with check.going_on():
            missing = data.get("missing", [])
            texts = check.texts(missing, ("missing",)) if missing else []
            told["placeholders"] = frozenset(map(fold, texts))
        with check.going_on():
            sheets = data.get("sheet", [])
            texts = check.texts(sheets, ("sheet",)) if sheets else []
            told["sheets"] = tuple(map(fold, texts))
        with check.going_on():
            header = data.get("header", 0)
            told["header_row"] = check.number(header, ("header",)) if header != 0 else 0
        with check.going_on():
            told["spellings"] = {
                header: tuple(check.texts(others, ("headers", header)))
                for header, others in check.table(data.get("headers", {}), ("headers",)).items()
            }
        with check.going_on():
            told["skip"] = self._columns.conditions(data.get("skip", {}), ("skip",))
        with check.going_on():
            if "currency" in data:
                told["currency"] = check.text(data["currency"], ("currency",))
        return told

    def _subjects(self, data: dict[str, Any]) -> tuple[Subject, ...]:
        subjects: list[Subject] = []
        with self._check.going_on():
            for key, table in self._check.table(data.get("subjects", {}), ("subjects",)).items():
                with self._check.going_on():
                    where = ("subjects", key)
                    subjects.append(self._subject(key, self._check.table(table, where)))
        return tuple(subjects)

    def _bonds(
        self, data: dict[str, Any], subjects: dict[str, Subject], stated: object
    ) -> tuple[Bond, ...]:
        bonds: list[Bond] = []
        links = data.get("links", [])
        with self._check.going_on():
            if not isinstance(links, list):
                raise self._check.error(("links",), "links are a list", "Write [[links]]")
            named = list(stated) if isinstance(stated, dict) else []
            for number, table in enumerate(links):
                with self._check.going_on():
                    where = ("links", number)
                    bond = self._bond(self._check.table(table, where), where, subjects, named)
                    if bond is not None:
                        bonds.append(bond)
        return tuple(bonds)

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
        fields = self._fields(table.get("properties", {}), properties, where, prefix)
        if conditions:
            fields = tuple(self._columns.conditioned(field, conditions) for field in fields)
        if not any(f.scheme or f.property.naming for f in fields):
            with self._check.going_on():
                if len(self._check.problems) == before:
                    raise self._no_name(where, properties)
        self._doubt_twice(fields, where)
        return Subject(
            name=name,
            type=type_,
            fields=fields,
            constants=self._constants(table, properties, where),
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

    def _bond(
        self,
        table: dict[str, Any],
        where: KeyPath,
        subjects: dict[str, Subject],
        stated: Sequence[str],
    ) -> Bond | None:
        check = self._check
        check.only(table, _LINK, where)
        check.known(table.get("type"), self._catalogue.links, (*where, "type"), "link type")
        link = self._catalogue.links[table["type"]]
        for end in ("source", "target"):
            check.known(table.get(end), stated, (*where, end), "record")
        fields = self._fields(table.get("properties", {}), link.properties, where)
        constants = self._constants(table, link.properties, where)
        ends = [subjects.get(table[end]) for end in ("source", "target")]
        if None in ends:
            # What is wrong with the record itself is said already.
            return None
        self._ends(link, table, where, subjects)
        return Bond(
            link=link,
            source=table["source"],
            target=table["target"],
            fields=fields,
            constants=constants,
        )

    def _ends(
        self,
        link: LinkType,
        table: dict[str, Any],
        where: KeyPath,
        subjects: dict[str, Subject],
    ) -> None:
        for end, allowed in (("source", link.source), ("target", link.target)):
            members = self._catalogue.members(allowed)
            for type_ in subjects[table[end]].types:
                self._check.known(type_, members, (*where, end), f"{end} of {link.type}")

    def _constants(
        self, table: dict[str, Any], properties: Sequence[Property], where: KeyPath
    ) -> dict[str, str]:
        found: dict[str, str] = {}
        with self._check.going_on():
            place = (*where, "constants")
            for name, text in self._check.table(table.get("constants", {}), place).items():
                with self._check.going_on():
                    names = [p.name for p in properties]
                    self._check.known(name, names, (*place, name), "property")
                    found[name] = str(text)
        return found

    def _fields(
        self, stated: object, properties: Sequence[Property], where: KeyPath, each: str = ""
    ) -> tuple[Field, ...]:
        place = (*where, "properties")
        found: dict[str, tuple[Field, ...]] = {}
        with self._check.going_on():
            declared = {p.name: p for p in properties}
            for name, column in self._check.table(stated, place).items():
                with self._check.going_on():
                    self._check.known(name, declared, (*place, name), "property")
                    found[name] = self._columns.fields(declared[name], column, (*place, name), each)
        return tuple(field for p in properties for field in found.get(p.name, ()))

    def _doubt_twice(self, fields: Sequence[Field], where: KeyPath) -> None:
        """Doubt whether one column is meant for two properties of a record."""
        read: dict[object, str] = {}
        for field in fields:
            if field.property.kind.plural:
                continue
            name = field.property.name
            first = read.setdefault((field.header, field.choice), name)
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
