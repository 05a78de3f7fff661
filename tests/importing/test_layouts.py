"""What columns mean: our own tables, and layouts written as files."""

from __future__ import annotations

import pytest

from loaders.fitting import fit
from loaders.layout import LayoutError
from loaders.mapping import find_type, guess_type, own_layout
from loaders.mapping_file import available_mappings, load_mapping
from schema.catalogue import load_catalogue

CATALOGUE = load_catalogue()


def meanings(type_: str, *headers: str) -> dict[str, str]:
    layout = own_layout(CATALOGUE, type_, headers)
    subject = layout.subjects[0]
    found = {f.header: f.property.name for f in subject.fields}
    for mention in layout.mentions:
        found[mention.header] = mention.end.link.type
        found |= {f.header: f"{mention.end.link.type}.{f.property.name}" for f in mention.fields}
    return found | dict.fromkeys(layout.unknown, "?")


def test_columns_are_known_by_name_label_and_synonym_in_any_order():
    assert meanings(
        "Enterprise",
        "员工人数",
        "English Name",
        "established_on",
        "信用代码",
        "企业名称",
        "注册资本（万元）",
        "县（市、区）",
        "序号",
        "备注",
        "NAME",
        "颜色",
    ) == {
        "员工人数": "staff",
        "English Name": "englishName",
        "established_on": "establishedOn",
        "信用代码": "uscc",
        "企业名称": "name",
        "注册资本（万元）": "registeredCapital",
        "县（市、区）": "LOCATED_IN",
        "NAME": "?",  # a second column of names
        "颜色": "?",
    }


def test_a_unit_in_the_header_belongs_to_the_column():
    layout = own_layout(CATALOGUE, "Platform", ["平台名称", "建筑面积/万平方米", "人员数(2021)"])
    units = {f.property.name: f.unit for f in layout.subjects[0].fields}

    assert units == {"name": "", "area": "万平方米", "staff": ""}


def test_a_unit_of_something_else_refuses_the_column():
    assert meanings("Platform", "名称", "建筑面积(万元)")["建筑面积(万元)"] == "?"


def test_link_columns_state_what_they_say_of_the_link():
    layout = own_layout(CATALOGUE, "Project", ["项目名称", "牵头单位", "参与单位", "负责人"])
    stated = {m.header: (m.end.far, dict(m.values)) for m in layout.mentions}

    assert stated == {
        "牵头单位": ("Organization", {"role": "LEAD"}),
        "参与单位": ("Organization", {"role": "PARTICIPANT"}),
        "负责人": ("Talent", {"role": "LEAD"}),
    }


def test_properties_of_a_link_stand_beside_its_only_column():
    found = meanings("Talent", "姓名", "工作单位", "岗位", "起始日期")

    assert found["岗位"] == "AFFILIATED_WITH.position"
    assert found["起始日期"] == "AFFILIATED_WITH.validFrom"
    # Two columns of participants: whose part of the money would it be?
    assert meanings("Project", "名称", "牵头单位", "参与单位", "分配经费")["分配经费"] == "?"


def test_a_table_that_names_nobody_is_refused():
    with pytest.raises(LayoutError, match=r"no column names a Enterprise \(企业\)"):
        own_layout(CATALOGUE, "Enterprise", ["员工人数", "地址"])


def test_the_type_that_knows_most_headers_is_guessed():
    assert guess_type(CATALOGUE, ["名称", "注册资本(万元)", "地址"], []) == "Enterprise"
    assert guess_type(CATALOGUE, ["姓名", "职称", "单位"], []) == "Talent"


def test_a_sheet_or_file_name_decides_between_types_that_know_as_many():
    headers = ["名称", "统一社会信用代码", "地址"]

    assert guess_type(CATALOGUE, headers, ["Sheet1", "2021年高校名单.xlsx"]) == "University"
    # 政府机构 is a government body; 其他机构 another organisation
    assert guess_type(CATALOGUE, headers, ["其他机构"]) == "OtherOrganization"


