"""The operating-system lock that makes one process the writer of a store."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

import orjson

from graph_service.store.port import StoreError

__all__ = ["StoreLock"]


class StoreLock:
    """A lock on ``PATH.lock``, which tells the others who holds it.

    The operating system frees it when the process ends, however it ends; the side file stays.

    Parameters
    ----------
    path : Path
        The store's file.

    Raises
    ------
    StoreError
        If another process, or this one, has the store open for writing.
    """

    def __init__(self, path: Path) -> None:
        side = path.with_name(path.name + ".lock")
        try:
            self._file = os.open(side, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(f"{side} cannot be written: {error.strerror}.") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._file, 4096, 0)
            os.close(self._file)
            raise StoreError(_sentence(path, holder)) from None
        except OSError as error:
            os.close(self._file)
            raise StoreError(f"{side} cannot be locked: {error.strerror}.") from error
        self.announce(None)

    def announce(self, address: str | None) -> None:
        """Write down who holds the lock and where it serves."""
        text = orjson.dumps({"pid": os.getpid(), "address": address})
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, text, 0)

    def release(self) -> None:
        """Let the next one in."""
        os.ftruncate(self._file, 0)
        os.close(self._file)


def _sentence(path: Path, holder: bytes) -> str:
    try:
        who = orjson.loads(holder)
    except orjson.JSONDecodeError:
        who = {}
    process = f"process {who['pid']}" if who.get("pid") else "another process"
    serving = f", which serves at {who['address']}" if who.get("address") else ""
    return (
        f"{path} is open for writing in {process}{serving}. Stop that process first, or open the"
        " store read-only; for several writing processes at once use a Neo4j store."
    )
