"""A difference written to the server, in batches of rows."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from graph_service.store.merging import Pair
from graph_service.store.neo4j import write_texts as texts
from graph_service.store.neo4j.connection import Transaction
from graph_service.store.neo4j.difference import Difference
from graph_service.store.neo4j.layout import (
    LINK_KEY,
    SAID,
    SEARCH,
    TYPE,
    key_digest,
    missing,
    order_columns,
)
from graph_service.store.neo4j.loading import chunks
from graph_service.store.neo4j.said import link_text, pack
from graph_service.store.neo4j.searching import search_text
from graph_service.store.resolve import resolve_hidden
from graph_service.store.search_terms import terms_by_type
from graph_service.store.state import State
from graph_service.store.units import LinkKey
from schema.catalogue import Catalogue
from schema.columns import Scalar
from schema.statements import Verdict

__all__ = ["Writer"]

_CHUNK: Final = 10_000

_Statement: TypeAlias = tuple[str, dict[str, Any]]
"""A text and its parameters."""


class Writer:
    """Writes differences within a transaction.

    Parameters
    ----------
    tx : Transaction
    catalogue : Catalogue
    state : State
        The loaded part as it is afterwards.
    """

    def __init__(self, tx: Transaction, catalogue: Catalogue, state: State) -> None:
        self._tx = tx
        self._catalogue = catalogue
        self._state = state

    async def write(self, found: Difference) -> None:
        """Write it all: records before the links that need them."""
        statements = self._statements(found)
        ahead = asyncio.ensure_future(asyncio.to_thread(next, statements, None))
        try:
            while (statement := await ahead) is not None:
                # The next one is packed while the server works.
                ahead = asyncio.ensure_future(asyncio.to_thread(next, statements, None))
                await self._tx.run(*statement)
        finally:
            await asyncio.gather(ahead, return_exceptions=True)

    async def lose(self, keys: Iterable[tuple[str, str]]) -> None:
        """Let records no longer be found by keys, each a (key, record)."""
        for text, rows in _rows(
            texts.LOSE, [[key_digest(k), record] for k, record in sorted(keys)]
        ):
            await self._tx.run(text, rows)

    async def decide(self, pair: Pair, verdict: Verdict | None) -> None:
        """Put a verdict in force, or take it back."""
        lower, upper = pair
        named = f"{lower}\x00{upper}"
        if verdict is None:
            await self._tx.run(texts.UNDECIDE, {"pair": named})
        else:
            said = {"pair": named, "lower": lower, "upper": upper, "verdict": verdict.value}
            await self._tx.run(texts.DECIDE, said)

    def _statements(self, found: Difference) -> Iterator[_Statement]:
        yield from self._links(found.deleted_links, texts.delete_links)
        yield from _rows(texts.DELETE, found.deleted)
        yield from _rows(texts.REVEAL, found.revealed)
        yield from _rows(texts.HIDE, [self._hidden(id_) for id_ in found.hidden])
        yield from self._nodes(found)
        yield from self._links(found.created_links, texts.create_links, whole=True, said=True)
        yield from self._links(found.replaced_links, texts.replace_links, whole=True, said=True)
        yield from self._links(found.repeated_links, texts.repeat_links, said=True)
        yield from _rows(texts.CEASE, [link_text(link) for link in found.done_waiting])
        yield from _rows(texts.WAIT, [self._waiting(link) for link in found.waiting])
        yield from _rows(texts.FIND, [[key_digest(key), i] for key, i in found.new_keys])
        yield from _rows(texts.RETIRE, [[i, c] for i, c in found.retired.items() if c is not None])
        yield from _rows(texts.REVIVE, [i for i, into in found.retired.items() if into is None])

    def _nodes(self, found: Difference) -> Iterator[_Statement]:
        yield from self._records(found.created, texts.create_records)
        yield from self._records(found.replaced, texts.replace_records)
        nodes = self._state.graph.nodes
        moved: dict[tuple[str, str], list[str]] = {}
        for id_, former in found.retyped.items():
            moved.setdefault((former, nodes[id_].type), []).append(id_)
        for (former, now), ids in moved.items():
            yield from _rows(texts.retype_records(self._catalogue, former, now), ids)
        said = self._state.nodes
        yield from _rows(texts.REPEAT, [[id_, pack(id_, said[id_])] for id_ in found.repeated])

    def _records(
        self, ids: Sequence[str], text_for: Callable[[Catalogue, str], str]
    ) -> Iterator[_Statement]:
        """Write whole records: a list for each column, since a map a row would repeat their names."""
        nodes, said = self._state.graph.nodes, self._state.nodes
        terms_of = terms_by_type(self._catalogue)
        by_type: dict[str, list[str]] = {}
        for id_ in ids:
            by_type.setdefault(nodes[id_].type, []).append(id_)
        for type_, every in by_type.items():
            lacking = order_columns(self._catalogue.by_name[type_].properties)
            text = text_for(self._catalogue, type_)
            for some in chunks(every, _CHUNK):
                stored = [nodes[id_].stored for id_ in some]
                columns = _columns(texts.columns_of_records(self._catalogue, type_), stored)
                columns["id"] = some
                columns[SAID] = [pack(id_, said[id_]) for id_ in some]
                columns[SEARCH] = [search_text(terms_of[type_](values)) for values in stored]
                for column in lacking:
                    columns[missing(column)] = [
                        None if column in values else id_
                        for id_, values in zip(some, stored, strict=True)
                    ]
                yield text, columns

    def _links(
        self,
        links: Sequence[LinkKey],
        text_for: Callable[[Catalogue, str], str],
        *,
        whole: bool = False,
        said: bool = False,
    ) -> Iterator[_Statement]:
        """Write links by their ends, with what they carry as far as is asked for."""
        shown, units = self._state.graph.links, self._state.links
        by_type: dict[str, list[LinkKey]] = {}
        for link in links:
            by_type.setdefault(link[0], []).append(link)
        for type_, every in by_type.items():
            text = text_for(self._catalogue, type_)
            for some in chunks(every, _CHUNK):
                columns: dict[str, Any] = {}
                if whole:
                    names = texts.columns_of_links(self._catalogue, type_)
                    columns = _columns(names, [shown[link].stored for link in some])
                columns[texts.SOURCE] = [link[1] for link in some]
                columns[texts.TARGET] = [link[2] for link in some]
                columns[LINK_KEY] = [link[3] for link in some]
                if said:
                    columns[SAID] = [pack(link, units[link]) for link in some]
                yield text, columns

    def _hidden(self, id_: str) -> dict[str, Any]:
        units = self._state.nodes[id_]
        type_, values = resolve_hidden(units, self._catalogue.unclassified) or ("", {})
        return {"id": id_, TYPE: type_, SAID: pack(id_, units), "name": values.get("name")}

    def _waiting(self, link: LinkKey) -> dict[str, Any]:
        type_, source, target, key = link
        return {
            "identity": link_text(link),
            "type": type_,
            "source": source,
            "target": target,
            "key": key,
            "said": pack(link, self._state.links[link]),
        }


def _rows(text: str, rows: Sequence[Any]) -> Iterator[_Statement]:
    return ((text, {"rows": some}) for some in chunks(rows, _CHUNK))


def _columns(names: Iterable[str], stored: Sequence[Mapping[str, Scalar]]) -> dict[str, Any]:
    """Lay out stored values as one list a column, None for a column that none of them has."""
    columns: dict[str, Any] = {}
    for name in names:
        values = [held.get(name) for held in stored]
        columns[name] = values if any(value is not None for value in values) else None
    return columns
