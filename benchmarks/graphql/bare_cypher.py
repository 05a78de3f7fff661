"""The floor: the same questions as Cypher through the official driver, in a process of its own.

`bare_cypher.py URL QUESTION LINES SECONDS` reads the variables as JSON and tells what it took.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import statistics
import sys
import time
from typing import Any

TEXTS = {
    "small": """CYPHER 5 MATCH (e:Enterprise {id: $id})
RETURN e {.id, .name, .uscc, .country, .city, .website} AS enterprise""",
    "page": """CYPHER 5 MATCH (o:Organization) WHERE o.pic IN $pics
WITH o ORDER BY o.id LIMIT $first
CALL (o) {
  MATCH (o)<-[:AFFILIATED_WITH]-(t:Talent) WITH t ORDER BY t.id LIMIT $each
  RETURN collect(t {.id, .name, .title, .titleRank}) AS talents
}
CALL (o) {
  MATCH (o)-[:PARTICIPATES_IN]->(p:Project) WITH p ORDER BY p.id LIMIT $each
  RETURN collect(p {.id, .name, .level, .startOn}) AS projects
}
RETURN collect(o {.id, .name, .country, .city, talents: talents, projects: projects}) AS page""",
    "map": """CYPHER 5 MATCH (n:BenchMapped) WITH n ORDER BY n.benchRank LIMIT $nodes
WITH collect(n.id) AS ids, collect(n.name) AS labels, collect(n.benchType) AS types,
  collect(n.benchDegree) AS degrees
CALL () {
  MATCH (a:BenchMapped)-[r:PARTICIPATES_IN|AFFILIATED_WITH]->(b:BenchMapped)
  WITH a.id AS source, b.id AS target, type(r) AS type
  ORDER BY source, target, type LIMIT $links
  RETURN collect(source) AS sources, collect(target) AS targets, collect(type) AS linkTypes
}
RETURN ids, labels, types, degrees, sources, targets, linkTypes""",
}


async def main(url: str, question: str, lines: int, seconds: float) -> dict[str, float]:
    from neo4j import AsyncGraphDatabase

    variables = itertools.cycle(json.load(sys.stdin))
    driver = AsyncGraphDatabase.driver(url, notifications_min_severity="OFF")
    taken: list[float] = []

    async def ask_until(end: float) -> None:
        while time.perf_counter() < end:
            begun = time.perf_counter()
            async with driver.session(default_access_mode="READ") as session:
                result = await session.run(TEXTS[question], next(variables))
                found: list[Any] = [record.values() async for record in result]
            if not found:
                raise SystemExit("Nothing was found.")
            taken.append(time.perf_counter() - begun)

    async def ask(seconds: float) -> None:
        end = time.perf_counter() + seconds
        await asyncio.gather(*(ask_until(end) for _ in range(lines)))

    async with driver:
        await ask(seconds / 2)
        taken.clear()
        before = time.process_time()
        await ask(seconds)
        used = time.process_time() - before
    return {"p50": statistics.median(taken) * 1000, "cpu": used / len(taken) * 1000}


if __name__ == "__main__":
    runner = asyncio.Runner()
    with contextlib.suppress(ImportError):
        import uvloop

        runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)
    address, asked, at_once, long = sys.argv[1:]
    with runner:
        print(json.dumps(runner.run(main(address, asked, int(at_once), float(long)))))
