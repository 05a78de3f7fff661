"""The catalogue knows which types belong together and which links they have."""

from __future__ import annotations

import pytest

from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Direction

ORGANIZATIONS = {
    "Enterprise",
    "GovernmentBody",
    "OtherOrganization",
    "Platform",
    "ResearchInstitute",
    "UnclassifiedOrganization",
    "University",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


OTHERS = {
    "Accreditation",
    "Achievement",
    "Carrier",
    "ChainSegment",
    "District",
    "FundingEvent",
    "Industry",
    "IndustryChain",
    "NameRecord",
    "Patent",
    "Product",
    "Project",
    "Talent",
    "TalentTeam",
    "Technology",
    "TechnologyContract",
}


def test_has_the_types_of_the_domain(catalogue):
    assert {t.name for t in catalogue.concrete} == ORGANIZATIONS | OTHERS


def test_an_abstract_type_has_its_concrete_types_as_members(catalogue):
    assert set(catalogue.members("Organization")) == ORGANIZATIONS
    assert catalogue.members("Project") == ("Project",)
    assert set(catalogue.members("Node")) == {t.name for t in catalogue.concrete}


def test_a_type_has_a_lineage_and_a_family(catalogue):
    assert catalogue.lineage("Platform") == ("Platform", "Organization")
    assert catalogue.family("Platform") == "Organization"
    assert catalogue.family("Project") == "Project"


def test_only_organisations_have_a_placeholder(catalogue):
    assert catalogue.placeholder("Organization") == "UnclassifiedOrganization"
    assert catalogue.placeholder("Project") is None


def test_every_organisation_has_the_properties_and_links_of_organisations(catalogue):
    for name in ORGANIZATIONS:
        assert catalogue.property(name, "uscc").identifier == "uscc"
        assert catalogue.end(name, "projects").far == "Project"


def test_an_end_reads_a_link_from_either_side(catalogue):
    there = catalogue.end("University", "projects")
    back = catalogue.end("Project", "participants")
    assert there.link is back.link
    assert (there.direction, back.direction) == (Direction.OUT, Direction.IN)
    assert (back.near, back.far) == ("Project", "Organization")
    assert (there.label, back.label) == ("参与项目", "参与单位")
    stated = {column.headers[0]: dict(column.values) for column in back.columns}
    assert stated == {"牵头单位": {"role": "LEAD"}, "参与单位": {"role": "PARTICIPANT"}}


def test_a_link_that_one_type_declares_is_no_field_of_its_siblings(catalogue):
    assert catalogue.end("Platform", "builders").link.validity
    with pytest.raises(KeyError, match="Enterprise has no link 'builders'"):
        catalogue.end("Enterprise", "builders")
    assert catalogue.end("Enterprise", "builtPlatforms").far == "Platform"


def test_an_unknown_property_is_an_error(catalogue):
    with pytest.raises(KeyError, match="Project has no property 'colour'"):
        catalogue.property("Project", "colour")
