"""An import on trial: the very import, into a store that forgets what is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from graph_service.forgetting.documents import OWN_KINDS
from graph_service.ingest import import_files
from graph_service.ingest_batches import OpenedTable
from graph_service.ingest_ledger import CORRECTION, RUN
from graph_service.preview.changes import ChangeLog
from graph_service.preview.telling import Teller
from graph_service.preview.told import Preview
from graph_service.store import open_trial
from graph_service.store.access import Access
from schema.catalogue import Catalogue
from schema.packs import Pack

__all__ = ["preview_import"]


async def preview_import(
    url: str,
    catalogue: Catalogue,
    pack: Pack,
    paths: Sequence[str | Path],
    *,
    limit: int,
    access: Access | None = None,
    **asked: Any,
) -> Preview:
    """Say what importing files into a store would do. Nothing is written there.

    Parameters
    ----------
    url : str
        Of the store; it may be served or written to meanwhile.
    catalogue : Catalogue
    pack : Pack
    paths : sequence of str or Path
    limit : int
        How many records, links, disagreements and statements are listed.
    access : Access or None
        Credentials for a server.
    **asked
        As for `graph_service.ingest.import_files`.

    Returns
    -------
    Preview

    Raises
    ------
    UnreadableFile, LayoutError, StoreError
        As the import would.
    """
    log = ChangeLog()
    tables: list[OpenedTable] = []
    note: Callable[[OpenedTable], None] = tables.append
    kinds = (RUN, CORRECTION, *OWN_KINDS)
    trial = await open_trial(url, catalogue, watch=log, kinds=kinds, access=access)
    try:
        report = await import_files(trial, catalogue, pack, paths, opened=note, **asked)
        return await Teller(catalogue, pack, log, tables, trial.ledger).tell(report, limit)
    finally:
        await trial.close()
