"""What was said about links, described as it is for records."""

from __future__ import annotations

from store_statements import enterprise

from graph_service.store.port import Conflict
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict

LIST, ATLAS = Run("l", "list", "2020", 1), Run("a", "atlas", "2021", 1)
TAKES_PART = ("PARTICIPATES_IN", "E:1", "P:1", "")
BESIDE = ("PARTICIPATES_IN", "E:1", "P:1", "2")
PART = ("PART_OF", "E:2", "E:1", "")


class StoreLinksDescribed:
    """Part of the contract of every store."""

    @staticmethod
    async def filled(store) -> None:
        def ties(row: int, role: str) -> LinkStatement:
            return LinkStatement(row, *TAKES_PART, {"role": role})

        nodes = [enterprise(1, "E:1"), enterprise(2, "E:2"), NodeStatement(3, "P:1", "Project")]
        await store.apply([*nodes, ties(4, "LEAD"), ties(5, "LEAD"), LinkStatement(6, *PART)], LIST)
        await store.apply([ties(1, "PARTICIPANT"), LinkStatement(1, *BESIDE)], ATLAS)

    async def test_a_link_tells_who_said_it_how_often_and_what_was_chosen(self, store):
        await self.filled(store)
        found = await store.describe_links([PART, TAKES_PART, BESIDE])
        part, takes_part, beside = found

        assert [(d.type, d.source, d.target, d.key) for d in found] == [PART, TAKES_PART, BESIDE]
        assert [(run, s.row, dict(s.values), n) for run, s, n in takes_part.statements] == [
            (LIST, 5, {"role": "LEAD"}, 2),
            (ATLAS, 1, {"role": "PARTICIPANT"}, 1),
        ]
        assert dict(takes_part.values) == {"role": "PARTICIPANT"}
        assert takes_part.conflicts == (
            Conflict("E:1 -[PARTICIPATES_IN]-> P:1", "role", "PARTICIPANT", "LEAD", 5, 0),
        )
        assert [run.source for d in (part, beside) for run, _, _ in d.statements] == [
            "list",
            "atlas",
        ]

    async def test_what_is_not_shown_is_described_as_none(self, store):
        await self.filled(store)
        waiting = ("PARTICIPATES_IN", "E:1", "P:9", "")
        await store.apply([LinkStatement(2, *waiting)], ATLAS)
        strange = [
            waiting,
            ("PARTICIPATES_IN", "P:1", "E:1", ""),
            ("PARTICIPATES_IN", "E:1", "P:1", "3"),
            ("NO_SUCH_TYPE", "E:1", "P:1", ""),
            ("PART_OF", "E:1", "E:2", ""),
        ]

        assert await store.describe_links(strange) == (None,) * 5
        assert await store.describe_links([]) == ()
        again = await store.describe_links([*strange, PART, PART])
        assert [d and d.source for d in again] == [None] * 5 + ["E:2"] * 2

    async def test_a_link_of_united_records_is_described_between_survivors(self, store):
        await self.filled(store)
        await store.apply([LinkStatement(2, "PARTICIPATES_IN", "E:2", "P:1")], ATLAS)
        await store.decide(Decision("E:1", "E:2", Verdict.SAME))

        retired, survivor = await store.describe_links(
            [("PARTICIPATES_IN", "E:2", "P:1", ""), TAKES_PART]
        )

        assert retired == survivor
        assert (survivor.source, [n for *_, n in survivor.statements]) == ("E:1", [2, 1, 1])
        # Each statement speaks of the record that its source meant.
        assert [s.source for _, s, _ in survivor.statements] == ["E:1", "E:1", "E:2"]
