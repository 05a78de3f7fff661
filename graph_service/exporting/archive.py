"""A zip file that is written while its parts are being made."""

from __future__ import annotations

from typing import IO, Any, Final, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

__all__ = ["Archive", "Gathered"]

_YEAR: Final = (1980, 1, 1, 0, 0, 0)
"""The same export is the same file."""


class Gathered:
    """A file that hands over what was written into it since the last time."""

    closed = False
    mode = "wb"

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._place = 0

    def write(self, content: Any, /) -> int:
        """Take bytes."""
        size = memoryview(content).nbytes
        self._bytes += content
        self._place += size
        return size

    def tell(self) -> int:
        """How much was written in all."""
        return self._place

    def flush(self) -> None:
        """Do nothing: everything is here."""

    def take(self) -> bytes:
        """Hand over what has come."""
        taken = bytes(self._bytes)
        self._bytes.clear()
        return taken


class Archive:
    """A zip file of members that are written one after the other."""

    def __init__(self) -> None:
        self._out = Gathered()
        # It cannot go back in this file, and need not.
        self._zip = ZipFile(cast("IO[bytes]", self._out), "w")
        self._open: IO[bytes] | None = None

    def begin(self, name: str, *, packed: bool = True) -> None:
        """Begin a member; what was begun before is finished.

        Parameters
        ----------
        name : str
        packed : bool
            Whether it is worth being compressed.
        """
        self._finish()
        info = ZipInfo(name, _YEAR)
        info.compress_type = ZIP_DEFLATED if packed else ZIP_STORED
        info.external_attr = 0o644 << 16
        self._open = self._zip.open(info, "w", force_zip64=True)

    def write(self, content: bytes) -> None:
        """Go on with the member that was begun."""
        if self._open is not None:
            self._open.write(content)

    def take(self) -> bytes:
        """Hand over what there is of the zip file since the last time."""
        return self._out.take()

    def end(self) -> bytes:
        """Finish the file and hand over the rest."""
        self._finish()
        self._zip.close()
        return self._out.take()

    def _finish(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None
