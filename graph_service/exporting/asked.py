"""What to export, as people ask for it on the command line and over HTTP."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import orjson
from graphql import GraphQLError, GraphQLInputObjectType, get_named_type
from graphql.utilities import coerce_input_value, validate_input_value

from analytics.networks.network import NetworkQuestion, Weighting
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy
from graph_service.api.build import BuiltSchema
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.served import Part
from graph_service.exporting.names import chosen, member_named, type_named, types_named
from graph_service.exporting.network import NetworkAsked
from graph_service.exporting.refused import ExportForbidden, ExportRefused
from graph_service.exporting.subgraph import SubgraphQuestion
from graph_service.store.plan import And, Filter
from schema.catalogue import Catalogue
from schema.declarations import Direction, LinkEnd
from schema.time import PartialDate

__all__ = ["GRAPH_ARGUMENTS", "NETWORK_ARGUMENTS", "graph_asked", "network_asked"]

Given = Mapping[str, str]
"""Arguments as texts, by name; lists have commas between their parts."""

GRAPH_ARGUMENTS: Final = ("types", "links", "where", "asOf", "region")
NETWORK_ARGUMENTS: Final = (
    "types",
    "ties",
    "from",
    "to",
    "windowBy",
    "weighting",
    "maxConsortium",
    "minWeight",
    "minDegree",
    "asOf",
    "region",
)

_REGION: Final = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,9}(\.\d{1,9})?", re.ASCII)
_WHERE: Final = 20_000
"""Longest filter in characters."""
_EXAMPLE: Final = 'such as {"Platform": {"level": {"eq": "PROVINCIAL"}}}'
_NONE: Final = "none"
"""Asks for no links at all."""


def graph_asked(
    given: Given, built: BuiltSchema, part: Part, *, today: str, table: str | None = None
) -> SubgraphQuestion:
    """Read the arguments of an export of the graph.

    Parameters
    ----------
    given : mapping of str to str
        ``types``, ``links``, ``where``, ``asOf``, ``region``.
    built : BuiltSchema
        Says what a filter is.
    part : Part
        What may be read, and filtered by.
    today : str
        The ISO day if none is given.
    table : str or None
        ``nodes`` or ``links`` to write one of them only.

    Raises
    ------
    ExportRefused
        If they cannot be meant; the sentence says what would be right.
    """
    catalogue = part.catalogue
    types = types_named(catalogue, _list(given, "types"))
    named = _list(given, "links")
    reachable = [
        declared.type
        for declared in catalogue.links.values()
        if {*catalogue.members(declared.source)} & {*types}
        and {*catalogue.members(declared.target)} & {*types}
    ]
    every = tuple(catalogue.links) if named else reachable
    links = () if named == [_NONE] else chosen("link type", named, every)
    nodes_where, links_where = _filters(given.get("where", ""), built, part)
    return SubgraphQuestion(
        types=types,
        links=links,
        nodes_where=nodes_where,
        links_where=links_where,
        as_of=_day(given, today),
        region=_region(given),
        with_nodes=table != "links",
        with_links=table != "nodes",
        asked=dict(given),
    )


def network_asked(given: Given, catalogue: Catalogue, *, today: str) -> NetworkAsked:
    """Read the arguments of an export of a collaboration network: those of the field of that name.

    Parameters
    ----------
    given : mapping of str to str
        ``types``, ``ties``, ``from``, ``to``, ``windowBy``, ``weighting``, ``maxConsortium``,
        ``minWeight``, ``minDegree``, ``asOf``, ``region``.
    catalogue : Catalogue
    today : str

    Raises
    ------
    ExportRefused
    """
    by = member_named("windowBy", given.get("windowBy", WindowBy.START.value), WindowBy)
    ties = _list(given, "ties")
    cap = given.get("maxConsortium")
    try:
        question = NetworkQuestion(
            types=types_named(catalogue, _list(given, "types"), "Organization"),
            ties=tuple(Tie(tie) for tie in chosen("tie", ties or [Tie.PROJECT.value], Tie)),
            window=Window.between(given.get("from"), given.get("to"), by),
            weighting=member_named(
                "weighting", given.get("weighting", Weighting.COUNT.value), Weighting
            ),
            max_consortium=None if cap is None else int(_number(given, "maxConsortium")),
            region=_region(given),
        )
    except ValueError as error:
        raise ExportRefused(str(error)) from None
    return NetworkAsked(
        question=question,
        min_weight=_number(given, "minWeight"),
        min_degree=int(_number(given, "minDegree")),
        as_of=_day(given, today),
        asked=dict(given),
    )


def _filters(
    text: str, built: BuiltSchema, part: Part
) -> tuple[dict[str, Filter], dict[str, Filter]]:
    nodes: dict[str, list[Filter]] = {}
    links: dict[str, Filter] = {}
    for name, wanted in _object(text).items():
        link = part.catalogue.links.get(name)
        try:
            if link is not None:
                end = LinkEnd(link, Direction.OUT)
                given = _coerced(name, wanted, _edge_where(built, end))
                condition = part.conditions.link(end, {"edge": given}).edge
                if condition is not None:
                    links[name] = condition
            else:
                members = types_named(part.catalogue, [name])
                type_ = type_named(part.catalogue, name)
                given = _coerced(name, wanted, _input(built, f"{type_}Where"))
                for member in members:
                    nodes.setdefault(member, []).append(part.conditions.node(type_, given))
        except ApiError as error:
            kind = ExportForbidden if error.code is ErrorCode.FORBIDDEN else ExportRefused
            raise kind(f"where.{name}: {error.message}") from None
    return {name: And(tuple(parts)) for name, parts in nodes.items()}, links


def _edge_where(built: BuiltSchema, end: LinkEnd) -> GraphQLInputObjectType:
    """The filter on the link's own properties, which the filter on its source names."""
    where = _input(built, f"{end.near}Where")
    for name in (end.name, "some", "edge"):
        field = where.fields.get(name)
        if field is None:
            raise ApiError(f"Links {end.link.type} have no properties to filter by.")
        where = _input(built, get_named_type(field.type).name)
    return where


