"""What every ledger promises; adapters inherit it."""

from __future__ import annotations

import pytest

from graph_service.store.ledger import Kept, Ledger
from graph_service.store.port import Store


class LedgerContract:
    """A subclass gives the fixture `store`: an empty one, closed afterwards."""

    @pytest.fixture
    def ledger(self, store: Store) -> Ledger:
        return store.ledger

    async def test_appended_documents_are_listed_in_the_order_they_came(self, ledger):
        keys = [await ledger.append("run", {"n": n}) for n in range(12)]
        assert keys == sorted(keys)
        assert [e.document["n"] for e in await ledger.list("run")] == list(range(12))

    async def test_a_key_of_a_deleted_document_is_not_given_again(self, ledger):
        first = await ledger.append("run", {"n": 1})
        assert await ledger.compare_and_set("run", first, None, expected=1)
        assert await ledger.append("run", {"n": 2}) > first

    async def test_an_appended_key_sorts_after_keys_that_were_chosen(self, ledger):
        await ledger.compare_and_set("run", "zebra", {}, expected=0)
        await ledger.compare_and_set("run", "钥匙", {}, expected=0)
        keys = [await ledger.append("run", {}) for _ in range(3)]
        assert ["zebra", "钥匙", *keys] == sorted({"zebra", "钥匙", *keys})

    async def test_kinds_do_not_see_each_other(self, ledger):
        await ledger.append("run", {"n": 1})
        assert await ledger.list("job") == ()

    async def test_a_document_comes_back_as_it_went_in(self, ledger):
        document = {
            "text": "温州 \U0001f600 \x00",
            "n": 8569619375700,
            "list": [1, None, {"a": 0.1}],
        }
        key = await ledger.append("run", document)
        entry = await ledger.get("run", key)
        assert entry.document == document
        assert (entry.kind, entry.key, entry.revision) == ("run", key, 1)

    async def test_several_documents_are_got_at_once_without_those_that_are_not_there(self, ledger):
        for key in ("a", "é", "b", "c"):
            await ledger.compare_and_set("run", key, {"k": key}, expected=0)
        await ledger.compare_and_set("run", "c", None, expected=1)
        await ledger.compare_and_set("job", "a", {"k": "another"}, expected=0)

        found = await ledger.get_many("run", ["b", "nothing", "c", "é", "b"])

        assert {key: entry.document["k"] for key, entry in found.items()} == {"b": "b", "é": "é"}
        assert await ledger.get_many("run", []) == {}

    async def test_what_is_not_there_is_none(self, ledger):
        assert await ledger.get("run", "nothing") is None
        assert await ledger.get_blob("nothing") is None

    async def test_pages_of_a_list_follow_by_code_point(self, ledger):
        for key in ("b", "é", "a", "\U0001f600", "￼"):
            await ledger.compare_and_set("key", key, {"k": key}, expected=0)
        first = await ledger.list("key", limit=2)
        rest = await ledger.list("key", after=first[-1].key, limit=10)
        assert [e.key for e in (*first, *rest)] == ["a", "b", "é", "￼", "\U0001f600"]

    async def test_a_write_needs_the_revision_it_read(self, ledger):
        assert await ledger.compare_and_set("job", "j", {"n": 1}, expected=0)
        assert not await ledger.compare_and_set("job", "j", {"n": 2}, expected=0)
        assert await ledger.compare_and_set("job", "j", {"n": 3}, expected=1)
        assert not await ledger.compare_and_set("job", "j", {"n": 4}, expected=1)
        entry = await ledger.get("job", "j")
        assert (entry.revision, entry.document) == (2, {"n": 3})

    async def test_a_revision_rises_over_deletion_so_that_an_old_reader_fails(self, ledger):
        assert await ledger.compare_and_set("job", "j", {"n": 1}, expected=0)
        assert await ledger.compare_and_set("job", "j", None, expected=1)
        assert await ledger.get("job", "j") is None
        assert await ledger.list("job") == ()
        assert await ledger.compare_and_set("job", "j", {"n": 2}, expected=0)
        assert not await ledger.compare_and_set("job", "j", {"n": 3}, expected=1)

    async def test_deleting_nothing_leaves_nothing(self, ledger):
        assert await ledger.compare_and_set("job", "j", None, expected=0)
        assert not await ledger.compare_and_set("job", "j", None, expected=1)
        assert await ledger.list("job") == ()

    async def test_many_documents_of_a_kind_are_written_and_deleted_at_once(self, ledger):
        await ledger.compare_and_set("job", "a", {"n": 1}, expected=0)
        await ledger.compare_and_set("job", "b", {"n": 1}, expected=0)
        await ledger.compare_and_set("run", "a", {"n": 1}, expected=0)
        await ledger.put_many("job", {"a": {"n": 2}, "b": None, "é": {"n": 2}, "none": None})
        await ledger.put_many("job", {})
        assert await ledger.kept() == (
            Kept("job", "a", 2, {"n": 2}),
            Kept("job", "b", 2, None),
            Kept("job", "é", 1, {"n": 2}),
            Kept("run", "a", 1, {"n": 1}),
        )
        await ledger.put_many("job", {"b": {"n": 3}})
        assert (await ledger.get("job", "b")).revision == 3

    async def test_blobs_are_kept_replaced_and_deleted_by_prefix(self, ledger):
        content = bytes(range(256)) * 4
        for name in ("raw/1/0", "raw/1/1", "raw/10/0", "raw_1", "rax"):
            await ledger.put_blob(name, content)
        await ledger.put_blob("raw/1/0", b"")
        assert await ledger.get_blob("raw/1/0") == b""
        assert await ledger.get_blob("raw/1/1") == content
        assert await ledger.delete_blobs("raw/1/") == 2
        assert await ledger.get_blob("raw/1/1") is None
        assert await ledger.get_blob("raw/10/0") == content
        assert await ledger.delete_blobs("%") == 0

    async def test_names_of_blobs_come_in_pages_by_code_point(self, ledger):
        for name in ("b", "é", "a", "\U0001f600", "￼"):
            await ledger.put_blob(name, b"x")
        first = await ledger.blob_names(limit=2)
        rest = await ledger.blob_names(after=first[-1])
        assert (first, rest) == (("a", "b"), ("é", "￼", "\U0001f600"))
        assert await ledger.blob_names(after="\U0001f600") == ()

    async def test_all_that_is_kept_comes_in_pages_by_kind_and_key(self, ledger):
        for kind, key in (("b", "1"), ("a", "é"), ("a", "b"), ("a\U0001f600", "0"), ("ab", "")):
            await ledger.compare_and_set(kind, key, {"k": key}, expected=0)
        await ledger.compare_and_set("a", "b", {"k": "again"}, expected=1)
        await ledger.compare_and_set("b", "1", None, expected=1)
        first = await ledger.kept(limit=2)
        rest = await ledger.kept(after=("a", "é"))
        assert [*first, *rest] == [
            Kept("a", "b", 2, {"k": "again"}),
            Kept("a", "é", 1, {"k": "é"}),
            Kept("ab", "", 1, {"k": ""}),
            Kept("a\U0001f600", "0", 1, {"k": "0"}),
            Kept("b", "1", 2, None),
        ]

    async def test_what_is_taken_over_is_as_it_was_kept(self, ledger):
        await ledger.compare_and_set("job", "j", {"former": True}, expected=0)
        kept = (
            Kept("job", "i", 3, None),
            Kept("job", "j", 7, {"text": "\x00", "list": [1, None]}),
            Kept("run", "000000000004", 2, None),
        )
        for _ in range(2):
            await ledger.take_over(kept)
        assert await ledger.kept() == kept
        entry = await ledger.get("job", "j")
        assert (entry.revision, entry.document) == (7, {"text": "\x00", "list": [1, None]})
        assert not await ledger.compare_and_set("job", "j", {}, expected=1)
        assert await ledger.compare_and_set("job", "j", {"n": 8}, expected=7)
        # Neither the key nor the revision of what was deleted is given again.
        assert await ledger.append("run", {}) == "000000000005"
        assert await ledger.compare_and_set("job", "i", {}, expected=0)
        assert (await ledger.get("job", "i")).revision == 4

    async def test_the_graph_does_not_notice(self, store: Store, ledger):
        before = await store.version()
        await ledger.append("run", {})
        await ledger.put_blob("raw/1", b"x")
        assert await store.version() == before
        assert (await store.info()).nodes == {}

    async def test_what_is_erased_has_never_been(self, ledger):
        for key in ("a", "b"):
            await ledger.compare_and_set("run", key, {"k": key}, expected=0)
            await ledger.compare_and_set("run", key, None, expected=1)
        await ledger.compare_and_set("job", "a", {}, expected=0)

        await ledger.erase([("run", "a"), ("run", "nothing"), ("job", "b")])

        assert [(k.kind, k.key, k.revision) for k in await ledger.kept()] == [
            ("job", "a", 1),
            ("run", "b", 2),
        ]
        assert await ledger.compare_and_set("run", "a", {}, expected=0)
        assert (await ledger.get("run", "a")).revision == 1
