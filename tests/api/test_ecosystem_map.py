"""The map over `api_graph`: Alpha shares J1 with Delta and J2 with Epsilon; Beta built with Delta."""

from __future__ import annotations

import pytest

from schema.packs import MANUAL
from schema.statements import UNTYPED, WITHDRAWN, Decision, NodeStatement, Run, Verdict

WHOLE = """nodes { id label type degree weight hiddenNeighbours } links { source target type weight }
legend { nodes { type label count shown } links { type label count shown } }
totals { nodes shownNodes belowMinDegree beyondMaxNodes
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


async def test_the_legend_names_what_is_there_in_chinese(shared):
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


async def test_what_is_left_out_is_told(shared):
    found = await drawn(shared, "maxNodes: 2, minDegree: 1, maxLinks: 0")
    assert rows(found["nodes"]) == [
        ("alpha", "Alpha Lab", "PLATFORM", 2, 2, 2),
        ("delta", "Delta University", "UNIVERSITY", 2, 2, 2),
    ]
    # Six: two shown, two without a neighbour, two too many. Three links: one between the two shown.
    assert [*found["totals"].values()] == [6, 2, 2, 2, 3, 0, 0, 2, 1]
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


async def test_links_are_summed_up_between_types_and_by_district(shared):
    found = await drawn(
        shared,
        "maxNodes: 1, maxLinks: 0",
        """flows { source target type links weight }
        byDistrict { id code label records links inside weight }""",
    )
    assert rows(found["flows"]) == [
        ("ENTERPRISE", "PLATFORM", "PROJECT", 1, 1),
        ("PLATFORM", "UNIVERSITY", "PROJECT", 1, 1),
        ("PLATFORM", "UNIVERSITY", "CO_BUILT", 1, 1),
    ]
    # Alpha and Epsilon, tied to each other, are in Ouhai; Alpha is tied to Delta, and Delta to
    # Beta: these two are in no known district.
    assert rows(found["byDistrict"]) == [
        ("ouhai", "330304", "瓯海区", 2, 2, 1, 2),
        (None, None, None, 4, 2, 1, 2),
    ]


async def test_only_what_is_local_is_shown_if_asked_for(shared):
    found = await drawn(shared, 'local: true, region: "330304"', "nodes { id } totals { nodes }")
    assert (rows(found["nodes"]), found["totals"]["nodes"]) == ([("alpha",), ("epsilon",)], 2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ("maxNodes: 5001", "maxNodes is 5001; it must be from 0 to 5000."),
        ("maxLinks: 20001", "maxLinks is 20001; it must be from 0 to 20000."),
        ("minWeight: 0", "minWeight is 0"),
        ("minDegree: -1", "minDegree cannot be negative."),
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
