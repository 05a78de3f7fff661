"""Checks that all servers answer the same before anything is measured."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

from contenders import Running
from questions import Question

TIMES = 5


def check(servers: Sequence[Running], question: Question) -> str:
    """Compare some answers of all servers with the first one's; how many bytes one has.

    The values must be equal, and their order too, so that written the same way they are the same
    bytes: ``1`` and ``1.0`` are written alike by none but are the same number.
    """
    size = 0
    for body in itertools.islice(question.bodies(), TIMES):
        first, *others = (server.ask(body) for server in servers)
        written = json.dumps(first)
        size = max(size, len(written))
        if not any(first.values()):
            raise SystemExit(f"{servers[0].name} answers {question.name} with nothing.")
        for server, other in zip(servers[1:], others, strict=True):
            if other != first or json.dumps(_floats(other)) != json.dumps(_floats(first)):
                raise SystemExit(
                    f"{server.name} and {servers[0].name} answer {question.name} differently."
                )
    return f"{size:,}"


def _floats(data: object) -> object:
    return json.loads(json.dumps(data), parse_int=float)


def write_map(ours: Running, question: Question, folder: Path) -> bool:
    """Write our answer for the peers to serve; whether there is such a field."""
    fields = '{"query": "{ __type(name: \\"Query\\") { fields { name } } }"}'
    known = ours.ask(fields.encode())["__type"]["fields"]
    if not any(field["name"] == "ecosystemMap" for field in known):
        return False
    answer = ours.ask(next(question.bodies()), again=20)["ecosystemMap"]
    (folder / "map.json").write_text(json.dumps(answer), encoding="utf-8")
    return True
