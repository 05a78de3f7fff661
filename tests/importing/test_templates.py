"""Empty tables of every type: filled in, they are imported as they are."""

from __future__ import annotations

import openpyxl
import pytest
from listening_store import Listening

from graph_service.ingest import import_files
from graph_service.reports.template import template_columns, template_type
from graph_service.reports.template_workbook import write_template
from loaders.layout import LayoutError
from schema.catalogue import load_catalogue
from schema.declarations import Kind
from schema.money import Money
from schema.packs import load_pack
from schema.statements import LinkStatement, NodeStatement

STATED = [t.name for t in load_catalogue().concrete if t.standing != "unclassified"]
IDENTIFIERS = {
    "uscc": "91330382YX0000075K",
    "orcid": "https://orcid.org/0000-0002-1825-0097",
    "district-code": "330302",
    "ror": "https://ror.org/03yrm5c26",
    "isni": "0000 0001 2158 1279",
    "wikidata": "Q42",
    "patent-application": "201710601862.3",
    "organization-code": "14294444-5",
    "registration-number": "330300000012345",
    "school-code": "4133010351",
    "college-code": "10351",
    "stock-code": "600519",
    "openalex": "https://openalex.org/I27837315",
    "doi": "10.1000/182",
}
PLAIN = {
    Kind.STRING: ("甲{}", "甲{}"),
    Kind.STRINGS: ("乙{}；丙{}", ("乙{}", "丙{}")),
    Kind.INTEGER: (3, 3),
    Kind.FLOAT: (2.5, 2.5),
    Kind.DATE: ("2021-09", "2021-09"),
    Kind.BOOLEAN: ("是", True),
}


def cell_and_value(declared, number: int, choices, pack):  # noqa: PLR0911 - one a kind
    """What is typed into the cell of a property, and what must be read there."""
    if declared.identifier in IDENTIFIERS:
        return (IDENTIFIERS[declared.identifier],) * 2
    if declared.notation is not None:
        return "C3823", (("C3823",) if declared.kind is Kind.STRINGS else "C3823")
    if declared.kind is Kind.MONEY:
        return 12.5, Money(12_500_000, pack.currency)  # 12.5 万元 in hundredths
    if declared.kind is Kind.ENUM:
        last = list(declared.vocabulary)[-1]
        return choices[-1], last.name
    if declared.kind is Kind.TERM:
        return choices[-1], pack.lists[declared.vocabulary][-1].code
    if declared.kind is Kind.TERMS:
        terms = pack.lists[declared.vocabulary][:2]
        return "；".join(choices[:2]), tuple(term.code for term in terms)
    typed, value = PLAIN[declared.kind]
    if isinstance(typed, str):
        typed = typed.format(number, number)
    if isinstance(value, tuple):
        value = tuple(part.format(number) for part in value)
    elif isinstance(value, str):
        value = value.format(number)
    return typed, value


def columns_of(type_: str, catalogue, pack):
    return template_columns(catalogue, pack, catalogue.by_name[type_])


@pytest.mark.parametrize("type_", STATED)
async def test_a_template_filled_in_says_what_was_typed(tmp_path, catalogue, pack, type_):
    columns = columns_of(type_, catalogue, pack)
    path = tmp_path / "填好的表.xlsx"
    write_template(catalogue.by_name[type_], columns, path)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    values, named, stated_of_links = {}, [], {}
    for number, column in enumerate(columns, start=1):
        assert sheet.cell(1, number).value == column.header
        if column.declared is None:
            far = catalogue.by_name[column.end.far].name
            name = pack.districts[number % 5].name if far == "District" else f"远方{number}研究院"
            sheet.cell(2, number, name)
            named.append((column.end.link.type, column.end.direction.value))
            continue
        typed, value = cell_and_value(column.declared, number, column.choices, pack)
        sheet.cell(2, number, typed)
        (values if column.end is None else stated_of_links)[column.declared.name] = value
    book.save(path)

    store = Listening()
    report = await import_files(store, catalogue, pack, [path])

    [run] = report.runs
    own, *_ = [s for s in store.heard if isinstance(s, NodeStatement) and s.type == type_]
    links = [s for s in store.heard if isinstance(s, LinkStatement)]
    said = [
        (s.type, way)
        for s in links
        for end, way in ((s.source, "out"), (s.target, "in"))
        if end == own.id
    ]
    assert run.issues == []
    assert (run.files[0].type, run.files[0].read, run.files[0].created) == (type_, 1, 0)
    assert dict(own.values) == values
    assert sorted(said) == sorted(named)
    assert {k: v for s in links for k, v in s.values.items() if k in stated_of_links} == (
        stated_of_links
    )
    assert [(f.sheet, bool(f.left_out)) for f in run.files[1:]] == [("说明", True), ("选项", True)]
    assert run.files[1].left_out == "it holds notes on how to fill in the table"


