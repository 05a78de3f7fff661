"""Stores in which much has happened: merges, repeats, retractions, waiting links, a full ledger."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice

from crash_child import operations, perform
from hypothesis import strategies as st
from store_statements import DECISIONS, RUNS, numbered, rows

from graph_service.store.port import Store, StoreError
from schema.money import Money
from schema.statements import (
    UNTYPED,
    WITHDRAWN,
    Decision,
    LinkStatement,
    NodeStatement,
    Run,
    Verdict,
)

STEPS = st.lists(
    st.one_of(
        st.tuples(rows(), st.sampled_from(RUNS)),
        DECISIONS,
        st.sampled_from([run.id for run in RUNS]),
    ),
    max_size=6,
)
"""What happens to a store: rows of a run, decisions, ids of runs that are taken back."""


async def happen(store: Store, steps: list) -> None:
    """Do what `STEPS` drew, and fill the ledger."""
    done: dict[str, int] = {}
    for step in steps:
        if isinstance(step, str):
            await store.retract(step)
            done.pop(step, None)
        elif isinstance(step, Decision):
            await _try(store, step)
        else:
            found, run = step
            first = done.get(run.id, 0) + 1
            await store.apply(numbered(found, first), run)
            done[run.id] = first + len(found)
    await fill_ledger(store)


async def busy(store: Store, seed: int, *, steps: int = 25) -> None:
    """Do the operations of a seed, and some things that those leave out."""
    for operation in islice(operations(seed), steps):
        await perform(store, operation)
    rest = Run("rest", "rest", "2021", 3)
    said = [
        NodeStatement(1, "Organization:甲", "Enterprise", {"name": "甲\x00乙", "aliases": ("a",)}),
        NodeStatement(2, "p", "Project", {"budget": Money(8_569_619_375_700, "EUR")}, ("k", "l")),
        LinkStatement(3, "PARTICIPATES_IN", "nobody", "p", "", {"role": "LEAD"}),
        LinkStatement(3, "PARTICIPATES_IN", "Organization:甲", "nothing", "x"),
    ]
    # The same once more: counted, not stored twice.
    await store.apply([*said, *(replace(one, row=one.row + 3) for one in said)], rest)
    await _try(store, Decision("nobody", "Organization:甲", Verdict.SAME))
    await _try(store, Decision("nobody", "p", Verdict.DIFFERENT))
    await _people_speak(store)
    await fill_ledger(store, seed)


async def _people_speak(store: Store) -> None:
    """People correct and withdraw, and an issue closes what it does not say."""
    posts = [
        [
            NodeStatement(row, person, "Talent", {"name": person}),
            LinkStatement(row, "AFFILIATED_WITH", person, "Organization:甲"),
        ]
        for row, person in enumerate(("Talent:一", "Talent:二"), 1)
    ]
    await store.apply([*posts[0], *posts[1]], Run("posts-2020", "posts", "2020"))
    await store.apply(posts[0], Run("posts-2021", "posts", "2021"))
    await store.close_missing("posts-2021", ["AFFILIATED_WITH"])
    said = [
        NodeStatement(1, "Organization:甲", UNTYPED, {"name": None}, ("name:甲",)),
        NodeStatement(2, "Organization:鬼", UNTYPED, {"city": "温州"}),
        NodeStatement(3, "p", UNTYPED, {WITHDRAWN: True}),
        LinkStatement(4, "AFFILIATED_WITH", "Talent:一", "Organization:甲", "", {WITHDRAWN: True}),
    ]
    await store.apply(said, Run("people", "manual", "", 1_000_000))


async def fill_ledger(store: Store, seed: int = 0) -> None:
    """Write documents, change and delete some, and keep blobs."""
    dice = random.Random(seed)
    ledger = store.ledger
    for number in range(5):
        key = await ledger.append("run", {"n": number, "text": "温州 \x00 \U0001f600"})
        if dice.random() < 0.5:
            await ledger.compare_and_set("run", key, {"n": -number}, expected=1)
    await ledger.compare_and_set("run", key, None, expected=(await ledger.get("run", key)).revision)
    await ledger.compare_and_set("钥匙", "\U0001f600", {}, expected=0)
    await ledger.compare_and_set("copier", "a", {"kind": "not the note"}, expected=0)
    for number in range(4):
        await ledger.put_blob(f"raw/{number}", dice.randbytes(number * 400))
    await ledger.put_blob("nul", bytes(256))


async def _try(store: Store, decision: Decision) -> None:
    try:
        await store.decide(decision)
    except StoreError:
        return
