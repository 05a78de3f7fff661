"""Opening a store by its url."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from graph_service.store.access import Access
from graph_service.store.embedded import EmbeddedStore
from graph_service.store.half_copied import COPY, refuse_half_copied
from graph_service.store.lock import StoreLock
from graph_service.store.port import NoStore, StoreError
from graph_service.store.sqlite_file import Database, ReadOnlyFile, WritableDatabase
from graph_service.store.sqlite_new import create, in_memory, in_memory_beside
from graph_service.store.state import Watch
from schema.catalogue import Catalogue

if TYPE_CHECKING:
    from graph_service.store.neo4j.store import Neo4jStore
    from graph_service.store.neo4j.trial import Neo4jTrial

__all__ = ["open_store", "open_trial"]


async def open_store(
    url: str,
    catalogue: Catalogue,
    *,
    read_only: bool = False,
    access: Access | None = None,
    half_copied: bool = False,
    must_exist: bool = False,
) -> EmbeddedStore | Neo4jStore:
    """Open the store that a url names; it must be closed.

    Parameters
    ----------
    url : str
        ``file:PATH``; ``:memory:`` for one that is gone when it is closed; or the address of a
        Neo4j server: ``bolt://HOST:7687``, ``neo4j://HOST`` for a cluster, ``+s`` for TLS.
    catalogue : Catalogue
        What can be said.
    read_only : bool
        Whether to read only: a file beside its writer, without its lock, as of now.
    access : Access or None
        Credentials for a server.
    half_copied : bool
        Whether a store into which a copy was begun and not finished may be opened.
    must_exist : bool
        Whether to refuse a file that is not there, instead of making it.

    Returns
    -------
    Store

    Raises
    ------
    StoreError
        If there is no such store, it cannot be opened, or another process writes to it.
    """
    scheme, _, rest = url.partition(":")
    if url == ":memory:":
        return await _in_memory(catalogue, read_only=read_only)
    if scheme == "file" and rest:
        if must_exist:
            ReadOnlyFile(_path(rest))
        store = await (_to_read if read_only else _to_write)(_path(rest), catalogue)
        if not half_copied:
            await _refuse_half_copied(store, url)
        return store
    if scheme.partition("+")[0] in ("bolt", "neo4j"):
        from graph_service.store.neo4j.open import open_neo4j

        return await open_neo4j(
            url, catalogue, access or Access(), read_only=read_only, half_copied=half_copied
        )
    raise StoreError(_nowhere(url))


async def open_trial(
    url: str,
    catalogue: Catalogue,
    *,
    watch: Watch,
    kinds: Sequence[str],
    access: Access | None = None,
) -> EmbeddedStore | Neo4jTrial:
    """Open a store on trial: what is written is seen by who wrote it and then forgotten.

    Where there is no store yet it begins empty, and none is made.

    Parameters
    ----------
    url : str
        As for `open_store`.
    catalogue : Catalogue
    watch : callable
        Called before each change.
    kinds : sequence of str
        Kinds of the ledger's documents that can be read; there are no others, and no blobs.
    access : Access or None
        Credentials for a server.

    Returns
    -------
    Intake

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    scheme, _, rest = url.partition(":")
    if scheme.partition("+")[0] in ("bolt", "neo4j"):
        return await _trial_on_server(url, catalogue, access or Access(), watch, kinds)
    if url == ":memory:":
        return await _start(catalogue, in_memory, watch=watch)
    if scheme != "file" or not rest:
        raise StoreError(_nowhere(url))
    path = _path(rest)
    if _missing(path):
        # The command would make the folder, not those above it.
        if not (path.parent.is_dir() or path.parent.parent.is_dir()):
            raise StoreError(_no_folder(path))
        return await _start(catalogue, in_memory, watch=watch)
    store = await _start(
        catalogue,
        lambda: ReadOnlyFile(path),
        for_writing=lambda: in_memory_beside(path, (COPY, *kinds)),
        watch=watch,
    )
    await _refuse_half_copied(store, url)
    return store


async def _trial_on_server(
    url: str, catalogue: Catalogue, access: Access, watch: Watch, kinds: Sequence[str]
) -> EmbeddedStore | Neo4jTrial:
    from graph_service.store.neo4j.open import open_neo4j_trial

    beside = await _start(catalogue, in_memory, watch=watch)
    try:
        return await open_neo4j_trial(
            url, catalogue, access, beside=beside, watch=watch, kinds=kinds
        )
    except NoStore:
        return beside
    except BaseException:
        await beside.close()
        raise


async def _refuse_half_copied(store: EmbeddedStore, url: str) -> None:
    try:
        await refuse_half_copied(store.ledger, url)
    except BaseException:
        await store.close()
        raise


def _nowhere(url: str) -> str:
    return f"{url!r} names no store. Use file:PATH, bolt://HOST:7687, or :memory: for a trial."


def _no_folder(path: Path) -> str:
    return f"{path} cannot be made: there is no folder {path.parent}."


def _path(text: str) -> Path:
    return Path(text.removeprefix("//")).resolve()


async def _in_memory(catalogue: Catalogue, *, read_only: bool) -> EmbeddedStore:
    if read_only:
        raise StoreError("A store in memory begins empty: there is nothing to read.")
    return await _start(catalogue, in_memory)


async def _to_read(path: Path, catalogue: Catalogue) -> EmbeddedStore:
    return await _start(catalogue, lambda: ReadOnlyFile(path), read_only=True)


async def _to_write(path: Path, catalogue: Catalogue) -> EmbeddedStore:
    lock = _claim(path)
    try:
        return await _start(
            catalogue,
            lambda: _sound(path),
            for_writing=lambda: WritableDatabase.at(path),
            lock=lock,
        )
    except BaseException:
        lock.release()
        raise


def _claim(path: Path) -> StoreLock:
    if not path.parent.is_dir():
        raise StoreError(_no_folder(path))
    if not _missing(path):
        # A file that is no store gets no lock file beside it.
        ReadOnlyFile(path)
    return StoreLock(path)


def _sound(path: Path) -> Database:
    if _missing(path):
        create(path)
    file = ReadOnlyFile(path)
    file.check()
    return file


def _missing(path: Path) -> bool:
    return not path.exists() or (path.is_file() and not path.stat().st_size)


async def _start(
    catalogue: Catalogue,
    prepare: Callable[[], Database],
    *,
    for_writing: Callable[[], Database] | None = None,
    lock: StoreLock | None = None,
    read_only: bool = False,
    watch: Watch | None = None,
) -> EmbeddedStore:
    """Load what `prepare` opens; only then is it opened for writing."""
    worker = ThreadPoolExecutor(1, thread_name_prefix="store")
    try:
        database = await asyncio.get_running_loop().run_in_executor(worker, prepare)
        store = EmbeddedStore(
            catalogue, worker, database, lock=lock, read_only=read_only, watch=watch
        )
        await store.load()
        if for_writing is not None:
            await store.write_to(for_writing)
    except BaseException:
        worker.shutdown()
        raise
    return store
