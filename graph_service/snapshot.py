"""Snapshots: columns of the graph, and what was computed from them, once a graph version.

Requests of one version share the work: the first builds, the others wait for it. While an import
runs every batch makes a version; then a snapshot serves for a while although there are newer ones.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeAlias, TypeVar

import numpy as np

from analytics.patience import Check, GivenUp
from analytics.tables import Tables
from graph_service.clock import Clock, utc_now
from graph_service.ecosystem import ecosystem_of
from graph_service.ingest_turn import running_import
from graph_service.store.ledger import Ledger
from graph_service.store.port import SnapshotRequest, Store
from schema.catalogue import Catalogue

__all__ = ["Recent", "Snapshots", "size_of"]

T = TypeVar("T")

_Key: TypeAlias = tuple[str, Hashable]
"""The graph version that something is of, and what it is."""

_BUDGET: Final = 512 * 2**20
_SERVES: Final = timedelta(seconds=30)
"""How long tables serve while an import runs."""
_LONGEST: Final = 120.0
"""Seconds that one computation may take."""
_BYTES_PER_OBJECT: Final = 96
"""What a short string or a small object takes up, about."""
_LOOKED_AT: Final = 1_000
"""Of a longer list the rest is taken to be like these."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Tables, and whether the graph is known to be newer.

    Attributes
    ----------
    tables : Tables
    stale : bool
    """

    tables: Tables
    stale: bool


class _Building:
    """A result that is being made: for how many, and whether its making has not begun yet."""

    result: asyncio.Future[Any]
    waiting = 0
    idle = True
    unwanted = False


_MAKING: ContextVar[_Building | None] = ContextVar("_MAKING", default=None)
"""What the present thread makes."""


class Snapshots:
    """Tables of a store and results derived from them, the least recently used given up first.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
        Names the organisation types.
    max_bytes : int
        How much is kept. What is larger on its own is built anew for every request.
    workers : int
        How many results may be computed at the same time.
    longest : float
        Seconds after which a computation is given up.
    clock : callable
        The present moment.
    """

    def __init__(
        self,
        store: Store,
        catalogue: Catalogue,
        *,
        max_bytes: int = _BUDGET,
        workers: int = 1,
        longest: float = _LONGEST,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(workers)
        self._longest = longest
        self._closed = False
        self._kept: OrderedDict[_Key, tuple[Any, int]] = OrderedDict()
        self._building: dict[_Key, _Building] = {}
        self._built: dict[SnapshotRequest, tuple[str, datetime]] = {}
        self._live: set[str] | None = None
        self._clock = clock
        self._reading = asyncio.Lock()

    @property
    def kept_bytes(self) -> int:
        """How much is kept now, about."""
        return sum(size for _, size in self._kept.values())

    @property
    def ledger(self) -> Ledger:
        """Where what outlives a version of the graph is kept."""
        return self._store.ledger

    def ecosystem(self, as_of: str) -> SnapshotRequest:
        """What all analytics ask for: organisations, what they share, the chains that they serve.

        Parameters
        ----------
        as_of : str
            ISO day on which links with validity must be true.
        """
        return ecosystem_of(self._catalogue, as_of)

    async def tables(self, request: SnapshotRequest) -> Tables:
        """Return the tables of the present graph version.

        Raises
        ------
        StoreError
            If the store cannot make them.
        """
        return await self._present(await self._store.version(), request)

    async def recent(self, request: SnapshotRequest) -> Recent:
        """Return the tables of the present version or, while an import runs, of a recent one.

        Then tables serve for 30 seconds, and as long as newer ones are being made.

        Raises
        ------
        StoreError
            If the store cannot make them.
        """
        version = await self._store.version()
        if (version, request) in self._kept or not await self._importing():
            return Recent(await self._present(version, request), stale=False)
        older = self._older(request)
        under_way = next((v for v, of in self._building if of == request), None)
        if older is not None:
            tables, built = older
            if under_way is not None or self._clock() < built + _SERVES:
                return Recent(tables, stale=True)
        tables = await self._made(under_way or version, request)
        self._retain({version for version, _ in self._built.values()})
        return Recent(tables, stale=under_way is not None and tables.version != version)

    async def _present(self, version: str, request: SnapshotRequest) -> Tables:
        self._retain({version})
        tables = await self._made(version, request)
        if tables.version != version:
            self._retain({tables.version})
        return tables

    async def _made(self, version: str, request: SnapshotRequest) -> Tables:
        key = (version, request)
        if self._live is not None:
            self._live.add(version)
        tables: Tables = await self._once(key, partial(self._read, request))
        if tables.version != version and key in self._kept:
            # The graph changed while the tables were made: they are of the later version.
            _, size = self._kept.pop(key)
            if self._live is not None:
                self._live.add(tables.version)
            self._keep((tables.version, request), tables, size)
        return tables

    async def _importing(self) -> bool:
        return await running_import(self._store.ledger, self._clock()) is not None

    def _older(self, request: SnapshotRequest) -> tuple[Tables, datetime] | None:
        """The newest tables of a request that are kept, and when they were made."""
        if request not in self._built:
            return None
        version, built = self._built[request]
        kept = self._kept.get((version, request))
        return None if kept is None else (kept[0], built)

    async def derived(self, key: Hashable, version: str, build: Callable[[], T]) -> T:
        """Return what `build` computes, computed in a worker thread, once for this key and version.

        What nobody waits for any more is not begun.

        Parameters
        ----------
        key : hashable
            Names the analytic and all its arguments, the day included.
        version : str
            Graph version of the tables that `build` uses.
        build : callable
            Must not change anything.
        """
        result: T = await self._once((version, key), partial(self._compute, build))
        return result

    async def fetched(self, key: Hashable, version: str, fetch: Callable[[], Awaitable[T]]) -> T:
        """Return what `fetch` reads from the store, read once for this key and version.

        Parameters
        ----------
        key : hashable
            Names what is read and all that it depends on, the day included.
        version : str
            Graph version of the tables that it belongs to.
        fetch : callable
            Begins the reading.
        """
        result: T = await self._once((version, key), partial(self._fetch, fetch))
        return result

    def patience(self, version: str) -> Check:
        """Return what a computation calls between chunks; its time begins with the first call.

        It raises `GivenUp` when the computation takes too long, when its graph version is gone,
        when nobody wants it any more, and when the service ends.

        Parameters
        ----------
        version : str
            Graph version of the tables that are used.
        """
        began: list[float] = []

        def check() -> None:
            now = time.monotonic()
            making = _MAKING.get()
            if making is not None and making.unwanted:
                raise GivenUp("Nobody waits for the answer any more.")
            if not began:
                began.append(now)
            if self._closed:
                raise GivenUp("The service is being stopped.")
            if self._live is not None and version not in self._live:
                raise GivenUp("The graph changed while the answer was computed.")
            if now - began[0] > self._longest:
                raise GivenUp(f"The computation was given up after {self._longest:g} seconds.")

        return check

    def unwanted(self, key: Hashable, version: str) -> None:
        """Let a computation end at its next check, unless others wait for it.

        Without this it goes on when nobody waits any more: whoever waited too long asks again.

        Parameters
        ----------
        key, version
            As for `derived`.
        """
        building = self._building.get((version, key))
        if building is not None and not building.waiting:
            building.unwanted = True
            self._forget_building((version, key), building)

    def close(self) -> None:
        """End the computations that are under way, each at its next check."""
        self._closed = True

    async def _read(self, request: SnapshotRequest, building: _Building) -> Tables:
        async with self._reading:
            building.idle = False
            tables = await self._store.snapshot(request)
        self._built[request] = tables.version, self._clock()
        return tables

    async def _compute(self, build: Callable[[], T], building: _Building) -> T:
        async with self._slots:
            building.idle = False
            _MAKING.set(building)
            return await asyncio.to_thread(build)

    async def _fetch(self, fetch: Callable[[], Awaitable[T]], building: _Building) -> T:
        building.idle = False
        return await fetch()

    async def _once(self, key: _Key, build: Callable[[_Building], Awaitable[T]]) -> T:
        if key in self._kept:
            self._kept.move_to_end(key)
            found: T = self._kept[key][0]
            return found
        building = self._building.get(key)
        if building is None:
            building = self._building[key] = _Building()
            building.result = asyncio.ensure_future(self._build(key, partial(build, building)))
            building.result.add_done_callback(partial(self._finished, key, building))
        building.waiting += 1
        try:
            # Who waits may be cancelled; the others still want the result.
            result: T = await asyncio.shield(building.result)
        finally:
            building.waiting -= 1
            if building.idle and not building.waiting:
                self._forget_building(key, building)
                building.result.cancel()
        return result

    def _finished(self, key: _Key, building: _Building, result: asyncio.Future[Any]) -> None:
        self._forget_building(key, building)
        if not result.cancelled():
            result.exception()  # Seen, even if nobody waits any more.

    def _forget_building(self, key: _Key, building: _Building) -> None:
        if self._building.get(key) is building:
            del self._building[key]

    async def _build(self, key: _Key, build: Callable[[], Awaitable[T]]) -> T:
        result = await build()
        self._keep(key, result, await asyncio.to_thread(size_of, result))
        return result

    def _keep(self, key: _Key, result: object, size: int) -> None:
        if size > self._max_bytes or (self._live is not None and key[0] not in self._live):
            return
        self._kept[key] = (result, size)
        self._kept.move_to_end(key)
        while self.kept_bytes > self._max_bytes:
            self._kept.popitem(last=False)

    def _retain(self, versions: set[str]) -> None:
        """Give up what is of other versions, now and when it is done."""
        if versions != self._live:
            self._live = versions
            for key in [key for key in self._kept if key[0] not in versions]:
                del self._kept[key]
            for request in [
                r for r, (version, _) in self._built.items() if version not in versions
            ]:
                del self._built[request]


def size_of(value: object) -> int:
    """Estimate the bytes of arrays and of the dataclasses, sequences and mappings that hold them.

    Examples
    --------
    >>> size_of((np.zeros(1000), np.zeros(24)))
    8192
    """
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    if is_dataclass(value):
        return sum(size_of(getattr(value, field.name)) for field in fields(value))
    if isinstance(value, Mapping):
        return sum(size_of(part) for part in value.values())
    if isinstance(value, tuple | list):
        first = value[:_LOOKED_AT]
        return sum(map(size_of, first)) * len(value) // max(len(first), 1)
    return _BYTES_PER_OBJECT
