"""Runs as the server keeps them, with the outcome of the last batch of each."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from dataclasses import fields
from typing import Any, Final

import orjson

from graph_service.store.neo4j.connection import Transaction
from graph_service.store.neo4j.layout import DECISION, RUN, TOUCHED
from graph_service.store.neo4j.loading import pack_subjects
from graph_service.store.neo4j.said import said_values
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.port import Applied, Conflict, Outcome, RunState
from graph_service.store.state import Change
from graph_service.store.units import Arrival, LinkKey
from schema.statements import Decision, Run, Verdict

__all__ = ["applied", "close", "decisions", "erase", "forget", "note", "read", "rewind"]

_APPLIED: Final = f"CYPHER 5 MATCH (r:`{RUN}` {{id: $id}}) WHERE r.token = $token RETURN r.outcome"
_NOTE: Final = (
    f"CYPHER 5 MERGE (r:`{RUN}` {{sequence: $sequence}})"
    " SET r.id = $id, r.source = $source, r.period = $period, r.priority = $priority,"
    " r.rows = $rows, r.closes = $closes, r.token = $token,"
    " r.outcome = $outcome"
)
_CLOSE: Final = f"CYPHER 5 MATCH (r:`{RUN}` {{sequence: $sequence}}) SET r.closes = $closes"
_TOUCH: Final = (
    f"CYPHER 5 UNWIND $rows AS row CREATE (:`{TOUCHED}`"
    " {run: row[0], batch: $batch, size: row[1], subjects: row[2]})"
)
_REWIND: Final = (
    f"CYPHER 5 MATCH (r:`{RUN}` {{sequence: $sequence}}) SET r.rows = 0, r.closes = null"
    f" WITH r MATCH (t:`{TOUCHED}` {{run: $sequence}}) WHERE t.batch >= $batch DELETE t"
)
_FORGET: Final = (
    f"CYPHER 5 MATCH (r:`{RUN}` {{sequence: $sequence}}) DETACH DELETE r"
    f" WITH count(*) AS gone MATCH (t:`{TOUCHED}` {{run: $sequence}}) DELETE t"
)
_ERASE_OUTCOMES: Final = f"CYPHER 5 MATCH (r:`{RUN}`) SET r.token = '', r.outcome = $none"
_ALL_TOUCHED: Final = f"CYPHER 5 MATCH (t:`{TOUCHED}`) RETURN elementId(t)"
_ONE_TOUCHED: Final = (
    f"CYPHER 5 MATCH (t:`{TOUCHED}`) WHERE elementId(t) = $place RETURN t.subjects"
)
_TOUCH_LESS: Final = (
    f"CYPHER 5 MATCH (t:`{TOUCHED}`) WHERE elementId(t) = $place"
    " SET t.subjects = $subjects, t.size = $size"
)
_READ: Final = guarded(
    f"CALL () {{ MATCH (r:`{RUN}`) WITH r ORDER BY r.sequence RETURN"
    " collect([r.id, r.source, r.period, r.priority, r.sequence, r.rows,"
    " coalesce(r.closes, [])]) AS answer }"
)

_DECISIONS: Final = guarded(
    f"CALL () {{ MATCH (d:`{DECISION}`) WITH d ORDER BY d.lower, d.upper RETURN"
    " collect([d.lower, d.upper, d.verdict]) AS answer }"
)


async def read(versions: Versions) -> tuple[RunState, ...]:
    """Return the runs in order of arrival."""
    answer = await versions.read(_READ, {})
    return tuple(
        RunState(Run(id_, source, period, priority, tuple(closes)), sequence, rows)
        for id_, source, period, priority, sequence, rows, closes in answer
    )


async def decisions(versions: Versions) -> tuple[Decision, ...]:
    """Return the verdicts in force, ordered by their pairs."""
    answer = await versions.read(_DECISIONS, {})
    return tuple(Decision(lower, upper, Verdict(verdict)) for lower, upper, verdict in answer)


async def note(
    tx: Transaction,
    change: Change,
    batch: int,
    *,
    token: str = "",
    outcome: Applied | None = None,
) -> None:
    """Note how far runs came and what the change brought of each; and what a batch did, by its token.

    `batch` is a number that rises from one change to the next.
    """
    records: dict[int, dict[str, None]] = {}
    links: dict[int, dict[LinkKey, None]] = {}
    for unit in (*change.new_nodes, *change.new_links):
        sequence = unit.arrival.sequence
        if isinstance(unit.subject, str):
            records.setdefault(sequence, {})[unit.subject] = None
        else:
            links.setdefault(sequence, {})[unit.subject] = None
    for arrival, rows in change.arrivals:
        run, sequence = arrival.run, arrival.sequence
        noted = {
            "sequence": sequence,
            "id": run.id,
            "source": run.source,
            "period": run.period,
            "priority": run.priority,
            "rows": rows,
            "closes": list(run.closes) or None,
            "token": token,
            "outcome": _packed(outcome) if outcome else b"",
        }
        await tx.run(_NOTE, noted)
    touched = [
        [
            sequence,
            len(records.get(sequence, ())) + len(links.get(sequence, ())),
            pack_subjects(records.get(sequence, ()), links.get(sequence, ())),
        ]
        for sequence in sorted(records.keys() | links.keys())
    ]
    if touched:
        await tx.run(_TOUCH, {"rows": touched, "batch": batch})


async def close(tx: Transaction, run: Arrival) -> None:
    """Note what a run closes."""
    closes = {"sequence": run.sequence, "closes": list(run.run.closes) or None}
    await tx.run(_CLOSE, closes)


async def applied(tx: Transaction, run: str, token: str) -> Applied | None:
    """Return what the batch with this token did, if it is the run's last."""
    rows = await tx.fetch(_APPLIED, {"id": run, "token": token})
    return _unpacked(rows[0][0]) if rows else None


