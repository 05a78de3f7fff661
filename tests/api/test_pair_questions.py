"""Introductions, proposed partners and changes over a graph known by heart.

The lab works with the university (project P of 2019) and grew the start-up S in 2020, which left
in 2021; the university works with E1 and E2 (Q of 2021); Li works in the lab and leads a team of
E1. The lab serves valves (s1); E1 and E3 make them.
"""

from __future__ import annotations

import math
import re

import pytest
import pytest_asyncio
from api_client import serving

from schema.statements import LinkStatement, NodeStatement

NODES = {
    "chain": ("IndustryChain", {"name": "泵阀产业链"}),
    "s1": ("ChainSegment", {"name": "阀门", "order": 1}),
    "lab": ("Platform", {"name": "实验室"}),
    "uni": ("University", {"name": "大学"}),
    "e1": ("Enterprise", {"name": "E1"}),
    "e2": ("Enterprise", {"name": "E2"}),
    "e3": ("Enterprise", {"name": "E3"}),
    "s": ("Enterprise", {"name": "S"}),
    "p": ("Project", {"name": "P", "startOn": "2019-03-01"}),
    "q": ("Project", {"name": "Q", "startOn": "2021-06-01"}),
    "li": ("Talent", {"name": "李"}),
    "team": ("TalentTeam", {"name": "团队"}),
    "ouhai": ("District", {"name": "瓯海区", "code": "330304"}),
}
LINKS = [
    ("SEGMENT_OF", "s1", "chain", {}),
    ("SERVES", "lab", "s1", {}),
    ("OPERATES_IN", "e1", "s1", {}),
    ("OPERATES_IN", "e3", "s1", {}),
    *(("PARTICIPATES_IN", o, "p", {}) for o in ("lab", "uni")),
    *(("PARTICIPATES_IN", o, "q", {}) for o in ("uni", "e1", "e2")),
    ("INCUBATES", "lab", "s", {"validFrom": "2020-01-01", "validTo": "2021-12-31"}),
    ("AFFILIATED_WITH", "li", "lab", {"validFrom": "2018", "validTo": "2022"}),
    ("LEADS", "li", "team", {}),
    ("TEAM_OF", "team", "e1", {}),
    ("LOCATED_IN", "lab", "ouhai", {}),
    ("LOCATED_IN", "e1", "ouhai", {}),
]
STATEMENTS = [
    *(NodeStatement(1, id_, type_, said) for id_, (type_, said) in NODES.items()),
    *(LinkStatement(1, type_, a, b, "", said) for type_, a, b, said in LINKS),
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(place):
    async with serving(STATEMENTS, place=place) as client:
        yield client


EVIDENCE = """query ($ref: String!, $part: EvidencePart!) { analytics { evidence(ref: $ref, part: $part) {
    measure count weight warnings definition { version }
    items { weight node { id } activity { id } links { type source target } } } } }"""


async def evidence(api, ref, part="NUMERATOR"):
    return (await api.data(EVIDENCE, {"ref": ref, "part": part}))["analytics"]["evidence"]


INTRODUCTIONS = """query ($day: PartialDate, $first: Int! = 3) { analytics {
  weakIndustryLinks(types: [PLATFORM], region: "3303", asOf: $day, introductions: $first) {
    asOf rows { organization { id } introductions { locality pathReason
      enterprise { id } sharedSegments { id } scores { measure value reason ref }
      path { nodes { id } links { type label source target } } } } } } }"""


async def introduced(api, **variables):
    found = (await api.data(INTRODUCTIONS, variables))["analytics"]["weakIndustryLinks"]
    (row,) = found["rows"]
    assert row["organization"] == {"id": "lab"}
    return found["asOf"], {one["enterprise"]["id"]: one for one in row["introductions"]}


async def test_a_weak_platform_is_introduced_to_enterprises_by_people_whom_it_knows(api):
    _, found = await introduced(api, day="2022-06-01")
    assert list(found) == ["e1", "e3", "e2"]
    e1 = found["e1"]
    assert e1["sharedSegments"] == [{"id": "s1"}]
    assert e1["locality"] == "SAME_DISTRICT"
    scores = {score["measure"]: score["value"] for score in e1["scores"]}
    assert scores == {"SHARED_SEGMENTS": 1, "RELATEDNESS": 1, "DISTANCE": 2}
    assert [node["id"] for node in e1["path"]["nodes"]] == ["lab", "li", "team", "e1"]
    assert [(link["type"], link["source"], link["target"]) for link in e1["path"]["links"]] == [
        ("AFFILIATED_WITH", "li", "lab"),
        ("LEADS", "li", "team"),
        ("TEAM_OF", "team", "e1"),
    ]
    assert e1["path"]["links"][0]["label"] == "所在单位"


async def test_when_the_person_has_left_the_way_leads_over_projects(api):
    day, found = await introduced(api, day="2023-06-01")
    assert day == "2023-06-01"
    assert [node["id"] for node in found["e1"]["path"]["nodes"]] == ["lab", "p", "uni", "q", "e1"]


async def test_where_there_is_no_way_and_no_number_the_reason_is_told(api):
    _, found = await introduced(api)
    e3, e2 = found["e3"], found["e2"]
    assert e3["path"] is None
    assert e3["pathReason"].startswith("No way of at most 8 links")
    distance = next(score for score in e3["scores"] if score["measure"] == "DISTANCE")
    assert (distance["value"], distance["reason"][:8]) == (None, "No ties ")
    relatedness = next(score for score in e2["scores"] if score["measure"] == "RELATEDNESS")
    assert relatedness["value"] is None
    assert "no segment" in relatedness["reason"]
    assert e2["pathReason"] is None


async def test_shared_segments_and_relatedness_open_to_their_evidence(api):
    _, found = await introduced(api, day="2022-06-01")
    for one in found.values():
        for score in one["scores"]:
            if score["ref"] is None:
                assert score["measure"] == "DISTANCE" or score["value"] is None
                continue
            above = await evidence(api, score["ref"])
            assert above["measure"] == score["measure"]
            if score["measure"] == "SHARED_SEGMENTS":
                assert above["count"] == above["weight"] == score["value"]
            else:
                below = await evidence(api, score["ref"], "DENOMINATOR")
                assert above["weight"] / below["weight"] == pytest.approx(score["value"], abs=1e-9)
    shared = found["e1"]["scores"][0]["ref"]
    (item,) = (await evidence(api, shared))["items"]
    assert item["node"] == {"id": "s1"}
    assert item["links"] == [
        {"type": "SERVES", "source": "lab", "target": "s1"},
        {"type": "OPERATES_IN", "source": "e1", "target": "s1"},
    ]


async def test_no_more_are_proposed_than_asked_for(api):
    assert len((await introduced(api, first=1))[1]) == 1
    assert "must be from 0 to 20" in (await api.error(INTRODUCTIONS, {"first": 21}))[1]


PARTNERS = """query ($id: ID!, $seed: Int! = 1, $cross: Boolean! = false, $most: Int, $first: Int! = 10) {
  analytics { recommendPartners(id: $id, seed: $seed, crossSector: $cross, maxPartners: $most,
                                first: $first) {
    definition { text version source } parameters { name value } n graphVersion asOf region seed
    stale warnings total tooPopular organization { id }
    partners { organization { id } partners score { measure value rank reason ref }
      reasons { reason label sharedBy adds node { id } } }
    quality { definition { version } split trainTies testTies positives negatives sources sampled
      scorers { scorer auc precisionAt10 reason } } } } }"""


async def proposed(api, **variables):
    return (await api.data(PARTNERS, variables))["analytics"]["recommendPartners"]


async def test_partners_are_proposed_with_what_adds_up_to_their_score(api):
    found = await proposed(api, id="lab")
    assert found["organization"] == {"id": "lab"}
    # Projects tie lab - uni and uni, e1, e2: uni has three partners. Three are in valves.
    told = {one["organization"]["id"]: one for one in found["partners"]}
    log3 = 1 / math.log(3)
    assert {id_: one["score"]["value"] for id_, one in told.items()} == pytest.approx(
        {"e1": 2 * log3, "e2": log3, "e3": log3}
    )
    assert [one["score"]["rank"] for one in found["partners"]] == [1, 2, 2]
    reasons = [(r["reason"], r["node"]["id"], r["sharedBy"]) for r in told["e1"]["reasons"]]
    assert reasons == [("PARTNER", "uni", 3), ("SEGMENT", "s1", 3)]
    assert (found["total"], found["tooPopular"], found["n"]) == (3, 0, 6)


async def test_each_score_opens_to_what_adds_up_to_it(api):
    for one in (await proposed(api, id="lab"))["partners"]:
        shown = await evidence(api, one["score"]["ref"])
        assert shown["weight"] == one["score"]["value"]
        assert shown["measure"] == "SCORE"
        assert shown["warnings"] == []
        for item in shown["items"]:
            ends = {link[end] for link in item["links"] for end in ("source", "target")}
            assert {"lab", one["organization"]["id"], item["node"]["id"]} <= ends
        assert (await evidence(api, one["score"]["ref"], "DENOMINATOR"))["count"] == 0


async def test_a_partner_is_of_another_type_and_not_too_popular_if_so_asked(api):
    found = await proposed(api, id="e3", cross=True)
    assert [one["organization"]["id"] for one in found["partners"]] == ["lab"]
    capped = await proposed(api, id="lab", most=1)
    assert [one["organization"]["id"] for one in capped["partners"]] == ["e3"]
    assert capped["tooPopular"] == 2


async def test_where_data_are_too_few_quality_says_so_instead_of_a_number(api):
    quality = (await proposed(api, id="lab"))["quality"]
    # Ties begin in 2019 (one) and 2021 (three): the latest fifth is one of those of 2021.
    assert (quality["split"], quality["trainTies"], quality["testTies"]) == ("2021-06-01", 1, 3)
    for scorer in quality["scorers"]:
        assert scorer["auc"] is None
        assert "too few" in scorer["reason"]
    assert {one["scorer"] for one in quality["scorers"]} >= {"ASKED", "POPULARITY", "RANDOM"}


async def test_the_seed_is_told_only_where_something_is_drawn(api):
    assert (await proposed(api, id="lab", seed=7))["seed"] == 7
    alone = await api.data("""{ analytics { recommendPartners(id: "lab") { seed } } }""")
    assert alone["analytics"]["recommendPartners"]["seed"] is None


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"id": "nobody"}, "There is no organisation 'nobody'."),
        ({"id": "p"}, "not one of those looked at"),
        ({"id": "lab", "seed": -1}, "seed is -1"),
        ({"id": "lab", "most": -1}, "at least 0"),
        ({"id": "lab", "first": 1001}, "at most|from 0 to 1000"),
    ],
)
async def test_senseless_questions_about_partners_are_refused_with_the_reason(
    api, variables, reason
):
    assert re.search(reason, (await api.error(PARTNERS, variables))[1])