def _input(built: BuiltSchema, name: str) -> GraphQLInputObjectType:
    found = built.graphql.type_map[name]
    if not isinstance(found, GraphQLInputObjectType):
        raise TypeError(f"{name} is no filter.")
    return found


def _coerced(name: str, wanted: Any, type_: GraphQLInputObjectType) -> dict[str, Any]:
    wrong: list[str] = []

    def on_error(error: GraphQLError, path: list[str | int]) -> None:
        place = ".".join(map(str, ("where", name, *path)))
        wrong.append(f"{place}: {error.message}")

    try:
        validate_input_value(wanted, type_, on_error)
        if wrong:
            raise ExportRefused(wrong[0])
        coerced = coerce_input_value(wanted, type_)
    except RecursionError:
        raise ExportRefused(f"where.{name} is nested too deep.") from None
    if not isinstance(coerced, dict):
        raise ExportRefused(f"where.{name} must be an object, {_EXAMPLE}.")
    return coerced


def _object(text: str) -> dict[str, Any]:
    if not text.strip():
        return {}
    if len(text) > _WHERE:
        raise ExportRefused(f"where is longer than {_WHERE:,} characters.")
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ExportRefused(f"where is not JSON ({error}); it must be {_EXAMPLE}.") from None
    if not isinstance(found, dict):
        raise ExportRefused(f"where must be an object of filters by type, {_EXAMPLE}.")
    return found


def _number(given: Given, name: str) -> float:
    text = given.get(name, "0")
    if not _NUMBER.fullmatch(text):
        raise ExportRefused(f"{name} is {text!r}; it must be a number that is not negative.")
    return float(text)


def _list(given: Given, name: str) -> list[str]:
    return [part.strip() for part in given.get(name, "").split(",") if part.strip()]


def _day(given: Given, today: str) -> str:
    text = given.get("asOf")
    if text is None:
        return today
    try:
        return PartialDate(text).last
    except ValueError as error:
        raise ExportRefused(f"asOf: {error}") from None


def _region(given: Given) -> str | None:
    region = given.get("region")
    if region is not None and not _REGION.fullmatch(region):
        raise ExportRefused(
            f"region is {region!r}; it must be a prefix of district codes, such as 3303."
        )
    return region