async def forget(tx: Transaction, run: Arrival) -> None:
    """Remove a run and what its batches spoke of."""
    await tx.run(_FORGET, {"sequence": run.sequence})


async def rewind(tx: Transaction, run: Arrival, batch: int) -> None:
    """Note that the batches of a run from this one on were taken back, and that none is known now."""
    await tx.run(_REWIND, {"sequence": run.sequence, "batch": batch})


async def erase(tx: Transaction, records: Collection[str]) -> None:
    """Forget the outcomes of last batches, which tell values, and that batches spoke of records."""
    await tx.run(_ERASE_OUTCOMES, {"none": b""})
    for (place,) in await tx.fetch(_ALL_TOUCHED) if records else ():
        ((packed,),) = await tx.fetch(_ONE_TOUCHED, {"place": place})
        said, tied = orjson.loads(zlib.decompress(packed))
        records_left = [record for record in said if record not in records]
        links_left = [link for link in tied if link[1] not in records and link[2] not in records]
        size = len(records_left) + len(links_left)
        if size < len(said) + len(tied):
            subjects = pack_subjects(records_left, links_left)
            await tx.run(_TOUCH_LESS, {"place": place, "subjects": subjects, "size": size})


def _packed(outcome: Applied) -> bytes:
    said: dict[str, Any] = {
        name: getattr(outcome, name) for name in (f.name for f in fields(Applied)) if name != "rows"
    }
    said["rows"] = list(outcome.rows.items())
    return zlib.compress(orjson.dumps(said), 1)


def _unpacked(packed: bytes) -> Applied:
    said = orjson.loads(zlib.decompress(packed))
    said["rows"] = {row: Outcome(outcome) for row, outcome in said["rows"]}
    said["conflicts"] = tuple(
        Conflict(**conflict | said_values({n: conflict[n] for n in ("kept", "offered")}))
        for conflict in said["conflicts"]
    )
    return Applied(**said)
