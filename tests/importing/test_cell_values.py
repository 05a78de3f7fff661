"""Cells to values: dates, numbers, money, lists, words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.amounts import MoneyUnit, money_unit
from loaders.cells import converter
from loaders.dates import parse_date
from loaders.layout import Field, Layout
from schema.catalogue import load_catalogue
from schema.declarations import Kind, Property
from schema.money import Money
from schema.packs import load_pack
from schema.time import PartialDate

PACK = load_pack("wenzhou-2021")
CATALOGUE = load_catalogue()
LAYOUT = Layout(name="t", subjects=())


def read(kind: Kind, cell, **field):
    unit = field.pop("of", None)
    declared = Property(name="p", kind=kind, description="P.", label="属性", unit=unit)
    value, flaws = converter(Field(property=declared, header="p", **field), LAYOUT, PACK)(cell)
    return value, [flaw.code for flaw in flaws]


def read_as(type_: str, name: str, cell):
    declared = CATALOGUE.property(type_, name)
    field = Field(property=declared, header="p", scheme=declared.identifier)
    value, flaws = converter(field, LAYOUT, PACK)(cell)
    return value, [flaw.code for flaw in flaws]


@pytest.mark.parametrize(
    ("cell", "iso"),
    [
        ("2021年9月", "2021-09"),
        ("2021年9月3日", "2021-09-03"),
        ("2021 年 9 月", "2021-09"),
        ("2021.09", "2021-09"),
        ("2021.9", "2021-09"),
        ("2021.9.3", "2021-09-03"),
        ("2021/9/3", "2021-09-03"),
        ("2021-09", "2021-09"),
        ("2021-9-3", "2021-09-03"),
        ("2021-09-03", "2021-09-03"),
        ("2021-09-03 00:00:00", "2021-09-03"),
        ("2021-09-03T00:00:00", "2021-09-03"),
        ("20210903", "2021-09-03"),
        (20210903, "2021-09-03"),
        ("202109", "2021-09"),
        ("2021年", "2021"),
        (2021, "2021"),
        ("1088", "1088"),
        ("1724年", "1724"),
        ("２０２１．９", "2021-09"),
        (44442, "2021-09-03"),
        (PartialDate("2021-09"), "2021-09"),
    ],
)
def test_dates_keep_the_precision_they_were_written_with(cell, iso):
    assert read(Kind.DATE, cell) == (iso, [])


@pytest.mark.parametrize(
    "cell",
    [
        "2021-13",
        "2021-02-30",
        "2018.01-2020.12",
        "12345",
        "99999999",
        "21-09",
        "9月3日",
        "0999",
        "2200",
        "1724-02",
        "17240208",
    ],
)
def test_what_is_no_date_is_refused(cell):
    assert read(Kind.DATE, cell) == (None, ["BAD_DATE"])


def test_a_month_that_excel_may_have_shortened_is_doubted():
    # 2021.10 becomes the number 2021.1
    assert read(Kind.DATE, 2021.1) == ("2021", ["AMBIGUOUS_MONTH"])
    assert read(Kind.DATE, "2021.1") == ("2021", ["AMBIGUOUS_MONTH"])
    assert read(Kind.DATE, "2021.10") == ("2021-10", [])


@given(st.dates(date(1982, 1, 1), date(2050, 12, 31)))
def test_serial_numbers_are_the_days_that_excel_counts(day):
    serial = (day - date(1899, 12, 30)).days

    assert parse_date(str(serial)) == (day.isoformat(), None)
    assert date(1899, 12, 30) + timedelta(serial) == day


@given(st.dates(date(1800, 1, 1), date(2199, 12, 31)))
def test_every_spelling_of_a_day_reads_the_same(day):
    spelled = [
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month:02}/{day.day:02}",
        day.strftime("%Y%m%d"),
    ]

    assert {parse_date(text)[0] for text in spelled} == {day.isoformat()}


@pytest.mark.parametrize(
    ("unit", "cell", "fen"),
    [
        ("万元", "120", 120_000_000),  # 120 x 10,000 x 100
        ("万元", "120万元", 120_000_000),  # the cell says it again: not twice
        ("万元", "120万", 120_000_000),
        ("", "1.2亿元", 12_000_000_000),  # 1.2 x 100,000,000 x 100
        ("元", "1,234.50", 123_450),
        ("元", "１２０", 12_000),
        ("元", 1234.5, 123_450),
        ("千元", "-3", -300_000),
        ("元", "0", 0),
        ("", "5元", 500),
        ("亿元", "100元", 10_000),
        ("百万美元", "2", 200_000_000),
    ],
)
def test_money_is_read_in_the_unit_of_cell_or_header(unit, cell, fen):
    value, codes = read(Kind.MONEY, cell, money=money_unit(unit) if unit else None)

    assert (value, codes) == (Money(fen, "USD" if "美元" in unit else "CNY"), [])


def test_amounts_without_any_unit_are_refused():
    assert read(Kind.MONEY, "120") == (None, ["UNIT_MISSING"])


@pytest.mark.parametrize("cell", ["约100", "100余", "1,2", "1.2.3", "100平方米", "1.2E+07", "一百"])
def test_what_is_no_amount_is_refused(cell):
    assert read(Kind.MONEY, cell, money=MoneyUnit(1, None)) == (None, ["BAD_NUMBER"])


def test_amounts_and_numbers_too_large_for_a_store_are_refused():
    assert read(Kind.MONEY, "9" * 20, money=MoneyUnit(1, None)) == (None, ["BAD_NUMBER"])
    assert read(Kind.INTEGER, "9" * 20) == (None, ["BAD_NUMBER"])


@given(st.decimals(0, 10**9, places=2))
def test_cents_are_exact(amount):
    value, _ = read(Kind.MONEY, str(amount), money=MoneyUnit(1, None))

    assert value.minor == int(Decimal(amount) * 100)


@pytest.mark.parametrize(
    ("of", "unit", "cell", "value"),
    [
        ("m2", "平方米", "1,200", 1200.0),
        ("m2", "万平方米", "1.5", 15000.0),
        ("m2", "", "2公顷", 20000.0),
        ("m2", "㎡", "30", 30.0),
        ("person", "", "120人", 120.0),
        ("person", "万人", "2", 20000.0),
    ],
)
def test_numbers_are_brought_to_the_unit_of_the_property(of, unit, cell, value):
    assert read(Kind.FLOAT, cell, of=of, unit=unit) == (value, [])


def test_whole_numbers_may_be_written_with_decimals_but_not_have_them():
    assert read(Kind.INTEGER, "120.0") == (120, [])
    assert read(Kind.INTEGER, "120.5") == (None, ["BAD_NUMBER"])


@pytest.mark.parametrize(
    "cell", ["", None, "无", "/", "-", "—", "暂无", "不详", "其他", " ／ ", "N/A"]
)
@pytest.mark.parametrize("kind", [Kind.STRING, Kind.DATE, Kind.MONEY, Kind.INTEGER, Kind.STRINGS])
def test_placeholders_are_missing_values(kind, cell):
    assert read(kind, cell) == (None, [])


def test_a_zero_is_a_number_and_no_text():
    assert read(Kind.INTEGER, "0") == (0, [])
    assert read(Kind.STRING, "0") == (None, [])


def test_a_layout_can_replace_the_placeholders():
    # NA is Namibia where a column says so.
    assert read(Kind.STRING, "NA") == ("NA", [])
    assert read(Kind.STRING, "NA", placeholders=frozenset({"na"})) == (None, [])


def test_errors_of_formulas_are_no_text():
    assert read(Kind.STRING, "#REF!") == (None, ["CELL_ERROR"])
    assert read(Kind.INTEGER, "#N/A") == (None, ["CELL_ERROR"])
    assert read(Kind.STRING, "#1 plant") == ("#1 plant", [])


def test_yes_and_no():
    assert [read(Kind.BOOLEAN, c)[0] for c in ("是", "否", "TRUE", "n", "0")] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert read(Kind.BOOLEAN, "也许") == (None, ["BAD_BOOLEAN"])


def test_lists_are_split_at_their_separators():
    assert read(Kind.STRINGS, "温大；温州大学(茶山); WZU、瓯大\n二") == (
        ("温大", "温州大学(茶山)", "WZU", "瓯大", "二"),
        [],
    )


def test_words_of_vocabularies_are_known_by_code_label_and_synonym():
    spellings = ("NATIONAL", "national", "国家级", "国家", " 国家级 ")

    assert {read_as("Project", "level", s)[0] for s in spellings} == {"NATIONAL"}
    assert read_as("Project", "level", "国家队") == (None, ["UNKNOWN_TERM"])


def test_terms_are_known_by_the_pack():
    first, second = PACK.lists["industries"][:2]
    both = f"{first.label}、{second.code.lower()}"

    assert read_as("Platform", "industries", both) == ((first.code, second.code), [])
    assert read_as("Platform", "industries", f"{first.label}；炼金术") == (
        (first.code,),
        ["UNKNOWN_TERM"],
    )


def test_a_label_with_a_separator_inside_is_one_value():
    label = next(t.label for t in PACK.lists["sponsor_classes"] if "、" in t.label)
    term = PACK.find_term("sponsor_classes", label)
    declared = next(p for p in CATALOGUE.links["BUILT_WITH"].properties if p.name == "sponsorClass")

    value, flaws = converter(Field(property=declared, header="p"), LAYOUT, PACK)(label)

    assert (value, flaws) == (term.code, ())


def test_characters_of_private_fonts_are_kept_and_flagged():
    assert read(Kind.STRING, "钟虓\ue863") == ("钟虓\ue863", ["PUA_CHAR"])


def test_a_name_that_no_index_takes_is_refused():
    assert read_as("Enterprise", "name", "名" * 2_000) == ("名" * 2_000, [])
    assert read_as("Enterprise", "name", "名" * 2_001) == (None, ["TOO_LONG"])
    assert read_as("Enterprise", "englishName", "n" * 2_001) == (None, ["TOO_LONG"])