TIE = "before after sharedBefore sharedAfter adds ref source { id } target { id }"
CHANGES = f"""query ($from: PartialDate!, $to: PartialDate!, $measure: ChangeMeasure! = DEGREE,
               $months: Int, $by: WindowBy! = START, $causes: Int! = 5, $first: Int! = 20,
               $network: NetworkInput) {{
  analytics {{ changes(from: $from, to: $to, measure: $measure, months: $months, by: $by,
                       causes: $causes, first: $first, network: $network) {{
    definition {{ text version source }} parameters {{ name value }} n graphVersion asOf region
    seed stale warnings from to gainedCount lostCount keptCount movedCount
    gained {{ {TIE} }} lost {{ {TIE} }}
    moves {{ organization {{ id }} measure before after rankBefore rankAfter leftBehind leftBehindBy
      causesCount ref causes {{ {TIE} }} }} }} }} }}"""
TIES = {"ties": ["PROJECT", "INCUBATION"]}


async def changed(api, from_="2020", to="2023", **variables):
    asked = {"from": from_, "to": to, "network": TIES, **variables}
    return (await api.data(CHANGES, asked))["analytics"]["changes"]


def ends(ties):
    return [(tie["source"]["id"], tie["target"]["id"]) for tie in ties]


async def test_ties_gained_and_lost_are_told_with_their_weights_on_both_days(api):
    found = await changed(api)
    assert (found["from"], found["to"], found["asOf"]) == ("2020-12-31", "2023-12-31", "2023-12-31")
    assert ends(found["gained"]) == [("e1", "e2"), ("e1", "uni"), ("e2", "uni")]
    assert [(tie["before"], tie["after"]) for tie in found["gained"]] == [(None, 0.5)] * 3
    assert ends(found["lost"]) == [("lab", "s")]
    assert (found["lost"][0]["before"], found["lost"][0]["after"]) == (1, None)
    assert [found[f"{name}Count"] for name in ("gained", "lost", "kept")] == [3, 1, 1]


