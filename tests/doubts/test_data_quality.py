"""The fields ``dataQuality`` and ``qualityFindings``, over a graph small enough to count by hand.

Two firms, a university that nobody classified, three projects, two recognitions:

- "甲厂" (atlas 2023 says 10 staff, list 2020 says 12), "乙厂" (list 2020, staff unknown)
- "丙校" is only named; 乙厂 and project 3 have no links
- 甲厂 leads project 1 (atlas) or takes part (list); 丙校 takes part in project 2
- recognition 1 lasted 2020 to 2021: its link to 甲厂 is of 2022, that to 丙校 without days
- recognition 2 states no days; its level is a code that the region does not have
- a link of 甲厂 to project 9, which is not there
"""

from __future__ import annotations

import asyncio

import pytest
import pytest_asyncio
from api_client import CountingStore, serving_store
from guarded_catalogue import hiding

from graph_service.quality.surveys import Surveys, survey_of
from graph_service.review.candidates import Pair, ReviewQueue
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import LinkStatement, NodeStatement, Run

pytestmark = pytest.mark.asyncio(loop_scope="module")

CATALOGUE, PACK = load_catalogue(), load_pack("wenzhou-2021")
ATLAS, LIST, FOLK = Run("a", "atlas", "2023", 5), Run("l", "list", "2020"), Run("f", "folk")
FIRM, OTHER, SCHOOL = "Enterprise:1", "Enterprise:2", "Organization:3"

FIGURES = """query Figures($kinds: [QualityKind!]) { dataQuality(kinds: $kinds) {
  graphVersion stale asOf records links
  measures { kind label definition { text version } count outOf share missingShare
    groups { type typeLabel property propertyLabel source newestPeriod count outOf share missingShare }
  } } }"""
FINDINGS = """query Findings($kind: QualityKind!, $type: String, $property: String, $source: String,
    $first: Int, $after: String) {
  qualityFindings(kind: $kind, type: $type, property: $property, source: $source,
    first: $first, after: $after) {
    totalCount hasNextPage graphVersion
    items { type property source nodeId otherId detail cursor
      node { id ... on Organization { name } } other { id } } } }"""


async def fill(store) -> None:
    def firm(row: int, id_: str, **values: object) -> NodeStatement:
        return NodeStatement(row, id_, "Enterprise", values)

    def part(row: int, source: str, number: int, **values: object) -> LinkStatement:
        return LinkStatement(row, "PARTICIPATES_IN", source, f"Project:{number}", "", values)

    await store.apply(
        [
            firm(1, FIRM, name="甲厂", staff=12),
            firm(2, OTHER, name="乙厂"),
            NodeStatement(3, SCHOOL, "UnclassifiedOrganization", {"name": "丙校"}),
            NodeStatement(4, "Project:1", "Project", {"name": "一"}),
            NodeStatement(5, "Project:2", "Project", {"name": "二"}),
            part(6, FIRM, 1, role="PARTICIPANT"),
            part(7, SCHOOL, 2),
            part(8, FIRM, 9),
        ],
        LIST,
    )
    await store.apply([firm(1, FIRM, staff=10), part(2, FIRM, 1, role="LEAD")], ATLAS)
    days = {"validFrom": "2020", "validTo": "2021"}
    await store.apply(
        [
            NodeStatement(1, "Project:3", "Project", {"name": "三"}),
            NodeStatement(2, "Accreditation:1", "Accreditation", {"name": "证", **days}),
            NodeStatement(
                3, "Accreditation:2", "Accreditation", {"name": "状", "level": "GALACTIC"}
            ),
            LinkStatement(4, "GRANTED_TO", "Accreditation:1", FIRM, "", {"validFrom": "2022"}),
            LinkStatement(5, "GRANTED_TO", "Accreditation:1", SCHOOL),
            LinkStatement(6, "GRANTED_TO", "Accreditation:2", FIRM, "", {"validFrom": "2022"}),
        ],
        FOLK,
    )
    await ReviewQueue(store.ledger).add([Pair.of(OTHER, FIRM, "SAME_NAME", run="l")])


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        await fill(opened)
        yield opened


