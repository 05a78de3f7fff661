"""What the process that reads sends: batches whose rows share drafts as they did where they were read."""

from __future__ import annotations

import io
import pickle
import weakref
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from operator import attrgetter
from typing import IO, Any, Final, NamedTuple

from loaders.drafts import CellFlaw, DraftNode, DraftRow
from loaders.report import FileReport
from loaders.table import Line

__all__ = ["Counts", "Failed", "Note", "Parcel", "Receiver", "Sender", "Table", "Unread"]

_LENGTH: Final = 8
_VALUES: Final = attrgetter(*(field.name for field in fields(DraftNode)))


class Table(NamedTuple):
    """A table that was begun or left out.

    Attributes
    ----------
    report : FileReport
        Without counts.
    file_number, sheet_number : int
        Which file of the run and which of its sheets, from 1; 0 if it is left out.
    header_row : int
    """

    report: FileReport
    file_number: int = 0
    sheet_number: int = 0
    header_row: int = 0


class Counts(NamedTuple):
    """What was counted of a table since the parcel before."""

    table: int
    read: int
    rejected: int
    skipped: Mapping[str, int]
    reporter: str


class Note(NamedTuple):
    """What is wrong with a row; `columns` stand in place of the table's, if there are any."""

    table: int
    number: int
    flaws: Sequence[CellFlaw]
    columns: Mapping[str, int] | None


class Unread(NamedTuple):
    """A file cannot be read to its end."""

    file_number: int
    message: str


class Parcel(NamedTuple):
    """A batch and what came with it; tables are named by their places in the report.

    Attributes
    ----------
    tables : list of Table
        Those that were begun.
    counts : list of Counts
    notes : list of Note
    rows : list of (int, Line)
    taken : list of (int, int, int, DraftRow)
        Ordinal, table, number and draft.
    last : int
        Number of the last row.
    unread : Unread or None
        Why there are no more rows, if the files were not read to their end.
    """

    tables: list[Table]
    counts: list[Counts]
    notes: list[Note]
    rows: list[tuple[int, Line]]
    taken: list[tuple[int, int, int, DraftRow]]
    last: int
    unread: Unread | None


class Failed(NamedTuple):
    """The reading process has a fault."""

    traceback: str


class Sender:
    """Writes parcels to a stream.

    A draft that was sent is only named from then on, as long as rows may share it.

    Parameters
    ----------
    stream : binary file
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._sent: dict[int, tuple[int, weakref.ref[DraftNode]]] = {}
        self._gone: list[int] = []
        self._numbers = 0

    def send(self, sent: Parcel | Failed) -> None:
        """Write one; raises BrokenPipeError if nobody reads."""
        # Drafts that nobody shares any more are forgotten on the other side, before it reads on.
        gone, self._gone = self._gone, []
        buffer = io.BytesIO()
        _Pickler(buffer, self._reduced).dump((gone, sent))
        content = buffer.getbuffer()
        self._stream.write(len(content).to_bytes(_LENGTH, "big"))
        self._stream.write(content)
        self._stream.flush()

    def _reduced(self, draft: DraftNode) -> tuple[Any, ...]:
        key = id(draft)
        known = self._sent.get(key)
        if known is not None:
            return _known, (known[0],)
        self._numbers += 1
        number = self._numbers

        def forget(_: object) -> None:
            """Note that nobody has it any more."""
            del self._sent[key]
            self._gone.append(number)

        self._sent[key] = number, weakref.ref(draft, forget)
        return _new, (number, *_VALUES(draft))


class Receiver:
    """Reads parcels from a stream.

    Parameters
    ----------
    stream : binary file
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._drafts: dict[int, DraftNode] = {}

    def receive(self) -> Parcel | Failed:
        """Read one.

        Raises
        ------
        EOFError
            If the stream ends.
        """
        length = int.from_bytes(self._exactly(_LENGTH), "big")
        content = io.BytesIO(self._exactly(length))
        gone, received = _Unpickler(content, {"_new": self._new, "_known": self._known}).load()
        for number in gone:
            del self._drafts[number]
        return received  # type: ignore[no-any-return]  # what `Sender` sends

    def _exactly(self, length: int) -> bytes:
        content = self._stream.read(length)
        if len(content) < length:
            raise EOFError
        return content

    def _new(self, number: int, *values: Any) -> DraftNode:
        draft = self._drafts[number] = DraftNode(*values)
        return draft

    def _known(self, number: int) -> DraftNode:
        return self._drafts[number]


class _Pickler(pickle.Pickler):
    def __init__(self, buffer: IO[bytes], reduced: Callable[[DraftNode], tuple[Any, ...]]) -> None:
        super().__init__(buffer, pickle.HIGHEST_PROTOCOL)
        self._reduced = reduced

    def reducer_override(self, obj: Any) -> Any:
        return self._reduced(obj) if type(obj) is DraftNode else NotImplemented


class _Unpickler(pickle.Unpickler):
    def __init__(self, buffer: IO[bytes], makers: Mapping[str, Callable[..., DraftNode]]) -> None:
        super().__init__(buffer)
        self._makers = makers

    def find_class(self, module: str, name: str, /) -> Any:
        if module == __name__ and name in self._makers:
            return self._makers[name]
        return super().find_class(module, name)


def _new(number: int, *values: Any) -> DraftNode:
    raise NotImplementedError  # `Receiver` stands for it


def _known(number: int) -> DraftNode:
    raise NotImplementedError  # `Receiver` stands for it
