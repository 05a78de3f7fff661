"""Introspection answered from bytes: the documents that tools send are known."""

from __future__ import annotations

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

    The most usual one is answered when this is made, the other variants when they are first
    asked for.

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
        self._known: dict[str, bytes | None] = dict.fromkeys(map(strip_ignored_characters, queries))
        usual = strip_ignored_characters(get_introspection_query())
        self._known[usual] = self._executed(usual)

    def answer(self, query: str | None) -> bytes | None:
        """Return the JSON of the ``data`` of a standard introspection query; None for any other."""
        if not query or len(query) > _LONGEST or "__schema" not in query:
            return None
        try:
            normal = strip_ignored_characters(query)
        except GraphQLError:
            return None
        if normal not in self._known:
            return None
        known = self._known[normal]
        if known is None:
            known = self._known[normal] = self._executed(normal)
        return known

    def _executed(self, query: str) -> bytes:
        result = execute_sync(self._schema, parse(query))
        if result.errors:
            raise result.errors[0]
        return orjson.dumps(result.data)
