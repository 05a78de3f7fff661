"""All that was said, read by back doors that know SQLite, Cypher and gzip only, in one form.

The form is of plain values: runs by id with their sequence and rows, decisions, every unit
``(run id, about, type, values, keys, first, last, count)``, ledger documents with their revisions
(deleted ones too) and blobs. The note about a copy is left out.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
from base64 import b64decode
from pathlib import Path
from typing import Any

import neo4j_server


def in_file(path: Path) -> dict[str, Any]:
    """The truth in the file of an embedded store."""
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        return in_tables(connection)
    finally:
        connection.close()


def in_tables(connection: sqlite3.Connection) -> dict[str, Any]:
    """The truth in SQLite's tables."""

    def ask(query: str) -> list[tuple[Any, ...]]:
        return connection.execute(query).fetchall()

    names = dict(ask("SELECT sequence, id FROM runs"))
    closes: dict[int, list[str]] = {}
    if ask("SELECT 1 FROM sqlite_master WHERE name = 'closings'"):
        for run, type_ in ask("SELECT run, type FROM closings ORDER BY 1, 2"):
            closes.setdefault(run, []).append(type_)
    units = [
        (names[run], [record], type_, json.loads(said), json.loads(keys), first, last, count)
        for run, record, type_, said, keys, first, last, count in ask(
            "SELECT run, record, type, said, keys, row, coalesce(last_row, row),"
            " coalesce(count, 1) FROM node_units LEFT JOIN node_repeats ON unit = number"
        )
    ] + [
        (names[run], [type_, *ends], type_, json.loads(said), [], first, last, count)
        for run, type_, *ends, said, first, last, count in ask(
            "SELECT run, type, source, target, key, said, row, coalesce(last_row, row),"
            " coalesce(count, 1) FROM link_units LEFT JOIN link_repeats ON unit = number"
        )
    ]
    return _form(
        [
            (*run, closes.get(run[4], []))
            for run in ask("SELECT id, source, period, priority, sequence, rows FROM runs")
        ],
        ask("SELECT lower, upper, verdict FROM decisions"),
        units,
        ask("SELECT kind, key, revision, document FROM documents"),
        ask("SELECT name, content FROM blobs"),
    )


def on_server(url: str) -> dict[str, Any]:
    """The truth in a Neo4j database."""

    def ask(text: str) -> list[list[Any]]:
        return neo4j_server.rows(url, text)

    runs = ask(
        "MATCH (r:_Run) RETURN r.id, r.source, r.period, r.priority, r.sequence, r.rows,"
        " coalesce(r.closes, [])"
    )
    names = {sequence: id_ for id_, *_, sequence, _, _ in runs}
    said = [
        ([id_], text)
        for id_, text in ask("MATCH (n) WHERE n:Node OR n:_Hidden RETURN n.id, n._said")
    ]
    for about in (
        "MATCH (a:Node)-[r]->(b:Node) RETURN type(r), a.id, b.id, r._key, r._said",
        "MATCH (w:_Waiting) RETURN w.type, w.source, w.target, w.key, w.said",
    ):
        said += [(about, text) for *about, text in ask(about)]
    units = []
    for owner, text in said:
        for run, type_, values, keys, first, *rest in json.loads(text):
            last, count = rest[:2] or (first, 1)
            about = rest[2] if len(rest) > 2 else owner
            about = [about] if isinstance(about, str) else about
            units.append((names[run], about, type_, values, keys, first, last, count))
    return _form(
        runs,
        ask("MATCH (d:_Decision) RETURN d.lower, d.upper, d.verdict"),
        units,
        ask("MATCH (d:_Document) RETURN d.kind, d.key, d.revision, d.document"),
        ask("MATCH (b:_Blob) RETURN b.name, b.content"),
    )


def in_dump(path: Path) -> dict[str, Any]:
    """The truth in a dump."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        lines = [json.loads(line) for line in file][1:-1]

    def each(kind: str) -> list[dict[str, Any]]:
        return [line[kind] for line in lines if kind in line]

    runs = each("run")
    names = {run["sequence"]: run["id"] for run in runs}
    units = []
    for kind, parts in (("node", ["id"]), ("link", ["type", "source", "target", "key"])):
        for line in each(kind):
            units.append(  # noqa: PERF401 - readable as it is
                (
                    names[line["run"]],
                    [line[part] for part in parts],
                    line["type"],
                    line["values"],
                    line.get("keys", []),
                    line["first"],
                    line["last"],
                    line["count"],
                )
            )
    run_parts = ("id", "source", "period", "priority", "sequence", "rows")
    return _form(
        [(*(run[part] for part in run_parts), run.get("closes", [])) for run in runs],
        [(d["left"], d["right"], d["verdict"]) for d in each("decision")],
        units,
        [
            (
                d["kind"],
                d["key"],
                d["revision"],
                None if d["document"] is None else json.dumps(d["document"]),
            )
            for d in each("document")
        ],
        [(b["name"], b64decode(b["content"])) for b in each("blob")],
    )


def _form(runs: Any, decisions: Any, units: Any, documents: Any, blobs: Any) -> dict[str, Any]:
    return {
        "runs": sorted(map(tuple, runs)),
        "decisions": sorted(map(tuple, decisions)),
        "units": sorted(json.dumps(unit, sort_keys=True) for unit in units),
        "documents": sorted(
            (kind, key, revision, None if text is None else json.dumps(json.loads(text)))
            for kind, key, revision, text in documents
            if kind != "copy"
        ),
        "blobs": sorted((name, bytes(content)) for name, content in blobs),
    }
