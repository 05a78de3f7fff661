from __future__ import annotations

from api_client import serving

from schema.catalogue import Catalogue, load_catalogue
from schema.language import Entity, Term, column, entity, link, prop
from schema.statements import Decision, LinkStatement, NodeStatement, Verdict
from schema.time import PartialDate
from schema.vocabularies import Vocabulary, word


class Condition(Vocabulary):
    """How an instrument is."""

    GOOD = word("良好", "Works.")
    BROKEN = word("损坏", "Does not work.")


class Booking:
    """Properties of using an instrument."""

    purpose: str | None = prop("What for.", "用途")
    slot: str | None = prop("Which hours.", "时段")


@entity("仪器", plural="instruments")
class Instrument(Entity):
    """A shared instrument."""

    name: str | None = prop("Name.", "名称", naming=True)
    shared: bool | None = prop("Whether others may use it.", "是否共享")
    condition: Condition | None = prop("How it is.", "状况")
    bought_on: PartialDate | None = prop("When it was bought.", "购置日期")
    fields: tuple[Term, ...] = prop("What it serves.", "服务领域", vocabulary="industries")

    owners = link(
        "OWNED_BY",
        "Organization",
        label="所属单位",
        description="Who owns it.",
        inverse="instruments",
        inverse_label="仪器",
        inverse_description="Instruments that it owns.",
        columns=(column("所属单位"),),
    )
    users = link(
        "USED_BY",
        "Organization",
        label="使用单位",
        description="Who uses it.",
        inverse="usedInstruments",
        inverse_label="使用仪器",
        inverse_description="Instruments that it uses.",
        properties=Booking,
        key="slot",
    )


CATALOGUE = Catalogue((*load_catalogue().types, Instrument.__entity__))
STATEMENTS = (
    NodeStatement(1, "lab", "Platform", {"name": "Lab"}),
    NodeStatement(
        2,
        "laser",
        "Instrument",
        {
            "name": "Laser",
            "shared": True,
            "condition": "GOOD",
            "boughtOn": "2020",
            "fields": ("X",),
        },
    ),
    NodeStatement(3, "scope", "Instrument", {"name": "Scope", "shared": False}),
    LinkStatement(4, "OWNED_BY", "laser", "lab"),
    LinkStatement(5, "USED_BY", "laser", "lab", "am", {"purpose": "cuts", "slot": "am"}),
    LinkStatement(6, "USED_BY", "laser", "lab", "pm", {"purpose": "welds", "slot": "pm"}),
)


async def test_a_type_declared_on_the_fly_is_stored_and_queried(place):
    async with serving(STATEMENTS, place=place, catalogue=CATALOGUE) as api:
        found = await api.data(
            """{ instruments(where: {shared: {eq: true}, condition: {in: [GOOD]}},
                             orderBy: [{boughtOn: DESC}]) {
                totalCount nodes { name shared condition boughtOn fields { code } owners { nodes { name } } }
            }
            rest: instruments(where: {NOT: {shared: {eq: true}}}) { nodes { id } }
            unknown: instruments(where: {shared: {isNull: true}}) { totalCount }
            order: instruments(orderBy: [{shared: ASC}, {usersCount: DESC}]) { nodes { id } }
            platform(id: "lab") { instruments { nodes { id } } } }"""
        )
    assert found == {
        "instruments": {
            "totalCount": 1,
            "nodes": [
                {
                    "name": "Laser",
                    "shared": True,
                    "condition": "GOOD",
                    "boughtOn": "2020",
                    "fields": [{"code": "X"}],
                    "owners": {"nodes": [{"name": "Lab"}]},
                }
            ],
        },
        "rest": {"nodes": [{"id": "scope"}]},
        "unknown": {"totalCount": 0},
        "order": {"nodes": [{"id": "scope"}, {"id": "laser"}]},
        "platform": {"instruments": {"nodes": [{"id": "laser"}]}},
    }


async def test_parallel_links_are_edges_of_their_own_told_apart_by_their_keys(place):
    query = """query ($after: String) { platform(id: "lab") {
        usedInstruments(first: 1, after: $after) {
            totalCount edges { key slot purpose cursor node { id } } pageInfo { hasNextPage }
        } } }"""
    async with serving(STATEMENTS, place=place, catalogue=CATALOGUE) as api:
        seen, after = [], None
        for more in (True, False):
            used = (await api.data(query, {"after": after}))["platform"]["usedInstruments"]
            assert used["totalCount"] == 2
            assert used["pageInfo"]["hasNextPage"] is more
            (edge,) = used["edges"]
            after = edge.pop("cursor")
            seen.append(edge)
        counted = await api.data(
            "{ platforms(where: {usedInstrumentsCount: {eq: 2}}) { nodes { id } } }"
        )
    assert seen == [
        {"key": "am", "slot": "am", "purpose": "cuts", "node": {"id": "laser"}},
        {"key": "pm", "slot": "pm", "purpose": "welds", "node": {"id": "laser"}},
    ]
    assert counted["platforms"]["nodes"] == [{"id": "lab"}]


async def test_the_id_of_a_merged_record_answers_the_survivor(place):
    twins = (
        NodeStatement(1, "one", "Enterprise", {"name": "One"}),
        NodeStatement(2, "two", "Enterprise", {"country": "CN"}),
    )
    async with serving(twins, place=place) as api:
        before = (await api.data("{ enterprises { totalCount } }"))["enterprises"]["totalCount"]
        await api.store.decide(Decision("one", "two", Verdict.SAME))
        found = await api.data(
            '{ a: enterprise(id: "one") { id name country } b: enterprise(id: "two") { id name country } }'
        )
    assert before == 2
    assert found["a"] == found["b"]
    assert (found["a"]["name"], found["a"]["country"]) == ("One", "CN")
