"""Chokepoints, concentration, resilience and next segments over a chain known by heart.

Castings (s1) go into pumps (s2), pumps into stations (s3). E1 alone makes castings; E2 and E3
make pumps and share the project J; V, elsewhere, makes stations. E1 and E2 share the project K.
E2 and E3 sold the contract C of 300 yuan to E1.
"""

from __future__ import annotations

import pytest
import pytest_asyncio
from api_client import serving

from schema.money import Money
from schema.statements import LinkStatement, NodeStatement

NODES = {
    "chain": ("IndustryChain", {"name": "泵阀产业链"}),
    "s1": ("ChainSegment", {"name": "铸件", "order": 1, "position": "UPSTREAM"}),
    "s2": ("ChainSegment", {"name": "泵", "order": 2, "position": "MIDSTREAM"}),
    "s3": ("ChainSegment", {"name": "泵站", "order": 3, "position": "DOWNSTREAM"}),
    "casting": ("Product", {"name": "铸件"}),
    "pump": ("Product", {"name": "水泵"}),
    "station": ("Product", {"name": "一体化泵站"}),
    "e1": ("Enterprise", {"name": "E1"}),
    "e2": ("Enterprise", {"name": "E2"}),
    "e3": ("Enterprise", {"name": "E3"}),
    "v": ("Enterprise", {"name": "V"}),
    "j": ("Project", {"name": "J", "startOn": "2022", "stage": "INDUSTRIALISATION"}),
    "k": ("Project", {"name": "K", "startOn": "2022"}),
    "c": ("TechnologyContract", {"name": "C", "amount": Money(30_000, "CNY"), "signedOn": "2022"}),
    "ouhai": ("District", {"name": "瓯海区", "code": "330304"}),
    "hangzhou": ("District", {"name": "上城区", "code": "330102"}),
}
LINKS = [
    *(("SEGMENT_OF", s, "chain", "") for s in ("s1", "s2", "s3")),
    ("PRODUCT_OF", "casting", "s1", ""),
    ("PRODUCT_OF", "pump", "s2", ""),
    ("PRODUCT_OF", "station", "s3", ""),
    ("UPSTREAM_OF", "casting", "pump", ""),
    ("UPSTREAM_OF", "pump", "station", ""),
    ("PRODUCES", "e1", "casting", ""),
    ("PRODUCES", "e2", "pump", ""),
    ("PRODUCES", "e3", "pump", ""),
    ("PRODUCES", "v", "station", ""),
    ("OPERATES_IN", "e1", "s1", ""),
    ("OPERATES_IN", "e2", "s2", ""),
    ("OPERATES_IN", "e3", "s2", ""),
    ("OPERATES_IN", "v", "s3", ""),
    ("PARTICIPATES_IN", "e2", "j", ""),
    ("PARTICIPATES_IN", "e3", "j", ""),
    ("PARTICIPATES_IN", "e1", "k", ""),
    ("PARTICIPATES_IN", "e2", "k", ""),
    ("PROJECT_SERVES", "j", "s2", ""),
    ("CONTRACT_SERVES", "c", "s2", ""),
    ("PARTY_TO", "e2", "c", "SELLER"),
    ("PARTY_TO", "e3", "c", "SELLER"),
    ("PARTY_TO", "e1", "c", "BUYER"),
    *(("LOCATED_IN", e, "ouhai", "") for e in ("e1", "e2", "e3")),
    ("LOCATED_IN", "v", "hangzhou", ""),
]
STATEMENTS = [
    *(NodeStatement(1, id_, type_, said) for id_, (type_, said) in NODES.items()),
    *(
        LinkStatement(1, type_, a, b, key, {"side": key} if key else {})
        for type_, a, b, key in LINKS
    ),
]
ABOUT = "graphVersion asOf region n seed stale definition { version } parameters { name value }"

CHOKEPOINTS = f"""
query ($chain: ID!, $kinds: [ChokepointKind!], $stages: [ChainColumn!], $first: Int! = 100) {{
  analytics {{
    chokepoints(chain: $chain, kinds: $kinds, stages: $stages, region: "3303", first: $first) {{
      {ABOUT} warnings total providers ties redundancy fromStage tiers products finalProducts
      chain {{ id }} toSegment {{ id }} notEvaluated {{ name reason }}
      rows {{ kind number of reason ref node {{ __typename id }} other {{ id }} }}
      segments {{ suppliers outside externalShare missingShare ref segment {{ id name }} }}
    }}
  }}
}}
"""

