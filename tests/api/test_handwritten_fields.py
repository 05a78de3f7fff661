"""What a hand-written field may rely on: generated types by name, and nodes read by one plan."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import pytest
import strawberry
from api_client import CountingStore
from api_graph import STATEMENTS
from stores import Place

from graph_service.api.build import build_schema
from graph_service.api.live.live import Live
from graph_service.api.selected import enum_type, interface_type, read_nodes
from graph_service.api.service import Service, make_engine
from graph_service.identity.callers import Callers
from graph_service.identity.key_ring import KeyRing
from graph_service.quality.surveys import Surveys
from graph_service.snapshot import Snapshots
from schema.catalogue import load_catalogue
from schema.packs import Pack
from schema.statements import Run
from schema.time import PartialDate

ORGANIZATION = interface_type("Organization")
TYPES = list[enum_type("OrganizationType")]  # type: ignore[misc]


@strawberry.type(description="A place in a ranking.")
class Ranked:
    rank: int = strawberry.field(description="The place.")
    organization: Any = strawberry.field(
        description="Who has it.",
        graphql_type=ORGANIZATION | None,
    )
    types: list[str] = strawberry.field(description="The types asked for.")


@strawberry.type(description="A ranking.")
class Ranking:
    entries: list[Ranked] = strawberry.field(description="Its places.")


@strawberry.type
class RankingQuery:
    @strawberry.field(description="The ids, ranked as they are given.")
    async def ranking(
        self,
        info: strawberry.Info,
        ids: list[str],
        types: TYPES | None = None,  # type: ignore[valid-type]
        as_of: PartialDate | None = None,
    ) -> Ranking:
        rows = await read_nodes(info, ids, field="entries.organization", as_of=as_of)
        asked = [str(type_) for type_ in types or ()]
        entries = [Ranked(rank=i, organization=row, types=asked) for i, row in enumerate(rows, 1)]
        return Ranking(entries=entries)


@asynccontextmanager
async def ranking_service(place: Place) -> AsyncIterator[tuple[Service, CountingStore]]:
    catalogue = load_catalogue()
    async with place.new(catalogue) as inner:
        await inner.apply(STATEMENTS, Run("run", "source"))
        store: Any = CountingStore(inner)
        built = build_schema(catalogue, Pack("none", "", ""), extra=[RankingQuery])
        today = date(2023, 12, 31)
        surveys = Surveys(store, catalogue, Pack("none", "", ""))
        engine, snapshots = make_engine(built), Snapshots(store, catalogue)
        callers, lives = Callers(KeyRing(store.ledger)), Live(store)
        yield (
            Service(built, engine, store, lambda: today, snapshots, surveys, callers, lives, 60),
            store,
        )


async def answered(service: Service, query: str) -> Any:
    answer = await service.answer(query)
    assert "errors" not in answer, answer["errors"]
    return answer["data"]["ranking"]


async def test_nodes_of_a_list_are_read_by_one_plan_with_what_is_selected(place: Place):
    async with ranking_service(place) as (service, store):
        found = await answered(
            service,
            """{ ranking(ids: ["delta", "?", "alpha", "j1", "delta"]) { entries { rank organization {
                ...Name ... on Platform { staff projects { totalCount } }
            } } } } fragment Name on Organization { __typename name }""",
        )
        assert len(store.reads) == 1
    delta = {"__typename": "University", "name": "Delta University"}
    alpha = {"__typename": "Platform", "name": "Alpha Lab", "staff": 10}
    assert found["entries"] == [
        {"rank": 1, "organization": delta},
        {"rank": 2, "organization": None},
        {"rank": 3, "organization": alpha | {"projects": {"totalCount": 2}}},
        {"rank": 4, "organization": None},
        {"rank": 5, "organization": delta},
    ]


async def test_nodes_that_are_not_selected_are_not_read(place: Place):
    async with ranking_service(place) as (service, store):
        found = await answered(service, '{ ranking(ids: ["alpha"]) { entries { rank } } }')
        assert store.reads == []
    assert found == {"entries": [{"rank": 1}]}


async def test_nodes_under_several_names_are_read_together(place: Place):
    async with ranking_service(place) as (service, store):
        found = await answered(
            service,
            """{ ranking(ids: ["alpha"]) {
                a: entries { organization { name } }
                b: entries { who: organization { name id } again: organization { town: city } }
            } }""",
        )
        assert len(store.reads) == 1
    assert found == {
        "a": [{"organization": {"name": "Alpha Lab"}}],
        "b": [{"who": {"name": "Alpha Lab", "id": "alpha"}, "again": {"town": None}}],
    }


async def test_nodes_under_several_names_that_contradict_one_another_are_refused(place: Place):
    async with ranking_service(place) as (service, store):
        answer = await service.answer(
            """{ ranking(ids: ["alpha"]) {
                a: entries { organization { x: name } } b: entries { organization { x: city } }
            } }"""
        )
        assert store.reads == []
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "different aliases" in error["message"]


async def test_lists_below_hand_written_fields_cost_what_they_can_show(place: Place):
    query = """{ ranking(ids: ["alpha", "beta"]) { entries { organization {
        projects(first: 100) { nodes { participants(first: 100) { nodes { talents(first: 3) {
            nodes { id } } } } } } } } } }"""
    async with ranking_service(place) as (service, store):
        answer = await service.answer(query)
        assert store.reads == []
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "LIMIT_EXCEEDED"
    assert "Ask for shorter lists" in error["message"]


async def test_an_enum_made_from_the_catalogue_arrives_as_the_names_of_types(place: Place):
    async with ranking_service(place) as (service, _):
        found = await answered(
            service,
            '{ ranking(ids: ["alpha"], types: [UNIVERSITY, RESEARCH_INSTITUTE]) { entries { types } } }',
        )
    assert found["entries"] == [{"types": ["University", "ResearchInstitute"]}]


async def test_links_are_those_of_the_day_that_the_field_names(place: Place):
    query = """{{ ranking(ids: ["alpha"], asOf: "{day}") {{ entries {{ organization {{
        ... on Platform {{ builders {{ totalCount }} }} }} }} }} }}"""
    counts = {}
    async with ranking_service(place) as (service, _):
        for day in ("2022", "2023"):
            found = await answered(service, query.format(day=day))
            (entry,) = found["entries"]
            counts[day] = entry["organization"]["builders"]["totalCount"]
    assert counts == {"2022": 1, "2023": 0}


def test_a_root_field_that_is_there_already_is_refused():
    @strawberry.type
    class Again:
        @strawberry.field
        def platforms(self) -> int:
            return 1

    with pytest.raises(ValueError, match="two root fields platforms"):
        build_schema(load_catalogue(), Pack("none", "", ""), extra=[Again])
