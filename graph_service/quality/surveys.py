"""The survey of a store, made once for each graph version and shared by all who ask."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from graph_service.clock import Clock, utc_now
from graph_service.ingest_turn import running_import
from graph_service.quality.survey import Survey
from graph_service.quality.surveying import Surveyor
from graph_service.store.port import Store, StoreError
from schema.catalogue import Catalogue
from schema.packs import Pack

__all__ = ["RecentSurvey", "Surveys", "survey_of"]

_ATTEMPTS: Final = 3
_SERVES: Final = timedelta(seconds=30)
"""How long a survey serves while an import runs."""


@dataclass(frozen=True, slots=True)
class RecentSurvey:
    """A survey, and whether the graph is known to be newer.

    Attributes
    ----------
    survey : Survey
    stale : bool
    """

    survey: Survey
    stale: bool


class Surveys:
    """The newest survey of a store.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
        What is looked at.
    pack : Pack
    clock : callable
        The present moment.
    """

    def __init__(
        self, store: Store, catalogue: Catalogue, pack: Pack, *, clock: Clock = utc_now
    ) -> None:
        self._store = store
        self._catalogue = catalogue
        self._pack = pack
        self._clock = clock
        self._kept: tuple[Survey, datetime] | None = None
        self._making: asyncio.Task[Survey] | None = None

    async def recent(self) -> RecentSurvey:
        """Return the survey of the present version or, while an import runs, of a recent one.

        Who waits may be cancelled: the survey is made all the same, for whoever asks next.

        Raises
        ------
        StoreError
            If the store cannot be read, or changes so often that no version can be gone through.
        """
        version = await self._store.version()
        kept = self._kept
        if kept is not None and kept[0].version == version:
            return RecentSurvey(kept[0], stale=False)
        if kept is not None and await running_import(self._store.ledger, self._clock()):
            serves = self._making is not None or self._clock() < kept[1] + _SERVES
            if serves:
                return RecentSurvey(kept[0], stale=True)
        if self._making is None:
            self._making = asyncio.create_task(self._make())
            self._making.add_done_callback(self._made)
        try:
            made = await asyncio.shield(self._making)
        except StoreError:
            if kept is None or await self._store.version() == version:
                raise
            return RecentSurvey(kept[0], stale=True)
        return RecentSurvey(made, stale=made.version != await self._store.version())

    async def _make(self) -> Survey:
        made = await survey_of(self._store, self._catalogue, self._pack)
        self._kept = made, self._clock()
        return made

    def _made(self, task: asyncio.Task[Survey]) -> None:
        self._making = None
        if not task.cancelled():
            task.exception()  # Seen, even if nobody waits any more.


async def survey_of(store: Store, catalogue: Catalogue, pack: Pack) -> Survey:
    """Go through the truth of a store; once more if the graph changes meanwhile.

    Raises
    ------
    StoreError
        If it cannot be read, or always changes.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        version = await store.version()
        surveyor = Surveyor(catalogue, pack)
        try:
            async for part in store.contents():
                await asyncio.to_thread(surveyor.add, part)
        except StoreError:
            if attempt == _ATTEMPTS or await store.version() == version:
                raise
            continue
        survey = await asyncio.to_thread(surveyor.finish, version)
        if await store.version() == version:
            return survey
    raise StoreError("The graph changes too often to be gone through; ask again later.")
