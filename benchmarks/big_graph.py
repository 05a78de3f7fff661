"""A graph of a million links, with one project that has a hundred thousand of them.

On a server it is written by plain Cypher, since only reading is measured; in memory it is built.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

ENTERPRISES, PROJECTS, LINKS, HUB = 120_000, 40_000, 1_000_000, "Project:hub"

_LABELS = {"Enterprise": "Enterprise:Organization:Node", "Project": "Project:Node"}


def nodes(type_: str) -> list[str]:
    size = ENTERPRISES if type_ == "Enterprise" else PROJECTS
    ids = [f"{type_}:{number * 2_654_435_761 % 2**32:08x}" for number in range(size)]
    return [HUB, *ids[1:]] if type_ == "Project" else ids


def links() -> Iterator[tuple[str, str, str]]:
    """Source, target and role of each link; no two have the same ends."""
    rng = random.Random(1)
    firms, projects = nodes("Enterprise"), nodes("Project")
    for firm in firms[:100_000]:
        yield firm, HUB, "PARTICIPANT"
    left = LINKS - 100_000
    for at, firm in enumerate(firms):
        size = left // (len(firms) - at)
        left -= size
        for project in rng.sample(range(1, len(projects)), size):
            yield firm, projects[project], rng.choice(("LEAD", "PARTICIPANT"))


def write(session: Any) -> None:
    """Write it to a server that holds an empty store."""
    for type_, labels in _LABELS.items():
        rows = iter([[id_, f"{type_} {id_[-4:]}"] for id_ in nodes(type_)])
        while some := list(islice(rows, 20_000)):
            session.run(
                f"UNWIND $rows AS r CREATE (n:{labels}) SET n.id = r[0], n.name = r[1],"
                f" n._type = '{type_}'",
                rows=some,
            ).consume()
    rows = links()
    while some := list(islice(rows, 20_000)):
        session.run(
            "UNWIND $rows AS r MATCH (a:Node {id: r[0]}) MATCH (b:Node {id: r[1]})"
            " CREATE (a)-[:PARTICIPATES_IN {_key: '', role: r[2]}]->(b)",
            rows=[list(row) for row in some],
        ).consume()


def in_memory(catalogue: Any) -> Any:
    from graph_service.store.memory import MemoryGraph

    graph = MemoryGraph(t.name for t in catalogue.concrete)
    for type_ in _LABELS:
        for id_ in nodes(type_):
            graph.put_node(id_, type_, {"name": f"{type_} {id_[-4:]}"})
    for source, target, role in links():
        graph.add_link(("PARTICIPATES_IN", source, target, ""), {"role": role})
    return graph