@pytest.mark.parametrize("type_", STATED)
def test_a_template_has_a_column_for_every_property_and_every_link_column(catalogue, pack, type_):
    columns = columns_of(type_, catalogue, pack)

    held = {c.declared.name for c in columns if c.declared and c.end is None}
    assert held == {p.name for p in catalogue.by_name[type_].properties}
    assert len({c.header for c in columns}) == len(columns)
    linked = [c.end for c in columns if c.declared is None]
    assert [e.name for e in linked] == [e.name for e in catalogue.ends(type_) for _ in e.columns]


def test_the_notes_explain_every_column_in_both_languages(tmp_path, catalogue, pack):
    columns = columns_of("Enterprise", catalogue, pack)
    write_template(catalogue.by_name["Enterprise"], columns, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")

    rows = list(book["说明"].iter_rows(values_only=True))[4:]

    assert [row[0] for row in rows] == [column.header for column in columns]
    assert all(row[1] and row[2] and row[3] and row[5] for row in rows)
    by_header = {row[0]: row for row in rows}
    assert by_header["统一社会信用代码"][2] == "Unified social credit code."
    assert by_header["统一社会信用代码"][4] == "91330382YX0000075K"
    assert by_header["统一社会信用代码"][5].startswith("是")
    assert by_header["城市"][5].startswith("否")


def test_cells_offer_the_values_of_their_lists(tmp_path, catalogue, pack):
    columns = columns_of("Enterprise", catalogue, pack)
    write_template(catalogue.by_name["Enterprise"], columns, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    sheet = book.worksheets[0]
    letter = next(cell.column_letter for cell in sheet[1] if cell.value == "所属产业")

    [offered] = [v for v in sheet.data_validations.dataValidation if f"{letter}2" in str(v.sqref)]
    place = offered.formula1.removeprefix("选项!").replace("$", "")
    shown = [cell.value for (cell,) in book["选项"][place]]

    assert shown == [term.label for term in pack.lists["industries"]]
    assert book["选项"].sheet_state == "hidden"
    # A month typed into a date would become a day, and long digits would be lost.
    text = {
        c.value for c in sheet[1] if sheet.column_dimensions[c.column_letter].number_format == "@"
    }
    assert {"成立日期", "统一社会信用代码"} <= text


def test_another_city_offers_its_own_values(catalogue, checkout):
    pack = load_pack(str(checkout / "tests" / "support" / "packs" / "belhaven-1999.toml"))

    columns = {c.header: c for c in columns_of("Enterprise", catalogue, pack)}

    assert columns["所属产业"].choices == tuple(t.label for t in pack.lists["industries"])


@pytest.mark.parametrize("word", ["Enterprise", "enterprises", "企业", "公司"])
def test_a_type_is_found_by_name_label_or_synonym(catalogue, word):
    assert template_type(catalogue, word).name == "Enterprise"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("Castle", "There is no type 'Castle'; known are"),
        ("组织机构", "Organization only groups other types; choose one of"),
        ("未分类机构", "until somebody states their type; choose one of Enterprise"),
    ],
)
def test_what_no_table_can_be_of_is_refused_with_what_can(catalogue, word, said):
    with pytest.raises(LayoutError, match=said):
        template_type(catalogue, word)
