"""The root field ``search``: records found by text."""

from __future__ import annotations

from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, MAX_LENGTH, check_length
from graph_service.api.search_condition import condition_of
from graph_service.api.search_hits import NO_FACTS, Facts, SearchHit, facts_of
from graph_service.api.selected import enum_type, read_nodes, selects
from graph_service.store.exploring import Hit, Search
from schema.time import PartialDate

__all__ = ["LONGEST_TEXT", "SearchQuery"]

LONGEST_TEXT: Final = 200
"""How long a text may be."""

_TOLD: Final = ("type", "typeLabel", "typeEnglish", "label", "matched", "district")


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
    async def search(  # noqa: PLR0917 - strawberry passes them by name
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
        district: Annotated[
            str | None,
            strawberry.argument(
                description="Located in districts whose code begins so, such as 3303."
            ),
        ] = None,
        chain: Annotated[
            strawberry.ID | None,
            strawberry.argument(
                description="That have to do with a segment of the industry chain of this id."
            ),
        ] = None,
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
        members = context.part.members("Node")
        context.part.check(map(str, types or ()))
        chosen = members if types is None else tuple(dict.fromkeys(map(str, types)))
        where = condition_of(context.catalogue, district, None if chain is None else str(chain))
        asked = Search(text, chosen, first, where)
        found = await context.store.search(asked, context.reading(as_of))
        ids = [hit.id for hit in found.hits]
        rows = await read_nodes(info, ids, field="hits.node", as_of=as_of)
        facts = [NO_FACTS] * len(ids)
        if any(selects(info, f"hits.{name}") for name in _TOLD):
            facts = await facts_of(info._raw_info, text, ids, as_of)  # noqa: SLF001 - as `read_nodes`
        districts = await read_nodes(
            info,
            # What is nowhere is asked for by its own id: rows keep their places.
            [one.district or id_ for one, id_ in zip(facts, ids, strict=True)],
            field="hits.district",
            as_of=as_of,
        )
        return SearchResult(
            total_count=found.count,
            hits=[
                _hit(hit, row, told, district)
                for hit, row, told, district in zip(found.hits, rows, facts, districts, strict=True)
            ],
        )


def _hit(hit: Hit, row: object, told: Facts, district: object) -> SearchHit:
    return SearchHit(
        match=hit.match,
        type=told.type,
        type_label=told.type_label,
        type_english=told.type_english,
        label=told.label,
        matched=told.matched,
        district=district if told.district else None,
        node=row,
    )