async def test_moves_in_rank_are_told_with_the_ties_that_caused_them(api):
    found = await changed(api)
    # Before: lab 2, s and uni 1, e1 and e2 none. After: uni 3, e1 and e2 2, lab 1, s none.
    told = [
        (move["organization"]["id"], move["rankBefore"], move["rankAfter"])
        for move in found["moves"]
    ]
    assert told == [("lab", 1, 4), ("s", 2, 5), ("e1", 4, 2), ("e2", 4, 2), ("uni", 2, 1)]
    lab, _, e1, *_ = found["moves"]
    assert [(tie["adds"], *ends([tie])) for tie in lab["causes"]] == [(-1, ("lab", "s"))]
    assert [(tie["adds"], *ends([tie])) for tie in e1["causes"]] == [
        (1, ("e1", "e2")),
        (1, ("e1", "uni")),
    ]
    for move in found["moves"]:
        assert move["rankAfter"] == move["rankBefore"] - move["leftBehind"] + move["leftBehindBy"]


@pytest.mark.parametrize("measure", ["DEGREE", "STRENGTH", "PAGERANK"])
async def test_every_change_of_a_score_opens_to_ties_that_add_up_to_it(api, measure):
    found = await changed(api, measure=measure)
    assert found["moves"]
    for move in found["moves"]:
        shown = await evidence(api, move["ref"])
        assert shown["count"] == move["causesCount"]
        assert shown["weight"] == pytest.approx(move["after"] - move["before"], abs=2e-9)
        assert all(item["links"] for item in shown["items"])


