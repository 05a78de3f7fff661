"""The data dictionary is the committed one, complete, and true of what imports accept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph_service.dictionary import dictionary
from loaders.column_names import ColumnNames, column_key
from schema.catalogue import load_catalogue
from schema.declarations import Kind
from schema.packs import load_pack

CATALOGUE = load_catalogue()
BELHAVEN = Path(__file__).parents[1] / "support" / "packs" / "belhaven-1999.toml"


@pytest.fixture(scope="module")
def page() -> str:
    return dictionary(CATALOGUE, load_pack("wenzhou-2021"))


def rows_of(page: str, heading: str) -> list[list[str]]:
    """Cells of the tables that stand under a heading, without the heads of the tables."""
    (part,) = re.findall(
        rf"^### {re.escape(heading)}\n(.*?)(?=^##|\Z)", page, re.DOTALL | re.MULTILINE
    )
    lines = [line for line in part.splitlines() if line.startswith("| `")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def test_the_committed_page_is_the_one_that_is_written(page, checkout):
    committed = (checkout / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert committed == page, "run `make dictionary`"


def test_every_field_of_every_type_and_link_is_in_it(page):
    for t in CATALOGUE.types:
        parent = CATALOGUE.by_name[t.parent] if t.parent else None
        listed = {row[0].strip("`") for row in rows_of(page, f"{t.name} {t.label}")}
        if parent:
            listed |= {row[0].strip("`") for row in rows_of(page, f"{parent.name} {parent.label}")}
        fields = {*(p.name for p in t.properties), *(d.name for d in t.derived)}
        fields |= {end.name for end in CATALOGUE.ends(t.name)}
        assert fields <= listed, t.name
    for link in CATALOGUE.links.values():
        assert f"| {link.type} |" in page or f"| [{link.type}](" in page
        if link.properties:
            listed = {row[0].strip("`") for row in rows_of(page, link.type)}
            assert {p.name for p in link.properties} <= listed


def test_every_header_in_it_is_read_as_it_says(page):
    seen = set()
    for t in CATALOGUE.concrete:
        names = ColumnNames.of(CATALOGUE, t)
        headings = [f"{o.name} {o.label}" for o in CATALOGUE.types if o.name in (t.name, t.parent)]
        own, ends = {p.name for p in t.properties}, {e.name for e in CATALOGUE.ends(t.name)}
        for row in (row for heading in headings for row in rows_of(page, heading)):
            name = row[0].strip("`")
            if name in own:
                for column in row[4].split("；"):
                    header, _, which = column.partition(" (")
                    if which:
                        held = [(p.name, end) for p, end in names.periods[column_key(header)]]
                        assert (name, which.rstrip(")")) in held, (t.name, header)
                    else:
                        assert names.find(header)[0].name == name, (t.name, header)
                    seen.add((t.name, name))
            elif name in ends and row[-1]:
                for column in row[-1].split(" / "):
                    headers, _, stated = column.partition(" (")
                    for header in headers.split("；"):
                        end, declared = names.find(header)[0]
                        assert end.name == name, (t.name, header)
                        said = ", ".join(f"{n} = {v}" for n, v in declared.values)
                        assert stated.rstrip(")") == said
                    seen.add((t.name, name))
    assert {(t.name, p.name) for t in CATALOGUE.concrete for p in t.properties} <= seen
    assert ("TechnologyContract", "parties") in seen


def test_every_value_of_every_list_is_in_it(page):
    pack = load_pack("wenzhou-2021")
    for name, terms in pack.lists.items():
        codes = [row[0].strip("`") for row in rows_of(page, name)]
        assert codes == [term.code for term in terms]
    owners = (*CATALOGUE.types, *CATALOGUE.links.values())
    for vocabulary in {p.vocabulary for o in owners for p in o.properties if p.kind is Kind.ENUM}:
        codes = [row[0].strip("`") for row in rows_of(page, vocabulary.__name__)]
        assert codes == [member.name for member in vocabulary]


def test_links_within_it_lead_to_headings(page):
    headings = {
        "#" + re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-")
        for h in re.findall(r"^#+ (.*)$", page, re.MULTILINE)
    }
    assert set(re.findall(r"\]\((#[^)]*)\)", page)) <= headings


def test_another_city_has_its_own_lists_in_it():
    page = dictionary(CATALOGUE, load_pack(str(BELHAVEN)))
    assert "| `MASTERY` | 宗师认定 |" in page
    assert "The service takes it for TALENT_CLASS." in page
    assert "WENZHOU" not in page