async def figures(api, *kinds: str) -> dict[str, dict]:
    answer = (await api.data(FIGURES, {"kinds": kinds or None}))["dataQuality"]
    return {measure["kind"]: measure for measure in answer["measures"]}


async def findings(api, kind: str, **asked: object) -> list[tuple]:
    found = (await api.data(FINDINGS, {"kind": kind, "first": 100, **asked}))["qualityFindings"]
    assert not found["hasNextPage"]
    assert found["totalCount"] == len(found["items"])
    return [
        (f["type"], f["property"], f["nodeId"], f["otherId"], f["detail"]) for f in found["items"]
    ]


def only(measure: dict, **named: str) -> dict:
    (group,) = [g for g in measure["groups"] if all(g[k] == v for k, v in named.items())]
    return group


async def test_figures_are_those_of_a_count_by_hand(store):
    async with serving_store(store) as api:
        answer = (await api.data(FIGURES))["dataQuality"]
        found = {measure["kind"]: measure for measure in answer["measures"]}

    assert (answer["records"], answer["links"], answer["stale"]) == (8, 5, False)
    assert (answer["asOf"], answer["graphVersion"]) == ("2023-12-31", await store.version())
    assert {kind: m["count"] for kind, m in found.items() if kind != "MISSING_VALUE"} == {
        "ORPHAN": 2,
        "DUPLICATE": 1,
        "CONFLICT": 2,
        # Not 甲厂, of which atlas speaks in 2023; nor the three of folk, who says no period.
        "STALE": 4,
        "INVALID_END": 1,
        "MISSING_END": 1,
        "UNCLASSIFIED": 1,
        "UNKNOWN_CODE": 1,
    }
    # 甲厂 has a number of people, 乙厂 has none: 1 of 2.
    staff = only(found["MISSING_VALUE"], type="Enterprise", property="staff")
    assert (staff["count"], staff["outOf"], staff["share"]) == (1, 2, 0.5)
    assert (staff["typeLabel"], staff["propertyLabel"]) == ("企业", "员工人数")
    orphan = found["ORPHAN"]
    assert (orphan["outOf"], orphan["share"], orphan["missingShare"]) == (8, 0.25, 0)
    # Three of eight records are spoken of without any period.
    assert (found["STALE"]["outOf"], found["STALE"]["missingShare"]) == (8, 3 / 8)
    old = only(found["STALE"], source="list")
    assert (old["count"], old["outOf"], old["newestPeriod"]) == (4, 4, "2020-12-31")
    new = only(found["STALE"], source="atlas")
    assert (new["count"], new["outOf"]) == (0, 1)
    # Of three links to or from recognitions one states no days, and one recognition none.
    invalid = only(found["INVALID_END"], type="GRANTED_TO")
    assert (invalid["count"], invalid["outOf"], invalid["missingShare"]) == (1, 3, 2 / 3)
    assert only(found["MISSING_END"], type="PARTICIPATES_IN")["outOf"] == 3
    assert only(found["UNCLASSIFIED"], type="UnclassifiedOrganization")["outOf"] == 3
    level = only(found["UNKNOWN_CODE"], type="Accreditation", property="level")
    assert (level["count"], level["outOf"], level["missingShare"]) == (1, 2, 1 / 2)
    role = only(found["CONFLICT"], type="PARTICIPATES_IN", property="role")
    assert (role["count"], role["outOf"], role["missingShare"]) == (1, 2, 0.5)
    assert (found["DUPLICATE"]["outOf"], found["DUPLICATE"]["share"]) == (None, None)
    assert all(m["definition"]["text"] and m["label"] for m in found.values())


