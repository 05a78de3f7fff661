"""``--close-missing``: what a later issue of a source no longer says ends with the one that did."""

from __future__ import annotations

import itertools

import pytest
from store_view import shown

from graph_service.undo import undo_run
from loaders.layout import LayoutError

HEADER = "姓名,单位\n"
PEOPLE = {
    "2021": "王一,温州大学\n李二,温州大学\n",
    "2022": "王一,温州大学\n",
    "2023": "王一,温州大学\n李二,温州大学\n",
}


@pytest.fixture
def issue(load):
    """Import the people of a year; on asking, those who are missing end."""

    async def issue(year: str, *, close: bool = False, source: str = "人才办", text: str = ""):
        rows = HEADER + (text or PEOPLE[year])
        name = f"{source}-{year}.csv"
        return await load(
            name, rows, as_type="Talent", source=source, period=year, close_missing=close
        )

    return issue


async def ends(store, catalogue) -> dict[str, str | None]:
    """The end of each person's affiliation, by the person's name."""
    nodes, links = await shown(store, catalogue)
    return {
        nodes[source][1]["name"]: values.get("validTo")
        for (type_, source, _, _), values in links.items()
        if type_ == "AFFILIATED_WITH"
    }


async def test_who_is_missing_ends_with_the_last_year_that_named_them(issue, store, catalogue):
    await issue("2021")
    report = await issue("2022", close=True)
    assert report.total("closed") == 1
    assert await ends(store, catalogue) == {"王一": None, "李二": "2021-12-31"}


async def test_nothing_ends_unless_it_is_asked_for_nor_by_another_source(issue, store, catalogue):
    await issue("2021")
    await issue("2022")
    await issue("2022", close=True, source="科技局")
    assert await ends(store, catalogue) == {"王一": None, "李二": None}


async def test_the_same_file_imported_again_to_close_closes(issue, store, catalogue):
    await issue("2021")
    await issue("2022")
    assert (await issue("2022", close=True)).total("closed") == 1
    assert (await ends(store, catalogue))["李二"] == "2021-12-31"
    again = await issue("2022", close=True)
    assert again.runs[0].repeated


async def test_undoing_the_later_issue_opens_what_it_closed(issue, store, catalogue):
    await issue("2021")
    before = await shown(store, catalogue)
    report = await issue("2022", close=True)
    await undo_run(store, report.runs[0].run)
    assert await shown(store, catalogue) == before


async def test_who_is_named_again_later_goes_on(issue, store, catalogue):
    await issue("2021")
    await issue("2022", close=True)
    await issue("2023")
    assert await ends(store, catalogue) == {"王一": None, "李二": None}


@pytest.mark.parametrize("order", list(itertools.permutations(["2021", "2022"])))
async def test_the_order_of_the_imports_does_not_matter(issue, store, catalogue, order):
    for year in order:
        await issue(year, close=year == "2022")
    assert await ends(store, catalogue) == {"王一": None, "李二": "2021-12-31"}


async def test_an_end_that_is_stated_earlier_stays_and_one_beyond_is_cut(
    issue, load, store, catalogue
):
    header = "姓名,单位,任职期限\n"
    rows = "王一,温州大学,2018.01-2020.12\n李二,温州大学,2018.01-2030.12\n赵三,温州大学,\n"
    await load("a.csv", header + rows, as_type="Talent", source="人才办", period="2021")
    await issue("2022", close=True, text="赵三,温州大学\n")
    assert await ends(store, catalogue) == {"王一": "2020-12", "李二": "2021-12-31", "赵三": None}


async def test_without_a_period_nothing_can_be_closed(load):
    with pytest.raises(LayoutError, match="period"):
        await load("e.csv", HEADER + PEOPLE["2021"], as_type="Talent", close_missing=True)