def test_two_types_that_fit_are_named_with_the_remedy():
    with pytest.raises(LayoutError) as refusal:
        guess_type(CATALOGUE, ["名称", "人员数"], ["Sheet1"])

    assert str(refusal.value) == (
        "the columns fit 2 types: Platform (创新平台), ResearchInstitute (科研院所)."
        " Say which with --as Platform."
    )


def test_headers_that_nobody_knows_are_listed_with_the_nearest():
    with pytest.raises(LayoutError) as refusal:
        guess_type(CATALOGUE, ["统一信用代码", "foo"], [])

    assert "nobody knows the headers 统一信用代码, foo" in str(refusal.value)
    assert "统一信用代码: did you mean 统一社会信用代码" in str(refusal.value)


@pytest.mark.parametrize("text", ["Enterprise", "enterprise", "enterprises", "企业", "公司"])
def test_types_are_named_as_users_name_them(text):
    assert find_type(CATALOGUE, text) == "Enterprise"


def test_types_that_records_cannot_have_are_refused():
    with pytest.raises(LayoutError, match="only groups other types; choose one of Enterprise"):
        find_type(CATALOGUE, "Organization")
    with pytest.raises(LayoutError, match="There is no type 'Dragon'; known are Accreditation"):
        find_type(CATALOGUE, "Dragon")


GOOD = """
[subjects.firm]
type = "Enterprise"
[subjects.firm.properties]
name = "n"
[subjects.project]
type = "Project"
[subjects.project.properties]
number = { column = "p", identifier = "x-no" }
[[links]]
type = "PARTICIPATES_IN"
source = "firm"
target = "project"
[links.properties]
role = "r"
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[subjects.firm]", "colour = 1\n[subjects.firm]", "colour: unknown key 'colour'"),
        (
            'name = "n"',
            'nmae = "n"',
            "subjects.firm.properties.nmae: 'nmae' is no property. Did you mean name? Known are",
        ),
        (
            'column = "p"',
            'colum = "p"',
            "subjects.project.properties.number.colum: unknown key 'colum'",
        ),
        (
            '"Enterprise"',
            '"Enterprize"',
            "subjects.firm.type: 'Enterprize' is no type. Did you mean Enterprise? Known are",
        ),
        ('"Enterprise"', '"Castle"', "'Castle' is no type"),
        ("PARTICIPATES_IN", "PARTAKES", "links, number 1.type: 'PARTAKES' is no link type"),
        ('source = "firm"', 'source = "fir"', "links, number 1.source: 'fir' is no record"),
        ('source = "firm"', 'source = "project"', "'Project' is no source of PARTICIPATES_IN"),
        ('name = "n"', 'city = "n"', "subjects.firm: no column names or identifies the record"),
        ('role = "r"', "role = 3", "links, number 1.properties.role: a table of keys and values"),
        ('role = "r"', "role = [", "mine.toml:15: the file: this is not TOML"),
        ('role = "r"', 'amount = { column = "a", unit = "kg" }', "'kg' is no unit of money"),
    ],
)
def test_a_layout_file_with_a_mistake_is_refused_at_its_place(tmp_path, old, new, said):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_mapping(path, CATALOGUE).layout.headers == ("n", "p", "r")

    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(LayoutError) as refusal:
        load_mapping(path, CATALOGUE)

    assert said in str(refusal.value)
    assert "mine.toml" in str(refusal.value)


def test_all_shipped_layouts_are_sound():
    assert available_mappings() == (
        *("cordis-organizations", "cordis-participations", "nsfc-projects", "ror"),
    )
    for name in available_mappings():
        found = load_mapping(name, CATALOGUE)
        assert (found.name, bool(found.label), bool(found.description)) == (name, True, True)
    with pytest.raises(LayoutError, match="There is no mapping cordis; shipped ones are"):
        load_mapping("cordis", CATALOGUE)


def test_a_table_without_a_needed_column_is_refused():
    layout = load_mapping("cordis-organizations", CATALOGUE).layout
    headers = ["ORGID", "Name", "shortName", "activityType", "city", "country", "street"]

    assert fit(layout, headers).headers[0] == "activityType"
    with pytest.raises(LayoutError, match="needs the columns street; the table has ORGID"):
        fit(layout, headers[:-1])
