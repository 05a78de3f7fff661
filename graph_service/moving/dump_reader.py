"""A dump as a source: all of it is checked before the first piece is handed out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Generator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from graph_service.moving.dump_items import DumpError, Summary, read_items
from graph_service.moving.dump_lines import Item
from graph_service.moving.pieces import Blob, Piece
from graph_service.store.checks import Checks
from graph_service.store.ledger import Kept
from graph_service.store.port import Contents, RunState, Said
from schema.catalogue import Catalogue
from schema.statements import Decision

__all__ = ["DumpError", "DumpFile"]

_ITEMS: Final = 4_000
"""So many items make a piece."""
_BLOBS: Final = 20
"""Or so many blobs: they are larger."""


class DumpFile:
    """An open dump as a source of pieces; a context manager.

    Parameters
    ----------
    path : Path
    catalogue : Catalogue
        What it may speak of.

    Attributes
    ----------
    name : str
        What to call it in messages.
    summary : Summary

    Raises
    ------
    DumpError
        If it is cut, altered, of a later version, or no dump at all.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: Path, catalogue: Catalogue) -> None:
        self.name = str(path)
        self._checks = Checks(catalogue)
        self._file = path.open("rb")
        try:
            self.summary = _exhausted(self._items())
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    async def identity(self) -> str:
        """Name what it holds by its checksum."""
        return f"dump {self.summary.checksum}"

    async def pieces(self, after: str = "") -> AsyncIterator[Piece]:
        """Hand out the items after a line in pieces of one kind.

        Raises
        ------
        DumpError
            If the file is no longer what was checked.
        """
        begun = int(after or 0)
        some: list[Item] = []
        last, kind = 0, ""
        for number, now, item in self._checked():
            if number <= begun:
                continue
            if some and (now != kind or len(some) >= (_BLOBS if now == "blob" else _ITEMS)):
                yield _piece(last, some)
                some = []
            some.append(item)
            last, kind = number, now
        if some:
            yield _piece(last, some)

    def _items(self) -> Generator[tuple[int, str, Item], None, Summary]:
        return read_items(self._file, self.name, self._checks)

    def _checked(self) -> Iterator[tuple[int, str, Item]]:
        summary = yield from self._items()
        if summary != self.summary:
            raise DumpError(f"{self.name} was changed while it was restored. Restore it again.")


def _exhausted(items: Generator[object, None, Summary]) -> Summary:
    while True:
        try:
            next(items)
        except StopIteration as end:
            summary: Summary = end.value
            return summary


def _piece(number: int, some: list[Item]) -> Piece:
    return Piece(
        str(number),
        documents=tuple(i for i in some if isinstance(i, Kept)),
        blobs=tuple(i for i in some if isinstance(i, Blob)),
        graph=Contents(
            runs=tuple(i for i in some if isinstance(i, RunState)),
            decisions=tuple(i for i in some if isinstance(i, Decision)),
            said=tuple(i for i in some if isinstance(i, Said)),
        ),
    )
