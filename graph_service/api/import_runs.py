"""The root field ``importRuns``: what was imported, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry import Info

from graph_service.api.acts import CorrectedBy, corrected_by
from graph_service.api.context import Context
from graph_service.api.errors import ApiError
from graph_service.api.page_arguments import DEFAULT_LENGTH, First, check_length
from graph_service.corrections.log import Act, CorrectionLog
from graph_service.ingest_ledger import RUN
from graph_service.store.port import RunState
from schema.packs import MANUAL
from schema.time import PartialDate

__all__ = ["ImportRunsQuery"]


@strawberry.type(description="How many of one kind.")
class Counted:
    """A code or a reason, and a number."""

    what: str = strawberry.field(description="A reason, or the code of a kind of flaw.")
    count: int = strawberry.field(description="How many.")


@strawberry.type(
    description="A table that was imported; read = created + updated + unchanged + rejected + skipped."
)
class ImportedTable:
    """GraphQL's view of `loaders.report.FileReport`."""

    file: str = strawberry.field(description="Name of the file.")
    sheet: str = strawberry.field(description="Name of its sheet; empty if it has none.")
    encoding: str = strawberry.field(description="Of its text; empty if it is no text.")
    type: str = strawberry.field(description="What its rows are: a type, or a mapping's name.")
    left_out: str = strawberry.field(description="Why it was not read; empty if it was.")
    read: int = strawberry.field(description="Rows that were read.")
    created: int = strawberry.field(description="Rows that stated a new record.")
    updated: int = strawberry.field(description="Rows that changed a value.")
    unchanged: int = strawberry.field(description="Rows that said nothing new.")
    rejected: int = strawberry.field(description="Rows that could not be understood.")
    skipped: list[Counted] = strawberry.field(description="Rows that are no data, by the reason.")
    unknown_columns: list[str] = strawberry.field(description="Headers that nothing knows.")


@strawberry.type(description="One reading of one issue of one source.")
class ImportRun:
    """A run, and its report if it was carried out to its end."""

    id: strawberry.ID = strawberry.field(description="Its id: `graph-service undo` takes it back.")
    source: str = strawberry.field(description="Who says it.")
    period: PartialDate | None = strawberry.field(description="Of when it speaks, if it says so.")
    priority: int = strawberry.field(description="How much the source is believed; larger wins.")
    rows: int = strawberry.field(description="Its last row that the graph knows.")
    correction: CorrectedBy | None = strawberry.field(
        description="Who corrected something by hand, when and why; null of an import."
    )
    complete: bool = strawberry.field(
        description="Whether it was carried out to its end; else it goes on when it is repeated."
    )
    tables: list[ImportedTable] = strawberry.field(
        description="What it read; empty while it is not complete."
    )
    issues: list[Counted] = strawberry.field(
        description="How many cells and rows had a flaw, by the code of its kind."
    )


@strawberry.type(description="What was imported.")
class ImportRunList:
    """A page of runs, and how many there are."""

    total_count: int = strawberry.field(description="How many there are.")
    nodes: list[ImportRun] = strawberry.field(description="The newest first.")


@strawberry.type
class ImportRunsQuery:
    """Mixed into ``Query``."""

    @strawberry.field(description="What was imported, the newest first.")  # type: ignore[untyped-decorator]
    async def import_runs(
        self,
        info: Info[Any, None],
        first: First = DEFAULT_LENGTH,
        after: Annotated[
            strawberry.ID | None, strawberry.argument(description="Those older than this one.")
        ] = None,
    ) -> ImportRunList | None:
        """List a page of them."""
        check_length(first)
        context: Context = info.context
        states = (await context.in_time(context.store.runs()))[::-1]
        page = _behind(states, after)[:first]
        reports = await context.in_time(
            context.store.ledger.get_many(RUN, [state.run.id for state in page])
        )
        by_hand = [state.run.id for state in page if state.run.source == MANUAL]
        acts = await context.in_time(CorrectionLog(context.store.ledger).acts(by_hand))
        return ImportRunList(
            total_count=len(states),
            nodes=[
                _run(
                    state,
                    reports[state.run.id].document if state.run.id in reports else None,
                    acts.get(state.run.id),
                )
                for state in page
            ],
        )


def _behind(states: tuple[RunState, ...], after: str | None) -> tuple[RunState, ...]:
    if after is None:
        return states
    for at, state in enumerate(states, start=1):
        if state.run.id == after:
            return states[at:]
    raise ApiError(f"after names no import: {after}.")


def _run(state: RunState, report: Mapping[str, Any] | None, act: Act | None) -> ImportRun:
    return ImportRun(
        id=strawberry.ID(state.run.id),
        source=state.run.source,
        period=PartialDate(state.run.period) if state.run.period else None,
        priority=state.run.priority,
        rows=state.rows,
        correction=corrected_by(act),
        complete=report is not None,
        tables=[_table(f) for f in report["files"]] if report else [],
        issues=_counted(report["issue_counts"]) if report else [],
    )


def _table(file: Mapping[str, Any]) -> ImportedTable:
    own = {
        name: file[name]
        for name in (
            *("file", "sheet", "encoding", "type", "left_out"),
            *("read", "created", "updated", "unchanged", "rejected"),
        )
    }
    return ImportedTable(
        **own, skipped=_counted(file["skipped"]), unknown_columns=list(file["unknown_columns"])
    )


def _counted(counts: Mapping[str, int]) -> list[Counted]:
    ordered = sorted(counts.items(), key=lambda kind: (-kind[1], kind[0]))
    return [Counted(what=what, count=count) for what, count in ordered]
