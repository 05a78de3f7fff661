"""A copy of a source into a store: begun once, gone on with after an interruption, finished."""

from __future__ import annotations

from graph_service.moving.emptying import empty, is_empty
from graph_service.moving.pieces import Piece, Shown, Source, Tally
from graph_service.moving.progress import EMPTYING, Progress
from graph_service.store.port import Contents, Store, StoreError

__all__ = ["copy_into"]


async def copy_into(
    target: Store,
    source: Source,
    *,
    name: str,
    anew: bool = False,
    shown: Shown = lambda _: None,
) -> Tally:
    """Copy all that a source holds into an empty store, or go on with a copy of it.

    How far it is stands in the target's ledger, so that it may be killed at any moment.

    Parameters
    ----------
    target : Store
        Opened with ``half_copied=True``.
    source : Source
    name : str
        What to call the target in messages.
    anew : bool
        Whether a copy that was begun is emptied first.
    shown : callable

    Returns
    -------
    Tally
        What was copied now.

    Raises
    ------
    StoreError
        If the target holds something else, or the source is changed meanwhile.
    """
    of = await source.identity()
    if of == await target.version():
        raise StoreError(f"{source.name} and {name} are one store: there is nothing to copy.")
    progress = Progress(target.ledger, name)
    await progress.load()
    await _begin(target, source, of, progress, name=name, anew=anew)
    tally = Tally()
    async for piece in source.pieces(progress.place):
        await _take(target, piece)
        await progress.write(source.name, of, piece.place)
        tally.add(piece)
        shown(tally)
    now = await source.identity()
    if now != of:
        raise StoreError(
            f"{source.name} was changed while it was copied: it was {of} and is {now}. Copy it again"
            " with --anew."
        )
    await progress.finish()
    return tally


async def _begin(
    target: Store, source: Source, of: str, progress: Progress, *, name: str, anew: bool
) -> None:
    """See to it that the target holds a part of the source, or nothing, and says so."""
    if progress.of is not None and anew:
        await progress.write(source.name, EMPTYING, "")
        await empty(target)
        await progress.write(source.name, of, "")
    elif progress.of is None:
        if not await is_empty(target):
            raise StoreError(
                f"{name} is not empty: it was left as it was. Name a store that is empty or not"
                " there yet."
            )
        await progress.write(source.name, of, "")
    elif progress.of != of:
        raise StoreError(
            f"{name} holds an unfinished copy of {progress.of}, and {source.name} is {of} now. Add"
            " --anew to empty it and begin again."
        )


async def _take(target: Store, piece: Piece) -> None:
    if piece.documents:
        await target.ledger.take_over(piece.documents)
    for blob in piece.blobs:
        await target.ledger.put_blob(blob.name, blob.content)
    if piece.graph != Contents(after=piece.graph.after):
        await target.take_over(piece.graph)
