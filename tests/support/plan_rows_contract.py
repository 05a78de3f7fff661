"""Rules of rows, links and time, for every store."""

from __future__ import annotations

from typing import Any

import pytest
from naive_plans import plain
from plan_graphs import (
    FIRMS,
    ID,
    JOINED,
    JOINERS,
    NAMED,
    TAKERS,
    TIES,
    TODAY,
    WORKS,
    Reading,
    compare,
    every,
    ids,
    scan,
    some,
)
from random_graphs import node, tie

from graph_service.store.plan import (
    And,
    Branch,
    Column,
    Connection,
    Counted,
    Field,
    Follow,
    Hop,
    LinkCount,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    OrderKey,
    Selection,
)
from graph_service.store.port import DeadlineExceeded, Page, ReadContext
from schema.declarations import Direction
from schema.money import Money


class RowContract(Reading):
    """What is returned of nodes and of links, and which links there are on a day."""

    async def test_a_lookup_answers_in_order_and_none_for_the_unknown(self):
        rows = await self.ask(FIRMS, Lookup(("S1", "nobody", "F1", "S1"), ID))
        assert rows == [
            {"@type": "School", "@id": "S1", "id": "S1"},
            None,
            {"@type": "Firm", "@id": "F1", "id": "F1"},
            {"@type": "School", "@id": "S1", "id": "S1"},
        ]

    async def test_a_field_of_several_columns_is_a_tuple_or_missing(self):
        paid = Field("capital", ("capitalMinor", "capitalCurrency"))
        day = Field("founded", ("founded", "foundedLast"))
        records = [
            node("F1", "Firm", capital=Money(150, "CNY"), founded="2020-02"),
            node("F2", "Firm"),
        ]
        rows = await self.ask(records, Lookup(("F1", "F2"), Selection((paid, day))))
        assert rows == [
            {
                "@type": "Firm",
                "@id": "F1",
                "capital": (150, "CNY"),
                "founded": ("2020-02", "2020-02-29"),
            },
            {"@type": "Firm", "@id": "F2", "capital": None, "founded": None},
        ]

    async def test_the_branch_of_a_nodes_type_is_merged_into_its_row(self):
        selection = Selection(
            (Field("name", ("name",)),),
            branches=(
                Branch("School", Selection((Field("rank", ("rank",)),))),
                Branch("Firm", Selection((Field("kind", ("@type",)),))),
            ),
        )
        rows = await self.ask(FIRMS, Lookup(("F1", "S1"), selection))
        assert rows == [
            {"@type": "Firm", "@id": "F1", "name": "Ab", "kind": "Firm"},
            {"@type": "School", "@id": "S1", "name": "王", "rank": None},
        ]

    async def test_a_connection_lists_links_so_two_links_to_one_node_are_two_entries(self):
        works = Connection(
            nodes=(NAMED, NodeView("again", Selection((Field("name", ("name",)),)))),
            edges=(Field("role", ("role",)),),
            order=(OrderKey(Column("begunFirst")),),
            limit=2,
            count=True,
        )
        selection = Selection(follows=(Follow("works", WORKS, works),))
        (row,) = await self.ask(TIES, Lookup(("F1",), selection))
        one = {"@type": "Work", "@id": "W1"}
        assert plain(row["works"]) == {
            "entries": [
                {
                    "node": {**one, "id": "W1"},
                    "again": {**one, "name": "one"},
                    "role": "LEAD",
                    "@position": ("2020-01-01", "W1", ""),
                },
                {
                    "node": {**one, "id": "W1"},
                    "again": {**one, "name": "one"},
                    "role": "PARTICIPANT",
                    "@position": ("2020-01-01", "W1", "2"),
                },
            ],
            "has_next": True,
            "has_previous": False,
            "summaries": None,
            "count": 3,
        }

    async def test_a_followed_page_begins_after_a_place_among_parallel_links(self):
        def works(after: Any) -> Lookup:
            page = Connection(nodes=(NAMED,), limit=5, after=after)
            return Lookup(("F1",), Selection(follows=(Follow("works", WORKS, page),)))

        for after, expected in [
            (("W1", ""), ["W1", "W2"]),
            (("W1", "2"), ["W2"]),
            (("W1", "3"), ["W2"]),
            (("W2", ""), []),
        ]:
            (row,) = await self.ask(TIES, works(after))
            assert ids(row["works"]) == expected

    async def test_a_followed_list_is_filtered_by_link_and_node_in_page_and_count(self):
        where = LinkFilter(compare("role", Op.EQ, "PARTICIPANT"), compare("id", Op.EQ, "F2"))
        selection = Selection(
            follows=(
                Follow("page", TAKERS, Connection((NAMED,), where=where, limit=5, count=True)),
                Follow("count", TAKERS, Connection(where=where, count=True)),
                Follow("all", TAKERS, Connection(count=True)),
                Follow("nothing", TAKERS, Connection()),
            )
        )
        (row,) = await self.ask(TIES, Lookup(("W1",), selection))
        assert (ids(row["page"]), row["page"].count) == (["F2"], 1)
        assert (row["count"].entries, row["count"].count, row["all"].count) == ([], 1, 3)
        assert row["nothing"] == Page()

    async def test_a_link_to_a_type_that_nobody_declared_does_not_count(self):
        records = [*TIES, tie("TAKES_PART", "F3", "S1"), tie("TAKES_PART", "F3", "W2")]
        selection = Selection(
            follows=(
                Follow("page", WORKS, Connection((NAMED,), limit=5, count=True)),
                Follow("count", WORKS, Connection(count=True)),
            )
        )
        async with self.filled(records) as read:
            (row,) = await read(Lookup(("F3",), selection), TODAY)
            assert ids(await read(scan(Counted(WORKS, Op.EQ, 2)), TODAY)) == []
        assert (ids(row["page"]), row["page"].count, row["count"].count) == (["W2"], 1, 1)

    @pytest.mark.parametrize(
        ("as_of", "expected"),
        [
            ("2019-12-31", ["F3", "S1"]),
            ("2020-01-01", ["F2", "F3", "S1"]),
            ("2020-12-31", ["F2", "F3", "S1"]),
            ("2021-01-01", ["F2", "S1"]),
            ("2021-05-31", ["F2", "S1"]),
            ("2021-06-01", ["F1", "F2", "S1"]),
            ("2021-06-30", ["F1", "F2", "S1"]),
            ("2021-07-01", ["F1", "S1"]),
        ],
    )
    async def test_links_with_validity_count_on_the_days_they_cover_the_last_included(
        self, as_of, expected
    ):
        number = len(expected)
        selection = Selection(
            follows=(
                Follow("page", JOINERS, Connection((NAMED,), limit=9, count=True)),
                Follow("count", JOINERS, Connection(count=True)),
            )
        )
        held = And(
            (
                Counted(JOINERS, Op.EQ, number),
                some(JOINERS, far=compare("id", Op.EQ, expected[0])),
                every(JOINERS, far=compare("id", Op.IN, tuple(expected))),
            )
        )
        context = ReadContext(as_of)
        async with self.filled(list(JOINED)) as read:
            (row,) = await read(Lookup(("L",), selection), context)
            assert (ids(row["page"]), row["page"].count) == (expected, number)
            assert row["count"].count == number
            assert ids(await read(scan(held), context)) == ["L"]
            ordered = await read(scan(order=(OrderKey(LinkCount(JOINERS), True),)), context)  # noqa: FBT003
            assert ordered.position(0) == (number, "L")

    async def test_without_validity_a_hop_counts_links_of_any_time(self):
        hop = Hop("JOINED", Direction.IN, "Body")
        selection = Selection(follows=(Follow("all", hop, Connection(count=True)),))
        (row,) = await self.ask(JOINED, Lookup(("L",), selection), ReadContext("1900-01-01"))
        assert row["all"].count == 4

    async def test_a_read_whose_deadline_has_passed_is_given_up(self):
        past = ReadContext("2021-06-30", deadline=0.0)
        with pytest.raises(DeadlineExceeded):
            await self.ask(FIRMS, scan(compare("size", Op.EQ, 2)), past)
        with pytest.raises(DeadlineExceeded):
            await self.ask(FIRMS, Lookup(("F1",), ID), past)
