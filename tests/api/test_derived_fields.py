"""Fields that are worked out when a record is read, on the day asked about.

Ada:   class A 2019-2020 (dates on the link), class C from 2021 (dates on the accreditation);
       stated class E
Bob:   a class that the catalogue lacks; stated class D
Lab:   new R&D institution in 2021
Firm:  high-tech enterprise from 2020-06 to 2023-05; a competitor's certificate of another kind
"""

from __future__ import annotations

from pathlib import Path

import pytest
from api_client import serving

from schema.catalogue import load_catalogue
from schema.packs import load_pack
from schema.statements import LinkStatement, NodeStatement

BELHAVEN = Path(__file__).parents[1] / "support" / "packs" / "belhaven-1999.toml"
_NODES = [
    ("ada", "Talent", {"name": "Ada", "statedClass": "E"}),
    ("bob", "Talent", {"name": "Bob", "statedClass": "D"}),
    ("cy", "Talent", {"name": "Cy"}),
    ("lab", "Platform", {"name": "Lab"}),
    ("firm", "Enterprise", {"name": "Firm"}),
    ("top", "Accreditation", {"kind": "TALENT_CLASS", "talentClass": "A"}),
    ("third", "Accreditation", {"kind": "TALENT_CLASS", "talentClass": "C", "validFrom": "2021"}),
    ("odd", "Accreditation", {"kind": "TALENT_CLASS", "talentClass": "F"}),
    ("new", "Accreditation", {"kind": "NEW_RD_INSTITUTION"}),
    (
        "high",
        "Accreditation",
        {"kind": "HIGH_TECH_ENTERPRISE", "validFrom": "2020-06", "validTo": "2023-05"},
    ),
    ("small", "Accreditation", {"kind": "TECHNOLOGY_SME"}),
    ("given", "Project", {"name": "Given", "stage": "PILOT", "trl": 2}),
    ("ready", "Project", {"name": "Ready", "trl": 4}),
    ("vague", "Project", {"name": "Vague"}),
    ("result", "Achievement", {"name": "Result", "trl": 9}),
    ("patent", "Patent", {"name": "Patent", "stage": "APPLIED"}),
    ("licence", "TechnologyContract", {"name": "Licence", "kind": "LICENCE", "stage": "TACKLING"}),
    ("service", "TechnologyContract", {"name": "Service", "kind": "SERVICE"}),
    ("blank", "TechnologyContract", {"name": "Blank"}),
]
_LINKS = [
    ("GRANTED_TO_TALENT", "top", "ada", {"validFrom": "2019", "validTo": "2020"}),
    ("GRANTED_TO_TALENT", "third", "ada", {}),
    ("GRANTED_TO_TALENT", "odd", "bob", {}),
    ("GRANTED_TO", "new", "lab", {"validFrom": "2021", "validTo": "2021"}),
    ("GRANTED_TO", "high", "firm", {}),
    ("GRANTED_TO", "small", "firm", {}),
    ("GRANTED_TO", "small", "lab", {}),
]
STATEMENTS = (
    *(NodeStatement(row, *node) for row, node in enumerate(_NODES, 1)),
    *(
        LinkStatement(row, type_, source, target, "", values)
        for row, (type_, source, target, values) in enumerate(_LINKS, len(_NODES) + 1)
    ),
)


@pytest.mark.parametrize(
    ("day", "ada", "lab", "firm"),
    [
        ("2018-12-31", "E", False, False),
        ("2019-01-01", "A", False, False),
        ("2020-05-31", "A", False, False),
        ("2020-06-01", "A", False, True),
        ("2020-12-31", "A", False, True),
        ("2021-01-01", "C", True, True),
        ("2021-12-31", "C", True, True),
        ("2022-01-01", "C", False, True),
        ("2023-05-31", "C", False, True),
        ("2023-06-01", "C", False, False),
    ],
)
async def test_accreditations_count_on_the_days_on_which_they_are_true(place, day, ada, lab, firm):
    query = """query ($day: PartialDate) {
        talents(asOf: $day) { nodes { name talentClass { code label } } }
        organizations(asOf: $day) { nodes { name isNewRdInstitution
            ... on Enterprise { isHighTechEnterprise } } } }"""
    async with serving(STATEMENTS, place=place) as api:
        found = await api.data(query, {"day": day})
        assert len(api.store.reads) == 2, "one read for each root field"
    labels = {t.code: t.label for t in load_pack("wenzhou-2021").lists["talent_classes"]}
    classes = {node["name"]: node["talentClass"] for node in found["talents"]["nodes"]}
    # The catalogue has no class F, so for Bob it stays with what is stated.
    assert classes == {
        "Ada": {"code": ada, "label": labels[ada]},
        "Bob": {"code": "D", "label": labels["D"]},
        "Cy": None,
    }
    assert {node["name"]: node for node in found["organizations"]["nodes"]} == {
        "Lab": {"name": "Lab", "isNewRdInstitution": lab},
        "Firm": {"name": "Firm", "isNewRdInstitution": False, "isHighTechEnterprise": firm},
    }


