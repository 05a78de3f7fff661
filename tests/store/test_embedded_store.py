"""Both media of the embedded store keep the promises of a store and of a ledger."""

from __future__ import annotations

from embedded_places import FileAt, MemoryAt
from ledger_contract import LedgerContract
from store_contract import StoreContract


class TestStoreInAFile(StoreContract, LedgerContract):
    def make(self) -> FileAt:
        return FileAt()

    async def test_documents_and_blobs_outlive_the_process(self, at):
        store = await at.open()
        key = await store.ledger.append("run", {"n": 1})
        await store.ledger.put_blob("raw/1", b"x")
        await store.close()
        again = await at.open()
        entry = await again.ledger.get("run", key)
        assert (entry.document, await again.ledger.get_blob("raw/1")) == ({"n": 1}, b"x")
        await again.close()

    async def test_reads_see_whole_batches_when_threads_read_and_change(self, store, monkeypatch):
        monkeypatch.setattr("graph_service.store.embedded._LARGE", 0)
        monkeypatch.setattr("graph_service.store.interpreter.is_small", lambda *_: False)
        await self.test_reads_see_whole_batches_while_they_are_written(store)


class TestStoreInMemory(StoreContract, LedgerContract):
    def make(self) -> MemoryAt:
        return MemoryAt()

    # It is gone when it is closed.
    test_a_store_opened_again_is_the_same = None
    test_the_last_verdict_on_a_pair_is_the_one_that_is_kept = None
