"""What is told of a record that was found beside the record: what it is, where, and by which name."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import strawberry

from graph_service.api.analytics.answer import present
from graph_service.api.context import Context, ResolveInfo
from graph_service.api.enum_descriptions import describe
from graph_service.api.plan_memo import planned
from graph_service.api.selected import enum_type, interface_type, object_type
from graph_service.api.shapes import hop_of
from graph_service.store.exploring import Match
from graph_service.store.plan import (
    Branch,
    Column,
    Connection,
    Field,
    Follow,
    Lookup,
    NodeView,
    OrderKey,
    Selection,
)
from graph_service.store.search_places import found_among
from loaders.fields import name_property
from schema.catalogue import Catalogue
from schema.columns import columns_of
from schema.declarations import Access, Direction, Kind, LinkEnd, Property
from schema.time import PartialDate

__all__ = [
    "DISTRICT",
    "NO_FACTS",
    "Facts",
    "FoundBy",
    "SearchHit",
    "TextSpan",
    "facts_of",
    "located",
]

DISTRICT: Final = "District"
_FORMER_NAMES: Final = "NameRecord"
_FAR: Final = "district"
_PLACE: Final = "@district"
_WORDS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


describe(
    Match,
    "SearchMatch",
    "How well a record matches a text, the best first.",
    {
        "EXACT": "A name or identifier is the text.",
        "PREFIX": "A name or identifier begins with the text.",
        "PARTS": "Names and identifiers have all parts of the text.",
    },
)


class FoundBy(enum.Enum):
    """Which name of a record a text was found in."""

    NAME = "NAME"
    ALIAS = "ALIAS"
    FORMER_NAME = "FORMER_NAME"
    IDENTIFIER = "IDENTIFIER"
    PINYIN = "PINYIN"


describe(
    FoundBy,
    "FoundBy",
    "Which name of a record a text was found in.",
    {
        "NAME": "The name that is shown. 名称",
        "ALIAS": "Another name, such as a short or an English one. 别名",
        "FORMER_NAME": "A name that an organisation had. 曾用名",
        "IDENTIFIER": "A code or a number. 标识",
        "PINYIN": "A name that sounds so; `property` says which. 拼音",
    },
)


@strawberry.type(description="Part of a text.")
class TextSpan:
    """GraphQL's view of `graph_service.store.search_places.Span`."""

    begin: int = strawberry.field(description="Its first character, counted from 0.")
    end: int = strawberry.field(description="The character behind its last one.")


@strawberry.type(description="The name or identifier in which a text was found.")
class SearchMatched:
    """One of the values of a record."""

    text: str = strawberry.field(description="The name as it is written.")
    kind: FoundBy = strawberry.field(description="What kind of name it is.")
    property: str = strawberry.field(description="The property that holds it.")
    property_label: str = strawberry.field(description="The property's Chinese label.")
    spans: list[TextSpan] = strawberry.field(
        description="What of it was looked for, in characters (Unicode code points), to be shown in bold."
    )


