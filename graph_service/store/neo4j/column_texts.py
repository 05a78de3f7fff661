"""The Cypher that reads columns: ranges of start nodes in, collected lists out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from graph_service.store.neo4j.layout import LINK_KEY, quoted
from graph_service.store.neo4j.versions import guarded
from schema.columns import VALID_FIRST, VALID_LAST
from schema.declarations import LinkType

__all__ = ["counting_links", "counting_nodes", "links_in_range", "nodes_in_order"]

# The server's own numbers of nodes take half the time that ids take (1M links: 2.4 s and 5.1 s),
# and are read by the same snapshot that uses them. Later Cypher has no id(); `CYPHER 5` keeps it.
#
# A range has one bound and a length. Of two bounds the server finds some ranges empty that are not:
# its index is in the order of code points, and it compares the bounds by UTF-16. For the same reason
# the index is asked for by name.


def counting_nodes(type_: str) -> str:
    """Return what asks how many nodes of a type there are; the server keeps the count."""
    return guarded(f"CALL () {{ MATCH (n:{quoted(type_)}) RETURN count(n) AS answer }}")


def counting_links(link: str, source: str | None = None) -> str:
    """Return what asks how many links of a type there are, from everywhere or from one type."""
    label = f":{quoted(source)}" if source else ""
    return guarded(
        f"CALL () {{ MATCH ({label})-[r:{quoted(link)}]->() RETURN count(r) AS answer }}"
    )


@lru_cache(maxsize=256)
def nodes_in_order(type_: str, columns: tuple[str, ...]) -> str:
    """Return what lists nodes by id, beginning with ``$low``, at most ``$limit``.

    The answer is a list of lists: ids, numbers, and the values of each column.
    """
    values = ("n.id", "id(n)", *_properties("n", columns))
    lists = ", ".join(f"[n IN nodes | {value}]" for value in values)
    return guarded(
        f"CALL () {{ {_starting('n', type_)} WITH collect(n) AS nodes RETURN [{lists}] AS answer }}"
    )


@lru_cache(maxsize=256)
def links_in_range(source: str, link: LinkType, columns: tuple[str, ...]) -> str:
    """Return what lists the links of one type that start at ``$limit`` nodes from ``$low`` on.

    The answer is how many links there are, and lists: numbers of the start nodes; and for each of
    them the numbers of the ends, and the values of each column, in the order of the links' keys.
    Links that are not true on ``$day`` are counted and not listed.
    """
    true = f"r.{VALID_FIRST} <= $day AND $day <= r.{VALID_LAST}" if link.validity else "true"
    # Without columns nothing tells parallel links apart.
    order = f" WITH r, b ORDER BY r.{LINK_KEY}" if columns else ""
    kept = f", collect(CASE WHEN {true} THEN r END) AS links" if columns else ""
    lists = "".join(f", collect([r IN links | {of}])" for of in _properties("r", columns))
    return guarded(
        f"CALL () {{ {_starting('a', source)}\n"
        f"CALL (a) {{ MATCH (a)-[r:{quoted(link.type)}]->(b){order}"
        f" RETURN count(r) AS met, collect(CASE WHEN {true} THEN id(b) END) AS ends{kept} }}\n"
        f"WITH a, met, ends{', links' if columns else ''} WHERE met > 0\n"
        f"RETURN [sum(met), collect(id(a)), collect(ends){lists}] AS answer }}"
    )


def _starting(node: str, type_: str) -> str:
    label = quoted(type_)
    return (
        f"MATCH ({node}:{label}) USING INDEX {node}:{label}(id) WHERE {node}.id >= $low"
        f" WITH {node} ORDER BY {node}.id LIMIT $limit"
    )


def _properties(variable: str, columns: Iterable[str]) -> Iterator[str]:
    return (f"{variable}.{quoted(column)}" for column in columns)
