"""``vocabulary`` and ``vocabularies``: every list from which values are taken."""

from __future__ import annotations

import pytest
from api_client import ApiClient

from schema.catalogue import load_catalogue
from schema.packs import available_packs, load_pack
from schema.vocabularies import ProjectLevel

pytestmark = pytest.mark.asyncio(loop_scope="module")

TERMS = "terms { code label description synonyms }"


async def test_a_structural_list_has_codes_labels_and_synonyms(shared: ApiClient):
    answer = await shared.data(
        f'{{ vocabulary(name: "ProjectLevel") {{ name description regional fields {TERMS} }} }}'
    )
    found = answer["vocabulary"]
    assert found["name"] == "ProjectLevel"
    assert found["description"] == "Which government level approved a project."
    assert found["regional"] is False
    assert "Project.level" in found["fields"]
    assert [term["code"] for term in found["terms"]] == [member.name for member in ProjectLevel]
    assert found["terms"][0] == {
        "code": "NATIONAL",
        "label": "国家级",
        "description": "Approved nationally.",
        "synonyms": ["国家", "部级"],
    }


async def test_a_list_of_the_region_is_the_packs(shared: ApiClient):
    answer = await shared.data(
        f'{{ vocabulary(name: "platform_systems") {{ regional fields {TERMS} }} }}'
    )
    terms = load_pack("wenzhou-2021").lists["platform_systems"]
    assert answer["vocabulary"] == {
        "regional": True,
        "fields": ["Platform.system"],
        "terms": [
            {
                "code": t.code,
                "label": t.label,
                "description": t.description,
                "synonyms": list(t.synonyms),
            }
            for t in terms
        ],
    }


async def test_all_lists_are_there_once_and_none_without_a_name(shared: ApiClient):
    answer = await shared.data("{ vocabularies { name regional terms { code } } }")
    names = [v["name"] for v in answer["vocabularies"]]
    assert len(names) == len(set(names))
    regional = [v["name"] for v in answer["vocabularies"] if v["regional"]]
    assert regional == list(load_pack("wenzhou-2021").lists)
    assert names[-len(regional) :] == regional
    assert "BuildMode" in names
    assert all(v["terms"] for v in answer["vocabularies"])
    assert await shared.data('{ vocabulary(name: "Nothing") { name } }') == {"vocabulary": None}
    assert shared.store.reads == shared.store.asked == []


async def test_every_enum_of_a_field_is_a_list_with_the_same_codes(shared: ApiClient):
    answer = await shared.data("{ vocabularies { name fields terms { code } } }")
    by_name = {v["name"]: v for v in answer["vocabularies"]}
    for t in load_catalogue().concrete:
        for p in t.properties:
            if isinstance(p.vocabulary, type):
                found = by_name[p.vocabulary.__name__]
                assert f"{t.name}.{p.name}" in found["fields"]
                assert [term["code"] for term in found["terms"]] == [m.name for m in p.vocabulary]


@pytest.mark.parametrize("pack", available_packs())
async def test_a_pack_has_every_list_that_a_field_takes_its_terms_from(pack: str):
    catalogue = load_catalogue()
    properties = [p for t in catalogue.types for p in t.properties]
    properties += [p for link in catalogue.links.values() for p in link.properties]
    wanted = {p.vocabulary for p in properties if isinstance(p.vocabulary, str)}
    assert wanted
    assert wanted <= load_pack(pack).lists.keys()