CONCENTRATION = f"""
query ($chain: ID!, $by: ShareBy! = WORKS, $first: Int! = 100) {{
  analytics {{
    concentration(chain: $chain, by: $by, region: "3303", first: $first) {{
      {ABOUT} warnings currency truncated chain {{ id }}
      rows {{ ...row segment {{ id }} }} whole {{ ...row segment {{ id }} }}
    }}
  }}
}}
fragment row on SupplyConcentration {{
  hhi reason band band2010 effectiveProviders providers total largestShare missing ref totalRef
  largest {{ id }}
}}
"""

NEXT = f"""
query ($district: ID!, $chain: ID, $minCount: Int! = 1, $first: Int! = 100) {{
  analytics {{
    nextSegments(district: $district, chain: $chain, minCount: $minCount, first: $first) {{
      {ABOUT} warnings total diversity complexity complexityReason districts district {{ id }}
      rows {{ organizations rca shrunkRca strong density complexity quadrant ref segment {{ id }} }}
    }}
  }}
}}
"""

RESILIENCE = f"""
query ($chain: ID!, $order: RemovalOrder! = DEGREE, $runs: Int! = 50, $first: Int! = 100) {{
  analytics {{
    resilience(chain: $chain, order: $order, runs: $runs, seed: 7, region: "3303", first: $first) {{
      {ABOUT} warnings providers segments servedAuc largestAuc truncated chain {{ id }}
      points {{
        removed lost organization {{ id }}
        served {{ value low high ref }} largest {{ value low high ref }}
      }}
    }}
  }}
}}
"""

CANDIDATES = """
query ($chain: ID!, $candidates: Int! = 3) {
  analytics {
    chainCoverage(chain: $chain, region: "3303", candidates: $candidates) {
      rows {
        segment { id } candidates { organization { id } }
        cells { column findings candidates { ...near } }
        handovers { from to finding candidates { ...near } }
      }
      supports { column candidates { ...near } }
    }
  }
}
fragment near on ChainCandidate {
  score relatedness nearness distance local reasons works ref organization { id name }
}
"""

