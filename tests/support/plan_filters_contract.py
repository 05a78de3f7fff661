"""Rules of filters, for every store."""

from __future__ import annotations

import pytest
from plan_graphs import (
    FIRMS,
    NAMED,
    PLACES,
    TIES,
    WORKS,
    Reading,
    compare,
    every,
    ids,
    scan,
    some,
)

from graph_service.store.plan import (
    And,
    Connection,
    Counted,
    Hop,
    LinkFilter,
    Not,
    Op,
    Or,
    Quantified,
    Quantifier,
    Scan,
)
from schema.declarations import Direction


class FilterContract(Reading):
    """What comparisons, their combinations and conditions on links keep."""

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            (compare("size", Op.EQ, 2), ["F2", "S1"]),
            (compare("size", Op.EQ, 2.0), ["F2", "S1"]),
            (compare("size", Op.IN, (1, 7)), ["F1"]),
            (compare("size", Op.IN, ()), []),
            (compare("size", Op.GT, 1), ["F2", "S1"]),
            (compare("size", Op.GTE, 1.5), ["F2", "S1"]),
            (compare("score", Op.LT, 2), ["F1"]),
            (compare("score", Op.LTE, 2), ["F1", "S1"]),
            (compare("name", Op.GT, "B"), ["F3", "S1"]),
            (compare("name", Op.LT, "a"), ["F1", "F2"]),
            (compare("name", Op.CONTAINS, "b"), ["F1"]),
            (compare("name", Op.CONTAINS, ""), ["F1", "F2", "F3", "S1"]),
            (compare("name", Op.STARTS_WITH, "A"), ["F1"]),
            (compare("name", Op.ENDS_WITH, "王"), ["S1"]),
            (compare("city", Op.IS_NULL, True), ["F3"]),  # noqa: FBT003 - the operand
            (compare("city", Op.IS_NULL, False), ["F1", "F2", "S1"]),  # noqa: FBT003
            (compare("active", Op.EQ, True), ["F1"]),  # noqa: FBT003
            (compare("active", Op.EQ, False), ["F2"]),  # noqa: FBT003
            (compare("aliases", Op.HAS, "y"), ["F1", "S1"]),
            (compare("aliases", Op.HAS_ANY, ("x", "z")), ["F1"]),
            (compare("aliases", Op.HAS_ANY, ()), []),
            (compare("aliases", Op.HAS_ALL, ("x", "y")), ["F1"]),
            (compare("id", Op.IN, ("F3", "S1", "nobody")), ["F3", "S1"]),
        ],
    )
    async def test_a_comparison_keeps_what_meets_it(self, condition, expected):
        assert ids(await self.ask(FIRMS, scan(condition))) == expected

    @pytest.mark.parametrize(
        "condition",
        [
            compare("size", Op.EQ, 9),
            compare("size", Op.IN, (9,)),
            compare("size", Op.GT, 9),
            compare("size", Op.GTE, 9),
            compare("size", Op.LT, 0),
            compare("size", Op.LTE, 0),
            compare("city", Op.CONTAINS, "z"),
            compare("city", Op.STARTS_WITH, "z"),
            compare("city", Op.ENDS_WITH, "z"),
            compare("aliases", Op.HAS, "z"),
        ],
    )
    async def test_a_comparison_with_a_missing_value_is_false_and_its_negation_true(
        self, condition
    ):
        assert ids(await self.ask(FIRMS, scan(condition))) == []
        assert ids(await self.ask(FIRMS, scan(Not(condition)))) == ["F1", "F2", "F3", "S1"]

    @pytest.mark.parametrize(
        "condition",
        [
            compare("size", Op.EQ, "2"),
            compare("size", Op.EQ, True),  # noqa: FBT003 - one is not true
            compare("size", Op.IN, (True, "2")),
            compare("size", Op.GTE, False),  # noqa: FBT003
            compare("size", Op.LT, "z"),
            compare("active", Op.EQ, 1),
            compare("active", Op.IN, (0, 1)),
            compare("active", Op.GTE, 0),
            compare("name", Op.GT, 0),
            compare("size", Op.CONTAINS, "2"),
            compare("name", Op.HAS, "B"),
        ],
    )
    async def test_values_of_different_types_never_compare(self, condition):
        assert ids(await self.ask(FIRMS, scan(condition))) == []
        assert ids(await self.ask(FIRMS, scan(Not(condition)))) == ["F1", "F2", "F3", "S1"]

    async def test_a_missing_list_is_empty(self):
        empty = compare("aliases", Op.IS_EMPTY, True)  # noqa: FBT003
        filled = compare("aliases", Op.IS_EMPTY, False)  # noqa: FBT003
        assert ids(await self.ask(FIRMS, scan(empty))) == ["F2", "F3"]
        assert ids(await self.ask(FIRMS, scan(filled))) == ["F1", "S1"]
        none = compare("aliases", Op.HAS_ALL, ())
        assert ids(await self.ask(FIRMS, scan(none))) == ["F1", "F2", "F3", "S1"]

    async def test_all_of_no_conditions_is_true_and_any_of_none_false(self):
        assert ids(await self.ask(FIRMS, scan(And(())))) == ["F1", "F2", "F3", "S1"]
        assert ids(await self.ask(FIRMS, scan(Or(())))) == []
        either = Or((compare("size", Op.EQ, 1), compare("city", Op.IS_NULL, True)))  # noqa: FBT003
        assert ids(await self.ask(FIRMS, scan(either))) == ["F1", "F3"]

    @pytest.mark.parametrize(
        ("condition", "expected"),
        [
            # F1 has three links, two of them to W1; F2 one; S1 one; F3 none.
            (some(WORKS), ["F1", "F2", "S1"]),
            (Quantified(WORKS, Quantifier.NONE, LinkFilter()), ["F3"]),
            (every(WORKS), ["F1", "F2", "F3", "S1"]),
            (some(WORKS, edge=compare("role", Op.EQ, "LEAD")), ["F1", "S1"]),
            (
                some(WORKS, compare("role", Op.EQ, "LEAD"), compare("name", Op.EQ, "two")),
                ["S1"],
            ),
            (every(WORKS, far=compare("name", Op.EQ, "one")), ["F2", "F3"]),
            (every(WORKS, edge=compare("role", Op.IS_NULL, False)), ["F2", "F3", "S1"]),  # noqa: FBT003
            (Counted(WORKS, Op.EQ, 3), ["F1"]),
            (Counted(WORKS, Op.LTE, 1), ["F2", "F3", "S1"]),
            (Counted(WORKS, Op.IN, (0, 3)), ["F1", "F3"]),
            (Counted(Hop("TAKES_PART", Direction.OUT, "Lab"), Op.EQ, 0), [*PLACES]),
        ],
    )
    async def test_conditions_on_links_count_links(self, condition, expected):
        assert ids(await self.ask(TIES, scan(condition))) == expected

    async def test_a_hop_keeps_far_ends_of_its_target_only(self):
        firms = Counted(Hop("TAKES_PART", Direction.IN, "Firm"), Op.EQ, 1)
        found = Connection(nodes=(NAMED,), where=LinkFilter(node=firms), limit=10)
        assert ids(await self.ask(TIES, Scan(("Work",), found))) == ["W2"]  # F1, and S1 a school