async def test_each_finding_opens_to_its_records(store):
    async with serving_store(store) as api:
        lost = await findings(api, "MISSING_END")
        found = {
            kind: await findings(api, kind)
            for kind in ("ORPHAN", "CONFLICT", "INVALID_END", "UNKNOWN_CODE", "DUPLICATE", "STALE")
        }
        (item,) = (await api.data(FINDINGS, {"kind": "INVALID_END"}))["qualityFindings"]["items"]
        (pair,) = (await api.data(FINDINGS, {"kind": "DUPLICATE"}))["qualityFindings"]["items"]

    assert found["ORPHAN"] == [
        ("Enterprise", None, OTHER, None, ""),
        ("Project", None, "Project:3", None, ""),
    ]
    assert found["CONFLICT"] == [
        ("Enterprise", "staff", FIRM, None, ""),
        (
            "PARTICIPATES_IN",
            "role",
            FIRM,
            "Project:1",
            f"{FIRM} -[PARTICIPATES_IN]-> Project:1",
        ),
    ]
    granted = f"Accreditation:1 -[GRANTED_TO]-> {FIRM}"
    assert found["INVALID_END"] == [("GRANTED_TO", None, "Accreditation:1", FIRM, granted)]
    assert (item["node"], item["other"]) == ({"id": "Accreditation:1"}, {"id": FIRM})
    assert found["UNKNOWN_CODE"] == [
        ("Accreditation", "level", "Accreditation:2", None, "GALACTIC")
    ]
    assert found["DUPLICATE"] == [(None, None, FIRM, OTHER, "SAME_NAME")]
    assert (pair["node"]["name"], pair["other"]["id"]) == ("甲厂", OTHER)
    assert {(id_, detail) for *_, id_, _, detail in found["STALE"]} == {
        (id_, "2020-12-31") for id_ in (OTHER, SCHOOL, "Project:1", "Project:2")
    }
    assert [one[2:4] for one in lost] == [(FIRM, "Project:9")]


async def test_every_list_is_as_long_as_its_number_and_its_pages_are_parts_of_it(store):
    async with serving_store(store) as api:
        for kind, measure in (await figures(api)).items():
            whole = await findings(api, kind) if measure["count"] <= 100 else None
            for group in measure["groups"][:12]:
                asked = {key: group[key] for key in ("type", "property", "source")}
                assert len(await findings(api, kind, **asked)) == group["count"], (kind, asked)
            if whole is not None:
                assert len(whole) == measure["count"]
                assert await pages(api, kind, 2) == whole


async def pages(api, kind: str, size: int) -> list[tuple]:
    found: list[tuple] = []
    after, more = None, True
    while more:
        page = (await api.data(FINDINGS, {"kind": kind, "first": size, "after": after}))[
            "qualityFindings"
        ]
        found += [
            (f["type"], f["property"], f["nodeId"], f["otherId"], f["detail"])
            for f in page["items"]
        ]
        more = page["hasNextPage"]
        after = page["items"][-1]["cursor"] if page["items"] else None
    return found


async def test_records_with_conflicts_are_those_that_say_so_themselves(store):
    query = "{ organizations { nodes { id conflicts { property } } } }"
    async with serving_store(store) as api:
        nodes = (await api.data(query))["organizations"]["nodes"]
        listed = {f[2] for f in await findings(api, "CONFLICT") if f[3] is None}

    assert {node["id"] for node in nodes if node["conflicts"]} == listed == {FIRM}


