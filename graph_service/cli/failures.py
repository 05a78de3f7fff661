"""How the command fails: one sentence on stderr and an exit code that scripts can tell apart."""

from __future__ import annotations

import enum
import sys
from typing import NoReturn

__all__ = ["ExitCode", "Failure", "explain", "leave"]


class ExitCode(enum.IntEnum):
    """What the command's exit code says."""

    DONE = 0
    FAULT = 1
    USAGE = 2
    INPUT = 3
    STORE = 4
    REJECTED = 5
    QUERY = 6
    ADDRESS = 7
    FOUND = 8

    @property
    def meaning(self) -> str:
        """A phrase for people."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.DONE: "done",
    ExitCode.FAULT: "a fault of the program (run again with --debug and report it)",
    ExitCode.USAGE: "wrong option, setting or pack",
    ExitCode.INPUT: "a file cannot be read or understood; what was read of others is kept",
    ExitCode.STORE: "the store cannot be used: in use by another process, damaged, or read-only",
    ExitCode.REJECTED: "imported, but some rows were rejected",
    ExitCode.QUERY: "the query was answered with errors",
    ExitCode.ADDRESS: "the address to serve on is taken",
    ExitCode.FOUND: "checked, and something was found",
}


class Failure(Exception):
    """The command cannot go on.

    Parameters
    ----------
    code : ExitCode
    sentence : str
        What happened and what to do.
    """

    def __init__(self, code: ExitCode, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def explain(error: Exception) -> Failure:
    """Return the failure that an exception of the service stands for."""
    from graph_service.api.documents.allowed import AllowedError
    from graph_service.moving import DumpError
    from graph_service.serving import AddressTaken
    from graph_service.settings import SettingsError
    from graph_service.store.port import StoreError
    from loaders.layout import LayoutError
    from loaders.rows import UnreadableFile
    from schema.packs import PackError

    if isinstance(error, Failure):
        return error
    for kinds, code in (
        ((SettingsError, PackError, AllowedError), ExitCode.USAGE),
        ((UnreadableFile, LayoutError, DumpError), ExitCode.INPUT),
        ((StoreError,), ExitCode.STORE),
        ((AddressTaken,), ExitCode.ADDRESS),
    ):
        if isinstance(error, kinds):
            return Failure(code, str(error))
    if isinstance(error, OSError) and error.filename and error.strerror:
        return Failure(ExitCode.INPUT, f"{error.filename}: {error.strerror}.")
    return Failure(
        ExitCode.FAULT,
        f"The program failed ({type(error).__name__}: {error}); run it again with --debug to see "
        "where, and report it.",
    )


def leave(failure: Failure) -> NoReturn:
    """Print the sentence and end the process."""
    print(f"graph-service: {failure}", file=sys.stderr)
    raise SystemExit(int(failure.code))
