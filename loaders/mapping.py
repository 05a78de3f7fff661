"""Our own tables: columns matched to a type by declared names, labels and synonyms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from loaders.amounts import MoneyUnit, money_unit, number_scale, stated_unit
from loaders.column_names import (
    ROW_NUMBERS,
    ColumnNames,
    column_key,
    periods_of,
    split_unit,
    unknown_headers,
)
from loaders.layout import Field, Layout, LayoutError, Mention, Subject
from loaders.named_roles import first_stated
from schema.catalogue import Catalogue
from schema.declarations import EntityType, Kind, LinkColumn, LinkEnd, Property

__all__ = ["find_type", "guess_type", "own_layout"]

_IGNORED = ROW_NUMBERS | {"备注"}
_SUBJECT = "row"
_NUMBERS = (Kind.INTEGER, Kind.FLOAT)
_UNITS = ("m2", "person", "degree")


def own_layout(
    catalogue: Catalogue, type_: str, headers: Sequence[str], titles: Sequence[str] = ()
) -> Layout:
    """Say what the columns of a table of one type mean.

    Parameters
    ----------
    catalogue : Catalogue
    type_ : str
        Name of a concrete type.
    headers : sequence of str
        The header row, in any order.
    titles : sequence of str
        Texts above it; they may state the unit of amounts.

    Returns
    -------
    Layout

    Raises
    ------
    LayoutError
        If no column names or identifies the records.
    """
    names = ColumnNames.of(catalogue, catalogue.by_name[type_])
    stated = stated_unit(titles)
    if not names.identifies(headers):
        raise LayoutError(_nobody_named(names, headers))
    fields: dict[str, Field] = {}
    mentions: list[Mention] = []
    unknown: list[str] = []
    periods: list[str] = []
    for header in dict.fromkeys(headers):
        if not header or column_key(header) in _IGNORED:
            continue
        found = names.find(header)
        if found is None:
            (periods if column_key(header) in names.periods else unknown).append(header)
        elif isinstance(found[0], Property):
            field = _field(found[0], header, found[1], stated)
            if field is None or field.property.name in fields:
                unknown.append(header)
            else:
                fields[field.property.name] = field
        else:
            end, column = found[0]
            mentions.append(_mention(end, column, header, found[1]))
    for header in periods:
        # A column for each end goes before.
        ends = [e for e in names.periods[column_key(header)] if e[0].name not in fields]
        for opened, which in ends:
            fields[opened.name] = Field(property=opened, header=header, period=which)
        if not ends:
            unknown.append(header)
    mentions, unknown = _link_columns(mentions, unknown)
    twice = dict.fromkeys(h for h in headers if headers.count(h) > 1)
    taken = {*(f.header for f in fields.values()), *(m.header for m in mentions)}
    unknown.extend(header for header in twice if header in taken)
    order = [p.name for p in names.type.properties]
    ordered = sorted(fields.values(), key=lambda f: order.index(f.property.name))
    return Layout(
        name=type_,
        subjects=(Subject(name=_SUBJECT, type=type_, fields=tuple(ordered)),),
        mentions=tuple(mentions),
        unknown=tuple(unknown),
    )


def find_type(catalogue: Catalogue, text: str) -> str:
    """Return the concrete type that a user names: by name, plural, label or synonym.

    Raises
    ------
    LayoutError
        If there is none, or records cannot be of it.
    """
    wanted = column_key(text)
    for t in catalogue.types:
        if wanted in {column_key(word) for word in (t.name, t.plural, t.label, *t.synonyms)}:
            if t.abstract:
                members = ", ".join(catalogue.members(t.name))
                raise LayoutError(f"{t.name} only groups other types; choose one of {members}.")
            return t.name
    known = ", ".join(f"{t.name} ({t.label})" for t in catalogue.concrete)
    raise LayoutError(f"There is no type {text!r}; known are {known}.")


def guess_type(catalogue: Catalogue, headers: Sequence[str], places: Sequence[str]) -> str:
    """Find the type of a table's rows: the one that knows most of its headers.

    Where several know as many, the first of `places` that names only one of them decides.

    Parameters
    ----------
    catalogue : Catalogue
    headers : sequence of str
    places : sequence of str
        Sheet name, title, file name.

    Returns
    -------
    str

    Raises
    ------
    LayoutError
        If no type fits, or more than one does.
    """
    names = [
        ColumnNames.of(catalogue, t) for t in catalogue.concrete if t.standing != "unclassified"
    ]
    fitting = [(n.count(headers), n.type) for n in names if n.identifies(headers)]
    most = max((count for count, _ in fitting), default=0)
    if not most:
        raise LayoutError(unknown_headers(names, headers))
    best = [t for count, t in fitting if count == most]
    for place in places:
        if len(best) == 1:
            break
        named = _named_in(place, best)
        best = named or best
    if len(best) > 1:
        listed = ", ".join(f"{t.name} ({t.label})" for t in best)
        raise LayoutError(
            f"the columns fit {len(best)} types: {listed}. Say which with --as {best[0].name}."
        )
    return best[0].name


def _named_in(place: str, types: Sequence[EntityType]) -> list[EntityType]:
    """The types whose name stands in a text; a longer name hides the shorter ones inside it."""
    text = column_key(place)
    lengths = {
        t.name: max(
            (
                len(word)
                for word in (column_key(w) for w in (t.label, *t.synonyms, t.name, t.plural))
                if word in text
            ),
            default=0,
        )
        for t in types
    }
    longest = max(lengths.values(), default=0)
    return [t for t in types if longest and lengths[t.name] == longest]


def _field(
    declared: Property, header: str, unit: str, stated: MoneyUnit | None = None
) -> Field | None:
    """The field of a column, or None if its unit is not one of the property."""
    money: MoneyUnit | None = None
    if declared.kind is Kind.MONEY:
        money = (money_unit(unit) if unit else None) or stated
    elif declared.kind in _NUMBERS and unit and number_scale(declared.unit, unit) is None:
        if money_unit(unit) or any(number_scale(other, unit) for other in _UNITS):
            return None
        unit = ""
    return Field(
        property=declared,
        header=header,
        scheme=declared.identifier,
        unit=unit if declared.kind in _NUMBERS else "",
        money=money,
    )


def _mention(end: LinkEnd, column: LinkColumn, header: str, note: str) -> Mention:
    """A link column; its header may say that the first name in a cell leads."""
    values = dict(column.values)
    first = first_stated(note, end)
    if first.items() & values.items():
        # Then the others only take part: what the column called after the link itself states.
        plain = next((c for c in end.columns if end.label in c.headers), None)
        values = dict(plain.values) if plain else {}
    return Mention(subject=_SUBJECT, end=end, header=header, values=values, first=first)


def _link_columns(mentions: list[Mention], unknown: list[str]) -> tuple[list[Mention], list[str]]:
    """Give columns that only a link type knows to the one link column of that type."""
    left: list[str] = []
    for header in unknown:
        owners = [
            (i, held)
            for i, mention in enumerate(mentions)
            if (held := _link_fields(mention, header))
        ]
        if len(owners) == 1:
            i, held = owners[0]
            mentions[i] = replace(mentions[i], fields=(*mentions[i].fields, *held))
        else:
            left.append(header)
    return mentions, left


def _link_fields(mention: Mention, header: str) -> tuple[Field, ...]:
    plain, unit = split_unit(header) or (header, "")
    for declared in mention.end.link.properties:
        accepted = {column_key(h) for h in (declared.name, declared.label, *declared.columns)}
        if column_key(header) in accepted or column_key(plain) in accepted:
            field = _field(declared, header, unit)
            return (field,) if field else ()
    ends = periods_of(mention.end.link.properties).get(column_key(header), ())
    return tuple(Field(property=p, header=header, period=end) for p, end in ends)


def _nobody_named(names: ColumnNames, headers: Sequence[str]) -> str:
    naming = [p.label for p in names.type.properties if p.naming or p.identifier]
    return (
        f"no column names a {names.type.name} ({names.type.label}); it needs one of"
        f" {', '.join(naming)}. The table has {', '.join(h for h in headers if h)}."
    )
