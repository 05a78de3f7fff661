"""What search finds records by, written for records that are there already."""

from __future__ import annotations

from typing import Final

from graph_service.store.neo4j.connection import Connection, Transaction
from graph_service.store.neo4j.layout import NODE, SAID, SEARCH, TYPE
from graph_service.store.neo4j.searching import search_text
from graph_service.store.search_terms import terms_by_type
from schema.catalogue import Catalogue
from schema.columns import Scalar

__all__ = ["CHUNK", "let_be_found"]

CHUNK: Final = 5_000
"""How many records are written at once."""
_NEXT: Final = (
    f"CYPHER 5 MATCH (n:{NODE}) WHERE n.id > $after WITH n ORDER BY n.id LIMIT $most"
    f" RETURN n.id, n.{TYPE}, n {{.*, {SAID}: null}}"
)
_FILL: Final = (
    f"CYPHER 5 UNWIND $rows AS row MATCH (n:{NODE} {{id: row[0]}}) SET n.{SEARCH} = row[1]"
)


async def let_be_found(connection: Connection, _: Transaction, catalogue: Catalogue) -> None:
    """Write it for all records, some at a time, each time in a transaction of its own.

    Types that the catalogue does not have are left out: nobody can ask for them.
    """
    terms_of = terms_by_type(catalogue)
    after = ""
    while rows := await connection.run(_NEXT, {"after": after, "most": CHUNK}):
        filled = [
            [id_, search_text(terms_of[type_](_columns(held)))]
            for id_, type_, held in rows
            if type_ in terms_of
        ]
        await connection.run(_FILL, {"rows": filled})
        after = rows[-1][0]


def _columns(held: dict[str, Scalar | list[str]]) -> dict[str, Scalar]:
    return {
        name: tuple(value) if isinstance(value, list) else value for name, value in held.items()
    }
