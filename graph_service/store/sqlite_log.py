"""The durable log of an embedded store: runs, units and verdicts in SQLite."""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any, Final
from zlib import crc32

import orjson

from graph_service.store.collector import paused
from graph_service.store.ledger import Note
from graph_service.store.port import StoreError
from graph_service.store.sqlite_file import transaction
from graph_service.store.sqlite_ledger import write_notes
from graph_service.store.standing import closings_of
from graph_service.store.state import Change, State
from graph_service.store.units import Arrival, LinkKey, Unit
from schema.catalogue import Catalogue
from schema.columns import Stated
from schema.money import Money
from schema.statements import UNTYPED, Run, Verdict

__all__ = ["Version", "load", "version_in", "write"]

_MANY: Final = 50_000
_CLOSINGS: Final = (
    "CREATE TABLE IF NOT EXISTS closings"
    " (run INTEGER NOT NULL, type TEXT NOT NULL, PRIMARY KEY (run, type)) WITHOUT ROWID"
)
_RETRACT: Final = (
    "DELETE FROM node_repeats WHERE unit IN (SELECT number FROM node_units WHERE run = ?)",
    "DELETE FROM link_repeats WHERE unit IN (SELECT number FROM link_units WHERE run = ?)",
    "DELETE FROM node_units WHERE run = ?",
    "DELETE FROM link_units WHERE run = ?",
    "DELETE FROM runs WHERE sequence = ?",
)


class Version:
    """The graph version ``<store uuid>.<n>``.

    Parameters
    ----------
    store : str
        UUID of the store.
    changes : int
        How many writing transactions changed something.
    """

    def __init__(self, store: str, changes: int) -> None:
        self.store = store
        self.changes = changes

    def __str__(self) -> str:
        return f"{self.store}.{self.changes}"

    def next(self) -> Version:
        """The version after one more change."""
        return Version(self.store, self.changes + 1)


def write(
    connection: sqlite3.Connection,
    change: Change | None,
    version: Version,
    notes: Sequence[Note] = (),
) -> None:
    """Commit a change and the version after it, and what is noted with it.

    Raises
    ------
    StoreError
        If a text or number cannot be stored, or a note cannot be written; nothing was written then.
    """
    try:
        with transaction(connection):
            write_notes(connection, notes)
            if change is None:
                return
            _write_runs(connection, change)
            _write_units(connection, change)
            _erase_units(connection, change)
            _write_verdicts(connection, change)
            connection.execute(
                "UPDATE meta SET value = ? WHERE name = 'changes'", (version.changes,)
            )
    except (TypeError, ValueError, OverflowError) as error:
        raise StoreError(f"The batch holds something that cannot be stored: {error}.") from error


def load(connection: sqlite3.Connection, catalogue: Catalogue, name: str) -> tuple[State, Version]:
    """Read the log and resolve it.

    Raises
    ------
    StoreError
        If the log speaks of what the catalogue does not know; `name` is what the store is called.
    DatabaseError
        If it makes no sense.
    """
    state = State(catalogue)
    try:
        with paused():
            version = _load(connection, state)
    except KeyError as error:
        raise StoreError(
            f"{name} speaks of {error}, which this catalogue does not have: it was written with"
            " another catalogue. It was left as it was."
        ) from error
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(str(error)) from error
    if len(state.nodes) + len(state.links) > _MANY:
        # The collector need not go through all of it again and again.
        gc.freeze()
    return state, version


def version_in(connection: sqlite3.Connection) -> Version:
    """Read the version of what is written."""
    meta = dict(connection.execute("SELECT name, value FROM meta"))
    return Version(str(meta["store"]), int(meta["changes"]))


def _write_runs(connection: sqlite3.Connection, change: Change) -> None:
    for arrival, rows in change.arrivals:
        run = arrival.run
        connection.execute(
            "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (sequence) DO UPDATE SET rows = excluded.rows",
            (arrival.sequence, run.id, run.source, run.period, run.priority, rows),
        )
        if run.closes:
            _write_closes(connection, arrival, run.closes)
    if change.closing is not None:
        _write_closes(connection, *change.closing)
    if change.retracted is not None:
        if change.retracted.run.closes:
            _write_closes(connection, change.retracted, ())
        for statement in _RETRACT:
            connection.execute(statement, (change.retracted.sequence,))


