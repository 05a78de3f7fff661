"""The analytic fields over `api_graph`, whose numbers are known by heart.

J1 has Alpha and Delta (2021-09), J2 has Alpha and Epsilon (2022), each with strength 1/(2 - 1).
On 2023-12-31 only Beta's co-building with Delta is true; on 2022-06-30 only Alpha's.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson
import pytest
from api_client import serving

from graph_service.store.plan import Lookup
from schema.statements import LinkStatement, NodeStatement, Run

NETWORK = """
query ($types: [OrganizationType!], $from: PartialDate, $to: PartialDate, $first: Int! = 100,
       $windowBy: WindowBy! = START, $ties: [TieKind!]) {
  analytics {
    collaborationNetwork(types: $types, from: $from, to: $to, first: $first, windowBy: $windowBy,
                         ties: $ties) {
      graphVersion asOf region truncated warnings ties notEvaluated { name reason }
      definition { text version }
      totals { nodes edges weight components largestComponent isolates projects missing open
               byKind { kind activities participations edges weight missing } }
      nodes { degree strength organization { id name ... on Platform { staff } } }
      edges { weight shared sharedProjects ties source { id } target { id } }
    }
  }
}
"""

WEAK = """
query ($types: [OrganizationType!]! = [PLATFORM, UNIVERSITY], $rules: [WeakLinkRule!],
       $ties: [TieKind!], $first: Int! = 100, $after: String, $asOf: PartialDate,
       $minProjects: Int! = 1, $from: PartialDate, $lowShare: Float! = 0.2, $region: String) {
  analytics {
    weakIndustryLinks(types: $types, rules: $rules, ties: $ties, first: $first, after: $after,
                      asOf: $asOf, minProjects: $minProjects, from: $from, lowShare: $lowShare,
                      region: $region) {
      graphVersion asOf region warnings ties considered weak notRankedCount missing hasNextPage
      definition { version }
      thresholds { minProjects lowShare dominance staleMonths }
      notEvaluated { name reason }
      foundByRule { rule count }
      peerGroups { type system { code label } considered weak }
      rows {
        cursor rules newestEnterpriseTie
        organization { id name projects { totalCount } }
        largestEnterprise { id }
        peerGroup { type considered }
        rank { first last of }
        indicators {
          name value numerator denominator missingShare ref definition { text version }
        }
      }
      notRanked { activity reason organization { id } }
    }
  }
}
"""

COVERAGE = """
query ($chain: ID!, $region: String, $theta: Int! = 3, $hops: Int! = 2, $first: Int! = 100,
       $from: PartialDate) {
  analytics {
    chainCoverage(chain: $chain, region: $region, theta: $theta, hops: $hops, first: $first,
                  from: $from) {
      graphVersion asOf region theta hops truncated warnings definition { version }
      chain { id name }
      supports { ...cell }
      rows {
        segment { id name position }
        worst findings verbs
        handovers { from to distance finding }
        cells { ...cell }
      }
    }
  }
}
fragment cell on ChainCell { column providers outside findings worst verb missingShare ref }
"""

EVIDENCE = """
query ($ref: String!, $part: EvidencePart! = NUMERATOR, $first: Int! = 100, $after: String) {
  analytics {
    evidence(ref: $ref, part: $part, first: $first, after: $after) {
      graphVersion asOf indicator column part count weight hasNextPage warnings
      definition { version }
      items {
        weight day cursor links { type source target }
        node { id ... on Organization { name } } activity { id }
      }
    }
  }
}
"""


@pytest.fixture
def api(shared):
    """Most tests only read."""
    return shared


async def network(api, **variables):
    return (await api.data(NETWORK, variables))["analytics"]["collaborationNetwork"]


async def weak(api, **variables):
    return (await api.data(WEAK, variables))["analytics"]["weakIndustryLinks"]


async def evidence(api, **variables):
    return (await api.data(EVIDENCE, variables))["analytics"]["evidence"]


def by_id(answer):
    return {row["organization"]["id"]: row for row in answer["rows"]}


def indicator(row, name):
    return next(i for i in row["indicators"] if i["name"] == name)


async def test_the_numbers_of_the_network_open_to_partners_and_to_what_is_shared(api):
    listed = (
        await api.data("""{ analytics { collaborationNetwork {
            nodes { degree strength degreeRef strengthRef } edges { weight ref }
        } } }""")
    )["analytics"]["collaborationNetwork"]
    numbers = [(node["degree"], node["degreeRef"]) for node in listed["nodes"]]
    numbers += [(node["strength"], node["strengthRef"]) for node in listed["nodes"]]
    numbers += [(edge["weight"], edge["ref"]) for edge in listed["edges"]]
    assert len(numbers) == 3 + 3 + 2
    for number, ref in numbers:
        opened = (
            await api.data(
                """query ($ref: String!) { analytics { evidence(ref: $ref) {
                    weight count measure items { weight activity { id } } } } }""",
                {"ref": ref},
            )
        )["analytics"]["evidence"]
        assert opened["weight"] == pytest.approx(number)
        assert len(opened["items"]) == opened["count"] > 0
        assert all(thing["activity"] for thing in opened["items"]) is (
            opened["measure"] == "WEIGHT"
        )


async def test_the_network_lists_nodes_edges_and_totals(api):
    answer = await network(api)
    assert answer["totals"] == {
        "nodes": 3,
        "edges": 2,
        "weight": 2.0,
        "components": 1,
        "largestComponent": 3,
        "isolates": 0,
        "projects": 2,
        "missing": 0,
        "open": 0,
        "byKind": [
            {
                "kind": "PROJECT",
                "activities": 2,
                "participations": 4,
                "edges": 2,
                "weight": 2.0,
                "missing": 0,
            }
        ],
    }
    assert answer["nodes"] == [
        {
            "degree": 2,
            "strength": 2.0,
            "organization": {"id": "alpha", "name": "Alpha Lab", "staff": 10},
        },
        {
            "degree": 1,
            "strength": 1.0,
            "organization": {"id": "delta", "name": "Delta University"},
        },
        {"degree": 1, "strength": 1.0, "organization": {"id": "epsilon", "name": "Epsilon"}},
    ]
    assert [(e["source"]["id"], e["target"]["id"]) for e in answer["edges"]] == [
        ("alpha", "delta"),
        ("alpha", "epsilon"),
    ]
    assert (answer["asOf"], answer["truncated"], answer["warnings"]) == ("2023-12-31", False, [])
    assert answer["graphVersion"] == await api.store.version()


async def test_the_network_is_of_the_kinds_of_tie_asked_for(api):
    answer = await network(api, ties=["PATENT", "CO_BUILT", "PROJECT"])
    assert answer["ties"] == ["CO_BUILT", "PROJECT"]
    assert answer["notEvaluated"] == [
        {"name": "PATENT", "reason": "No CO_APPLIED link has been loaded."}
    ]
    told = [
        (e["source"]["id"], e["target"]["id"], e["ties"], e["shared"], e["sharedProjects"])
        for e in answer["edges"]
    ]
    assert told == [
        ("alpha", "delta", ["PROJECT"], 1, 1),
        ("alpha", "epsilon", ["PROJECT"], 1, 1),
        ("beta", "delta", ["CO_BUILT"], 1, 0),
    ]
    alone = await network(api, ties=["CO_BUILT"])
    assert [node["organization"]["id"] for node in alone["nodes"]] == ["beta", "delta"]


async def test_the_network_is_of_the_types_and_the_window_asked_for(api):
    some = await network(api, types=["PLATFORM", "ENTERPRISE"])
    assert (some["totals"]["nodes"], some["totals"]["edges"]) == (2, 1)
    year = await network(api, **{"from": "2022", "to": "2022"})
    assert [n["organization"]["id"] for n in year["nodes"]] == ["alpha", "epsilon"]
    nobody = await network(api, types=["GOVERNMENT_BODY"])
    assert (nobody["nodes"], nobody["totals"]["components"]) == ([], 0)


async def test_projects_without_an_end_are_named_in_a_warning(api):
    answer = await network(api, windowBy="OVERLAP", **{"from": "2022-06", "to": "2022-07"})
    assert answer["totals"]["open"] == 2
    assert answer["warnings"] == ["2 projects without an end are taken to go on."]


async def test_a_short_list_says_that_there_is_more(api):
    answer = await network(api, first=1)
    assert (len(answer["nodes"]), len(answer["edges"]), answer["truncated"]) == (1, 1, True)
    assert answer["totals"]["nodes"] == 3


async def test_nodes_of_a_list_are_read_by_one_plan_and_not_at_all_if_not_asked_for(api):
    api.store.forget()
    await network(api)
    assert [plan.ids for plan, _ in api.store.reads] == [
        ("alpha", "delta", "epsilon"),
        ("alpha",),
        ("delta", "epsilon"),
    ]
    assert all(isinstance(plan, Lookup) for plan, _ in api.store.reads)
    api.store.forget()
    await api.data("{ analytics { collaborationNetwork { totals { edges } } } }")
    assert api.store.reads == []


async def test_weak_links_tell_who_is_weak_and_why(api):
    answer = await weak(api)
    # Beta and Gamma have no project. Delta works with Alpha, and Beta is built with it.
    assert (answer["considered"], answer["weak"], answer["notRankedCount"]) == (2, 2, 2)
    rows = by_id(answer)
    assert list(rows) == ["delta", "alpha"]
    assert rows["delta"]["rules"] == ["NO_ENTERPRISE_PARTNER", "LOW_ENTERPRISE_SHARE"]
    assert rows["delta"]["largestEnterprise"] is None
    assert rows["delta"]["organization"]["projects"]["totalCount"] == 1
    assert rows["alpha"]["rules"] == ["ONE_ENTERPRISE_DOMINATES"]
    assert rows["alpha"]["largestEnterprise"] == {"id": "epsilon"}
    assert rows["alpha"]["newestEnterpriseTie"] == "2022-12-31"
    share = indicator(rows["alpha"], "ENTERPRISE_SHARE")
    assert (share["value"], share["numerator"], share["denominator"]) == (0.5, 1, 2)
    assert indicator(rows["delta"], "ENTERPRISE_STRENGTH")["denominator"] == 2.0
    assert indicator(rows["delta"], "LARGEST_ENTERPRISE")["value"] is None
    assert [(n["organization"]["id"], n["activity"]) for n in answer["notRanked"]] == [
        ("beta", 0),
        ("gamma", 0),
    ]
    assert answer["notRanked"][0]["reason"].startswith("Insufficient data: 0 activities")


async def test_weak_links_say_what_they_are_made_of(api):
    answer = await weak(api)
    assert answer["ties"] == ["PROJECT", "CO_BUILT"]
    assert answer["region"] == "3303"
    assert {left["name"] for left in answer["notEvaluated"]} == {
        "CONTRACT",
        "PATENT",
        "CONVERSION",
        "INCUBATION",
        "SEGMENT_WITHOUT_ENTERPRISE",
    }
    assert {c["rule"]: c["count"] for c in answer["foundByRule"]} == {
        "NO_ENTERPRISE_PARTNER": 1,
        "LOW_ENTERPRISE_SHARE": 1,
        "ONE_ENTERPRISE_DOMINATES": 1,
        "STALE_TIES": 0,
        "SEGMENT_WITHOUT_ENTERPRISE": None,
    }
    assert [(g["type"], g["considered"], g["weak"]) for g in answer["peerGroups"]] == [
        ("PLATFORM", 1, 1),
        ("UNIVERSITY", 1, 1),
    ]
    assert answer["thresholds"]["lowShare"] == 0.2
    elsewhere = await weak(api, region="3304")
    assert elsewhere["region"] == "3304"


async def test_links_with_validity_count_on_the_day_asked_for(api):
    today = by_id(await weak(api, ties=["CO_BUILT"]))
    assert set(today) == {"beta", "delta"}
    then = by_id(await weak(api, ties=["CO_BUILT"], asOf="2022-06-30"))
    assert set(then) == {"alpha", "delta"}


async def test_rows_are_paged_by_cursors(api):
    first = await weak(api, first=1)
    assert ([*by_id(first)], first["hasNextPage"]) == (["delta"], True)
    second = await weak(api, first=1, after=first["rows"][0]["cursor"])
    assert ([*by_id(second)], second["hasNextPage"]) == (["alpha"], False)
    code, message = await api.error(
        WEAK, {"after": first["rows"][0]["cursor"], "rules": ["STALE_TIES"]}
    )
    assert (code, message[:25]) == ("BAD_USER_INPUT", "after is a cursor of anot")


async def test_every_number_is_the_weight_of_its_evidence(api):
    for row in (await weak(api))["rows"]:
        for number in row["indicators"]:
            counted = await evidence(api, ref=number["ref"])
            assert counted["weight"] == pytest.approx(number["numerator"])
            assert counted["indicator"] == number["name"]
            assert counted["definition"]["version"] == number["definition"]["version"]
            out_of = await evidence(api, ref=number["ref"], part="DENOMINATOR")
            assert out_of["weight"] == pytest.approx(number["denominator"] or 0)


async def test_evidence_shows_nodes_activities_and_links(api):
    row = by_id(await weak(api))["delta"]
    ref = indicator(row, "ENTERPRISE_STRENGTH")["ref"]
    counted = await evidence(api, ref=ref, part="DENOMINATOR")
    assert [(i["node"]["name"], i["activity"]["id"], i["day"]) for i in counted["items"]] == [
        ("Alpha Lab", "j1", "2021-09-30"),
        ("Beta Centre", "beta", "2023-12-31"),
    ]
    assert counted["items"][1]["links"] == [
        {"type": "BUILT_WITH", "source": "beta", "target": "delta"}
    ]
    page = await evidence(api, ref=ref, part="DENOMINATOR", first=1)
    assert (page["count"], page["hasNextPage"]) == (2, True)
    rest = await evidence(api, ref=ref, part="DENOMINATOR", after=page["items"][0]["cursor"])
    assert [i["node"]["id"] for i in rest["items"]] == ["beta"]
    partners = await evidence(
        api, ref=indicator(row, "ENTERPRISE_SHARE")["ref"], part="DENOMINATOR"
    )
    assert [(i["node"]["id"], i["activity"]) for i in partners["items"]] == [
        ("alpha", None),
        ("beta", None),
    ]


async def test_evidence_of_an_older_graph_is_counted_again_and_says_so(alone):
    row = by_id(await weak(alone))["alpha"]
    ref = indicator(row, "ENTERPRISE_PARTNERS")["ref"]
    before = await evidence(alone, ref=ref)
    assert (before["count"], before["warnings"]) == (1, [])
    eta = [
        NodeStatement(1, "eta", "Enterprise", {"name": "Eta"}),
        LinkStatement(2, "PARTICIPATES_IN", "eta", "j2"),
    ]
    await alone.store.apply(eta, Run("later", "source"))
    after = await evidence(alone, ref=ref)
    assert [item["node"]["id"] for item in after["items"]] == ["epsilon", "eta"]
    assert after["warnings"] == ["The graph has changed since the number was shown."]
    assert after["graphVersion"] == await alone.store.version() != before["graphVersion"]
    await alone.store.retract("run")
    assert await alone.error(EVIDENCE, {"ref": ref}) == (
        "NOT_FOUND",
        "There is no organisation 'alpha' any more.",
    )


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (NETWORK, {"first": 1001}, "first is 1001; it must be from 0 to 1000."),
        (NETWORK, {"first": -1}, "first is -1; it must be from 0 to 1000."),
        (NETWORK, {"from": "2022", "to": "2021"}, "The window ends"),
        (WEAK, {"lowShare": 2.0}, "The threshold low share is a share"),
        (WEAK, {"minProjects": 0}, "The least number of projects is at least 1"),
        (WEAK, {"after": "x"}, "after is not a cursor"),
        (EVIDENCE, {"ref": "x"}, "ref is not a ref"),
        (EVIDENCE, {"ref": "WyJ3ZWFrSW5kdXN0cnlMaW5rcy8xIl0"}, "ref is not a ref"),
        (EVIDENCE, {"ref": "é" * 5_000}, "ref is not a ref"),
    ],
)
async def test_bad_arguments_are_refused_with_a_sentence(api, query, variables, message):
    code, text = await api.error(query, variables)
    assert code == "BAD_USER_INPUT"
    assert text.startswith(message)


async def test_an_empty_graph_has_zeros_and_empty_lists(place):
    async with serving(place=place) as api:
        assert (await network(api))["totals"]["nodes"] == 0
        answer = await weak(api)
        assert (answer["considered"], answer["rows"], answer["ties"]) == (0, [], [])


async def test_a_graph_that_did_not_change_is_measured_once(alone):
    snapshots = []
    made = alone.store.snapshot

    async def counted(request):
        snapshots.append(request)
        return await made(request)

    alone.store.snapshot = counted
    first = await network(alone)
    assert await network(alone) == first
    await weak(alone)
    assert len(snapshots) == 1


async def test_a_region_that_is_no_prefix_of_district_codes_is_refused(api):
    for region in ("", "鹿城区", "33 03", "3" * 13):
        code, message = await api.error(WEAK, {"region": region})
        assert code == "BAD_USER_INPUT"
        assert "prefix of district codes" in message


async def test_a_ref_whose_parts_are_of_other_kinds_is_refused(api):
    rows = (await api.data(WEAK))["analytics"]["weakIndustryLinks"]["rows"]
    ref = rows[0]["indicators"][0]["ref"]
    parts = orjson.loads(urlsafe_b64decode(ref + "=" * (-len(ref) % 4)))
    for place in range(len(parts)):
        for wrong in ([], {}, [[]], {"a": 1}, 0, 1.5, True, [None] * 3, -1, "", "x"):
            spoilt = orjson.dumps([*parts[:place], wrong, *parts[place + 1 :]])
            answer = await api.post(EVIDENCE, {"ref": urlsafe_b64encode(spoilt).decode()})
            codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
            assert codes <= {"BAD_USER_INPUT", "NOT_FOUND"}, (place, wrong)


async def test_sums_of_fractions_are_shown_without_the_noise_of_their_last_bits(place):
    # One project of 7: each of the 21 pairs has 1/6, so whoever takes part has 6 x 1/6 = 1,
    # though 1/6 added six times is 0.9999999999999999 in binary.
    members = [("u", "University"), *((f"e{i}", "Enterprise") for i in range(6))]
    said = [
        NodeStatement(1, "p", "Project", {"name": "P"}),
        *(NodeStatement(row, id_, type_, {}) for row, (id_, type_) in enumerate(members, 2)),
        *(
            LinkStatement(row, "PARTICIPATES_IN", id_, "p", "", {})
            for row, (id_, _) in enumerate(members, 10)
        ),
    ]
    async with serving(said, place=place) as api:
        network = (
            await api.data("""{ analytics { collaborationNetwork(weighting: NEWMAN) {
                totals { weight } nodes { strength } edges { weight } } } }""")
        )["analytics"]["collaborationNetwork"]
        assert network["totals"]["weight"] == 3.5
        assert {node["strength"] for node in network["nodes"]} == {1.0}
        assert {edge["weight"] for edge in network["edges"]} == {0.166666667}
        row = by_id(await weak(api, rules=["ONE_ENTERPRISE_DOMINATES"], types=["UNIVERSITY"]))
        assert row == {}  # The largest has 1/6 of the strength.
        answer = await weak(api, types=["UNIVERSITY"], lowShare=1, rules=["LOW_ENTERPRISE_SHARE"])
        assert answer["rows"] == []  # 6 of 6 is not below 1.
        said_of = (
            await api.data("""{ analytics { weakIndustryLinks(types: [ENTERPRISE], lowShare: 1) {
                rows { indicators { name value numerator denominator ref } } } } }""")
        )["analytics"]["weakIndustryLinks"]["rows"][0]["indicators"]
        (strength,) = (number for number in said_of if number["name"] == "ENTERPRISE_STRENGTH")
        # five of its six partners are enterprises
        assert (strength["numerator"], strength["denominator"]) == (0.833333333, 1.0)
        assert strength["value"] == 0.833333333
        counted = await evidence(api, ref=strength["ref"], part="DENOMINATOR")
        assert (counted["count"], counted["weight"]) == (6, 1.0)


async def test_an_analytic_speaks_of_the_day_of_its_request_unless_it_is_told_another(api):
    answer = await api.post("""{ analytics {
        default: weakIndustryLinks(types: [PLATFORM]) { asOf }
        month: weakIndustryLinks(types: [PLATFORM], asOf: "2022-02") { asOf }
        network: collaborationNetwork { asOf } } }""")
    spoken = {name: field["asOf"] for name, field in answer["data"]["analytics"].items()}
    today = answer["extensions"]["asOf"]
    assert spoken == {"default": today, "month": "2022-02-28", "network": today}


async def test_evidence_says_who_says_so_and_asks_the_store_once_and_only_if_wanted(
    alone, monkeypatch
):
    again = [NodeStatement(1, "epsilon", "Enterprise", {"name": "Epsilon"})]
    await alone.store.apply(again, Run("later", "register", "2023-06"))
    asked = []
    describe = alone.store.describe

    async def counting(ids):
        asked.append(ids)
        return await describe(ids)

    monkeypatch.setattr(alone.store, "describe", counting, raising=False)
    ref = indicator(by_id(await weak(alone))["alpha"], "ENTERPRISE_SHARE")["ref"]
    await evidence(alone, ref=ref)
    assert asked == []
    query = """query ($ref: String!) { analytics { evidence(ref: $ref, part: DENOMINATOR) {
        items { node { id } sources { name period run } } } } }"""
    items = (await alone.data(query, {"ref": ref}))["analytics"]["evidence"]["items"]
    first = {"name": "source", "period": None, "run": "run"}
    assert {item["node"]["id"]: item["sources"] for item in items} == {
        "delta": [first],
        "epsilon": [first, {"name": "register", "period": "2023-06", "run": "later"}],
    }
    assert asked == [("delta", "epsilon")]


CHAIN = [
    # In s1 Alpha of Ouhai and Delta, of no district, tackle j1; only Zeta operates in it.
    # Nobody is in s2, the last one.
    *(
        NodeStatement(row, id_, type_, said)
        for row, (id_, type_, said) in enumerate(
            (
                ("chain", "IndustryChain", {"name": "Valves"}),
                ("s1", "ChainSegment", {"name": "Bodies", "position": "UPSTREAM", "order": 1}),
                ("s2", "ChainSegment", {"name": "Taps", "position": "DOWNSTREAM", "order": 2}),
                ("j1", "Project", {"trl": 6}),
            ),
            1,
        )
    ),
    *(
        LinkStatement(row, type_, source, target, "", {})
        for row, (type_, source, target) in enumerate(
            (
                ("SEGMENT_OF", "s1", "chain"),
                ("SEGMENT_OF", "s2", "chain"),
                ("PROJECT_SERVES", "j1", "s1"),
                ("OPERATES_IN", "zeta", "s1"),
                ("SERVES", "alpha", "s1"),
            ),
            5,
        )
    ),
]


async def coverage(api, **variables):
    return (await api.data(COVERAGE, {"chain": "chain", **variables}))["analytics"]["chainCoverage"]


async def test_chain_coverage_tells_who_provides_which_stage_and_what_to_do(alone):
    await alone.store.apply(CHAIN, Run("chains", "register"))
    answer = await coverage(alone)
    assert answer["chain"] == {"id": "chain", "name": "Valves"}
    assert (answer["region"], answer["theta"], answer["hops"]) == ("3303", 3, 2)
    assert answer["warnings"] == [
        "The stage of 1 records is derived from their level of technology readiness."
    ]
    first, last = answer["rows"]
    assert first["segment"] == {"id": "s1", "name": "Bodies", "position": "UPSTREAM"}
    cells = {cell.pop("column"): cell for cell in first["cells"]}
    assert list(cells) == ["BASIC", "APPLIED", "TACKLING", "PILOT", "INDUSTRIALISATION"]
    refs = {column: cell.pop("ref") for column, cell in cells.items()}
    assert cells["TACKLING"] == {
        "providers": 1,  # Alpha; of Delta no district is known
        "outside": 1,
        "findings": ["SINGLE_PROVIDER"],
        "worst": "SINGLE_PROVIDER",
        "verb": None,
        "missingShare": 1 / 2,
    }
    assert (cells["PILOT"]["worst"], cells["PILOT"]["verb"]) == ("MISSING", "COMPLETE")
    assert cells["INDUSTRIALISATION"]["worst"] == "ONLY_OUTSIDE_REGION"
    assert (first["findings"], first["verbs"], first["handovers"]) == ([], ["COMPLETE"], [])
    assert (last["findings"], last["verbs"]) == (["LAST_SEGMENT_ABSENT"], ["COMPLETE", "EXTEND"])
    assert [(s["column"], s["providers"]) for s in answer["supports"]] == [
        ("FINANCE", 0),
        ("TALENT", 0),
    ]

    for part, ids in (
        ("NUMERATOR", ["alpha"]),
        ("DENOMINATOR", ["alpha", "delta"]),
        ("EXCLUDED", ["delta"]),
    ):
        counted = await evidence(alone, ref=refs["TACKLING"], part=part)
        assert [item["node"]["id"] for item in counted["items"]] == ids
        assert (counted["count"], counted["column"], counted["indicator"]) == (
            len(ids),
            "TACKLING",
            None,
        )
    assert counted["items"][0]["links"] == [
        {"type": "PARTICIPATES_IN", "source": "delta", "target": "j1"},
        {"type": "PROJECT_SERVES", "source": "j1", "target": "s1"},
    ]


async def test_a_rule_on_served_segments_is_evaluated_where_there_are_segments(alone):
    await alone.store.apply(CHAIN, Run("chains", "register"))
    row = by_id(await weak(alone))["alpha"]
    assert "SEGMENT_WITHOUT_ENTERPRISE" in row["rules"]  # Zeta's district is not known
    number = indicator(row, "SEGMENTS_WITHOUT_ENTERPRISE")
    assert (number["numerator"], number["denominator"], number["missingShare"]) == (1, 1, 1)
    counted = await evidence(alone, ref=number["ref"])
    assert [(i["node"]["id"], i["links"]) for i in counted["items"]] == [
        ("s1", [{"type": "SERVES", "source": "alpha", "target": "s1"}])
    ]


@pytest.mark.parametrize(
    ("variables", "code", "message"),
    [
        ({"chain": "alpha"}, "NOT_FOUND", "There is no industry chain 'alpha'."),
        ({"chain": "c", "theta": 0}, "BAD_USER_INPUT", "theta is 0; it must be from 1 to 1000."),
        ({"chain": "c", "hops": 7}, "BAD_USER_INPUT", "hops is 7; it must be from 0 to 6."),
    ],
)
async def test_a_question_about_no_chain_is_refused(api, variables, code, message):
    assert await api.error(COVERAGE, variables) == (code, message)


async def test_the_ref_of_a_cell_whose_parts_are_of_other_kinds_is_refused(alone):
    await alone.store.apply(CHAIN, Run("chains", "register"))
    ref = (await coverage(alone, **{"from": "2020"}))["rows"][0]["cells"][2]["ref"]
    parts = orjson.loads(urlsafe_b64decode(ref + "=" * (-len(ref) % 4)))
    for place in range(len(parts)):
        for wrong in ([], {}, [[]], 0, 1.5, True, [None] * 3, "", "x"):
            spoilt = orjson.dumps([*parts[:place], wrong, *parts[place + 1 :]])
            answer = await alone.post(EVIDENCE, {"ref": urlsafe_b64encode(spoilt).decode()})
            codes = {error["extensions"]["code"] for error in answer.get("errors", [])}
            assert codes <= {"BAD_USER_INPUT", "NOT_FOUND"}, (place, wrong)
