"""What was said about records and links, read for all records of an answer at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from strawberry.dataloader import DataLoader

from graph_service.corrections.log import Act, CorrectionLog
from graph_service.ingest_ledger import RUN, KeptRow, KeptRows
from graph_service.store.port import Described, DescribedLink, LinkIdentity, Store
from loaders.report import FileReport, RunReport

__all__ = ["SaidLoader"]

_AT_ONCE = 1_000


@dataclass(slots=True)
class SaidLoader:
    """Collects what resolvers ask for, and asks the store once for all of a level of the answer.

    Attributes
    ----------
    store : Store
    """

    store: Store
    _records: DataLoader[str, Described | None] | None = field(default=None, init=False)
    _links: DataLoader[LinkIdentity, DescribedLink | None] | None = field(default=None, init=False)
    _rows: DataLoader[tuple[str, int], KeptRow | None] | None = field(default=None, init=False)
    _reports: DataLoader[str, RunReport | None] | None = field(default=None, init=False)
    _acts: DataLoader[str, Act | None] | None = field(default=None, init=False)

    async def record(self, id_: str) -> Described | None:
        """Return a record with all that was said about it."""
        if self._records is None:
            self._records = DataLoader(self._describe, max_batch_size=_AT_ONCE)
        return await self._records.load(id_)

    async def link(self, link: LinkIdentity) -> DescribedLink | None:
        """Return a link with all that was said about it."""
        if self._links is None:
            self._links = DataLoader(self._describe_links, max_batch_size=_AT_ONCE)
        return await self._links.load(link)

    async def row(self, run: str, ordinal: int) -> KeptRow | None:
        """Return a row as it was read; None if it is not kept."""
        if self._rows is None:
            self._rows = DataLoader(KeptRows(self.store.ledger).rows, max_batch_size=_AT_ONCE)
        return await self._rows.load((run, ordinal))

    async def table(self, run: str, file: str, sheet: str) -> FileReport | None:
        """Return what is known of a table that a run read; None before the run is complete."""
        if self._reports is None:
            self._reports = DataLoader(self._reports_of, max_batch_size=_AT_ONCE)
        report = await self._reports.load(run)
        tables = report.files if report else ()
        return next((t for t in tables if (t.file, t.sheet) == (file, sheet)), None)

    async def act(self, run: str) -> Act | None:
        """Return who made a correction; None of a run that is an import."""
        if self._acts is None:
            self._acts = DataLoader(self._acts_of, max_batch_size=_AT_ONCE)
        return await self._acts.load(run)

    def forget(self) -> None:
        """Begin anew, for another version of the graph."""
        self._records = self._links = self._rows = self._reports = self._acts = None

    async def _reports_of(self, runs: Sequence[str]) -> list[RunReport | None]:
        found = await self.store.ledger.get_many(RUN, list(runs))
        return [RunReport.from_json(found[run].document) if run in found else None for run in runs]

    async def _acts_of(self, runs: Sequence[str]) -> list[Act | None]:
        acts = await CorrectionLog(self.store.ledger).acts(runs)
        return [acts.get(run) for run in runs]

    async def _describe(self, ids: Sequence[str]) -> list[Described | None]:
        return list(await self.store.describe(ids))

    async def _describe_links(self, links: Sequence[LinkIdentity]) -> list[DescribedLink | None]:
        return list(await self.store.describe_links(links))