async def test_the_best_of_several_classes_is_the_first_of_the_catalogue(place):
    both = LinkStatement(99, "GRANTED_TO_TALENT", "top", "bob", "", {})
    async with serving((*STATEMENTS, both), place=place) as api:
        found = await api.data('{ talent(id: "bob") { talentClass { code } } }')
    assert found == {"talent": {"talentClass": {"code": "A"}}}


async def test_a_stage_says_whether_it_was_given_or_worked_out(place):
    query = """{
        projects { nodes { name stage stageOf { stage basis } } }
        achievements { nodes { stageOf { stage basis } } }
        patents { nodes { stageOf { stage basis } } }
        technologyContracts(orderBy: [{name: ASC}]) { nodes { kind fourKind stageOf { stage basis } } } }"""
    async with serving(STATEMENTS, place=place) as api:
        found = await api.data(query)
    assert {
        node["name"]: (node["stage"], node["stageOf"]) for node in found["projects"]["nodes"]
    } == {
        "Given": ("PILOT", {"stage": "PILOT", "basis": "GIVEN"}),
        "Ready": (None, {"stage": "APPLIED", "basis": "DERIVED"}),
        "Vague": (None, None),
    }
    assert found["achievements"]["nodes"] == [
        {"stageOf": {"stage": "INDUSTRIALISATION", "basis": "DERIVED"}}
    ]
    assert found["patents"]["nodes"] == [{"stageOf": {"stage": "APPLIED", "basis": "GIVEN"}}]
    assert found["technologyContracts"]["nodes"] == [
        {"kind": None, "fourKind": None, "stageOf": None},
        {
            "kind": "LICENCE",
            "fourKind": "TRANSFER",
            "stageOf": {"stage": "TACKLING", "basis": "GIVEN"},
        },
        {"kind": "SERVICE", "fourKind": "SERVICE", "stageOf": None},
    ]


async def test_a_derived_field_may_be_asked_for_under_several_names_and_below_links(place):
    query = """{ accreditation(id: "third", asOf: "2020") {
        talents { nodes { a: talentClass { code } b: talentClass { label } accreditations { totalCount } } } } }"""
    async with serving(STATEMENTS, place=place) as api:
        found = await api.data(query)
        assert len(api.store.reads) == 1
    label = load_pack("wenzhou-2021").term("talent_classes", "A").label
    (ada,) = found["accreditation"]["talents"]["nodes"]
    assert ada == {"a": {"code": "A"}, "b": {"label": label}, "accreditations": {"totalCount": 2}}


async def test_another_city_calls_its_accreditations_by_its_own_codes(place):
    statements = (
        NodeStatement(1, "ada", "Talent", {"name": "Ada", "statedClass": "Y"}),
        NodeStatement(2, "roll", "Accreditation", {"kind": "MASTERY", "talentClass": "Z"}),
        NodeStatement(3, "yard", "Enterprise", {"name": "Yard"}),
        NodeStatement(4, "deed", "Accreditation", {"kind": "NEW_WORKSHOP"}),
        LinkStatement(5, "GRANTED_TO_TALENT", "roll", "ada", "", {}),
        LinkStatement(6, "GRANTED_TO", "deed", "yard", "", {}),
    )
    query = """{ talent(id: "ada") { talentClass { code label } }
        enterprise(id: "yard") { isNewRdInstitution isHighTechEnterprise } }"""
    async with serving(statements, place=place, pack=str(BELHAVEN)) as api:
        found = await api.data(query)
    assert found == {
        "talent": {"talentClass": {"code": "Z", "label": "宗师"}},
        "enterprise": {"isNewRdInstitution": True, "isHighTechEnterprise": False},
    }


def test_every_kind_that_the_service_reads_is_one_of_the_first_city():
    pack = load_pack("wenzhou-2021")
    read = {
        d.rule.recognitions.meaning
        for t in load_catalogue().types
        for d in t.derived
        if d.rule.recognitions
    }
    assert read == {"TALENT_CLASS", "NEW_RD_INSTITUTION", "HIGH_TECH_ENTERPRISE"}
    assert all(pack.meaning("accreditation_kinds", meaning) == (meaning,) for meaning in read)
