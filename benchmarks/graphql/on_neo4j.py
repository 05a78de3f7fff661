"""Our server and @neo4j/graphql on the same Neo4j: the same questions, then what is known to hurt.

@neo4j/graphql is asked in its own words for plain lists, which cost it less than connections, and
of one type of organisations instead of an interface. Its map is a statement of its own over labels
and ranks that are written for it beforehand.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import contenders
import data
from beside_maps import beside_maps
from contenders import OURS, SERVER_CORE, Contender, Running, running
from pains import pains
from process import HERE
from questions import Question
from rounds import in_rounds
from tables import Aim, table

sys.path.append(str(HERE.parent / "tools" / "neo4j"))

THEIRS = "@neo4j/graphql 7"
QUERIES = {
    "small": """query Small($id: ID!) {
  enterprises(where: {id: {eq: $id}}) { id name uscc country city website }
}""",
    "page": """query Page($pics: [String!]!, $first: Int!, $each: Int!) {
  organizations(limit: $first, sort: [{id: ASC}], where: {pic: {in: $pics}}) {
    id name country city
    talents(limit: $each, sort: [{id: ASC}]) { id name title titleRank }
    projects(limit: $each, sort: [{id: ASC}]) { id name level startOn }
  }
}""",
    "map": """query Map($nodes: Int!, $links: Int!) {
  ecosystemMap(maxNodes: $nodes, maxLinks: $links) {
    nodes { id label type degree }
    links { source target type weight }
  }
}""",
}
CPU_AIMS = {"small": 2.0, "page": 2.5, "map": 6.0}


def plain(value: Any) -> Any:
    """An answer without connections: `edges { node }` as lists."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"edges"}:
        return [plain(edge["node"]) for edge in value["edges"]]
    return {name: plain(one) for name, one in value.items()}


def theirs(name: str, question: Question) -> Question:
    """The same question in their words."""
    variables = question.variables
    if name == "map":
        variables = tuple({key: each[key] for key in ("nodes", "links")} for each in variables)
    return replace(question, query=QUERIES[name], variables=variables)


def check(ours: Running, peer: Running, name: str, question: Question) -> None:
    """Compare one answer."""
    mine = plain(ours.ask(next(question.bodies())))
    other = peer.ask(next(theirs(name, question).bodies()))
    if name == "small":
        other = {"enterprise": other["enterprises"][0]}
    if mine != other:
        raise SystemExit(f"{THEIRS} and {OURS} answer {name} differently on Neo4j.")


def prepare_map(url: str, drawn: dict[str, list[dict[str, Any]]]) -> None:
    """Mark on the server what the map shows, and let names be found."""
    from both_stores import session_of

    rows = [
        {"id": one["id"], "rank": rank, "type": one["type"], "degree": one["degree"]}
        for rank, one in enumerate(drawn["nodes"])
    ]
    with session_of(url) as session:
        session.run(
            "UNWIND $rows AS row MATCH (n:Node {id: row.id}) SET n:BenchMapped,"
            " n.benchRank = row.rank, n.benchType = row.type, n.benchDegree = row.degree",
            rows=rows,
        ).consume()
        session.run(
            "CREATE FULLTEXT INDEX bench_names IF NOT EXISTS FOR (n:Organization) ON EACH [n.name]"
        ).consume()
        session.run("CALL db.awaitIndexes(300)").consume()


def bare(url: str, name: str, question: Question, seconds: float) -> dict[str, float]:
    """The floor."""
    command = [str(Path(__file__).parent / "bare_cypher.py"), url, name, str(question.lines)]
    output = subprocess.run(
        ["taskset", "-c", SERVER_CORE, sys.executable, *command, str(seconds)],
        input=json.dumps(theirs(name, question).variables),
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout
    return json.loads(output)


def on_neo4j(
    graph: data.Graph,
    asked: dict[str, Question],
    folder: Path,
    *,
    keep: bool,
    rounds: int,
    seconds: float,
    warm_up: float,
    beside: float,
) -> Iterator[str | list[Aim]]:
    """Give each table as it is there, and in the end the aims."""
    from launcher import started

    aims: list[Aim] = []
    with ExitStack() as stack:
        # It runs on the core of the one who asks: that is the affinity that it takes over.
        home = folder / "neo4j" if keep else None
        filled = home is not None and home.is_dir()
        server = stack.enter_context(started(home=home))
        if not filled:
            asyncio.run(data.fill(server.url, graph))
        ours = stack.enter_context(running(contenders.ours(server.url), folder))
        drawn = (
            ours.ask(next(asked["map"].bodies()), again=20)["ecosystemMap"]
            if "map" in asked
            else None
        )
        prepare_map(server.url, drawn or {"nodes": []})
        environment = {"BENCH_NEO4J": server.url, "NODE_ENV": "production"}
        command = contenders.node(16, "neo4j_graphql.mjs")
        peer = stack.enter_context(running(Contender(THEIRS, command, environment), folder))
        for name, question in asked.items():
            check(ours, peer, name, question)
            taken = in_rounds(
                [(ours, question), (peer, theirs(name, question))],
                rounds=rounds,
                seconds=seconds,
                warm_up=warm_up,
            )
            floor = bare(server.url, name, question, seconds)
            yield (
                f"{table(f'on Neo4j: {question.name}', taken, question.lines)}\n"
                f"| bare Cypher, no HTTP | {floor['p50']:,.2f} | | {floor['cpu']:,.3f} | | |"
            )
            less = taken[OURS].times(taken[THEIRS])[1]
            aims.append(Aim(f"on Neo4j, {name}: {THEIRS} / ours, processor", CPU_AIMS[name], less))
            p50s = taken[OURS].middle.p50 / taken[THEIRS].middle.p50
            aims.append(Aim(f"on Neo4j, {name}: ours / {THEIRS}, p50", 1, p50s, least=False))
        if beside and {"small", "map"} <= asked.keys():
            small, drawing = asked["small"], asked["map"]
            p99s, text = beside_maps(
                [
                    (ours, small, drawing),
                    (peer, theirs("small", small), theirs("map", drawing)),
                ],
                beside,
            )
            yield text
            times = p99s[THEIRS] / p99s[OURS]
            aims.append(Aim(f"on Neo4j, p99 beside maps: {THEIRS} / ours", 5, times))
        yield pains(ours, peer)
    yield aims
