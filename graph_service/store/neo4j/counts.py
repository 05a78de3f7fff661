"""What is in the graph, from the counts that the server keeps."""

from __future__ import annotations

from functools import lru_cache

from graph_service.store.neo4j.layout import META, quoted
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.port import GraphInfo
from schema.catalogue import Catalogue

__all__ = ["count_graph"]


async def count_graph(versions: Versions, catalogue: Catalogue) -> GraphInfo:
    """Count the records and links of each type, by one statement that looks at none of them."""
    types = tuple(t.name for t in catalogue.concrete)
    links = tuple(sorted(catalogue.links))
    version, counts = await versions.read(_counting(types, links), {})
    return GraphInfo(
        version=version,
        nodes={name: count for name, count in zip(types, counts, strict=False) if count},
        links={
            name: count for name, count in zip(links, counts[len(types) :], strict=True) if count
        },
    )


@lru_cache(maxsize=8)
def _counting(types: tuple[str, ...], links: tuple[str, ...]) -> str:
    parts = (
        *(f"MATCH (n:{quoted(name)}) RETURN count(n) AS counted" for name in types),
        *(f"MATCH ()-[r:{quoted(name)}]->() RETURN count(r) AS counted" for name in links),
    )
    # The rows of a union come in the order of its parts.
    return guarded(
        f"CALL () {{ {' UNION ALL '.join(parts)} }}\n"
        "WITH _begun, _done, collect(counted) AS counts\n"
        f"MATCH (m:`{META}` {{id: 0}})\n"
        "WITH _begun, _done, [m.store + '.' + toString(m.changes), counts] AS answer"
    )
