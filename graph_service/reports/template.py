"""The columns of an empty table of one type: headers that the import understands, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.amounts import money_unit
from loaders.column_names import ColumnNames
from loaders.layout import LayoutError
from loaders.mapping import find_type, own_layout
from schema.catalogue import Catalogue
from schema.declarations import EntityType, Kind, LinkColumn, LinkEnd, Property
from schema.packs import Pack

__all__ = ["TemplateColumn", "template_columns", "template_type"]

_UNITS = {"m2": "平方米", "person": "人", "degree": "度"}


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """A column of an empty table.

    Attributes
    ----------
    header : str
        As it stands in the table, with its unit.
    declared : Property or None
        What it holds; None if it names the far ends of a link.
    end : LinkEnd or None
        The link that it names the far end of, or whose property it holds.
    choices : tuple of str
        The values that there are; empty if anything can be written.
    others : tuple of str
        Other headers that are understood.
    """

    header: str
    declared: Property | None
    end: LinkEnd | None
    choices: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def names(self) -> bool:
        """Whether its values name the record of the row."""
        return self.end is None and self.declared is not None and self.declared.naming

    @property
    def identifies(self) -> bool:
        """Whether its values identify the record of the row."""
        return self.end is None and self.declared is not None and bool(self.declared.identifier)


def template_type(catalogue: Catalogue, text: str) -> EntityType:
    """Find the type of which a user wants an empty table.

    Parameters
    ----------
    catalogue : Catalogue
    text : str
        Name, plural, label or synonym of a type.

    Raises
    ------
    LayoutError
        If there is no such type, or nobody states records of it.
    """
    type_ = catalogue.by_name[find_type(catalogue, text)]
    if type_.standing == "unclassified":
        family = catalogue.members(catalogue.family(type_.name))
        others = ", ".join(name for name in family if name != type_.name)
        raise LayoutError(
            f"{type_.name} ({type_.label}) is what others are called until somebody states their"
            f" type; choose one of {others}."
        )
    return type_


def template_columns(
    catalogue: Catalogue, pack: Pack, type_: EntityType
) -> tuple[TemplateColumn, ...]:
    """Say which columns an empty table of a type has: what names or identifies a record first.

    Parameters
    ----------
    catalogue : Catalogue
    pack : Pack
        For the values of its lists and the unit of money.
    type_ : EntityType
        A concrete type.
    """
    names = ColumnNames.of(catalogue, type_)
    columns = [*_properties(names, pack), *_links(catalogue, names)]
    telling = [c for c in columns if c.names or c.identifies]
    columns = [*telling, *(c for c in columns if c not in telling)]
    taken = {column.header for column in columns}
    further = [c for c in _link_properties(catalogue, type_, pack) if c.header not in taken]
    # A property of links is understood where only one of the links can be meant.
    layout = own_layout(catalogue, type_.name, [c.header for c in (*columns, *further)])
    understood = {field.header for mention in layout.mentions for field in mention.fields}
    return (*columns, *(c for c in _first(further) if c.header in understood))


def _properties(names: ColumnNames, pack: Pack) -> Iterator[TemplateColumn]:
    for declared in names.type.properties:
        headers = _headers(names, (declared.label, *declared.columns, declared.name), declared)
        if headers:
            yield _column(declared, headers, None, pack)


def _links(catalogue: Catalogue, names: ColumnNames) -> Iterator[TemplateColumn]:
    for end in catalogue.ends(names.type.name):
        for column in end.columns:
            headers = _headers(names, column.headers, (end, column))
            if headers:
                yield TemplateColumn(headers[0], None, end, others=headers[1:])


def _link_properties(
    catalogue: Catalogue, type_: EntityType, pack: Pack
) -> Iterator[TemplateColumn]:
    for end in catalogue.ends(type_.name):
        stated = {name for column in end.columns for name, _ in column.values}
        for declared in end.link.properties if end.columns else ():
            if declared.name not in stated:
                yield _column(declared, (declared.label, *declared.columns), end, pack)


def _headers(
    names: ColumnNames, headers: Sequence[str], meaning: Property | tuple[LinkEnd, LinkColumn]
) -> tuple[str, ...]:
    """Those of some headers that mean just this."""
    return tuple(h for h in dict.fromkeys(headers) if names.find(h) == (meaning, ""))


def _column(
    declared: Property, headers: Sequence[str], end: LinkEnd | None, pack: Pack
) -> TemplateColumn:
    unit = _unit(declared, pack)
    header = f"{headers[0]}({unit})" if unit else headers[0]
    return TemplateColumn(header, declared, end, _choices(declared, pack), tuple(headers[1:]))


def _unit(declared: Property, pack: Pack) -> str:
    if declared.kind is not Kind.MONEY:
        return _UNITS.get(declared.unit or "", "")
    if pack.currency == "CNY" or money_unit(pack.currency) is None:
        return "万元"
    return pack.currency


def _choices(declared: Property, pack: Pack) -> tuple[str, ...]:
    if declared.kind is Kind.BOOLEAN:
        return ("是", "否")
    if isinstance(declared.vocabulary, str):
        return tuple(term.label for term in pack.lists.get(declared.vocabulary, ()))
    if declared.vocabulary is not None:
        return tuple(member.word.label for member in declared.vocabulary)
    return ()


def _first(columns: Sequence[TemplateColumn]) -> list[TemplateColumn]:
    """One column for each header."""
    return list({column.header: column for column in reversed(columns)}.values())[::-1]
