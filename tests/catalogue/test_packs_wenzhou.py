"""The pack of Wenzhou says what the plan and the statistics say."""

from __future__ import annotations

import re

import pytest

from schema.packs import MANUAL, Pack, available_packs, load_pack

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack("wenzhou-2021")


def test_is_shipped():
    assert "wenzhou-2021" in available_packs()


def test_has_exactly_the_four_platform_systems_of_the_plan(pack):
    labels = [term.label for term in pack.lists["platform_systems"]]
    assert labels == ["战略平台", "科研平台", "孵化平台", "产业平台"]


def test_orders_the_talent_classes_from_the_highest(pack):
    assert [term.code for term in pack.lists["talent_classes"]] == ["A", "B", "C", "D", "E"]


def test_lacks_the_class_that_other_cities_add(pack):
    assert pack.find_term("talent_classes", "F类") is None


def test_has_five_traditional_and_five_emerging_industries_and_some_others(pack):
    said = [term.description for term in pack.lists["industries"]]
    assert sum("traditional industry" in text for text in said) == 5
    assert sum("emerging industry" in text for text in said) == 5
    assert sum("one of the N" in text for text in said) == len(said) - 10 > 0


@pytest.mark.parametrize(
    ("vocabulary", "spelling", "code"),
    [
        ("industries", "汽摩配", "AUTO_PARTS"),
        ("industries", "汽车零部件", "AUTO_PARTS"),
        ("university_tiers", "985", "PROJECT_985"),
        ("levels", "温州市级", "MUNICIPAL"),
        ("programmes", "尖兵", "JIANBING"),
        ("programmes", "领雁", "LINGYAN"),
        ("programmes", "nsfc", "NSFC"),
        ("talent_classes", "b类", "B"),
    ],
)
def test_finds_a_term_by_the_spellings_that_offices_use(pack, vocabulary, spelling, code):
    assert pack.find_term(vocabulary, spelling).code == code


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        ("330322", "330305"),
        ("洞头县", "330305"),
        ("洞头", "330305"),
        ("龙湾", "330303"),
        ("330321", "330304"),
        ("330323", "330382"),
        ("330325", "330381"),
        ("龙港", "330383"),
        ("温州市乐清市", "330382"),
    ],
)
def test_finds_a_district_by_name_alias_and_former_code(pack, spelling, code):
    assert pack.find_district(spelling).code == code


@pytest.mark.parametrize("zone", ["经开区", "瓯江口", "330371"])
def test_forces_no_zone_into_a_county(pack, zone):
    assert pack.find_district(zone) is None


def test_has_the_city_and_its_twelve_county_level_units_with_their_seats(pack):
    city, *counties = pack.districts
    assert (city.code, city.name, city.parent) == ("330300", "温州市", None)
    assert [d.code for d in counties] == [
        "330302",
        "330303",
        "330304",
        "330305",
        "330324",
        "330326",
        "330327",
        "330328",
        "330329",
        "330381",
        "330382",
        "330383",
    ]
    for district in counties:
        assert district.parent == "330300"
        assert district.datum == "GCJ-02"
        assert 119 < district.longitude < 122
        assert 27 < district.latitude < 29


def test_labels_every_value_in_chinese_and_describes_it_in_english(pack):
    for vocabulary, terms in pack.lists.items():
        for term in terms:
            where = f"{vocabulary} {term.code}"
            assert HAN.search(term.label), where
            assert term.description.endswith("."), where
            assert not HAN.search(term.description), where
            assert re.fullmatch(r"[A-Z][A-Z0-9_]*", term.code), where


def test_marks_what_nobody_official_said_as_proposed(pack):
    mapped = [t for t in pack.lists["industries"] if re.search(r": (parts of )?C\d", t.description)]
    assert len(mapped) == 9
    assert all("Proposed" in term.description for term in mapped)


def test_believes_people_before_any_source(pack):
    assert pack.priority(MANUAL) > max(pack.sources.values())
    assert pack.priority("市科技局") > pack.priority("单位填报") > pack.priority("nobody knows it")


@pytest.mark.trials
def test_agrees_with_the_published_history_of_district_codes(pack, trials):
    """Oracle: the code history of the province, which nobody here wrote."""
    history = (trials / "zhejiang_code_history.csv").read_text("utf-8-sig").splitlines()
    published = dict(line.replace('"', "").split(",")[:2] for line in history)
    present = {d.code: d.name for d in pack.districts}
    assert {code: published[code] for code in present} == present
    of_the_city = {code for code in published if code.startswith("3303")}
    assert {c for c in of_the_city if pack.find_district(c) is None} == set()
