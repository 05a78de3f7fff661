"""How every field of the schema is read is known: declared, an attribute, or here with a reason."""

from __future__ import annotations

import inspect

import pytest
from api_client import built_schema
from graphql import GraphQLInterfaceType, GraphQLObjectType, GraphQLUnionType

from graph_service.api.executor.reading import READING, TYPE_KEY, Batch, Pure, Stored

ASKED_ONCE = "asked once a request, or a few times"
OF_THE_LEDGER = "read from the ledger, for all of a level at once"
OPAQUE = {
    "Query": ASKED_ONCE,
    "Mutation": ASKED_ONCE,
    "Subscription": ASKED_ONCE,
    "Analytics": ASKED_ONCE,
    "ReviewQueuePage.totalCount": ASKED_ONCE,
    "NeighbourhoodResult.map": ASKED_ONCE,
    "EcosystemMap.flows": ASKED_ONCE,
    "EcosystemMap.byDistrict": ASKED_ONCE,
    "Source.row": OF_THE_LEDGER,
    "Source.correction": OF_THE_LEDGER,
    "SourceRow.contentHash": OF_THE_LEDGER,
    "SourceRow.reporter": OF_THE_LEDGER,
    "SourceRow.cells": OF_THE_LEDGER,
}


@pytest.fixture(scope="module")
def types():
    built = built_schema("wenzhou-2021")
    return {
        name: type_ for name, type_ in built.graphql.type_map.items() if not name.startswith("__")
    }


@pytest.fixture(scope="module")
def fields(types):
    return {
        f"{name}.{field}": declared
        for name, type_ in types.items()
        if isinstance(type_, GraphQLObjectType)
        for field, declared in type_.fields.items()
    }


def reading_of(declared):
    return declared.extensions.get(READING)


def test_no_field_is_forgotten(fields):
    opaque = {
        name
        for name, declared in fields.items()
        if reading_of(declared) is None
        and not declared.extensions["strawberry-definition"].is_basic_field
    }
    listed = {name for name in opaque if name in OPAQUE or name.split(".")[0] in OPAQUE}
    assert opaque - listed == set()
    assert {name for name in OPAQUE if "." in name} <= opaque


def test_every_kind_of_field_is_read_as_it_should_be(fields):
    kinds = {
        "Platform.id": Stored,
        "Platform.name": Stored,
        "Platform.projects": Pure,
        "Platform.sources": Batch,
        "Platform.conflicts": Batch,
        "PlatformConnection.nodes": Pure,
        "PlatformConnection.totalCount": Pure,
        "PlatformConnection.facets": Pure,
        "PlatformConnection.aggregate": Pure,
        "PlatformEdge.node": Stored,
        "PlatformEdge.cursor": Pure,
        "OrganizationProjectsEdge.role": Stored,
        "OrganizationProjectsEdge.sources": Batch,
        "NetworkEdge.source": Pure,
        "PageInfo.startCursor": type(None),
        "Query.platforms": type(None),
    }
    assert {name: type(reading_of(fields[name])) for name in kinds} == kinds


def test_what_may_be_called_at_will_is_never_awaited(fields):
    for name, declared in fields.items():
        reading = reading_of(declared)
        if isinstance(reading, Pure | Stored):
            assert not inspect.iscoroutinefunction(declared.resolve), name
        if isinstance(reading, Batch):
            assert inspect.iscoroutinefunction(reading.resolve), name


def test_rows_name_their_types_wherever_a_type_must_be_told(types):
    abstract = {
        name: type_
        for name, type_ in types.items()
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType)
    }
    untold = {name for name, type_ in abstract.items() if TYPE_KEY not in type_.extensions}
    # No field shows it: only its members are shown.
    assert untold == {"AnalyticAnswer"}
    assert types["Organization"].extensions[TYPE_KEY] == "@type"
