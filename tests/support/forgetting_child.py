"""Forgets somebody again and again, and is killed each time before another write.

As a script: ``store id folder``. The store is copied into the folder as ``1.store``, ``2.store``,
...; of each copy a process forgets the record until its n-th write, which kills it. Ends with the
first process that lives, and prints how many were killed.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
from itertools import count
from pathlib import Path
from typing import Any

from forgetting_people import forgotten

from graph_service.store import embedded, open_store
from schema.catalogue import load_catalogue

_WRITES = ("append", "compare_and_set", "erase", "put_blob", "put_many", "delete_blobs")


class _Fatal:
    """Kills its process before the n-th write."""

    def __init__(self, last: int) -> None:
        self.left = last

    def write(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, ledger: Any) -> Any:
        fatal = self

        class Ledger:
            def __getattr__(self, name: str) -> Any:
                if name in _WRITES:
                    fatal.write()
                return getattr(ledger, name)

        return Ledger()


async def _forget(path: Path, id_: str, last: int) -> None:
    store: Any = await open_store(f"file:{path}", load_catalogue())
    fatal = _Fatal(last)
    store._ledger = fatal.around(store._ledger)
    write, anew = embedded.write, embedded.write_anew

    def killed_write(*given: Any) -> None:
        fatal.write()
        write(*given)

    def killed_anew(connection: Any) -> None:
        fatal.write()
        anew(connection)

    embedded.write, embedded.write_anew = killed_write, killed_anew
    await forgotten(store, load_catalogue(), id_)
    await store.close()


def _main(source: Path, id_: str, folder: Path) -> None:
    load_catalogue()
    for last in count(1):
        path = folder / f"{last}.store"
        shutil.copy(source, path)
        child = os.fork()
        if not child:
            asyncio.run(_forget(path, id_, last))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.waitstatus_to_exitcode(status) != -signal.SIGKILL:
            path.unlink()
            print(last - 1, os.waitstatus_to_exitcode(status))  # noqa: T201 - the parent reads it
            return


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
