"""Facets: how often each value of a property occurs in a whole list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import strawberry

from graph_service.api.context import ResolveInfo
from graph_service.api.errors import ApiError
from graph_service.api.executor.reading import Pure
from graph_service.api.guards import forbidden
from graph_service.api.registry import GeneratedField, Registry, argument, described
from graph_service.api.values import vocabulary_of
from graph_service.store.summaries import Facet, Tally
from schema.catalogue import Catalogue
from schema.declarations import Kind, Property
from schema.packs import Pack

__all__ = [
    "MAX_FACETS",
    "MAX_TOP",
    "TYPE_FACET",
    "FacetResult",
    "FacetValue",
    "declare_facet_fields",
    "facet_field",
    "facetable",
    "facets_asked",
]

MAX_FACETS: Final = 10
"""How many properties one field may count."""
MAX_TOP: Final = 100
"""How many values of each may be named."""
DEFAULT_TOP: Final = 10
"""How many are named if the client does not say."""
TYPE_FACET: Final = "type"
"""The facet of the nodes' own types, in lists of several."""

_YEAR: Final = 4
"""So many characters of a date are its year."""
_UNCOUNTED: Final = (Kind.MONEY, Kind.FLOAT)


@strawberry.type(name="FacetValue", description="A value, and how often it occurs in a list.")
class FacetValue:
    """One line of a facet."""

    value: str = strawberry.field(
        description="The value as filters know it: text, a code, a whole number, true or false; "
        "of dates the year."
    )
    label: str = strawberry.field(description="Chinese label of a code; else the value itself.")
    count: int = strawberry.field(description="How often it occurs.")


@strawberry.type(
    name="Facet",
    description="The values of a property in a whole list, whatever page of it is shown. "
    "Of a property that holds lists, elements are counted.",
)
class FacetResult:
    """The values of one property."""

    field: str = strawberry.field(description="Name of the property.")
    values: list[FacetValue] = strawberry.field(
        description="The most frequent ones, equally frequent ones in the order of their values."
    )
    other: int = strawberry.field(description="How often all values occur that are not named.")
    missing: int = strawberry.field(description="How many entries have no value.")


def facetable(properties: Iterable[Property]) -> tuple[Property, ...]:
    """The properties whose values are worth counting: not those that name or identify a record."""
    return tuple(
        p for p in properties if p.kind not in _UNCOUNTED and not p.naming and not p.identifier
    )


def declare_facet_fields(
    registry: Registry, name: str, properties: Iterable[Property], what: str, *, typed: bool
) -> None:
    """Declare the enum of the properties of which facets can be asked for.

    Parameters
    ----------
    registry : Registry
    name : str
    properties : iterable of Property
    what : str
        Of what they are properties.
    typed : bool
        Whether the type of a node can be counted too.
    """
    members = [(p.name, p.name, described(p.description, p.label, p.unit)) for p in properties]
    if typed and TYPE_FACET not in {member for member, _, _ in members}:
        members.append((TYPE_FACET, TYPE_FACET, "The type of the record itself. 类型"))
    registry.declare_enum(name, f"A property of {what} whose values facets count.", members)


def facets_asked(
    key: str,
    arguments: Mapping[str, Any],
    declared: Mapping[str, Property],
    *,
    of_link: bool,
    guarded: Mapping[str, str],
) -> list[Facet]:
    """Return what a field of facets asks of a list.

    Parameters
    ----------
    key : str
        The field's response key.
    arguments : mapping
    declared : mapping of str to Property
        The properties there are for who asks.
    of_link : bool
        Whether they are those of the links.
    guarded : mapping of str to str
        What else there is for others, and how the schema calls it.

    Raises
    ------
    ApiError
        If it asks for too much, for a property that these links lack, or for one that is not for
        everybody.
    """
    top, names = arguments["top"], dict.fromkeys(map(str, arguments["fields"]))
    if not 1 <= top <= MAX_TOP:
        raise ApiError(f"top is {top}; it must be from 1 to {MAX_TOP}.")
    if len(names) > MAX_FACETS:
        raise ApiError(f"fields names {len(names)} properties; the limit is {MAX_FACETS}.")
    found = []
    for name in names:
        p = declared.get(name)
        if name in guarded:
            raise forbidden(guarded[name])
        if p is None and (of_link or name != TYPE_FACET):
            has = ", ".join(declared) or "none"
            raise ApiError(f"These links have no property {name!r}; they have {has}.")
        found.append(
            Facet(
                f"{key}.{name}",
                "@type" if p is None else name,
                top,
                of_link,
                _YEAR if p is not None and p.kind is Kind.DATE else None,
            )
        )
    return found


def facet_field(
    name: str,
    fields: Any,
    declared: Mapping[str, Property],
    catalogue: Catalogue,
    pack: Pack,
) -> GeneratedField:
    """Make the field of a connection that shows facets.

    Parameters
    ----------
    name : str
    fields : enum
        Names of properties.
    declared : mapping of str to Property
    catalogue : Catalogue
    pack : Pack
        Has the labels of terms.
    """
    labels = {name: _labels(p, pack) for name, p in declared.items()}
    labels.setdefault(TYPE_FACET, lambda value: catalogue.by_name[value].label)

    def resolve(found: Any, info: ResolveInfo, **arguments: Any) -> list[FacetResult]:
        names = dict.fromkeys(map(str, arguments["fields"]))
        summaries = found.page.summaries
        return [
            _shown(one, summaries[f"{info.path.key}.{one}"], labels.get(one, str)) for one in names
        ]

    of = "the links" if name.startswith("edge") else "the nodes"
    return GeneratedField(
        name,
        list[FacetResult],
        f"How often each value of some properties of {of} occurs in the whole list.",
        resolve,
        (
            argument("fields", list[fields], f"Of which properties; at most {MAX_FACETS}."),
            argument(
                "top", int, f"How many values of each to name; at most {MAX_TOP}.", DEFAULT_TOP
            ),
        ),
        reading=Pure(alone=True),
    )


def _shown(name: str, tally: Tally, label: Callable[[str], str]) -> FacetResult:
    values = [(_text(value), count) for value, count in tally.values]
    return FacetResult(
        field=name,
        values=[FacetValue(value=text, label=label(text), count=count) for text, count in values],
        other=tally.other,
        missing=tally.missing,
    )


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _labels(declared: Property, pack: Pack) -> Callable[[str], str]:
    match declared.kind:
        case Kind.ENUM:
            words = {member.name: member.word.label for member in vocabulary_of(declared)}
            return lambda code: words.get(code, code)
        case Kind.TERM | Kind.TERMS:
            name = str(declared.vocabulary)
            return lambda code: pack.term(name, code).label
        case _:
            return str
