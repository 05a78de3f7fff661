"""Introspection answered from bytes: the documents that tools send are known."""

from __future__ import annotations

import asyncio
from itertools import product

import orjson
from graphql import (
    GraphQLError,
    GraphQLSchema,
    execute_sync,
    get_introspection_query,
    parse,
    strip_ignored_characters,
)

__all__ = ["Introspection"]

_LONGEST = 8_000
_FLAGS = (
    "descriptions",
    "specified_by_url",
    "directive_is_repeatable",
    "schema_description",
    "input_value_deprecation",
    "one_of",
)


class Introspection:
    """Answers to the standard introspection queries of one schema.

    Each variant is executed once, when it is first asked for: by a thread, for a whole schema
    takes longer than other requests should wait.

    Parameters
    ----------
    schema : GraphQLSchema
    """

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        queries = (
            get_introspection_query(**dict(zip(_FLAGS, values, strict=True)))
            for values in product((True, False), repeat=len(_FLAGS))
        )
        self._standard = frozenset(map(strip_ignored_characters, queries))
        self._answers: dict[str, bytes] = {}
        self._executing = asyncio.Lock()

    async def answer(self, query: str | None) -> bytes | None:
        """Return the JSON of the ``data`` of a standard introspection query; None for any other."""
        if not query or len(query) > _LONGEST or "__schema" not in query:
            return None
        try:
            normal = strip_ignored_characters(query)
        except GraphQLError:
            return None
        if normal not in self._standard:
            return None
        if normal not in self._answers:
            async with self._executing:
                if normal not in self._answers:
                    self._answers[normal] = await asyncio.to_thread(self._executed, normal)
        return self._answers[normal]

    def _executed(self, query: str) -> bytes:
        result = execute_sync(self._schema, parse(query))
        if result.errors:
            raise result.errors[0]
        return orjson.dumps(result.data)
