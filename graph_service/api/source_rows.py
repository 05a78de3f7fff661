"""The row of a file that says something, as it was read."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any, Final

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.ingest_ledger import KeptRow
from loaders.report import FileReport
from loaders.rows import cell_text

__all__ = ["SourceCell", "SourceRow"]

_CELLS: Final = 200
"""Cells of a row that are shown."""


@strawberry.type(description="A cell of a row as it was read.")
class SourceCell:
    """A header and a text."""

    header: str = strawberry.field(description="Of its column; empty if it has none.")
    text: str = strawberry.field(description="What stood there; empty if nothing.")


@strawberry.type(description="Where a row stands.")
class SourceRow:
    """GraphQL's view of `graph_service.ingest_ledger.KeptRow`."""

    file: str = strawberry.field(description="Name of the file.")
    sheet: str = strawberry.field(description="Name of its sheet; empty if it has none.")
    number: int = strawberry.field(description="Row of the sheet, from 1.")
    kept: strawberry.Private[KeptRow]
    run: strawberry.Private[str]

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="BLAKE2b of the file as it was given, 32 hexadecimal digits; null if it was not kept."
    )
    async def content_hash(self, info: Info[Any, None]) -> str | None:
        """Find it in the report of the import."""
        table = await self._table(info.context)
        return table.digest or None if table else None

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Who filled the table in, if a line above or below it says so; else null. 填报单位"
    )
    async def reporter(self, info: Info[Any, None]) -> str | None:
        """Find it in the report of the import."""
        table = await self._table(info.context)
        return table.reporter or None if table else None

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="The row as it was read, at most 200 cells. Only for who may write, as cells can"
        " hold what is not for everybody; null for others."
    )
    async def cells(self, info: Info[Any, None]) -> list[SourceCell] | None:
        """Put the cells under the headers of their table."""
        context: Context = info.context
        if not context.caller.role.writes:
            return None
        table = await self._table(context)
        headers = table.headers if table else ()
        pairs = zip_longest(headers[:_CELLS], self.kept.cells[:_CELLS])
        return [
            SourceCell(header=header or "", text="" if cell is None else cell_text(cell))
            for header, cell in pairs
        ]

    async def _table(self, context: Context) -> FileReport | None:
        return await context.in_time(context.said.table(self.run, self.file, self.sheet))
