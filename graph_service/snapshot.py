"""Snapshots: columns of the graph, and what was computed from them, once a graph version.

Requests of one version share the work: the first builds, the others wait for it.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import partial
from typing import Any, Final, TypeVar

import numpy as np

from analytics.participation import PARTICIPATES_IN, PROJECT
from analytics.tables import Tables
from analytics.ties import BUILT_WITH
from graph_service.store.port import SnapshotColumns, SnapshotRequest, Store
from schema.catalogue import Catalogue

__all__ = ["Snapshots", "size_of"]

T = TypeVar("T")

_BUDGET: Final = 512 * 2**20
_ORGANIZATION: Final = "Organization"
_PEER_COLUMN: Final = "system"
_BYTES_PER_OBJECT: Final = 96
"""What a short string or a small object takes up, about."""


class _Building:
    """A result that is being made: for how many, and whether its making has not begun yet."""

    result: asyncio.Future[Any]
    waiting = 0
    idle = True


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
    """

    def __init__(
        self, store: Store, catalogue: Catalogue, *, max_bytes: int = _BUDGET, workers: int = 1
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._max_bytes = max_bytes
        self._slots = asyncio.Semaphore(workers)
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._building: dict[Hashable, _Building] = {}
        self._version: str | None = None

    @property
    def kept_bytes(self) -> int:
        """How much is kept now, about."""
        return sum(size for _, size in self._kept.values())

    def ecosystem(self, as_of: str) -> SnapshotRequest:
        """What the analytics of collaboration ask for: organisations, projects, who takes part.

        Parameters
        ----------
        as_of : str
            ISO day on which links with validity must be true.
        """
        organizations = tuple(
            SnapshotColumns(name, self._having(name, (_PEER_COLUMN,)))
            for name in self._catalogue.members(_ORGANIZATION)
        )
        return SnapshotRequest(
            nodes=(*organizations, SnapshotColumns(PROJECT, ("startOn", "endOn"))),
            links=(
                SnapshotColumns(PARTICIPATES_IN),
                SnapshotColumns(BUILT_WITH, ("validFrom", "validTo")),
            ),
            as_of=as_of,
        )

    async def tables(self, request: SnapshotRequest) -> Tables:
        """Return the tables of the present graph version.

        Raises
        ------
        StoreError
            If the store cannot make them.
        """
        version = await self._store.version()
        self._forget_others(version)
        tables: Tables = await self._once((version, request), partial(self._read, request))
        if tables.version != version:
            # The graph changed while the tables were made: they are of the later version.
            size = self._kept.pop((version, request), (None, 0))[1]
            self._forget_others(tables.version)
            self._keep((tables.version, request), tables, size or size_of(tables))
        return tables

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

    async def _read(self, request: SnapshotRequest, building: _Building) -> Tables:
        building.idle = False
        return await self._store.snapshot(request)

    async def _compute(self, build: Callable[[], T], building: _Building) -> T:
        async with self._slots:
            building.idle = False
            return await asyncio.to_thread(build)

    async def _once(self, key: Hashable, build: Callable[[_Building], Awaitable[T]]) -> T:
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

    def _finished(self, key: Hashable, building: _Building, result: asyncio.Future[Any]) -> None:
        self._forget_building(key, building)
        if not result.cancelled():
            result.exception()  # Seen, even if nobody waits any more.

    def _forget_building(self, key: Hashable, building: _Building) -> None:
        if self._building.get(key) is building:
            del self._building[key]

    async def _build(self, key: Hashable, build: Callable[[], Awaitable[T]]) -> T:
        result = await build()
        self._keep(key, result, await asyncio.to_thread(size_of, result))
        return result

    def _keep(self, key: Hashable, result: object, size: int) -> None:
        if size > self._max_bytes or self._version not in (None, _version_of(key)):
            return
        self._kept[key] = (result, size)
        self._kept.move_to_end(key)
        while self.kept_bytes > self._max_bytes:
            self._kept.popitem(last=False)

    def _forget_others(self, version: str) -> None:
        if version != self._version:
            self._version = version
            for key in [key for key in self._kept if _version_of(key) != version]:
                del self._kept[key]

    def _having(self, type_: str, names: Sequence[str]) -> tuple[str, ...]:
        declared = {p.name for p in self._catalogue.by_name[type_].properties}
        return tuple(name for name in names if name in declared)


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
        if value and isinstance(value[0], str):
            return len(value) * _BYTES_PER_OBJECT
        return sum(size_of(part) for part in value)
    return _BYTES_PER_OBJECT


def _version_of(key: Hashable) -> object:
    return key[0] if isinstance(key, tuple) else None
