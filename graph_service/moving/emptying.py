"""Whether a store is empty, and making it so by taking back all that is in it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from graph_service.store.half_copied import COPY
from graph_service.store.ledger import Kept, Ledger
from graph_service.store.port import Store
from schema.statements import Decision, Verdict

__all__ = ["empty", "is_empty"]


async def is_empty(store: Store) -> bool:
    """Tell whether a store holds no runs, decisions, documents and blobs."""
    if await store.runs() or await _decisions(store) or await store.ledger.blob_names(limit=1):
        return False
    async for _ in _documents(store.ledger):
        return False
    return True


async def empty(store: Store) -> None:
    """Take back all that is in a store, but for the note about a copy."""
    ledger = store.ledger
    for decision in await _decisions(store):
        await store.decide(Decision(decision.left, decision.right, Verdict.UNDECIDED))
    for state in await store.runs():
        await store.retract(state.run.id)
    await ledger.delete_blobs("")
    async for kept in _documents(ledger):
        await ledger.compare_and_set(kept.kind, kept.key, None, expected=kept.revision)


async def _decisions(store: Store) -> tuple[Decision, ...]:
    async for part in store.contents():
        return part.decisions
    return ()


async def _documents(ledger: Ledger) -> AsyncIterator[Kept]:
    """Yield the documents that are not deleted."""
    after = ("", "")
    while page := await ledger.kept(after=after):
        after = page[-1].kind, page[-1].key
        for kept in page:
            if kept.document is not None and kept.kind != COPY:
                yield kept
