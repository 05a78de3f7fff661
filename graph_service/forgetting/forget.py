"""Forgetting a record or one property of it: erased everywhere, and refused from then on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graph_service.clock import Clock, utc_now
from graph_service.forgetting.documents import FORGOTTEN, erase_in_documents, erase_in_report
from graph_service.forgetting.plan import Plan, plan_for
from graph_service.forgetting.refusals import Secret, remembered_value
from graph_service.forgetting.rows import Place, Spoken, found_in_rows, raw_blocks
from graph_service.ingest_ledger import RUN
from graph_service.ingest_turn import PATIENCE, Holder, ImportTurn, import_turn
from graph_service.store.ledger import Entry, Ledger
from graph_service.store.port import Described, Erasure, Store, StoreError
from schema.catalogue import Catalogue

__all__ = ["Forgotten", "NothingToForget", "forget"]

_BEGUN, _DONE = "begun", "done"
_PAGE: Final = 100


class NothingToForget(StoreError):
    """What was asked for cannot be forgotten; the message is a sentence for who asked."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was forgotten, without what it was.

    Attributes
    ----------
    type, property : str
        Of the record; the property is empty if all of it was forgotten.
    records : int
        How many records were one.
    statements : int
        How many statements were erased.
    links : int
        How many links went with it.
    rows : int
        In how many kept rows something was erased.
    version : str
        Of the graph, afterwards.
    """

    type: str
    property: str
    records: int
    statements: int
    links: int
    rows: int
    version: str


async def forget(
    store: Store,
    catalogue: Catalogue,
    id_: str,
    *,
    property_: str = "",
    by: str,
    reason: str,
    clock: Clock = utc_now,
    patience: float = PATIENCE,
    waiting: Callable[[Holder], object] | None = None,
    drop_uploads: Callable[[], Awaitable[object]] | None = None,
) -> Forgotten:
    """Erase what was said, whoever said it, and refuse it when it is imported again.

    Erased are statements, values, links (of a whole record), lookup keys, search terms, kept rows,
    what reports of imports and reviews tell of it, and files that were sent. That it happened is
    kept: who, when, why, and digests by which it is known again. Of records that were decided to
    be one all are forgotten. If this is interrupted, it can be done again and goes on.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    id_ : str
        The record.
    property_ : str
        The only property to forget; ``""`` for all of the record.
    by, reason : str
        Who forgets it and why, without what is forgotten.
    clock : Clock
    patience : float
        Seconds to wait for an import that is running.
    waiting : callable, optional
        Called with each import that is waited for.
    drop_uploads : callable, optional
        Deletes the files that were sent to be imported.

    Raises
    ------
    NothingToForget
        If nothing is known of it, or it cannot be forgotten by itself.
    StoreError
        If an import does not end in time, or the store cannot be written.
    """
    async with import_turn(store.ledger, patience=patience, waiting=waiting) as turn:
        secret = await Secret.of(store.ledger)
        (found,) = await store.describe([id_])
        before = await _earlier(store.ledger, secret.digest(f"id:{id_}"), property_)
        if found is None:
            return await _finish(store, _unknown(before, id_), Erasure(id_, property_), 0)
        _check_property(catalogue, found, property_)
        plan = await plan_for(store, catalogue, found, property_)
        if property_ and not plan.values:
            if before is not None and before.document["state"] == _BEGUN:
                return await _finish(store, before, plan.erasure, 0)
            raise NothingToForget(f"Nothing is known of {property_} of {id_}.")
        _check_words(plan, found, by, reason)
        if before is None or before.document["state"] != _BEGUN:
            document = {
                "state": _BEGUN,
                "by": by,
                "at": clock().isoformat(timespec="seconds"),
                "reason": reason,
                "type": plan.type,
                "property": property_,
                "records": len(found.records),
                **secret.digests(plan.keys),
                "values": _remembered(plan),
            }
            # From here on it is refused, whatever happens to this process.
            key = await store.ledger.append(FORGOTTEN, document)
            before = Entry(FORGOTTEN, key, 1, document)
        if drop_uploads is not None:
            await drop_uploads()
        await erase_in_documents(store.ledger, plan.traces)
        rows = await _erase_rows(store.ledger, plan, turn)
        await turn.confirm()
        return await _finish(store, before, plan.erasure, rows)


async def _erase_rows(ledger: Ledger, plan: Plan, turn: ImportTurn) -> int:
    """Erase what reports of runs and kept rows tell, run by run; return in how many rows.

    Reports come first: the rows tell which places are meant.
    """
    count = 0
    nothing = Spoken(plan.traces)
    here, blocks, places = "", list[tuple[int, str]](), set[Place]()

    async def leave() -> None:
        """Rewrite what was found in a run."""
        nonlocal count
        spoken = plan.runs.get(here, nothing)
        await erase_in_report(ledger, here, plan.traces, places)
        for number, name in blocks:
            _, block = await found_in_rows(ledger, name, number, spoken)
            if block is not None:
                await ledger.put_blob(name, block)
        count += len(places)

    done = set()
    async for run, number, name in raw_blocks(ledger):
        if run != here:
            await leave()
            await turn.confirm()
            done.add(run)
            here, blocks, places = run, [], set()
        found, _ = await found_in_rows(ledger, name, number, plan.runs.get(run, nothing))
        if found:
            places |= found
            blocks.append((number, name))
    await leave()
    entries = await ledger.list(RUN, limit=_PAGE)
    while entries:
        for entry in entries:
            if entry.key not in done:
                await erase_in_report(ledger, entry.key, plan.traces, ())
        entries = await ledger.list(RUN, after=entries[-1].key, limit=_PAGE)
    return count


async def _finish(store: Store, begun: Entry, erasure: Erasure, rows: int) -> Forgotten:
    erased = await store.forget(erasure)
    document = begun.document
    done = {
        **document,
        "state": _DONE,
        "statements": erased.statements,
        "links": erased.links,
        "rows": rows,
    }
    await store.ledger.compare_and_set(FORGOTTEN, begun.key, done, expected=begun.revision)
    return Forgotten(
        type=str(document["type"]),
        property=str(document["property"]),
        records=int(document["records"]),
        statements=erased.statements,
        links=erased.links,
        rows=rows,
        version=erased.version,
    )


async def _earlier(ledger: Ledger, digest: str, property_: str) -> Entry | None:
    """The last time that this was forgotten, or begun to be."""
    last: Entry | None = None
    entries = await ledger.list(FORGOTTEN, limit=_PAGE)
    while entries:
        for entry in entries:
            document = entry.document
            if document["property"] == property_ and digest in document["exact"]:
                last = entry
        entries = await ledger.list(FORGOTTEN, after=entries[-1].key, limit=_PAGE)
    return last


def _unknown(before: Entry | None, id_: str) -> Entry:
    """What was begun to be forgotten of a record that is not there."""
    if before is not None and before.document["state"] == _BEGUN:
        return before
    if before is not None:
        document: Mapping[str, Any] = before.document
        raise NothingToForget(
            f"{id_} was forgotten already: {document['at']}, by {document['by']}."
        )
    raise NothingToForget(
        f"There is no record {id_}. An id stands in the field id of every answer; search finds"
        " records by name."
    )


def _check_property(catalogue: Catalogue, found: Described, property_: str) -> None:
    declared = catalogue.by_name[found.type]
    if not property_:
        return
    if property_ not in {p.name for p in declared.properties}:
        raise NothingToForget(
            f"{found.type} ({declared.label}) has no property {property_!r}. It has"
            f" {', '.join(p.name for p in declared.properties)}."
        )
    values = {
        str(part)
        for _, said, _ in found.statements
        if property_ in said.values
        for value in (said.values[property_],)
        for part in (value if isinstance(value, tuple) else (value,))
    }
    made_of = [id_ for id_ in found.records if id_.partition(":")[2].partition("~")[0] in values]
    if made_of:
        raise NothingToForget(
            f"The id {made_of[0]} is made of its {property_}, and ids never change: forget the"
            " whole record, without --property."
        )


def _check_words(plan: Plan, found: Described, by: str, reason: str) -> None:
    for name, words in (("--by", by), ("--reason", reason)):
        if not words.strip():
            raise NothingToForget(
                f"Say who forgets it and why: {name} is empty. Both are kept, so that it can be"
                " answered for."
            )
    betrays = plan.traces.in_text(reason) or any(id_ in reason for id_ in found.records)
    values = {str(value) for value in plan.values}
    if betrays or any(value in reason for value in values):
        raise NothingToForget(
            "The reason names what is to be forgotten, and reasons are kept. Say why without it."
        )


def _remembered(plan: Plan) -> list[dict[str, str]] | None:
    """How the values of a property are known again."""
    remembered: list[dict[str, str]] = []
    for value in plan.values:
        one = remembered_value(value, text=plan.is_text)
        if one is None:
            return None
        remembered += one
    return remembered