def _write_closes(connection: sqlite3.Connection, arrival: Arrival, types: Sequence[str]) -> None:
    # Few stores need this table; those made before there was one get it here.
    connection.execute(_CLOSINGS)
    connection.execute("DELETE FROM closings WHERE run = ?", (arrival.sequence,))
    rows = [(arrival.sequence, type_) for type_ in types]
    connection.executemany("INSERT INTO closings VALUES (?, ?)", rows)


def _closes(connection: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    """Read what runs close, by their sequence."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'closings'").fetchone():
        return {}
    found: dict[int, tuple[str, ...]] = {}
    for run, type_ in connection.execute("SELECT run, type FROM closings ORDER BY run, type"):
        found[run] = (*found.get(run, ()), type_)
    return found


def _write_units(connection: sqlite3.Connection, change: Change) -> None:
    """Add new units. What repeats itself stands in narrow tables, so that few pages change."""
    connection.executemany(
        "INSERT INTO node_units VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_node_row, change.new_nodes)
    )
    connection.executemany(
        "INSERT INTO link_units VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        map(_link_row, change.new_links),
    )
    for statement, new, repeated in (
        (
            "INSERT OR REPLACE INTO node_repeats VALUES (?, ?, ?)",
            change.new_nodes,
            change.repeated_nodes,
        ),
        (
            "INSERT OR REPLACE INTO link_repeats VALUES (?, ?, ?)",
            change.new_links,
            change.repeated_links,
        ),
    ):
        connection.executemany(
            statement,
            [(u.number, u.row, u.count) for units in (new, repeated) for u in units if u.count > 1],
        )


def _erase_units(connection: sqlite3.Connection, change: Change) -> None:
    for kind, units in (("node", change.erased_nodes), ("link", change.erased_links)):
        numbers = [(unit.number,) for unit in units]
        connection.executemany(f"DELETE FROM {kind}_units WHERE number = ?", numbers)  # noqa: S608
        connection.executemany(f"DELETE FROM {kind}_repeats WHERE unit = ?", numbers)  # noqa: S608
    connection.executemany(
        "INSERT OR REPLACE INTO node_units VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        map(_node_row, change.rewritten),
    )
    connection.executemany(
        "INSERT OR REPLACE INTO node_repeats VALUES (?, ?, ?)",
        [(u.number, u.row, u.count) for u in change.rewritten if u.count > 1],
    )


def _node_row(unit: Unit) -> tuple[int | str | bytes, ...]:
    assert isinstance(unit.subject, str)  # noqa: S101 - it is about a record
    said, keys = orjson.dumps(unit.values), orjson.dumps(unit.keys)
    run, row = unit.arrival.sequence, unit.first
    checksum = _checksum(said + keys, f"{run} {row} {unit.type} {unit.subject}")
    return unit.number, run, unit.subject, unit.type, said, keys, row, checksum


def _link_row(unit: Unit) -> tuple[int | str | bytes, ...]:
    said = orjson.dumps(unit.values)
    run, row = unit.arrival.sequence, unit.first
    assert isinstance(unit.subject, tuple)  # noqa: S101 - it is about a link
    type_, source, target, key = unit.subject
    checksum = _checksum(said, f"{run} {row} {type_} {source} {target} {key}")
    return unit.number, run, type_, source, target, key, said, row, checksum


def _checksum(said: bytes, head: str) -> int:
    """Tell a unit from a damaged one: SQLite does not notice a changed letter."""
    return crc32(said, crc32(head.encode()))


def _sound(stored: int, computed: int) -> None:
    if stored != computed:
        raise ValueError("what was said does not match its checksum")


def _write_verdicts(connection: sqlite3.Connection, change: Change) -> None:
    for pair in change.decided:
        verdict = (change.verdicts or {}).get(pair)
        if verdict is None:
            connection.execute("DELETE FROM decisions WHERE lower = ? AND upper = ?", pair)
        else:
            connection.execute(
                "INSERT INTO decisions VALUES (?, ?, ?)"
                " ON CONFLICT DO UPDATE SET verdict = excluded.verdict",
                (*pair, verdict.value),
            )


def _load(connection: sqlite3.Connection, state: State) -> Version:
    arrivals: dict[int, Arrival] = {}
    closes = _closes(connection)
    for sequence, id_, source, period, priority, rows in connection.execute("SELECT * FROM runs"):
        run = Run(id_, source, period, priority, closes.get(sequence, ()))
        arrivals[sequence] = state.arrivals[id_] = Arrival(run, sequence, rows)
    state.closings = closings_of(arrivals.values())
    state.judge(
        {
            (lower, upper): Verdict(verdict)
            for lower, upper, verdict in connection.execute("SELECT * FROM decisions")
        }
    )
    ids: dict[str, str] = {}
    _load_nodes(connection, state, arrivals, ids)
    _load_links(connection, state, arrivals, ids)
    return version_in(connection)


def _load_nodes(
    connection: sqlite3.Connection,
    state: State,
    arrivals: Mapping[int, Arrival],
    ids: dict[str, str],
) -> None:
    names = {t.name: t.name for t in state.catalogue.concrete} | {UNTYPED: UNTYPED}
    canonical = state.canonical
    units: dict[str, list[Unit]] = {}
    repeats = _repeats(connection, "SELECT * FROM node_repeats")
    for number, run, record, type_, said, keys, row, checksum in connection.execute(
        "SELECT * FROM node_units ORDER BY number"
    ):
        _sound(checksum, _checksum(said + keys, f"{run} {row} {type_} {record}"))
        subject = ids.setdefault(record, record)
        unit = Unit(
            number,
            subject,
            arrivals[run],
            names[type_],
            _values(said),
            tuple(orjson.loads(keys)),
            row,
            *repeats.get(number, (row, 1)),
        )
        units.setdefault(canonical.get(subject, subject), []).append(unit)
        state.last_node_unit = number
    for id_, found in units.items():
        state.nodes[id_] = tuple(found)
        state.add_keys(found)
        resolved = state.resolve(found)
        if resolved is not None:
            state.graph.put_node(id_, *state.show_node(*resolved))


def _load_links(
    connection: sqlite3.Connection,
    state: State,
    arrivals: Mapping[int, Arrival],
    ids: dict[str, str],
) -> None:
    names = {name: name for name in state.catalogue.links}
    units: dict[LinkKey, list[Unit]] = {}
    repeats = _repeats(connection, "SELECT * FROM link_repeats")
    for number, run, type_, source, target, key, said, row, checksum in connection.execute(
        "SELECT * FROM link_units ORDER BY number"
    ):
        _sound(checksum, _checksum(said, f"{run} {row} {type_} {source} {target} {key}"))
        name = names[type_]
        subject = (name, ids.get(source, source), ids.get(target, target), key)
        last, count = repeats.get(number, (row, 1))
        unit = Unit(number, subject, arrivals[run], name, _values(said), (), row, last, count)
        units.setdefault(state.canonical_link(subject), []).append(unit)
        state.last_link_unit = number
    for link, found in units.items():
        state.links[link] = tuple(found)
        resolved = state.resolve(found)
        if resolved is None or not state.graph.add_link(link, state.show_link(*resolved)):
            state.wait(link)


def _repeats(connection: sqlite3.Connection, query: str) -> dict[int, tuple[int, int]]:
    return {unit: (last, count) for unit, last, count in connection.execute(query)}


def _values(said: bytes) -> dict[str, Stated]:
    values: dict[str, Any] = orjson.loads(said)
    for name, value in values.items():
        if value.__class__ is list:
            values[name] = tuple(value)
        elif value.__class__ is dict:
            values[name] = Money(value["minor"], value["currency"])
    return values
