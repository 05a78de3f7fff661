"""What is asked: the query texts, and their variables, which differ from request to request."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from data import Graph

ORGANIZATIONS, EACH, NODES, LINKS = 50, 10, 5_000, 20_000

SMALL = "query Small($id: ID!) { enterprise(id: $id) { id name uscc country city website } }"
PAGE = """query Page($pics: [String!]!, $first: Int!, $each: Int!) {
  organizations(first: $first, where: {pic: {in: $pics}}) {
    edges { node {
      id name country city
      talents(first: $each) { edges { node { id name title titleRank } } }
      projects(first: $each) { edges { node { id name level startOn } } }
    } }
  }
}"""
MAP = """query Map($types: [NodeType!]!, $linkTypes: [String!]!, $nodes: Int!, $links: Int!) {
  ecosystemMap(types: $types, linkTypes: $linkTypes, maxNodes: $nodes, maxLinks: $links) {
    nodes { id label type degree }
    links { source target type weight }
  }
}"""
DRAWN = {
    "types": ["ENTERPRISE", "UNIVERSITY", "RESEARCH_INSTITUTE", "PLATFORM", "PROJECT", "TALENT"],
    "linkTypes": ["PARTICIPATES_IN", "AFFILIATED_WITH"],
    "nodes": NODES,
    "links": LINKS,
}


@dataclass(frozen=True)
class Question:
    """One kind of question.

    Attributes
    ----------
    name : str
    query : str
    variables : tuple of dict
        Asked in turn, over and over.
    lines : int
        How many connections ask at once.
    """

    name: str
    query: str
    variables: tuple[dict[str, Any], ...]
    lines: int

    def bodies(self) -> Iterator[bytes]:
        """The bodies to send, without end."""
        return itertools.cycle(
            [
                json.dumps({"query": self.query, "variables": each}).encode()
                for each in self.variables
            ]
        )

    def requests(self, *, head: str = "") -> Iterator[bytes]:
        """Whole requests, without end; `head` are more lines of the header."""
        made = [
            (
                "POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                f"Accept: application/json\r\n{head}Content-Length: {len(body)}\r\n\r\n"
            ).encode()
            + body
            for body in itertools.islice(self.bodies(), len(self.variables))
        ]
        return itertools.cycle(made)


def questions(graph: Graph, times: int = 5_000) -> dict[str, Question]:
    """The three of them. No organisation and no page is asked for again before all others were."""
    rng = random.Random(2)
    busy = [one["pic"] for one in graph.busy]
    pages = tuple(
        {"pics": rng.sample(busy, ORGANIZATIONS), "first": ORGANIZATIONS, "each": EACH}
        for _ in range(times)
    )
    ids = [{"id": id_} for id_ in graph.enterprises]
    rng.shuffle(ids)
    return {
        "small": Question("small", SMALL, tuple(ids), 8),
        "page": Question(f"page {ORGANIZATIONS} x 2 x {EACH}", PAGE, pages, 4),
        "map": Question("map", MAP, (DRAWN,), 2),
    }