@strawberry.type(description="A record that was found.")
class SearchHit:
    """A record and why it stands where it does."""

    match: Match = strawberry.field(description="How well it matches.")
    type: Any = strawberry.field(description="Its type.", graphql_type=enum_type("NodeType"))
    type_label: str = strawberry.field(description="The type's Chinese name.")
    type_english: str = strawberry.field(description="The type's English name.")
    label: str | None = strawberry.field(description="Its name; null if it has none.")
    matched: SearchMatched | None = strawberry.field(
        description="The name or identifier in which the text was found: the one that has most of "
        "its parts. Null where only single letters sound so."
    )
    district: Any = strawberry.field(
        description="Where it is located, of several the one with the least code; null of what "
        "has no place.",
        graphql_type=object_type(DISTRICT) | None,
    )
    node: Any = strawberry.field(
        description="The record.", graphql_type=interface_type("Node") | None
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is told of one record.

    Attributes
    ----------
    type, type_label, type_english : str
    label : str or None
    matched : SearchMatched or None
    district : str or None
        Id of its district.
    """

    type: str
    type_label: str
    type_english: str
    label: str | None
    matched: SearchMatched | None
    district: str | None


NO_FACTS: Final = Facts("", "", "", None, None, None)
"""Where nobody asks for them."""


async def facts_of(
    info: ResolveInfo, text: str, ids: Sequence[str], as_of: PartialDate | None
) -> list[Facts]:
    """Read what is told of records found, by one plan.

    Parameters
    ----------
    info : ResolveInfo
    text : str
        What was looked for.
    ids : sequence of str
    as_of : PartialDate or None
        The day on which links must be true.

    Returns
    -------
    list of Facts
        In the order of `ids`.

    Raises
    ------
    ApiError
        If a record was removed since it was found.
    """
    context: Context = info.context
    catalogue, reading = context.catalogue, context.reading(as_of)
    key = ("search hits", context.caller.role.clearance)
    selection = planned(
        info, key, reading.as_of, lambda: _selection(catalogue), with_arguments=False
    )
    rows = await context.store.read(Lookup(tuple(ids), selection), reading)
    return [_facts(catalogue, text, present(row)) for row in rows]


def located(catalogue: Catalogue) -> Iterator[LinkEnd]:
    """Yield the links that say where something is."""
    for link in catalogue.links.values():
        if link.target == DISTRICT and link.source != DISTRICT:
            yield LinkEnd(link, Direction.OUT)


def _selection(catalogue: Catalogue) -> Selection:
    return Selection(
        branches=tuple(
            Branch(
                declared.name,
                Selection(
                    tuple(
                        Field(p.name, columns_of(p)) for p, _ in _names(catalogue, declared.name)
                    ),
                    _places(catalogue, declared.name),
                ),
            )
            for declared in catalogue.concrete
        )
    )


def _names(catalogue: Catalogue, type_: str) -> Iterator[tuple[Property, FoundBy]]:
    """Yield what a record of a type is found by, as the index has it, and what that is."""
    declared = catalogue.by_name[type_]
    public = [
        p
        for p in declared.properties
        if p.access is Access.PUBLIC and p.kind in (Kind.STRING, Kind.STRINGS)
    ]
    shown = name_property(declared.properties)
    for p in public:
        if p.naming:
            proper = FoundBy.FORMER_NAME if type_ == _FORMER_NAMES else FoundBy.NAME
            yield p, proper if p is shown else FoundBy.ALIAS
    for p in public:
        if p.identifier and not p.naming:
            yield p, FoundBy.IDENTIFIER


def _places(catalogue: Catalogue, type_: str) -> tuple[Follow, ...]:
    view = NodeView(_FAR, Selection((Field("id", ("id",)),)))
    first = Connection(nodes=(view,), order=(OrderKey(Column("code")),), limit=1)
    return tuple(
        Follow(f"{_PLACE}{number}", hop_of(end), first)
        for number, end in enumerate(located(catalogue))
        if type_ in catalogue.members(end.near)
    )


def _facts(catalogue: Catalogue, text: str, row: dict[str, Any]) -> Facts:
    declared = catalogue.by_name[row["@type"]]
    shown = name_property(declared.properties)
    places = [
        entry[_FAR]["id"]
        for key, page in row.items()
        if key.startswith(_PLACE)
        for entry in page.entries
    ]
    own = row["@id"] if declared.name == DISTRICT else None
    return Facts(
        type=declared.name,
        type_label=declared.label,
        type_english=_WORDS.sub(" ", declared.name).capitalize(),
        label=None if shown is None else row.get(shown.name),
        matched=_matched(catalogue, text, row),
        district=own or next(iter(places), None),
    )


def _matched(catalogue: Catalogue, text: str, row: dict[str, Any]) -> SearchMatched | None:
    held = [
        (str(value), p, kind)
        for p, kind in _names(catalogue, row["@type"])
        for value in _values(row.get(p.name))
    ]
    found = found_among(text, [value for value, _, _ in held])
    if found is None:
        return None
    value, p, kind = held[found.place]
    return SearchMatched(
        text=value,
        kind=FoundBy.PINYIN if found.heard else kind,
        property=p.name,
        property_label=p.label,
        spans=[TextSpan(begin=span.begin, end=span.end) for span in found.spans],
    )


def _values(value: Any) -> Sequence[Any]:
    if value is None:
        return ()
    return value if isinstance(value, tuple | list) else (value,)
