"""Search by the server's full-text index: what is indexed of a record, and how it is asked.

The text of a record begins with the length of its name and has its whole names behind ``=``, so
that a match is ranked by looking at nothing else.
"""

from __future__ import annotations

import time
from typing import Any, Final

from graph_service.store.exploring import Hit, Match, Search, SearchAnswer
from graph_service.store.neo4j.cypher import Draft, every
from graph_service.store.neo4j.filters import Conditions
from graph_service.store.neo4j.held import NodeSubject
from graph_service.store.neo4j.layout import SEARCH, SEARCH_INDEX, TYPE
from graph_service.store.neo4j.versions import Versions, guarded
from graph_service.store.port import DeadlineExceeded, ReadContext
from graph_service.store.search_terms import Terms, sought_by
from schema.catalogue import Catalogue

__all__ = ["read_search", "search_text"]

_NODE: Final = "n"
_CALL: Final = f"CALL db.index.fulltext.queryNodes('{SEARCH_INDEX}', $query) YIELD node AS {_NODE}"
_RANKED: Final = (
    f"WITH n.id AS id, left(n.{SEARCH}, 4) AS length,"
    f" CASE WHEN n.{SEARCH} CONTAINS $whole THEN {Match.EXACT:d}"
    f" WHEN n.{SEARCH} CONTAINS $begun THEN {Match.PREFIX:d} ELSE {Match.PARTS:d} END AS match"
    " ORDER BY match, length, id LIMIT $limit"
    " RETURN collect([id, match]) AS found"
)


def search_text(terms: Terms) -> str | None:
    """Write what a record is found by as the index takes it apart; None if there is nothing.

    Examples
    --------
    >>> from graph_service.store.search_terms import terms_of
    >>> search_text(terms_of(["ABC"], ["7"]))
    '#003 =abc =7 abc 7'
    """
    if not terms.tokens:
        return None
    return " ".join((f"#{terms.length:03}", *(f"={name}" for name in terms.names), *terms.tokens))


async def read_search(
    versions: Versions, catalogue: Catalogue, question: Search, context: ReadContext
) -> SearchAnswer:
    """Answer a search by one statement.

    Raises
    ------
    DeadlineExceeded
        If the context's deadline passed.
    """
    sought = sought_by(question.text)
    if sought.empty:
        return SearchAnswer((), 0)
    if context.deadline is not None and context.deadline <= time.monotonic():
        raise DeadlineExceeded("The read was not begun: its deadline had passed.")
    parts = [
        *(f"+{_escaped(token)}" for token in sought.whole),
        *(f"+{_escaped(token)}*" for token in sought.begun),
    ]
    draft = Draft(context.as_of)
    text = _statement(draft, question, catalogue)
    parameters: dict[str, Any] = draft.parameters | {
        "query": " ".join(parts),
        "types": list(question.types),
        "whole": f" ={sought.name} ",
        "begun": f" ={sought.name}",
        "limit": question.limit,
    }
    counted, found = await versions.read(text, parameters, deadline=context.deadline)
    return SearchAnswer(tuple(Hit(id_, Match(match)) for id_, match in found), counted)


def _statement(draft: Draft, question: Search, catalogue: Catalogue) -> str:
    node = NodeSubject(_NODE, question.types, catalogue)
    tests = Conditions(draft, catalogue).node(question.where, node, collected=True)
    found = f"{_CALL} WHERE {every((f'{_NODE}.{TYPE} IN $types', *tests))}"
    counted = draft.subquery((), f"{found} RETURN count({_NODE}) AS counted")
    ranked = draft.subquery((), found, _RANKED)
    answer = "WITH _begun, _done, [counted, found] AS answer"
    return guarded("\n".join((*draft.heads, counted, ranked, answer)))


def _escaped(token: str) -> str:
    """A token as the index's query language reads it; nothing of it is a command."""
    return "".join([c if c.isalnum() else f"\\{c}" for c in token])
