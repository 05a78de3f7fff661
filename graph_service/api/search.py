"""The root field ``search``: records found by text."""

from __future__ import annotations

from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, MAX_LENGTH, check_length
from graph_service.api.selected import enum_type, interface_type, read_nodes
from graph_service.store.exploring import Match, Search
from schema.time import PartialDate

__all__ = ["LONGEST_TEXT", "SearchQuery"]

LONGEST_TEXT: Final = 200
"""How long a text may be."""

_MATCHES: Final = {
    Match.EXACT: "A name or identifier is the text.",
    Match.PREFIX: "A name or identifier begins with the text.",
    Match.PARTS: "Names and identifiers have all parts of the text.",
}
strawberry.enum(
    Match, name="SearchMatch", description="How well a record matches a text, the best first."
)
for _value in Match.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _MATCHES[Match[_value.name]]


@strawberry.type(description="A record that was found.")
class SearchHit:
    """A record and why it stands where it does."""

    match: Match = strawberry.field(description="How well it matches.")
    node: Any = strawberry.field(
        description="The record.", graphql_type=interface_type("Node") | None
    )


@strawberry.type(description="Records found by text, the best first.")
class SearchResult:
    """What was found."""

    total_count: int = strawberry.field(description="How many there are.")
    hits: list[SearchHit] = strawberry.field(
        description="The first of them: exact matches, then names that begin with the text, then all"
        " others; of each the shorter name first, then by id."
    )


@strawberry.type
class SearchQuery:
    """Mixed into ``Query``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Records whose names (present, former, short, English) and identifiers have all"
        " parts of a text: Chinese text, words or their beginnings, pinyin or its initials."
    )
    async def search(
        self,
        info: Info[Any, None],
        text: Annotated[
            str,
            strawberry.argument(
                description=f"What is looked for; at most {LONGEST_TEXT} characters."
            ),
        ],
        types: Annotated[
            Any,
            strawberry.argument(
                description="Of these types; of all if left out.",
                graphql_type=list[enum_type("NodeType")] | None,
            ),
        ] = None,
        first: Annotated[
            int, strawberry.argument(description=f"How many of them; at most {MAX_LENGTH}.")
        ] = DEFAULT_LENGTH,
        as_of: Annotated[
            PartialDate | None,
            strawberry.argument(
                description="Links of the records found count if they are true on this day."
            ),
        ] = None,
    ) -> SearchResult | None:
        """Find them."""
        if len(text) > LONGEST_TEXT:
            raise ApiError(f"text has {len(text)} characters; the limit is {LONGEST_TEXT}.")
        check_length(first)
        context: Context = info.context
        members = context.served.shapes["Node"].members
        chosen = members if types is None else tuple(dict.fromkeys(map(str, types)))
        found = await context.store.search(Search(text, chosen, first), context.reading(as_of))
        ids = [hit.id for hit in found.hits]
        rows = await read_nodes(info, ids, field="hits.node", as_of=as_of)
        return SearchResult(
            total_count=found.count,
            hits=[
                SearchHit(match=hit.match, node=row)
                for hit, row in zip(found.hits, rows, strict=True)
            ],
        )
