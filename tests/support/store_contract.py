"""What every store promises; adapters inherit it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from store_at import StoreAt
from store_decisions import StoreDecisions
from store_forgetting import StoreForgetting
from store_laws import StoreLaws, everything
from store_links_described import StoreLinksDescribed
from store_resolution import StoreResolution
from store_statements import ORGANISATIONS, RUN, enterprise
from store_view import CONTEXT, shown

from graph_service.store.plan import Connection, Scan
from graph_service.store.port import Outcome, SnapshotColumns, SnapshotRequest, Store, StoreError
from schema.catalogue import Catalogue, load_catalogue
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict


def _between(source: str, target: str) -> tuple[str, str, str]:
    return "PART_OF", f"Organization:{source}", f"Organization:{target}"


class StoreContract(
    StoreResolution, StoreDecisions, StoreForgetting, StoreLinksDescribed, StoreLaws
):
    """A subclass says with `make` where stores are kept."""

    @pytest.fixture
    def catalogue(self) -> Catalogue:
        return load_catalogue()

    @pytest_asyncio.fixture
    async def at(self) -> AsyncIterator[StoreAt]:
        at = self.make()
        yield at
        at.remove()

    @pytest_asyncio.fixture
    async def store(self, at: StoreAt) -> AsyncIterator[Store]:
        store = await at.open()
        yield store
        await store.close()

    async def test_a_version_names_the_store_and_counts_its_changes(self, store):
        name, number = (await store.version()).split(".")
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name)
        applied = await store.apply([enterprise(1, "E:1")], RUN)
        assert applied.version == await store.version() == f"{name}.{int(number) + 1}"

    async def test_an_empty_batch_changes_nothing(self, store):
        before = await store.version()
        assert (await store.apply([], RUN)).version == before
        assert await store.runs() == ()

    async def test_a_row_is_created_updated_or_unchanged(self, store):
        applied = await store.apply(
            [
                enterprise(1, "E:1", name="a"),
                enterprise(2, "E:1", name="a"),
                enterprise(3, "E:1", name="b"),
                enterprise(4, "E:1", name="b"),
                enterprise(4, "E:2", name="c"),
            ],
            RUN,
        )
        assert dict(applied.rows) == {
            1: Outcome.CREATED,
            2: Outcome.UNCHANGED,
            3: Outcome.UPDATED,
            4: Outcome.CREATED,
        }
        assert (applied.nodes_created, applied.nodes_updated) == (2, 0)

    async def test_rows_that_are_known_are_not_applied_again(self, store):
        await store.apply([enterprise(1, "E:1"), enterprise(2, "E:2")], RUN)
        applied = await store.apply([enterprise(2, "E:9"), enterprise(3, "E:3")], RUN)
        assert dict(applied.rows) == {2: Outcome.UNCHANGED, 3: Outcome.CREATED}
        (state,) = await store.runs()
        assert (state.run, state.sequence, state.rows) == (RUN, 1, 3)
        assert (await store.describe(["E:9"])) == (None,)

    async def test_rows_must_come_in_order(self, store, at):
        before = await at.medium(store)
        with pytest.raises(StoreError, match="row 1 comes after row 2"):
            await store.apply([enterprise(2, "E:1"), enterprise(1, "E:2")], RUN)
        assert await at.medium(store) == before

    @pytest.mark.parametrize(
        ("statement", "named"),
        [
            (NodeStatement(7, "X:1", "Spaceship"), "Row 7.*type 'Spaceship'"),
            (NodeStatement(7, "X:1", "Organization"), "Row 7.*type 'Organization'"),
            (NodeStatement(7, "E:1", "Enterprise", {"wings": 2}), r"Row 7.*Enterprise\.wings"),
            (LinkStatement(7, "FLIES", "E:1", "E:2"), "Row 7.*link type 'FLIES'"),
            (
                LinkStatement(7, "PARTICIPATES_IN", "E:1", "P:1", "", {"wings": 2}),
                r"Row 7.*PARTICIPATES_IN\.wings",
            ),
            (NodeStatement(7, "E:1", "Enterprise", {"name": 5}), r"Row 7.*Enterprise\.name.*5"),
            (NodeStatement(7, "E:1", "Enterprise", {"establishedOn": "2021-13"}), "2021-13"),
            (NodeStatement(7, "E:1", "Enterprise", {"name": None}), "None"),
            (
                LinkStatement(7, "PARTICIPATES_IN", "E:1", "P:1", "", {"role": "PILOT"}),
                "PILOT",
            ),
        ],
    )
    async def test_what_the_catalogue_does_not_know_is_refused_whole(
        self, store, at, statement, named
    ):
        before = await at.medium(store)
        with pytest.raises(StoreError, match=named):
            await store.apply([enterprise(1, "E:1"), statement], RUN)
        assert await at.medium(store) == before
        assert (await store.info()).nodes == {}

    async def test_a_text_that_cannot_be_stored_leaves_everything_as_it_was(self, store, at):
        before = await at.medium(store)
        with pytest.raises(StoreError, match="cannot be stored"):
            await store.apply([enterprise(1, "E:1"), enterprise(2, "E:\ud800")], RUN)
        assert await at.medium(store) == before
        assert (await store.describe(["E:1"])) == (None,)
        assert (await store.apply([enterprise(1, "E:1")], RUN)).nodes_created == 1

    async def test_a_link_is_shown_when_both_its_ends_are_there(self, store, catalogue):
        link = LinkStatement(1, "PARTICIPATES_IN", "E:1", "P:1", "", {"role": "LEAD"})
        applied = await store.apply([link, enterprise(1, "E:1")], RUN)
        assert (applied.links_created, (await store.info()).links) == (0, {})
        other = Run("s", "survey", "2021", 1)
        applied = await store.apply([NodeStatement(1, "P:1", "Project")], other)
        assert (applied.links_created, dict(applied.rows)) == (1, {1: Outcome.CREATED})
        _, links = await shown(store, catalogue)
        assert links == {("PARTICIPATES_IN", "E:1", "P:1", ""): {"role": "LEAD"}}
        await store.retract("s")
        assert (await store.info()).links == {}
        applied = await store.apply([NodeStatement(1, "P:1", "Project")], other)
        assert applied.links_created == 1

    async def test_taking_back_an_unknown_run_changes_nothing(self, store, at):
        before = await at.medium(store)
        assert (await store.retract("nobody")).version == await store.version()
        assert await at.medium(store) == before

    async def test_records_are_found_by_any_key_that_was_said_of_them(self, store):
        await store.apply(
            [
                NodeStatement(1, "E:1", "Enterprise", {"name": "a"}, ("name:a", "uscc:1")),
                NodeStatement(2, "E:1", "Enterprise", {"name": "b"}, ("name:b",)),
                NodeStatement(3, "E:2", "Enterprise", {}, ("name:a",)),
            ],
            RUN,
        )
        found = await store.lookup(["name:a", "name:b", "name:c"])
        assert {key: [f.id for f in records] for key, records in found.items()} == {
            "name:a": ["E:1", "E:2"],
            "name:b": ["E:1"],
        }
        assert found["name:b"][0].keys == {"name:a", "uscc:1", "name:b"}
        assert found["name:b"][0].type == "Enterprise"
        assert [record.name for record in found["name:a"]] == ["b", ""]

    async def test_a_store_opened_again_is_the_same(self, at):
        store = await at.open()
        said = {"name": "a", "aliases": ("x", "y"), "establishedOn": "2021-02"}
        await store.apply([enterprise(n, ORGANISATIONS[0], **said) for n in (1, 2)], RUN)
        await store.apply([enterprise(n, ORGANISATIONS[0], **said) for n in (3, 4)], RUN)
        await store.decide(Decision(ORGANISATIONS[0], "Organization:0", Verdict.SAME))
        before, version = await everything(store), await store.version()
        await store.close()
        again = await at.open()
        assert (await everything(again), await again.version()) == (before, version)
        link = LinkStatement(5, "PART_OF", ORGANISATIONS[0], "Organization:z")
        more = [enterprise(5, "Organization:z"), link]
        assert (await again.apply(more, RUN)).links_created == 1
        await again.close()
        third = await at.open()
        more = [enterprise(6, "Organization:y"), LinkStatement(6, *_between("z", "y"))]
        assert (await third.apply(more, RUN)).links_created == 1
        assert (await third.info()).links == {"PART_OF": 2}
        await third.close()

    async def test_reads_see_whole_batches_while_they_are_written(self, store):
        """Each batch adds a pair; half of one would be an odd number, or unequal tables."""
        scan = Scan(("Enterprise",), Connection(count=True))
        columns = SnapshotRequest(
            (SnapshotColumns("Enterprise"), SnapshotColumns("Project")), (), "2023-12-31"
        )
        seen: list[int] = []

        async def write() -> None:
            for n in range(1, 41):
                pair = [enterprise(n, f"E:{n}:{half}", name="x" * n) for half in "ab"]
                both = [NodeStatement(n, f"P:{n}:{half}", "Project") for half in "ab"]
                await store.apply([*pair, *both], RUN)

        async def read() -> None:
            while not writer.done():
                seen.append((await store.read(scan, CONTEXT)).count)
                tables = await store.snapshot(columns)
                sizes = [len(tables.nodes[t].ids) for t in ("Enterprise", "Project")]
                number = int(tables.version.rpartition(".")[2])
                assert sizes == [2 * number, 2 * number]

        writer = asyncio.create_task(write())
        await asyncio.gather(writer, read(), read())
        assert all(count % 2 == 0 for count in seen)
        assert seen == sorted(seen)

    async def test_a_caller_that_gives_up_leaves_a_whole_batch_or_nothing(self, store):
        """Each gives up a little later, so that some do in the middle of a commit."""
        for n in range(1, 61):
            pair = [enterprise(n, f"E:{n}"), NodeStatement(n, f"P:{n}", "Project")]
            applying = asyncio.create_task(store.apply(pair, RUN))
            for _ in range(n % 20):
                await asyncio.sleep(0)
                await store.version()
            applying.cancel()
            await asyncio.wait([applying])
            await store.apply(pair, RUN)
            assert (await store.info()).nodes == {"Enterprise": n, "Project": n}

    async def test_writers_take_turns(self, store):
        await asyncio.gather(
            *(
                store.apply([enterprise(1, f"E:{n}")], Run(f"r{n}", "register", "2021", n))
                for n in range(8)
            )
        )
        assert (await store.info()).nodes == {"Enterprise": 8}
        assert [s.sequence for s in await store.runs()] == list(range(1, 9))

    async def test_a_closed_store_says_so(self, at):
        store = await at.open()
        await store.close()
        await store.close()
        for call in (
            store.version(),
            store.apply([enterprise(1, "E:1")], RUN),
            store.ledger.get("run", "1"),
        ):
            with pytest.raises(StoreError, match="closed"):
                await call
