"""The field ``undoRun``: takes an import back."""

from __future__ import annotations

import time
from typing import Annotated

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.writing import came_of, require_editor
from graph_service.undo import NoSuchRun, undo_run

__all__ = ["UndoMutation"]


@strawberry.type(description="What was taken back.")
class UndoneRun:
    """GraphQL's view of `graph_service.undo.Undone`."""

    run: strawberry.ID = strawberry.field(description="The import's id.")
    source: str = strawberry.field(description="Who said it.")
    rows: int = strawberry.field(description="How many of its rows the graph had.")
    nodes: int = strawberry.field(description="How many records fewer there are.")
    links: int = strawberry.field(description="How many links fewer there are.")
    graph_version: str = strawberry.field(description="Of the graph, afterwards.")


@strawberry.type
class UndoMutation:
    """The field ``undoRun``."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Take back everything that an import said, as `graph-service undo` does."
    )
    async def undo_run(
        self,
        info: Info[Context, None],
        run: Annotated[
            strawberry.ID, strawberry.argument(description="Its id, or a beginning of it.")
        ],
    ) -> UndoneRun | None:
        """Take it back, after an import that is running."""
        context = info.context
        require_editor(context)
        patience = max(0.0, context.deadline - time.monotonic() - 1)
        try:
            undone = await undo_run(context.store, str(run), patience=patience)
        except NoSuchRun as error:
            raise ApiError(str(error), ErrorCode.NOT_FOUND) from None
        came_of(info, runs=[undone.run.id])
        return UndoneRun(
            run=strawberry.ID(undone.run.id),
            source=undone.run.source,
            rows=undone.rows,
            nodes=undone.nodes,
            links=undone.links,
            graph_version=undone.version,
        )
