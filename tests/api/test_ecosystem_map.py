"""The map over `api_graph`: Alpha shares J1 with Delta and J2 with Epsilon; Beta built with Delta."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest

from graph_service.api.ecosystem_map.charted import within_half
from graph_service.api.errors import ApiError
from graph_service.api.exchange import Asked
from graph_service.api.service import make_service
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from schema.catalogue import load_catalogue
from schema.packs import MANUAL
from schema.statements import UNTYPED, WITHDRAWN, Decision, NodeStatement, Run, Verdict

WHOLE = """nodes { id label type degree weight hiddenNeighbours } links { source target type weight }
legend { nodes { type label count shown } links { type label count shown } }
totals { nodes shownNodes beyondDistance belowMinDegree beyondMaxNodes
         links shownLinks belowMinWeight ofHiddenNodes beyondMaxLinks }
truncated n warnings"""


async def drawn(api, arguments="", selection=WHOLE):
    asked = f"({arguments})" if arguments else ""
    return (await api.data(f"{{ ecosystemMap{asked} {{ {selection} }} }}"))["ecosystemMap"]


def rows(found):
    return [tuple(row.values()) for row in found]


async def test_organisations_and_all_their_ties_are_shown_by_degree_and_weight(shared):
    found = await drawn(shared)
    assert rows(found["nodes"]) == [
        ("alpha", "Alpha Lab", "PLATFORM", 2, 2, 0),
        ("delta", "Delta University", "UNIVERSITY", 2, 2, 0),
        ("beta", "Beta Centre", "PLATFORM", 1, 1, 0),
        ("epsilon", "Epsilon", "ENTERPRISE", 1, 1, 0),
        ("gamma", "伽马 Gamma", "PLATFORM", 0, 0, 0),
        ("zeta", "Zeta", "ENTERPRISE", 0, 0, 0),
    ]
    # Alpha and Delta built together until 2022; today is the last day of 2023.
    assert rows(found["links"]) == [
        ("alpha", "delta", "PROJECT", 1),
        ("alpha", "epsilon", "PROJECT", 1),
        ("beta", "delta", "CO_BUILT", 1),
    ]
    assert (found["truncated"], found["n"]) == (False, 6)
    assert "PATENT is not evaluated: No CO_APPLIED link has been loaded." in found["warnings"]


async def test_the_legend_names_what_is_there_in_chinese_and_english(shared):
    legend = (await drawn(shared, "maxNodes: 3"))["legend"]
    assert [entry for entry in rows(legend["nodes"]) if entry[2]] == [
        ("ENTERPRISE", "企业", 2, 0),
        ("PLATFORM", "创新平台", 3, 2),
        ("UNIVERSITY", "高校", 1, 1),
    ]
    assert [entry for entry in rows(legend["links"]) if entry[2]] == [
        ("PROJECT", "共同参与项目", 2, 1),
        ("CO_BUILT", "共建平台", 1, 1),
    ]
    asked = 'types: [RESEARCH_INSTITUTE], linkTypes: ["CO_BUILT", "PARTICIPATES_IN"]'
    legend = (
        await drawn(
            shared, asked, "legend { nodes { english } links { english } communities { id } }"
        )
    )["legend"]
    assert legend == {
        "nodes": [{"english": "Research institute"}],
        "links": [{"english": "Platforms built together"}, {"english": "Participates in"}],
        "communities": [],
    }


async def test_what_is_left_out_is_told(shared):
    found = await drawn(shared, "maxNodes: 2, minDegree: 1, maxLinks: 0")
    assert rows(found["nodes"]) == [
        ("alpha", "Alpha Lab", "PLATFORM", 2, 2, 2),
        ("delta", "Delta University", "UNIVERSITY", 2, 2, 2),
    ]
    # Six: two shown, two without a neighbour, two too many. Three links: one between the two shown.
    assert [*found["totals"].values()] == [6, 2, 0, 2, 2, 3, 0, 0, 2, 1]
    assert found["truncated"]


async def test_recorded_links_are_shown_beside_ties_and_types_of_any_kind(shared):
    found = await drawn(
        shared,
        'types: [PROJECT, PLATFORM, DISTRICT], linkTypes: ["LOCATED_IN", "PARTICIPATES_IN"]',
    )
    assert rows(found["links"]) == [
        ("alpha", "j1", "PARTICIPATES_IN", 1),
        ("alpha", "j2", "PARTICIPATES_IN", 1),
        ("alpha", "ouhai", "LOCATED_IN", 1),
    ]
    assert [entry[:2] for entry in rows(found["legend"]["links"])] == [
        ("PARTICIPATES_IN", "参与项目"),
        ("LOCATED_IN", "所在区划"),
    ]


async def test_columns_say_the_same_as_rows(shared):
    asked = "types: [PLATFORM, UNIVERSITY, PROJECT, ENTERPRISE], maxNodes: 7, maxLinks: 5"
    asked += ', linkTypes: ["PROJECT", "CO_BUILT", "PARTICIPATES_IN"]'
    found = await drawn(
        shared,
        asked,
        """nodes { id label type degree weight hiddenNeighbours }
        links { source target type weight }
        columns { ids labels types typeCodes degrees weights hiddenNeighbours
                  sources targets linkTypes linkTypeCodes linkWeights }""",
    )
    columns = found["columns"]
    ids, types, link_types = (columns[name] for name in ("ids", "types", "linkTypes"))
    told = [columns[n] for n in ("typeCodes", "degrees", "weights", "hiddenNeighbours")]
    assert rows(found["nodes"]) == [
        (id_, label, types[code], *numbers)
        for id_, label, code, *numbers in zip(ids, columns["labels"], *told, strict=True)
    ]
    told = [columns[n] for n in ("sources", "targets", "linkTypeCodes", "linkWeights")]
    assert rows(found["links"]) == [
        (ids[source], ids[target], link_types[code], weight)
        for source, target, code, weight in zip(*told, strict=True)
    ]
    assert (len(ids), len(columns["sources"])) == (7, 5)


async def test_the_codes_of_columns_are_places_in_the_legend(shared):
    found = await drawn(
        shared,
        selection="legend { nodes { type } links { type } } columns { types linkTypes }",
    )
    assert found["columns"]["types"] == [entry["type"] for entry in found["legend"]["nodes"]]
    assert found["columns"]["linkTypes"] == [entry["type"] for entry in found["legend"]["links"]]


async def test_communities_are_called_by_their_strongest_member_however_little_is_shown(shared):
    selection = """nodes { id community } communityReason seed
    columns { ids communities communityCodes } legend { communities { id label count shown } }"""
    # A chain: Epsilon, Alpha, Delta, Beta. Alpha and Delta are equally strong.
    found = await drawn(shared, selection=selection)
    assert rows(found["nodes"]) == [
        ("alpha", "alpha"),
        ("delta", "delta"),
        ("beta", "delta"),
        ("epsilon", "alpha"),
        ("gamma", None),
        ("zeta", None),
    ]
    columns = found["columns"]
    assert dict(rows(found["nodes"])) == {
        id_: columns["communities"][code] if code >= 0 else None
        for id_, code in zip(columns["ids"], columns["communityCodes"], strict=True)
    }
    assert rows(found["legend"]["communities"]) == [
        ("alpha", "Alpha Lab", 2, 2),
        ("delta", "Delta University", 2, 2),
    ]
    assert (found["communityReason"], found["seed"]) == (None, 1)
    few = await drawn(shared, "maxNodes: 1", selection)
    assert rows(few["nodes"]) == [("alpha", "alpha")]
    assert rows(few["legend"]["communities"]) == [("alpha", "Alpha Lab", 2, 1)]


async def test_where_there_are_no_communities_it_is_told_why(shared):
    found = await drawn(shared, "minWeight: 9", "nodes { id community } communityReason")
    assert {row["community"] for row in found["nodes"]} == {None}
    assert found["communityReason"] == "The map has no links."


class Cold:
    """Kernels that are being compiled."""

    ready, reason = False, "ask again in a minute."
    wanted = 0

    def want(self):
        self.wanted += 1


async def test_while_kernels_are_compiled_maps_have_no_communities_and_are_not_kept(alone):
    service = make_service(Settings(store_url=":memory:"), alone.store, load_catalogue())
    asked = Asked("{ ecosystemMap { nodes { id community } communityReason } }")
    cold = Cold()
    answers = []
    for kernels in (cold, Kernels()):
        context = replace(await service.context(), kernels=kernels)
        answers.append(json.loads((await service.engine.answer(asked, context)).body()))
    early, late = (answer["data"]["ecosystemMap"] for answer in answers)
    assert (early["communityReason"], cold.wanted) == ("warming: ask again in a minute.", 1)
    assert [row["id"] for row in early["nodes"]] == [row["id"] for row in late["nodes"]]
    assert {row["community"] for row in early["nodes"]} == {None}
    assert (late["communityReason"], late["nodes"][0]["community"]) == (None, "alpha")


async def test_who_has_no_time_left_gets_no_communities_but_they_are_looked_for_on():
    asked, told = asyncio.Event(), asyncio.Event()

    async def looking():
        await asked.wait()
        told.set()

    # No time is left at all: half of it is nothing.
    question = SimpleNamespace(context=SimpleNamespace(deadline=0.0))
    with pytest.raises(ApiError, match="Communities are being looked for; ask again"):
        await within_half(question, looking())
    asked.set()
    async with asyncio.timeout(60):
        await told.wait()


async def test_flows_lead_from_column_to_column(shared):
    selection = """flows(from: [ENTERPRISE], via: [PLATFORM], to: [UNIVERSITY]) {
      nodes { column name label english records }
      flows { source target type links weight } links weight shownWeight truncated
    }"""
    # What is drawn does not matter. Beta, built with Delta, is joined to no enterprise.
    found = (await drawn(shared, "maxNodes: 1, maxLinks: 0", selection))["flows"]
    assert rows(found["nodes"]) == [
        (0, "ENTERPRISE", "企业", "Enterprise", 1),
        (1, "PLATFORM", "创新平台", "Platform", 1),
        (2, "UNIVERSITY", "高校", "University", 1),
    ]
    assert rows(found["flows"]) == [(0, 1, "PROJECT", 1, 1), (1, 2, "PROJECT", 1, 1)]
    told = [found[name] for name in ("links", "weight", "shownWeight", "truncated")]
    assert told == [2, 2, 2, False]


async def test_flows_are_cut_to_the_heaviest_and_name_districts_and_records(shared):
    selection = """d: flows(by: DISTRICT) { nodes { column name label } flows { source target } }
    r: flows(by: RECORD, first: 1) { nodes { name label } shownWeight weight truncated }"""
    found = await drawn(shared, selection=selection)
    assert rows(found["d"]["nodes"]) == [
        (0, "ouhai", "瓯海区"),
        (0, None, "未知"),
        (1, "ouhai", "瓯海区"),
        (1, None, "未知"),
    ]
    assert rows(found["d"]["flows"]) == [(0, 2), (0, 3), (1, 3)]
    assert rows(found["r"]["nodes"]) == [("alpha", "Alpha Lab"), ("delta", "Delta University")]
    assert [*found["r"].values()][1:] == [1, 3, True]


async def test_districts_have_a_number_and_what_is_in_none_is_apart(shared):
    selection = """byDistrict { label english records missingShare whole unknown { id value }
      districts { id code label value records } }
    inside: byDistrict(measure: INSIDE_SHARE) { districts { value } unknown { value } }"""
    found = await drawn(shared, "maxNodes: 1, maxLinks: 0", selection)
    by = found["byDistrict"]
    assert rows(by["districts"]) == [("ouhai", "330304", "瓯海区", 2, 2)]
    # Four of six are in no known district.
    assert (by["unknown"], by["missingShare"]) == ({"id": None, "value": 4}, 0.666666667)
    assert (by["whole"], by["records"], by["english"]) == (6, 6, "Records")
    # Alpha and Epsilon, tied to each other, are in Ouhai; Alpha is tied to Delta, and Delta to
    # Beta: these two are in no known district.
    assert found["inside"] == {"districts": [{"value": 0.5}], "unknown": {"value": 0.5}}


async def test_only_what_is_local_is_shown_if_asked_for(shared):
    asked = 'scope: { local: true }, region: "330304"'
    found = await drawn(shared, asked, "nodes { id } totals { nodes }")
    assert (rows(found["nodes"]), found["totals"]["nodes"]) == ([("alpha",), ("epsilon",)], 2)


async def test_around_a_record_the_nearest_are_shown(shared):
    selection = "nodes { id degree } totals { beyondDistance }"
    found = await drawn(shared, 'scope: { around: "epsilon" }', selection)
    assert rows(found["nodes"]) == [("epsilon", 1), ("alpha", 2)]
    assert found["totals"]["beyondDistance"] == 4
    found = await drawn(shared, 'scope: { around: "epsilon", distance: 3 }', selection)
    assert [row["id"] for row in found["nodes"]] == ["epsilon", "alpha", "delta", "beta"]


async def test_who_is_not_there_is_not_found(shared):
    for scope in ('around: "nobody"', 'chain: "none"'):
        code, message = await shared.error(f"{{ ecosystemMap(scope: {{ {scope} }}) {{ n }} }}")
        assert code == "NOT_FOUND", message


REFS = """nodes { degree degreeRef weight weightRef } links { weight ref }
flows { flows { links linksRef weight weightRef } }
records: flows(by: RECORD) { flows { links linksRef weight weightRef } }
columns { degrees degreeRefs weights weightRefs linkWeights linkRefs }
byDistrict(measure: WEIGHT) { districts { value ref } unknown { value ref } }
mean: byDistrict(measure: MEAN_DEGREE) { districts { value ref } unknown { value ref } }"""


async def test_every_number_opens_to_what_adds_up_to_it(shared):
    found = await drawn(shared, 'linkTypes: ["PROJECT", "CO_BUILT", "BUILT_WITH"]', REFS)
    numbers = {}
    for row in found["nodes"]:
        numbers |= {row["degreeRef"]: row["degree"], row["weightRef"]: row["weight"]}
    numbers |= {row["ref"]: row["weight"] for row in found["links"]}
    for name in ("flows", "records"):
        for row in found[name]["flows"]:
            numbers |= {row["linksRef"]: row["links"], row["weightRef"]: row["weight"]}
    by = found["byDistrict"]
    numbers |= {row["ref"]: row["value"] for row in (*by["districts"], by["unknown"])}
    by = found["mean"]
    quotients = {row["ref"]: row["value"] for row in (*by["districts"], by["unknown"])}
    for ref, number in numbers.items():
        assert await opened(shared, ref) == number
    for ref, number in quotients.items():
        over, under = await opened(shared, ref), await opened(shared, ref, "DENOMINATOR")
        assert over / under == number
    columns = found["columns"]
    assert columns["degreeRefs"] == [row["degreeRef"] for row in found["nodes"]]
    assert columns["weightRefs"] == [row["weightRef"] for row in found["nodes"]]
    assert columns["linkRefs"] == [row["ref"] for row in found["links"]]


async def opened(api, ref, part="NUMERATOR"):
    asked = f"""{{ analytics {{ evidence(ref: "{ref}", part: {part}, first: 1000)
    {{ weight measure definition {{ text }} items {{ weight node {{ id }} links {{ type }} }} }} }} }}"""
    found = (await api.data(asked))["analytics"]["evidence"]
    assert found["weight"] == sum(item["weight"] for item in found["items"])
    return found["weight"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("from: [PLATFORM], via: [PLATFORM]", "via names Platform, which from or to names too."),
        ("to: [PROJECT]", "to names PROJECT, which is not on the map; name it in types."),
        ("first: 1001", "first is 1001; it must be from 0 to 1000."),
    ],
)
async def test_columns_that_make_no_sense_are_refused(shared, arguments, sentence):
    code, message = await shared.error(f"{{ ecosystemMap {{ flows({arguments}) {{ links }} }} }}")
    assert (code, message) == ("BAD_USER_INPUT", sentence)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("maxNodes: 5001", "maxNodes is 5001; it must be from 0 to 5000."),
        ("maxLinks: 20001", "maxLinks is 20001; it must be from 0 to 20000."),
        ("minWeight: 0", "minWeight is 0"),
        ("minDegree: -1", "minDegree cannot be negative."),
        ("scope: { distance: 0 }", "distance is 0; it must be from 1 to 6."),
        ("types: [ACCREDITATION]", "types names ACCREDITATION, which no map shows;"),
        ('linkTypes: ["NONE"]', "linkTypes names 'NONE'; it can name PROJECT, CONTRACT,"),
        ('region: "3303-"', "region is '3303-'"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(shared, arguments, sentence):
    code, message = await shared.error(f"{{ ecosystemMap({arguments}) {{ n }} }}")
    assert code == "BAD_USER_INPUT"
    assert sentence in message


async def test_names_are_read_once_and_only_if_something_is_shown(alone):
    await drawn(alone, selection="totals { nodes } legend { nodes { label } }")
    assert alone.store.reads == []
    first = await drawn(alone, selection="nodes { id label }")
    second = await drawn(alone, selection="again: nodes { id label }")
    assert first["nodes"] == second["again"]
    assert len(alone.store.reads) == 1


async def test_who_is_withdrawn_or_merged_is_not_on_the_map(alone):
    people = Run("people", MANUAL, priority=9)
    await alone.store.apply([NodeStatement(1, "zeta", UNTYPED, {WITHDRAWN: True})], people)
    await alone.store.decide(Decision("delta", "gamma", Verdict.SAME))
    found = await drawn(alone, selection="nodes { id degree } links { source target type }")
    assert rows(found["nodes"]) == [("alpha", 2), ("delta", 2), ("beta", 1), ("epsilon", 1)]
    assert len(found["links"]) == 3