async def test_every_change_of_a_tie_opens_to_the_activities_that_add_up_to_it(api):
    found = await changed(api)
    for tie in (*found["gained"], *found["lost"]):
        shown = await evidence(api, tie["ref"])
        assert shown["weight"] == (tie["after"] or 0) - (tie["before"] or 0)
    lost = await evidence(api, found["lost"][0]["ref"])
    assert [(item["weight"], item["links"]) for item in lost["items"]] == [
        (-1, [{"type": "INCUBATES", "source": "lab", "target": "s"}])
    ]


async def test_nothing_changes_from_a_day_to_itself_whatever_the_day(api):
    for day in ("2018", "2020-06", "2023-12-31"):
        found = await changed(api, day, day, measure="PAGERANK")
        assert [found[name] for name in ("gained", "lost", "moves")] == [[], [], []]
        assert [found[f"{name}Count"] for name in ("gained", "lost", "moved")] == [0, 0, 0]


async def test_what_goes_on_that_day_or_began_in_the_last_months_can_be_asked_for(api):
    # P began in 2019: not within twelve months before the end of 2020.
    yearly = await changed(api, "2019", "2020", months=12)
    assert ends(yearly["lost"]) == [("lab", "uni")]
    assert ends(yearly["gained"]) == [("lab", "s")]
    running = await changed(api, "2018", "2020", by="OVERLAP")
    assert ends(running["gained"]) == [("lab", "s"), ("lab", "uni")]
    assert "2 projects without an end are taken to go on." not in running["warnings"]
    assert any("without an end" in sentence for sentence in running["warnings"])


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"from_": "2023", "to": "2020"}, r"from \(2023-12-31\) is after to"),
        ({"months": 0}, "from 1 to 1200"),
        ({"months": 12, "by": "OVERLAP"}, "needs none"),
        ({"causes": 51}, "from 0 to 50"),
        ({"network": {"from": "2019"}}, "its own window"),
    ],
)
async def test_senseless_questions_about_changes_are_refused_with_the_reason(
    api, variables, reason
):
    asked = {"from": "2020", "to": "2023", **variables}
    asked["from"] = asked.pop("from_", asked["from"])
    assert re.search(reason, (await api.error(CHANGES, asked))[1])
