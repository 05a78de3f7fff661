"""What users of @neo4j/graphql complain about, asked of both: what it takes, and what is found."""

from __future__ import annotations

import json
import statistics
import time
from dataclasses import dataclass
from typing import Any

from contenders import Running

TIMES = 10


@dataclass(frozen=True)
class Pain:
    """One question in both words; where the numbers or ids stand that must be the same."""

    name: str
    ours: str
    theirs: str


PAINS = (
    Pain(
        "a filter three hops deep, counted",
        """{ organizations(where: {projects: {some: {node: {participants: {some: {node: {
  projects: {some: {node: {name: {startsWith: "Project 00000"}}}}}}}}}}}) { found: totalCount } }""",
        """{ organizationsConnection(where: {projects: {some: {participants: {some: {
  projects: {some: {name: {startsWith: "Project 00000"}}}}}}}}) { found: totalCount } }""",
    ),
    Pain(
        "20 by number of links",
        """{ organizations(first: 20, orderBy: [{projectsCount: DESC}])
  { edges { node { id } } } }""",
        "{ organizations(limit: 20, sort: [{projectsCount: DESC}, {id: ASC}]) { id } }",
    ),
    Pain(
        "a count and nothing else",
        """{ organizations(where: {city: {eq: "City 07"}}) { found: totalCount } }""",
        """{ organizationsConnection(where: {city: {eq: "City 07"}}) { found: totalCount } }""",
    ),
    Pain(
        "a name among 20,000, of one city",
        """{ organizations(first: 10, where: {name: {contains: "000123"}, country: {eq: "CN"}})
  { edges { node { id } } } }""",
        """{ organizationsNamed(phrase: "000123", first: 10, where: {node: {country: {eq: "CN"}}})
  { edges { node { id } } } }""",
    ),
)


def pains(ours: Running, theirs: Running) -> str:
    """Ask each some times in turn; the table."""
    lines = [
        "| on Neo4j | ours: p50, ms | processor, ms | theirs: p50, ms | processor, ms | the same |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for pain in PAINS:
        mine, other = _taken(ours, pain.ours), _taken(theirs, pain.theirs)
        same = "yes" if _found(mine[2]) == _found(other[2]) else "no"
        lines.append(
            f"| {pain.name} | {mine[0]:,.1f} | {mine[1]:,.1f} | {other[0]:,.1f} | {other[1]:,.1f} "
            f"| {same} |"
        )
    return "\n".join(lines)


def _taken(server: Running, query: str) -> tuple[float, float, Any]:
    body = json.dumps({"query": query}).encode()
    answer = server.ask(body)
    before, seconds = server.processor_seconds(), []
    for _ in range(TIMES):
        begun = time.perf_counter()
        server.ask(body)
        seconds.append(time.perf_counter() - begun)
    used = (server.processor_seconds() - before) / TIMES
    return statistics.median(seconds) * 1000, used * 1000, answer


def _found(value: Any) -> list[Any]:
    """Ids and counts of an answer, in order."""
    if isinstance(value, list):
        return [one for each in value for one in _found(each)]
    if isinstance(value, dict):
        return [one for each in value.values() for one in _found(each)]
    return [value]
