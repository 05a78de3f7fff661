"""The lines of a dump: each a JSON object with one member that says what it is.

``docs/dump-format.md`` describes them.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final, TypeAlias

import orjson

from graph_service.moving.pieces import Blob, Piece
from graph_service.store.ledger import Kept
from graph_service.store.port import RunState, Said
from schema.columns import Value
from schema.money import Money
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Statement, Verdict

__all__ = [
    "FORMAT",
    "ORDER",
    "VERSION",
    "Item",
    "decode",
    "encode",
    "header_line",
    "item",
    "lines_of",
]

FORMAT: Final = "innovation-graph-dump"
VERSION: Final = 1
ORDER: Final = ("document", "blob", "run", "decision", "node", "link")
"""The kinds of lines between the first and the last, in the order in which they come."""

Item: TypeAlias = Kept | Blob | RunState | Decision | Said
"""What one of these lines stands for."""


def header_line(graph: str, made: datetime) -> bytes:
    """Write the first line: a dump of a graph version, made at a moment."""
    header = {
        "format": FORMAT,
        "version": VERSION,
        "made": made.isoformat(timespec="seconds"),
        "graph": graph,
    }
    return orjson.dumps(header, option=orjson.OPT_APPEND_NEWLINE)


def lines_of(piece: Piece) -> Iterator[tuple[str, bytes]]:
    """Yield the kind and the text of each line of a piece."""
    for kept in piece.documents:
        yield "document", encode("document", _document(kept))
    for blob in piece.blobs:
        content = b64encode(blob.content).decode()
        yield "blob", encode("blob", {"name": blob.name, "content": content})
    for state in piece.graph.runs:
        yield "run", encode("run", _run(state))
    for decision in piece.graph.decisions:
        yield "decision", encode("decision", _decision(decision))
    for one in piece.graph.said:
        kind = "node" if isinstance(one.statement, NodeStatement) else "link"
        yield kind, encode(kind, _said(one))


def encode(kind: str, said: Mapping[str, Any]) -> bytes:
    """Write one line."""
    return orjson.dumps({kind: said}, option=orjson.OPT_APPEND_NEWLINE)


def decode(line: bytes) -> tuple[str, Any]:
    """Read one line: its kind and what it says.

    Raises
    ------
    ValueError
        If it is no such line.
    """
    found: Any = orjson.loads(line)
    if isinstance(found, dict) and len(found) == 1:
        ((kind, said),) = found.items()
        if isinstance(said, dict):
            return kind, said
    raise ValueError("it is not a JSON object with one member that is an object")


def item(kind: str, said: Mapping[str, Any]) -> Item:
    """Return what a line of one of the kinds of `ORDER` stands for.

    Raises
    ------
    KeyError
        If it lacks something.
    TypeError, ValueError
        If something is not of its kind.
    """
    match kind:
        case "document":
            document = said["document"]
            if not isinstance(document, dict | None):
                raise TypeError("its document is not an object")
            place = _text(said, "kind"), _text(said, "key")
            return Kept(*place, _number(said, "revision"), document)
        case "blob":
            return Blob(_text(said, "name"), b64decode(_text(said, "content"), validate=True))
        case "run":
            issue = _text(said, "source"), _text(said, "period"), _number(said, "priority")
            run = Run(_text(said, "id"), *issue, tuple(_list(said.get("closes", []))))
            return RunState(run, _number(said, "sequence"), _number(said, "rows"))
        case "decision":
            verdict = Verdict(_text(said, "verdict"))
            return Decision(_text(said, "left"), _text(said, "right"), verdict)
        case "node":
            statement: Statement = NodeStatement(
                _number(said, "last"),
                _text(said, "id"),
                _text(said, "type"),
                _values(said),
                tuple(_list(said["keys"])),
            )
        case _:
            statement = LinkStatement(
                _number(said, "last"),
                _text(said, "type"),
                _text(said, "source"),
                _text(said, "target"),
                _text(said, "key"),
                _values(said),
            )
    return Said(_number(said, "run"), statement, _number(said, "first"), _number(said, "count"))


def _document(kept: Kept) -> dict[str, Any]:
    return {
        "kind": kept.kind,
        "key": kept.key,
        "revision": kept.revision,
        "document": kept.document,
    }


def _run(state: RunState) -> dict[str, Any]:
    run = state.run
    return {
        "sequence": state.sequence,
        "id": run.id,
        "source": run.source,
        "period": run.period,
        "priority": run.priority,
        "rows": state.rows,
        "closes": run.closes,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "left": decision.left,
        "right": decision.right,
        "verdict": decision.verdict.value,
    }


def _said(one: Said) -> dict[str, Any]:
    said = one.statement
    about: dict[str, Any] = (
        {"id": said.id, "type": said.type, "keys": said.keys}
        if isinstance(said, NodeStatement)
        else {"type": said.type, "source": said.source, "target": said.target, "key": said.key}
    )
    rows = {"run": one.run, "first": one.first, "last": said.row, "count": one.count}
    return {**about, "values": said.values, **rows}


def _text(said: Mapping[str, Any], name: str) -> str:
    text = said[name]
    if not isinstance(text, str):
        raise TypeError(f"its {name} is not a text")
    return text


def _number(said: Mapping[str, Any], name: str) -> int:
    number = said[name]
    if number.__class__ is not int:
        raise TypeError(f"its {name} is not a whole number")
    return int(number)


def _list(found: Any) -> list[str]:
    if isinstance(found, list) and all(isinstance(text, str) for text in found):
        return found
    raise TypeError(f"{found!r} is not a list of texts")


def _values(said: Mapping[str, Any]) -> dict[str, Value]:
    values: dict[str, Any] = said["values"]
    if not isinstance(values, dict):
        raise TypeError("its values are not an object")
    for name, value in values.items():
        if isinstance(value, list):
            values[name] = tuple(_list(value))
        elif isinstance(value, dict):
            values[name] = Money(_number(value, "minor"), _text(value, "currency"))
    return values