async def test_what_is_old_depends_on_the_day_and_the_months(store):
    query = """query Old($day: PartialDate, $months: Int!) {
        dataQuality(kinds: [STALE], asOf: $day, staleMonths: $months) { measures { count } } }"""

    async def old(api, day: str, months: int) -> int:
        asked = {"day": day, "months": months}
        return (await api.data(query, asked))["dataQuality"]["measures"][0]["count"]

    async with serving_store(store) as api:
        # The list ends on 2020-12-31, the atlas on 2023-12-31.
        counts = [
            await old(api, day, months)
            for day, months in (
                ("2022-12-31", 24),
                ("2023-01-01", 24),
                ("2024-01-01", 0),
                ("2024", 12),
            )
        ]

    assert counts == [0, 4, 5, 4]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ dataQuality(staleMonths: -1) { asOf } }", "staleMonths is -1"),
        ("{ dataQuality(staleMonths: 1201) { asOf } }", "staleMonths is 1201"),
        ("{ qualityFindings(kind: ORPHAN, first: 101) { totalCount } }", "first"),
        ('{ qualityFindings(kind: ORPHAN, after: "x") { totalCount } }', "cursor"),
    ],
)
async def test_what_cannot_be_asked_is_refused(store, query, told):
    async with serving_store(store) as api:
        code, message = await api.error(query)
    assert code == "BAD_USER_INPUT"
    assert told in message


async def test_a_cursor_of_another_list_is_refused(store):
    async with serving_store(store) as api:
        asked = {"kind": "ORPHAN", "first": 1}
        (item,) = (await api.data(FINDINGS, asked))["qualityFindings"]["items"]
        code, message = await api.error(FINDINGS, {"kind": "STALE", "after": item["cursor"]})
    assert (code, "another list" in message) == ("BAD_USER_INPUT", True)


async def test_the_graph_is_gone_through_once_for_each_version(store):
    read = counting_contents(store)
    surveys = Surveys(read, CATALOGUE, PACK)
    first, again = await asyncio.gather(surveys.recent(), surveys.recent())
    later = await surveys.recent()
    assert first.survey is again.survey is later.survey
    assert read.begun == 1

    await store.apply([NodeStatement(1, "Project:4", "Project", {"name": "四"})], Run("n", "new"))
    newer = await surveys.recent()
    assert (newer.stale, newer.survey.version, read.begun) == (False, await store.version(), 2)


async def test_who_gives_up_waiting_leaves_the_survey_to_the_next(store):
    read = counting_contents(store)
    surveys = Surveys(read, CATALOGUE, PACK)
    begun = asyncio.Event()

    async def tell() -> None:
        begun.set()

    read.meanwhile = tell
    impatient = asyncio.create_task(surveys.recent())
    await begun.wait()
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)

    assert (await surveys.recent()).survey.version == await store.version()
    assert (impatient.cancelled(), read.begun) == (True, 1)


async def test_a_graph_that_changes_meanwhile_is_gone_through_again(store):
    read = counting_contents(store)
    number = 0

    async def change() -> None:
        nonlocal number
        number += 1
        run = Run(f"n{number}", f"new{number}")
        await store.apply([NodeStatement(1, f"Project:n{number}", "Project")], run)

    read.meanwhile = change
    with pytest.raises(StoreError):
        await survey_of(read, CATALOGUE, PACK)
    assert read.begun == number == 3


async def test_what_is_not_for_everybody_is_not_checked(place):
    guarded = hiding(CATALOGUE, "staff")
    async with place.new(guarded) as store:
        await fill(store)
        async with serving_store(store, catalogue=guarded) as api:
            found = await figures(api, "MISSING_VALUE", "CONFLICT")

    told = {(g["type"], g["property"]) for m in found.values() for g in m["groups"]}
    assert {name for _, name in told if name == "staff"} == set()
    assert found["CONFLICT"]["count"] == 1


class _Counting(CountingStore):
    """Counts how often the truth is read from its beginning, and lets something happen then."""

    def __init__(self, store) -> None:
        super().__init__(store)
        self.begun = 0
        self.meanwhile = None

    async def contents(self, after: str = "", *, limit: int = 1_000):
        self.begun += 1
        async for part in self._store.contents(after, limit=limit):
            yield part
            if self.meanwhile is not None and part.runs:
                await self.meanwhile()


def counting_contents(store) -> _Counting:
    return _Counting(store)
