"""Rules of facets and aggregates, for every store."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from plan_graphs import BODIES, FIRMS, NAMED, TIES, WORKS, Reading, compare, scan
from random_graphs import node

from graph_service.store.plan import (
    Column,
    Connection,
    Follow,
    LinkFilter,
    Lookup,
    NodeView,
    Op,
    Or,
    OrderKey,
    Scan,
    Selection,
)
from graph_service.store.summaries import Aggregate, Facet, Tally, Total, Totals
from schema.money import Money

CITIES = Facet("cities", "city", 10)
SIZES = Aggregate("sizes", "size")
SCORES = Aggregate("scores", "score")


class SummaryContract(Reading):
    """What is told of whole lists."""

    async def told(self, statements, *asked, where=None, **connection):
        page = await self.ask(statements, scan(where, summaries=asked, **connection))
        return page.summaries

    async def test_a_facet_counts_the_values_of_a_whole_list_whatever_its_page(self):
        # F1 is in b, F2 and S1 are in a, nobody knows of F3.
        expected = {"cities": Tally((("a", 2), ("b", 1)), 0, 1)}
        assert await self.told(FIRMS, CITIES) == expected
        assert await self.told(FIRMS, CITIES, limit=1, after=("F3",)) == expected
        assert await self.told(FIRMS, CITIES, limit=1, backward=True) == expected
        assert await self.told(FIRMS, CITIES, limit=None) == expected
        big = compare("size", Op.GTE, 2)
        assert await self.told(FIRMS, CITIES, where=big) == {"cities": Tally((("a", 2),), 0, 0)}
        none = compare("size", Op.GT, 9)
        assert await self.told(FIRMS, CITIES, where=none) == {"cities": Tally((), 0, 0)}
        assert (await self.ask(FIRMS, scan())).summaries is None

    @pytest.mark.parametrize(
        ("facet", "expected"),
        [
            (Facet("f", "city", 1), Tally((("a", 2),), 1, 1)),
            (Facet("f", "city", 0), Tally((), 3, 1)),
            # x once, y twice; F2 has an empty list and F3 none.
            (Facet("f", "aliases", 9), Tally((("y", 2), ("x", 1)), 0, 2)),
            (Facet("f", "aliases", 1), Tally((("y", 2),), 1, 2)),
            (Facet("f", "size", 9), Tally(((2, 2), (1, 1)), 0, 1)),
            (Facet("f", "active", 9), Tally(((False, 1), (True, 1)), 0, 2)),
            (Facet("f", "@type", 9), Tally((("Firm", 3), ("School", 1)), 0, 0)),
            (Facet("f", "name", 9, begin=1), Tally((("A", 1), ("B", 1), ("a", 1), ("王", 1)), 0, 0)),
        ],
        ids=str,
    )  # fmt: skip
    async def test_the_most_frequent_values_come_first_and_all_numbers_add_up(
        self, facet, expected
    ):
        assert await self.told(FIRMS, facet) == {"f": expected}

    async def test_equally_frequent_values_come_by_code_point(self):
        texts = ("\U00020bb7", "\uff01", "é", "z", "Z")
        firms = [node(f"F{i}", "Firm", city=text) for i, text in enumerate(texts)]
        found = await self.told(firms, Facet("f", "city", 3))
        assert found == {"f": Tally((("Z", 1), ("z", 1), ("é", 1)), 2, 0)}

    @pytest.mark.parametrize(
        "facet", [Facet("f", "aliases", 9), Facet("f", "name", 9, begin=2)], ids=str
    )
    async def test_so_do_parts_of_lists_and_beginnings_of_texts(self, facet):
        # In order; by halves in UTF-16 U+10000 and U+20BB7 came before U+E000.
        texts = ("\ud7ff", "\ue000", "\uff01", "\uffff", "\uffff!", "\uffff\U00010000", "\U00010000",
                 "\U00020bb7", "\U00020bb7\uff01")  # fmt: skip
        firms = [
            node(f"F{i}", "Firm", name=text, aliases=(text,)) for i, text in enumerate(texts[::-1])
        ]
        assert await self.told(firms, facet) == {"f": Tally(tuple((t, 1) for t in texts), 0, 0)}

    async def test_an_aggregate_adds_what_is_there_and_counts_what_is_missing(self):
        # Sizes 1, 2, 2; scores 1.5 and 2.0.
        assert await self.told(FIRMS, SIZES, SCORES) == {
            "sizes": Totals((Total(None, 3, 1, 2, Fraction(5)),), 1),
            "scores": Totals((Total(None, 2, 1.5, 2.0, Fraction(7, 2)),), 2),
        }
        one = compare("size", Op.EQ, 1)
        assert await self.told(FIRMS, SIZES, where=one, limit=None) == {
            "sizes": Totals((Total(None, 1, 1, 1, Fraction(1)),), 0)
        }
        none = compare("size", Op.GT, 9)
        assert await self.told(FIRMS, SIZES, where=none) == {"sizes": Totals((), 0)}
        names = Aggregate("names", "name")
        assert await self.told(FIRMS, names) == {
            "names": Totals((Total(None, 4, "Ab", "王", None),), 0)
        }

    async def test_amounts_are_added_apart_for_each_currency(self):
        amounts = (Money(5, "EUR"), Money(7, "CNY"), Money(1, "EUR"))
        firms = [node(f"F{i}", "Firm", capital=amount) for i, amount in enumerate(amounts)]
        asked = Aggregate("a", "capitalMinor", "capitalCurrency")
        assert await self.told([*firms, node("F9", "Firm")], asked) == {
            "a": Totals((Total("CNY", 1, 7, 7, Fraction(7)), Total("EUR", 2, 1, 5, Fraction(6))), 1)
        }

    @pytest.mark.parametrize(
        ("values", "column"),
        [
            ((2**62, 2**62, 2**62, -1), "size"),
            ((1 - 2**63, 1 - 2**63, 2**63 - 1), "size"),
            ((0.1, 0.2, 0.3, -0.7), "score"),
            ((1e300, 1.0, -1e300), "score"),
            ((1e-300, 5e-324, 1.0, -0.0001), "score"),
            ((2.0**63, -(2.0**53) - 2, 0.0009765625, 7.5), "score"),
        ],
    )
    async def test_sums_are_exact_in_whatever_order(self, values, column):
        firms = [node(f"F{i}", "Firm", **{column: value}) for i, value in enumerate(values)]
        expected = Fraction(0)
        for value in values:
            expected += Fraction(value)
        found = await self.told(firms, Aggregate("a", column))
        assert found == {
            "a": Totals((Total(None, len(values), min(values), max(values), expected),), 0)
        }

    @pytest.mark.parametrize(
        "never", [Or(()), compare("marks", Op.HAS_ANY, ()), compare("name", Op.GT, 1)], ids=str
    )
    async def test_a_list_that_can_hold_nothing_tells_nothing(self, never):
        asked = (
            Facet("roles", "role", 1, of_link=True, begin=1),
            Facet("marks", "marks", 2),
            Aggregate("costs", "costMinor", "costCurrency"),
        )
        works = Connection(
            (NAMED,),
            where=LinkFilter(node=never),
            order=(OrderKey(Column("begun")),),
            limit=1,
            count=True,
            summaries=asked,
        )
        view = NodeView("node", Selection(follows=(Follow("works", WORKS, works),)))
        page = await self.ask(TIES, Scan(BODIES, Connection((view,), limit=1, count=True)))
        below = page.entries[0]["node"]["works"]
        nothing = {"roles": Tally((), 0, 0), "marks": Tally((), 0, 0), "costs": Totals((), 0)}
        assert (below.count, below.summaries) == (0, nothing)
        whole = await self.ask(TIES, Scan(("Work",), replace(works, summaries=asked[1:])))
        assert (whole.count, whole.summaries) == (0, {k: nothing[k] for k in ("marks", "costs")})

    async def test_lists_of_links_tell_of_links_and_of_nodes(self):
        # F1 leads W1, takes part in it a second time, and is in W2 in an unknown role.
        asked = (
            Facet("roles", "role", 9, of_link=True),
            Facet("names", "name", 9),
            Aggregate("begun", "begunFirst"),
            Aggregate("keys", "part", of_link=True),
        )
        works = Connection((NAMED,), limit=1, summaries=asked)
        led = Connection(
            where=LinkFilter(edge=compare("role", Op.EQ, "LEAD")), count=True, summaries=asked[:2]
        )
        selection = Selection(follows=(Follow("all", WORKS, works), Follow("led", WORKS, led)))
        one, nobody = await self.ask(TIES, Lookup(("F1", "F3"), selection))
        assert one["all"].summaries == {
            "roles": Tally((("LEAD", 1), ("PARTICIPANT", 1)), 0, 1),
            "names": Tally((("one", 2), ("two", 1)), 0, 0),
            "begun": Totals((Total(None, 2, "2020-01-01", "2020-01-01", None),), 1),
            "keys": Totals((Total(None, 1, "2", "2", None),), 2),
        }
        assert (one["led"].count, one["led"].entries) == (1, [])
        assert one["led"].summaries == {
            "roles": Tally((("LEAD", 1),), 0, 0),
            "names": Tally((("one", 1),), 0, 0),
        }
        assert nobody["all"].summaries == {
            "roles": Tally((), 0, 0),
            "names": Tally((), 0, 0),
            "begun": Totals((), 0),
            "keys": Totals((), 0),
        }
