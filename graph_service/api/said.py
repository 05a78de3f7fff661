"""What was said about records and links, read for all records of an answer at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from strawberry.dataloader import DataLoader

from graph_service.corrections.log import Act, CorrectionLog
from graph_service.ingest_ledger import RUN, KeptRow, KeptRows
from graph_service.store.port import Described, DescribedLink, LinkIdentity, Store
from loaders.report import FileReport, RunReport

__all__ = ["SaidLoader"]

_AT_ONCE = 1_000

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class _Known(Generic[K, V]):
    """Answers for many keys together; asks for none of them twice."""

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._ask = ask
        self._asked: dict[K, asyncio.Task[dict[K, V]]] = {}
        self._loader: DataLoader[K, V] | None = None

    async def one(self, key: K) -> V:
        """Answer for one key, together with those that others ask for now."""
        if self._loader is None:
            self._loader = DataLoader(self.many, max_batch_size=_AT_ONCE)
        return await self._loader.load(key)

    async def many(self, keys: Sequence[K]) -> list[V]:
        """Answer for many keys, in their order."""
        new = [key for key in dict.fromkeys(keys) if key not in self._asked]
        for at in range(0, len(new), _AT_ONCE):
            some = new[at : at + _AT_ONCE]
            task = asyncio.ensure_future(self._answer(some))
            self._asked.update(dict.fromkeys(some, task))
        await asyncio.gather(*{self._asked[key] for key in keys})
        return [self._asked[key].result()[key] for key in keys]

    async def _answer(self, keys: Sequence[K]) -> dict[K, V]:
        return dict(zip(keys, await self._ask(keys), strict=True))


@dataclass(slots=True)
class SaidLoader:
    """Collects what resolvers ask for, and asks the store once for all of a level of the answer.

    Attributes
    ----------
    store : Store
    """

    store: Store
    _records: _Known[str, Described | None] | None = field(default=None, init=False)
    _links: _Known[LinkIdentity, DescribedLink | None] | None = field(default=None, init=False)
    _rows: DataLoader[tuple[str, int], KeptRow | None] | None = field(default=None, init=False)
    _reports: DataLoader[str, RunReport | None] | None = field(default=None, init=False)
    _acts: DataLoader[str, Act | None] | None = field(default=None, init=False)

    async def record(self, id_: str) -> Described | None:
        """Return a record with all that was said about it."""
        return await self._of_records().one(id_)

    async def records(self, ids: Sequence[str]) -> list[Described | None]:
        """Return many records with all that was said about them."""
        return await self._of_records().many(ids)

    async def link(self, link: LinkIdentity) -> DescribedLink | None:
        """Return a link with all that was said about it."""
        return await self._of_links().one(link)

    async def links(self, links: Sequence[LinkIdentity]) -> list[DescribedLink | None]:
        """Return many links with all that was said about them."""
        return await self._of_links().many(links)

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

    def _of_records(self) -> _Known[str, Described | None]:
        if self._records is None:
            self._records = _Known(self.store.describe)
        return self._records

    def _of_links(self) -> _Known[LinkIdentity, DescribedLink | None]:
        if self._links is None:
            self._links = _Known(self.store.describe_links)
        return self._links
