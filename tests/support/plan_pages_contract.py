"""Rules of order and pages, for every store."""

from __future__ import annotations

import pytest
from plan_graphs import (
    FIRMS,
    NAMED,
    TIES,
    TODAY,
    WORKS,
    Reading,
    compare,
    ids,
    scan,
)
from random_graphs import node

from graph_service.store.plan import (
    Column,
    Connection,
    Follow,
    LinkCount,
    Lookup,
    Op,
    OrderKey,
    Selection,
)
from graph_service.store.port import StoreError


class PageContract(Reading):
    """In which order a list stands, and which part of it a page is."""

    @pytest.mark.parametrize(
        ("order", "expected"),
        [
            ((), ["F1", "F2", "F3", "S1"]),
            ((OrderKey(Column("size")),), ["F1", "F2", "S1", "F3"]),
            ((OrderKey(Column("size"), descending=True),), ["F3", "F2", "S1", "F1"]),
            ((OrderKey(Column("name")),), ["F1", "F2", "F3", "S1"]),  # Ab, B, a, 王
            ((OrderKey(Column("name"), descending=True),), ["S1", "F3", "F2", "F1"]),
            (
                (OrderKey(Column("city")), OrderKey(Column("size"), descending=True)),
                ["F2", "S1", "F1", "F3"],
            ),
            ((OrderKey(Column("id"), descending=True),), ["S1", "F3", "F2", "F1"]),
            ((OrderKey(LinkCount(WORKS), descending=True),), ["F1", "F2", "S1", "F3"]),
        ],
    )
    async def test_an_order_puts_missing_values_at_its_large_end_and_ends_with_id(
        self, order, expected
    ):
        assert ids(await self.ask(TIES, scan(order=order))) == expected
        async with self.filled(list(TIES)) as read:
            after, found = None, []
            for _ in range(4):
                page = await read(scan(order=order, after=after, limit=1), TODAY)
                found += ids(page)
                after = page.position(0)
                assert page.has_next == (len(found) < 4)
            rest = await read(scan(order=order, after=after), TODAY)
            before, back = None, []
            for _ in range(4):
                page = await read(scan(order=order, after=before, backward=True, limit=1), TODAY)
                back += ids(page)
                before = page.position(0)
                assert page.has_previous == (len(back) < 4)
                assert page.has_next == (len(back) > 1)
            ahead = await read(scan(order=order, after=before, backward=True), TODAY)
        assert found == expected == back[::-1]
        assert ids(rest) == ids(ahead) == []

    async def test_text_is_ordered_by_code_point(self):
        texts = ("\U00020bb7", "\uff01", "é", "z", "Z")
        bodies = [node(f"F{i}", "Firm", name=text) for i, text in enumerate(texts)]
        page = await self.ask(bodies, scan(order=(OrderKey(Column("name")),)))
        assert ids(page) == ["F4", "F3", "F2", "F1", "F0"]

    @pytest.mark.parametrize(
        ("descending", "after", "expected"),
        [
            pytest.param(False, (1, "F1"), ["F2", "S1", "F3"], id="after a value"),
            pytest.param(
                False, (1.5, "F9"), ["F2", "S1", "F3"], id="after a value that nobody has"
            ),
            pytest.param(False, (2, "F2"), ["S1", "F3"], id="within a value"),
            pytest.param(False, (None, "F2"), ["F3"], id="among the missing"),
            pytest.param(False, (None, "F3"), [], id="after the last"),
            pytest.param(
                True, (None, "F2"), ["F3", "F2", "S1", "F1"], id="down: before the missing"
            ),
            pytest.param(True, (None, "F3"), ["F2", "S1", "F1"], id="down: after the missing"),
            pytest.param(True, (2, "F2"), ["S1", "F1"], id="down: within a value"),
        ],
    )
    async def test_a_page_begins_after_any_place(self, descending, after, expected):
        order = (OrderKey(Column("size"), descending),)
        assert ids(await self.ask(FIRMS, scan(order=order, after=after))) == expected

    @pytest.mark.parametrize(
        ("descending", "before", "expected"),
        [
            pytest.param(False, (1, "F1"), [], id="before the first"),
            pytest.param(False, (1.5, "F9"), ["F1"], id="before a value that nobody has"),
            pytest.param(False, (2, "S1"), ["F1", "F2"], id="within a value"),
            pytest.param(False, (None, "F3"), ["F1", "F2", "S1"], id="before the missing"),
            pytest.param(False, (None, "F4"), ["F1", "F2", "S1", "F3"], id="among the missing"),
            pytest.param(True, (None, "F3"), [], id="down: before the missing"),
            pytest.param(True, (None, "F4"), ["F3"], id="down: among the missing"),
            pytest.param(True, (2, "S1"), ["F3", "F2"], id="down: within a value"),
            pytest.param(True, (0, "F1"), ["F3", "F2", "S1", "F1"], id="down: after the last"),
        ],
    )
    async def test_a_page_of_the_end_ends_before_any_place(self, descending, before, expected):
        order = (OrderKey(Column("size"), descending),)
        plan = scan(order=order, after=before, backward=True)
        assert ids(await self.ask(FIRMS, plan)) == expected

    async def test_a_page_of_the_end_stands_in_the_order_of_the_list(self):
        two = await self.ask(FIRMS, scan(compare("size", Op.GTE, 1), limit=2, backward=True))
        assert (ids(two), two.has_previous, two.has_next) == (["F2", "S1"], True, False)
        rest = await self.ask(
            FIRMS,
            scan(compare("size", Op.GTE, 1), limit=2, count=True, backward=True, after=("F2",)),
        )
        assert (ids(rest), rest.has_previous, rest.has_next) == (["F1"], False, True)
        assert rest.count == 3

    async def test_the_last_links_of_a_node_are_read_from_the_end(self):
        # By name W1 (one) twice, then W2 (two).
        order = (OrderKey(Column("name")),)
        found = {}
        for limit, before in ((2, None), (1, ("one", "W1", "2")), (5, ("two", "W2", ""))):
            works = Connection((NAMED,), order=order, limit=limit, after=before, backward=True)
            selection = Selection(follows=(Follow("works", WORKS, works),))
            (row,) = await self.ask(TIES, Lookup(("F1",), selection))
            page = row["works"]
            places = [page.position(i)[1:] for i in range(len(page.entries))]
            found[limit] = (places, page.has_previous, page.has_next)
        assert found == {
            2: ([("W1", "2"), ("W2", "")], True, False),
            1: ([("W1", "")], False, True),
            5: ([("W1", ""), ("W1", "2")], False, True),
        }

    async def test_a_place_of_another_order_is_refused(self):
        with pytest.raises(StoreError, match="has 1 parts, not 2"):
            await self.ask(FIRMS, scan(after=("b", "F1"), backward=True))
        with pytest.raises(StoreError, match="has 1 parts, not 2"):
            await self.ask(FIRMS, scan(after=("b", "F1")))

    async def test_a_page_says_whether_there_is_more_and_counts_the_whole_list(self):
        two = await self.ask(FIRMS, scan(compare("size", Op.GTE, 1), limit=2, count=True))
        assert (ids(two), two.has_next, two.count) == (["F1", "F2"], True, 3)
        last = await self.ask(
            FIRMS, scan(compare("size", Op.GTE, 1), limit=2, count=True, after=("F2",))
        )
        assert (ids(last), last.has_next, last.count) == (["S1"], False, 3)
        none = await self.ask(FIRMS, scan(limit=0))
        assert (none.entries, none.has_next, none.count) == ([], True, None)
        count = await self.ask(FIRMS, scan(limit=None, count=True))
        assert (count.entries, count.has_next, count.count) == ([], False, 4)
        some_of = await self.ask(FIRMS, scan(compare("size", Op.EQ, 2), limit=None, count=True))
        assert some_of.count == 2