EVIDENCE = """
query ($ref: String!, $part: EvidencePart! = NUMERATOR) {
  analytics {
    evidence(ref: $ref, part: $part) {
      measure count weight definition { version }
      items { weight node { id } activity { id } links { type source target } }
    }
  }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api():
    async with serving(STATEMENTS) as client:
        yield client


async def ask(api, query, field, **variables):
    return (await api.data(query, variables))["analytics"][field]


async def evidence(api, ref, part="NUMERATOR"):
    return await ask(api, EVIDENCE, "evidence", ref=ref, part=part)


async def test_chokepoints_are_told_with_reasons_and_open_to_their_evidence(api):
    found = await ask(api, CHOKEPOINTS, "chokepoints", chain="chain")
    rows = {(row["kind"], row["node"]["id"]): (row["number"], row["of"]) for row in found["rows"]}
    # E1 - E2 - E3: without E2 one leaf is cut off, which is noise. Production begins with all
    # three, and s2 is the last segment with local suppliers: E2 and E3 are two ways.
    assert rows == {
        ("NO_LOCAL_PROVIDER", "s3"): (0, 1),
        ("NO_LOCAL_PROVIDER", "station"): (0, 1),
        ("SINGLE_PROVIDER", "s1"): (1, 1),
        ("SINGLE_PROVIDER", "casting"): (1, 1),
        ("DOMINATOR", "s1"): (1, 1),
        ("DOMINATOR", "s2"): (1, 1),
        ("DOMINATOR", "casting"): (1, 1),
        ("DOMINATOR", "pump"): (1, 1),
        ("MINIMUM_CUT", "e2"): (2, 3),
        ("MINIMUM_CUT", "e3"): (2, 3),
    }
    assert found["total"] == len(found["rows"])
    assert (found["providers"], found["ties"], found["tiers"]) == (3, 3, 3)
    assert (found["redundancy"], found["fromStage"], found["toSegment"]) == (
        2,
        "INDUSTRIALISATION",
        {"id": "s2"},
    )
    assert [(s["segment"]["id"], s["suppliers"], s["outside"]) for s in found["segments"]] == [
        ("s1", 1, 0),
        ("s2", 2, 0),
        ("s3", 0, 1),
    ]
    assert [s["externalShare"] for s in found["segments"]] == [0, 0, 1]
    for row in found["rows"]:
        listed = await evidence(api, row["ref"])
        assert (listed["count"], listed["weight"]) == (row["number"], row["number"])
        assert listed["measure"] == row["kind"]
        assert (await evidence(api, row["ref"], "DENOMINATOR"))["count"] == row["of"]
        assert str(row["number"] or "No") in row["reason"]
    for segment in found["segments"]:
        assert (await evidence(api, segment["ref"]))["count"] == segment["suppliers"]
        whole = await evidence(api, segment["ref"], "DENOMINATOR")
        assert whole["count"] == segment["suppliers"] + segment["outside"]


async def test_kinds_and_stages_can_be_chosen_but_no_support(api):
    found = await ask(api, CHOKEPOINTS, "chokepoints", chain="chain", kinds=["DOMINATOR"], first=1)
    assert (len(found["rows"]), found["total"], len(found["segments"])) == (1, 4, 1)
    code, message = await api.error(CHOKEPOINTS, {"chain": "chain", "stages": ["TALENT"]})
    assert (code, message.startswith("TALENT is no stage")) == ("BAD_USER_INPUT", True)
    code, _ = await api.error(CHOKEPOINTS, {"chain": "e1"})
    assert code == "NOT_FOUND"


async def test_concentration_by_works_and_by_value_opens_to_its_evidence(api):
    for by, hhi, total in (
        # s2: E2 and E3 have j, c and operate, E1 has c: shares 3/7, 3/7, 1/7.
        ("WORKS", [10_000, 10_000 * 19 / 49, None], [1, 7, 0]),
        ("CONTRACT_VALUE", [None, 5_000, None], [0, 300, 0]),
    ):
        found = await ask(api, CONCENTRATION, "concentration", chain="chain", by=by)
        assert [row["hhi"] for row in found["rows"]] == pytest.approx(hhi)
        assert [row["total"] for row in found["rows"]] == total
        assert found["whole"]["segment"] is None
        for row in (*found["rows"], found["whole"]):
            listed = await evidence(api, row["ref"])
            assert listed["count"] == row["providers"]
            assert (row["hhi"] is None) == (listed["count"] == 0) == (row["reason"] is not None)
            assert listed["weight"] == pytest.approx(row["hhi"] or 0)
            assert (await evidence(api, row["totalRef"]))["weight"] == pytest.approx(row["total"])
            assert (await evidence(api, row["ref"], "EXCLUDED"))["count"] == row["missing"]
    assert found["currency"] == "CNY"
    assert (found["rows"][1]["band"], found["rows"][1]["effectiveProviders"]) == ("HIGH", 2)
    assert found["rows"][1]["largest"] == {"id": "e2"}  # of equals the first by id


async def test_next_segments_rank_options_and_warn_of_few_districts(api):
    found = await ask(api, NEXT, "nextSegments", district="ouhai")
    # Ouhai: s1 E1, s2 E1 (by c), E2, E3; Hangzhou: s3 V. Of 5, 4 are Ouhai's.
    rows = {row["segment"]["id"]: row for row in found["rows"]}
    assert [rows[s]["organizations"] for s in ("s1", "s2", "s3")] == [1, 3, 0]
    assert rows["s2"]["rca"] == pytest.approx((3 / 4) / (3 / 5))
    assert [row["strong"] for row in found["rows"]] == [False, True, True]
    assert (found["diversity"], found["districts"], found["total"]) == (2, 2, 3)
    assert any("2 districts" in warning for warning in found["warnings"])
    assert found["complexity"] is None
    assert "share no strength" in found["complexityReason"]
    for row in found["rows"]:
        assert (await evidence(api, row["ref"]))["count"] == row["organizations"]
    code, _ = await api.error(NEXT, {"district": "e1"})
    assert code == "NOT_FOUND"
    code, message = await api.error(NEXT, {"district": "ouhai", "minCount": 0})
    assert (code, message.startswith("minCount is 0")) == ("BAD_USER_INPUT", True)


async def test_answers_say_what_was_asked(api):
    found = await ask(api, CONCENTRATION, "concentration", chain="chain")
    told = {one["name"]: one["value"] for one in found["parameters"]}
    assert told == {"chain": "chain", "region": "3303", "window": None, "by": "WORKS"}
    assert (found["asOf"], found["region"], found["n"]) == ("2023-12-31", "3303", 3)


async def test_each_gap_names_who_is_nearest_to_it_and_why(api):
    found = await ask(api, CANDIDATES, "chainCoverage", chain="chain")
    cells = {
        (row["segment"]["id"], cell["column"]): cell
        for row in found["rows"]
        for cell in row["cells"]
    }
    # Nobody makes stations here: V does elsewhere, (2 * 1 + 1 + 0) / 4; E2 and E3 make pumps and
    # do not work with V, (2 * 1/2 + 0 + 1) / 4.
    near = cells["s3", "INDUSTRIALISATION"]["candidates"]
    assert [(one["organization"]["id"], one["score"], one["reasons"]) for one in near] == [
        ("v", 0.75, ["PROVIDES_IT"]),
        ("e2", 0.5, ["NEIGHBOURING_SEGMENT", "LOCAL"]),
        ("e3", 0.5, ["NEIGHBOURING_SEGMENT", "LOCAL"]),
    ]
    everybody = [one for cell in cells.values() for one in cell["candidates"]]
    assert len(everybody) > 10
    for one in everybody:
        listed = await evidence(api, one["ref"])
        assert (listed["count"], listed["weight"]) == (one["works"], one["works"])
        assert all(item["links"] for item in listed["items"])
    code, message = await api.error(CANDIDATES, {"chain": "chain", "candidates": 21})
    assert (code, message) == ("BAD_USER_INPUT", "candidates is 21; it must be from 0 to 20.")
    found = await ask(api, CANDIDATES, "chainCoverage", chain="chain", candidates=0)
    assert not any(cell["candidates"] for row in found["rows"] for cell in row["cells"])


async def test_resilience_takes_providers_away_and_opens_to_what_is_left(api):
    found = await ask(api, RESILIENCE, "resilience", chain="chain")
    # E2 works with E1 and E3, who do not work with each other (all are parties to C, though).
    # So all three are tied: they leave by id. E1 takes s1 along, E3 s2; s3 was never served.
    assert [(p["organization"] or {}).get("id") for p in found["points"]] == [
        None,
        "e1",
        "e2",
        "e3",
    ]
    assert [p["lost"] for p in found["points"]] == [None, 1, 0, 1]
    assert [p["served"]["value"] for p in found["points"]] == pytest.approx(
        [2 / 3, 1 / 3, 1 / 3, 0]
    )
    assert [p["largest"]["value"] for p in found["points"]] == pytest.approx([1, 2 / 3, 1 / 3, 0])
    assert (found["providers"], found["segments"], found["seed"]) == (3, 3, None)
    assert found["largestAuc"] == pytest.approx(0.5)
    assert found["servedAuc"] == pytest.approx((1 / 2 + 1 / 3 + 1 / 6) / 3)
    assert "1 segments have no local provider from the first." in found["warnings"]
    for point in found["points"]:
        for curve in ("served", "largest"):
            left = await evidence(api, point[curve]["ref"])
            whole = await evidence(api, point[curve]["ref"], "DENOMINATOR")
            assert point[curve]["value"] == pytest.approx(left["count"] / whole["count"])


async def test_resilience_at_random_has_an_interval_and_a_seed_but_no_names(api):
    found = await ask(api, RESILIENCE, "resilience", chain="chain", order="RANDOM", first=2)
    assert (found["seed"], found["truncated"], len(found["points"])) == (7, True, 2)
    point = found["points"][1]
    assert (point["organization"], point["lost"], point["served"]["ref"]) == (None, None, None)
    assert point["served"]["low"] <= point["served"]["value"] <= point["served"]["high"]
    code, message = await api.error(RESILIENCE, {"chain": "chain", "runs": 0})
    assert (code, message.startswith("runs is 0")) == ("BAD_USER_INPUT", True)
