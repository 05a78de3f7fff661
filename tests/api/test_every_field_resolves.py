"""Every field of every type is asked for, over a graph in which everything has a value.

The values expected are worked out here from what was stated, by other code than the product's.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from api_client import ApiClient, serving
from effort import THOROUGH
from stores import Place

from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Direction, Kind, Property
from schema.money import Money
from schema.packs import load_pack
from schema.statements import LinkStatement, NodeStatement

STATED = {
    Kind.STRING: "text",
    Kind.INTEGER: 7,
    Kind.FLOAT: 2.5,
    Kind.BOOLEAN: True,
    Kind.DATE: "2023-05",
    Kind.MONEY: Money(12_345, "CNY"),
    Kind.TERM: "CODE",
    Kind.STRINGS: ("one", "two"),
    Kind.TERMS: ("CODE", "OTHER"),
}
SHOWN = STATED | {
    Kind.MONEY: {"amount": "123.45", "currency": "CNY"},
    Kind.TERM: {"code": "CODE", "label": "CODE", "description": ""},
    Kind.STRINGS: ["one", "two"],
    Kind.TERMS: [
        {"code": "CODE", "label": "CODE", "description": ""},
        {"code": "OTHER", "label": "OTHER", "description": ""},
    ],
}
BELOW = {
    Kind.MONEY: " { amount currency }",
    Kind.TERM: " { code label description }",
    Kind.TERMS: " { code label description }",
}
# Nobody is accredited as anything that the service knows; what is stated counts.
WORKED_OUT = {
    "fourKind": ("", "DEVELOPMENT"),
    "isHighTechEnterprise": ("", False),
    "isNewRdInstitution": ("", False),
    "stageOf": (" { stage basis }", {"stage": "BASIC", "basis": "GIVEN"}),
    "talentClass": (BELOW[Kind.TERM], SHOWN[Kind.TERM]),
}
# The only days that are true now: what begins in the past and ends in the future.
DAYS = {"validFrom": "2020", "validTo": "2030-06"}


def stated(p: Property):
    if p.kind is Kind.ENUM:
        return next(iter(p.vocabulary)).name
    return DAYS.get(p.name, STATED[p.kind])


def shown(p: Property):
    if p.kind is Kind.ENUM:
        return next(iter(p.vocabulary)).name
    return DAYS.get(p.name, SHOWN[p.kind])


def everything(catalogue: Catalogue):
    """A node of each type, and a link of each type between the first types that it allows."""
    nodes = [
        NodeStatement(row, t.name, t.name, {p.name: stated(p) for p in t.properties})
        for row, t in enumerate(catalogue.concrete, 1)
    ]
    links = [
        LinkStatement(
            row,
            link.type,
            catalogue.members(link.source)[0],
            catalogue.members(link.target)[-1],
            "k" if link.key else "",
            {p.name: stated(p) for p in link.properties},
        )
        for row, link in enumerate(catalogue.links.values(), len(nodes) + 1)
    ]
    return (*nodes, *links)


def query_of(catalogue: Catalogue, name: str) -> str:
    declared = catalogue.by_name[name]
    properties = [p.name + BELOW.get(p.kind, "") for p in declared.properties]
    properties += [d.name + WORKED_OUT[d.name][0] for d in declared.derived]
    links = [
        f"{end.name} {{ totalCount nodes {{ id }} pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} "
        f"edges {{ cursor node {{ __typename id }} "
        + ("key " if end.link.properties else "")
        + " ".join(p.name + BELOW.get(p.kind, "") for p in end.link.properties)
        + " } }"
        for end in catalogue.ends(name)
    ]
    return f"{{ node(id: {name!r}) {{ id ... on {name} {{ {' '.join(properties + links)} }} }} }}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def full(place: Place) -> AsyncIterator[ApiClient]:
    """The application over a graph in which everything has a value; only to be read."""
    async with serving(everything(load_catalogue()), place=place) as client:
        yield client


@pytest.mark.parametrize("name", [t.name for t in load_catalogue().concrete])
async def test_every_field_of_a_type_shows_what_was_stated(
    name: str, full: ApiClient, place: Place
):
    catalogue = load_catalogue()
    if place.is_server and not THOROUGH and [t.name for t in catalogue.concrete].index(name) % 4:
        pytest.skip("a server is asked for every fourth type, and for all of them: THOROUGH=1")
    statements = everything(catalogue)
    found = (await full.data(query_of(catalogue, name).replace("'", '"')))["node"]

    declared = catalogue.by_name[name]
    assert found["id"] == name
    assert {p.name: found[p.name] for p in declared.properties} == {
        p.name: shown(p) for p in declared.properties
    }
    assert {d.name: found[d.name] for d in declared.derived} == {
        d.name: WORKED_OUT[d.name][1] for d in declared.derived
    }
    for end in catalogue.ends(name):
        link = next(s for s in statements if getattr(s, "type", "") == end.link.type)
        out = end.direction.value == "out"
        near, far = (link.source, link.target) if out else (link.target, link.source)
        connection = found[end.name]
        if near != name:
            assert connection["totalCount"] == 0
            assert connection["edges"] == []
            continue
        assert connection["totalCount"] == 1
        assert connection["nodes"] == [{"id": far}]
        (edge,) = connection["edges"]
        cursor = edge.pop("cursor")
        assert connection["pageInfo"] == {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": cursor,
            "endCursor": cursor,
        }
        assert edge.pop("node") == {"__typename": far, "id": far}
        assert edge.pop("key", link.key) == link.key
        assert edge == {p.name: shown(p) for p in end.link.properties}


async def test_every_root_field_answers(full: ApiClient):
    catalogue = load_catalogue()
    for t in catalogue.types:
        found = await full.data(f"{{ {t.plural} {{ totalCount nodes {{ id }} }} }}")
        ids = sorted(catalogue.members(t.name))
        assert found[t.plural] == {"totalCount": len(ids), "nodes": [{"id": i} for i in ids]}
        if not t.abstract:
            single = t.name[0].lower() + t.name[1:]
            found = await full.data(f'{{ {single}(id: "{t.name}") {{ id }} }}')
            assert found[single] == {"id": t.name}


AGGREGATES = {
    Kind.INTEGER: "{ sum min max mean count missing }",
    Kind.FLOAT: "{ sum min max mean count missing }",
    Kind.DATE: "{ min max count missing }",
    Kind.MONEY: """{ sum { amount currency } min { amount } max { amount } mean { amount }
        count missing byCurrency { currency count sum { amount } min { amount } max { amount }
        mean { amount } } }""",
}


async def test_every_list_tells_of_every_property(full: ApiClient):
    catalogue = load_catalogue()
    for t in catalogue.types:
        added = [p for p in t.properties if p.kind in AGGREGATES]
        counted = [
            p
            for p in t.properties
            if p.kind not in (Kind.MONEY, Kind.FLOAT) and not p.naming and not p.identifier
        ]
        parts = [
            f"f{at}: facets(fields: [{', '.join(p.name for p in counted[at : at + 10])}])"
            " { field values { value label count } other missing }"
            for at in range(0, len(counted), 10)
        ]
        if added:
            parts.append(
                f"aggregate {{ {' '.join(f'{p.name} {AGGREGATES[p.kind]}' for p in added)} }}"
            )
        found = (await full.data(f"{{ {t.plural} {{ totalCount {' '.join(parts)} }} }}"))[t.plural]

        number = found["totalCount"]
        assert number == len(catalogue.members(t.name))
        facets = [facet for at in range(0, len(counted), 10) for facet in found[f"f{at}"]]
        assert [facet["field"] for facet in facets] == [p.name for p in counted]
        for p, facet in zip(counted, facets, strict=True):
            code = next(iter(p.vocabulary)).name if p.kind is Kind.ENUM else stated(p)
            values = {Kind.DATE: [str(code)[:4]], Kind.BOOLEAN: ["true"]}.get(
                p.kind, list(map(str, code)) if isinstance(code, tuple) else [str(code)]
            )
            assert [v["value"] for v in facet["values"]] == values, p
            assert [v["count"] for v in facet["values"]] == [number] * len(values)
            assert (facet["other"], facet["missing"]) == (0, 0)
        for p in added:
            told = found["aggregate"][p.name]
            assert (told["count"], told["missing"]) == (number, 0)
            if p.kind is Kind.MONEY:
                assert told["mean"] == {"amount": "123.45"}
                assert told["byCurrency"][0]["sum"]["amount"] == told["sum"]["amount"]
            elif p.kind is not Kind.DATE:
                assert told["mean"] == told["min"] == told["max"] == stated(p)
                assert float(told["sum"]) == number * stated(p)


async def test_every_list_of_links_tells_of_every_property_of_its_links(full: ApiClient):
    catalogue = load_catalogue()
    for end in (e for t in catalogue.concrete for e in catalogue.ends(t.name)):
        near = catalogue.members(end.near)[0 if end.direction is Direction.OUT else -1]
        added = [p for p in end.link.properties if p.kind in AGGREGATES]
        counted = [p for p in end.link.properties if p.kind not in (Kind.MONEY, Kind.FLOAT)]
        parts = []
        if counted:
            names = ", ".join(p.name for p in counted)
            parts.append(f"edgeFacets(fields: [{names}]) {{ field values {{ count }} missing }}")
        if added:
            shown = " ".join(f"{p.name} {AGGREGATES[p.kind]}" for p in added)
            parts.append(f"edgeAggregate {{ {shown} }}")
        if not parts:
            continue
        asked = f"... on {near} {{ {end.name} {{ {' '.join(parts)} }} }}"
        found = (await full.data(f'{{ node(id: "{near}") {{ {asked} }} }}'))["node"][end.name]
        for p, facet in zip(counted, found.get("edgeFacets", ()), strict=True):
            assert facet == {"field": p.name, "values": [{"count": 1}], "missing": 0}
        for p in added:
            assert (found["edgeAggregate"][p.name]["count"]) == 1


async def test_terms_have_the_labels_of_the_pack(place: Place):
    pack = load_pack("wenzhou-2021")
    term = pack.lists["platform_systems"][0]
    statement = NodeStatement(1, "p", "Platform", {"name": "P", "system": term.code})
    async with serving([statement], place=place) as api:
        found = await api.data('{ platform(id: "p") { system { code label description } } }')
    assert found["platform"]["system"] == {
        "code": term.code,
        "label": term.label,
        "description": term.description,
    }
