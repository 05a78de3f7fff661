"""Walks over the graph on a server: a statement for each step, all of one version."""

from __future__ import annotations

from typing import Any

from graph_service.store.exploring import Joint, Neighbourhood, Paths
from graph_service.store.neo4j.layout import LINK_KEY, NODE, RETIRED, TYPE, quoted
from graph_service.store.neo4j.versions import Ask, Versions, guarded
from graph_service.store.port import ReadContext
from graph_service.store.walks import (
    Among,
    Around,
    Present,
    Reached,
    Walk,
    walk_around,
    walk_between,
)
from schema.catalogue import Catalogue
from schema.columns import VALID_FIRST, VALID_LAST

__all__ = ["read_walk"]


async def read_walk(
    versions: Versions,
    catalogue: Catalogue,
    asked: Paths | Neighbourhood,
    context: ReadContext,
) -> Any:
    """Take a walk to its end and return its answer.

    Raises
    ------
    DeadlineExceeded
        If the context's deadline passed.
    TooLarge
        If it meets too much.
    """
    steps = _Steps(catalogue, asked, context.as_of)

    async def work(ask: Ask, _: str) -> Any:
        """Walk on a graph that stays as it is."""
        walk: Walk = walk_between(asked) if isinstance(asked, Paths) else walk_around(asked)
        answer: Any = None
        while True:
            try:
                wanted = walk.send(answer)
            except StopIteration as end:
                return end.value
            answer = await steps.take(ask, wanted)

    return await versions.whole(work, deadline=context.deadline)


class _Steps:
    """The statements of one walk; they differ from those of others in the names of link types."""

    def __init__(self, catalogue: Catalogue, asked: Paths | Neighbourhood, day: str) -> None:
        self._values = {"day": day, "types": list(asked.types)}
        links = [catalogue.links[name] for name in asked.links]
        self._always = "|".join(quoted(link.type) for link in links if not link.validity)
        self._dated = "|".join(quoted(link.type) for link in links if link.validity)
        self._all = "|".join(filter(None, (self._always, self._dated)))

    async def take(self, ask: Ask, wanted: Present | Around | Among) -> list[Any]:
        """Answer what a walk needs to know."""
        match wanted:
            case Present(ids):
                rows = await ask(self._present(), {**self._values, "ids": list(ids)})
                found = {asked: Reached(id_, (), links) for asked, id_, links in rows}
                return [found.get(id_) for id_ in ids]
            case Around(ids, limit, without, also):
                if not self._all:
                    return []
                lists = {"ids": list(ids), "limit": limit, "without": list(without)}
                lists["also"] = list(also)
                rows = await ask(self._around(), {**self._values, **lists})
                return [Reached(id_, tuple(near), links) for id_, near, links in rows]
            case Among(ids, limit):
                if not self._all:
                    return []
                values = {**self._values, "ids": list(ids), "limit": limit}
                # Sorted here: the server compares texts that were sent by their halves in UTF-16.
                return sorted(Joint(*row) for row in await ask(self._among(), values))

    def _present(self) -> str:
        return guarded(
            f"CALL () {{ UNWIND $ids AS asked OPTIONAL MATCH (retired:`{RETIRED}` {{id: asked}})"
            f" WITH asked, coalesce(retired.into, asked) AS id MATCH (n:`{NODE}` {{id: id}})"
            f" RETURN collect([asked, id, {self._number('n')}]) AS answer }}\n"
            "WITH _begun, _done, answer"
        )

    def _around(self) -> str:
        return guarded(
            f"CALL () {{ UNWIND $ids AS id MATCH (n:`{NODE}` {{id: id}})-[r:{self._all}]-(m:`{NODE}`)"
            f" WHERE {_true('r')} AND (m.{TYPE} IN $types OR m.id IN $also)"
            " AND NOT m.id IN $without"
            " WITH m, collect(DISTINCT id) AS near"
            f" WITH m.id AS id, near, {self._number('m')} AS links"
            " ORDER BY links DESC, id LIMIT $limit"
            " RETURN collect([id, near, links]) AS answer }\n"
            "WITH _begun, _done, answer"
        )

    def _among(self) -> str:
        return guarded(
            f"CALL () {{ UNWIND $ids AS id MATCH (n:`{NODE}` {{id: id}})-[r:{self._all}]->(m:`{NODE}`)"
            f" WHERE {_true('r')} AND m.id IN $ids WITH id, r, m LIMIT $limit"
            f" RETURN collect([type(r), id, m.id, r.{LINK_KEY}]) AS answer }}\n"
            "WITH _begun, _done, answer"
        )

    def _number(self, node: str) -> str:
        """How many links a node has. The server knows the number of those that are always true."""
        counts = []
        if self._always:
            counts.append(f"COUNT {{ ({node})-[:{self._always}]-() }}")
        if self._dated:
            counts.append(f"COUNT {{ ({node})-[dated:{self._dated}]-() WHERE {_true('dated')} }}")
        return " + ".join(counts) or "0"


def _true(link: str) -> str:
    """A condition on links: those of types without validity have no days."""
    first, last = f"{link}.{quoted(VALID_FIRST)}", f"{link}.{quoted(VALID_LAST)}"
    return f"({first} IS NULL OR {first} <= $day <= {last})"
