"""The root fields of ``Subscription``."""

from __future__ import annotations

import enum
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Annotated, Any, Final

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.writing import require
from graph_service.identity.roles import Role
from graph_service.jobs.job import Job, JobState

__all__ = ["LiveSubscription"]

strawberry.enum(JobState, name="ImportState", description="How far an import is.")
_STATES: Final = {
    "UPLOADED": "Its files have arrived. 已上传",
    "VALIDATING": "Its files are looked at; a dry run reads them now. 校验中",
    "VALIDATED": "How its files are read is known; a dry run ends here. 已校验",
    "IMPORTING": "Its rows are written. 导入中",
    "DONE": "All was imported. 已完成",
    "FAILED": "It ended before its time, by a fault. 失败",
    "STOPPED": "Somebody stopped it. 已停止",
}
for _value in JobState.__strawberry_definition__.values:  # type: ignore[attr-defined]
    _value.description = _STATES[_value.name]


@strawberry.enum(name="ImportPhase", description="What an import does now.")
class Phase(enum.Enum):
    """What an import does now."""

    WAITING = strawberry.enum_value("WAITING", description="Others come first. 排队中")
    CHECKING = strawberry.enum_value(
        "CHECKING", description="It finds out how the files are read. 检查表头"
    )
    TRYING = strawberry.enum_value(
        "TRYING", description="A dry run reads rows; nothing is written. 试运行"
    )
    IMPORTING = strawberry.enum_value("IMPORTING", description="It writes rows. 写入中")
    ENDED = strawberry.enum_value("ENDED", description="Nothing more happens. 已结束")


@strawberry.type(
    description="How far an import is; read = created + updated + unchanged + rejected + skipped."
)
class ImportProgress:
    """GraphQL's view of `graph_service.jobs.job.Job`."""

    job: strawberry.ID = strawberry.field(description="Its id, as `POST /imports` gave it.")
    state: JobState = strawberry.field(description="How far it is; the last event tells its end.")
    phase: Phase = strawberry.field(description="What it does now.")
    file: str | None = strawberry.field(description="The file that is read; null if none is.")
    rows_read: int = strawberry.field(description="Rows read so far, over all files.")
    rows_created: int = strawberry.field(description="Rows that stated a new record.")
    rows_updated: int = strawberry.field(description="Rows that changed a value.")
    rows_unchanged: int = strawberry.field(description="Rows that said nothing new.")
    rows_rejected: int = strawberry.field(description="Rows that could not be understood.")
    rows_skipped: int = strawberry.field(description="Rows that are no data.")
    percent: float | None = strawberry.field(
        description="How much of the rows is read, about, from 0 to 100; null while that is not known."
    )
    error: str | None = strawberry.field(description="Why it failed or was stopped: a sentence.")


@strawberry.type(description="Which graph answers speak of now.")
class GraphVersion:
    """The version of the graph."""

    version: str = strawberry.field(description="Changes with every change of the graph.")


@strawberry.type
class LiveSubscription:
    """Mixed into ``Subscription``."""

    @strawberry.subscription(  # type: ignore[untyped-decorator]
        description="How far an import is, and each time that it got further, up to its end; for "
        "editors. Who is slow is told the newest state only."
    )
    async def import_progress(
        self,
        info: Info[Any, None],
        job: Annotated[
            strawberry.ID, strawberry.argument(description="Its id, as `POST /imports` gave it.")
        ],
    ) -> AsyncGenerator[ImportProgress, None]:
        """Follow a job."""
        context: Context = info.context
        require(context, Role.EDITOR)
        async with aclosing(context.live.job(str(job))) as states:
            async for state in states:
                yield _shown(job, state)

    @strawberry.subscription(  # type: ignore[untyped-decorator]
        description="The graph's version now, and each time that the graph has changed, whoever "
        "changed it. Who is slow is told the newest version only."
    )
    async def graph_version(self, info: Info[Any, None]) -> AsyncGenerator[GraphVersion, None]:
        """Follow the version."""
        context: Context = info.context
        async with aclosing(context.live.versions()) as versions:
            async for version in versions:
                yield GraphVersion(version=version)


def _shown(id_: strawberry.ID, job: Job) -> ImportProgress:
    counts = job.counts
    return ImportProgress(
        job=id_,
        state=job.state,
        phase=_phase(job),
        file=job.progress.get("file"),
        rows_read=counts.get("read", 0),
        rows_created=counts.get("created", 0),
        rows_updated=counts.get("updated", 0),
        rows_unchanged=counts.get("unchanged", 0),
        rows_rejected=counts.get("rejected", 0),
        rows_skipped=counts.get("skipped", 0),
        percent=_percent(job),
        error=job.error or None,
    )


def _phase(job: Job) -> Phase:
    if job.has_ended:
        return Phase.ENDED
    if job.state is JobState.IMPORTING:
        return Phase.IMPORTING
    if job.state is JobState.VALIDATING:
        return Phase.TRYING if job.counts else Phase.CHECKING
    return Phase.WAITING


def _percent(job: Job) -> float | None:
    if job.state is JobState.DONE or (job.dry_run and job.state is JobState.VALIDATED):
        return 100.0
    expected: int | None = job.progress.get("expected")
    if not expected:
        return None
    # What is expected is counted without reading: it may be a little less than there is.
    return round(min(99.9, 100 * job.counts.get("read", 0) / expected), 1)
