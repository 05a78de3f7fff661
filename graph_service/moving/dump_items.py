"""The items of a dump, one line after the other, with all that tells a whole file from another."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import IO, Any

import orjson

from graph_service.moving.dump_lines import FORMAT, ORDER, VERSION, Item, decode, item
from graph_service.store.checks import Checks
from graph_service.store.port import RunState, Said, StoreError

__all__ = ["DumpError", "Summary", "read_items"]


class DumpError(Exception):
    """A file is not a dump that can be restored; the message is a sentence for its owner."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the first and the last line of a dump say.

    Attributes
    ----------
    graph : str
        The graph version that it is a dump of.
    made : str
        When.
    lines : dict of str to int
        How many lines of each kind there are.
    checksum : str
        SHA-256 of all lines but the last, in hexadecimal digits.
    """

    graph: str
    made: str
    lines: dict[str, int]
    checksum: str


def read_items(
    file: IO[bytes], name: str, checks: Checks
) -> Generator[tuple[int, str, Item], None, Summary]:
    """Yield the number, kind and meaning of each line between the first and the last.

    Only when it returns is it certain that the file is whole and unaltered.

    Parameters
    ----------
    file : binary file
    name : str
        What to call it in messages.
    checks : Checks
        The catalogue's rules.

    Returns
    -------
    Summary

    Raises
    ------
    DumpError
        Naming the line where the file is cut, altered or not understood.
    """
    file.seek(0)
    lines = _lines(file, name)
    first = next(lines, b"")
    header = _header(first, name)
    heard = _Heard(first, checks)
    for number, line in enumerate(lines, 2):
        try:
            what = heard.hear(line)
        except KeyError as error:
            raise _refused(name, number, f"it lacks {error}") from error
        except (TypeError, ValueError, StoreError) as error:
            raise _refused(name, number, str(error)) from error
        if what is not None:
            yield number, heard.kind, what
    if heard.kind != "end":
        raise DumpError(f"{name} is cut: it has no last line. Take another copy of it.")
    return Summary(
        str(header["graph"]), str(header["made"]), heard.counts, heard.checksum.hexdigest()
    )


class _Heard:
    """What was read so far, and what may therefore come."""

    def __init__(self, first: bytes, checks: Checks) -> None:
        self.kind = ORDER[0]
        self.counts = dict.fromkeys(ORDER, 0)
        self.checksum = hashlib.sha256(first)
        self._checks = checks
        self._runs: set[int] = set()

    def hear(self, line: bytes) -> Item | None:
        """Take a line; None if it is the last one, and right."""
        if self.kind == "end":
            raise ValueError("it comes after the last line")
        kind, said = decode(line)
        if kind == "end":
            if (said["lines"], said["sha256"]) != (self.counts, self.checksum.hexdigest()):
                raise ValueError("the lines before it are not those that were written")
            self.kind = kind
            return None
        if kind not in ORDER[ORDER.index(self.kind) :]:
            raise ValueError(f"no line of the kind {kind!r} may come here")
        what = item(kind, said)
        self._check(what)
        self.kind = kind
        self.counts[kind] += 1
        self.checksum.update(line)
        return what

    def _check(self, what: Item) -> None:
        if isinstance(what, RunState):
            self._checks.run(what.run)
            self._runs.add(what.sequence)
        elif isinstance(what, Said):
            if what.run not in self._runs:
                raise ValueError(f"there is no run number {what.run}")
            self._checks.statements((what.statement,))


def _lines(file: IO[bytes], name: str) -> Iterator[bytes]:
    number = 0
    try:
        with gzip.GzipFile(fileobj=file, mode="rb") as packed:
            for line in packed:
                number += 1
                yield line
    except gzip.BadGzipFile as error:
        if number:
            raise _refused(name, number + 1, str(error)) from error
        raise DumpError(f"{name} is no dump: it is not compressed with gzip.") from error
    except (EOFError, zlib.error) as error:
        raise _refused(name, number + 1, str(error)) from error


def _header(line: bytes, name: str) -> dict[str, Any]:
    try:
        header = orjson.loads(line)
    except orjson.JSONDecodeError:
        header = None
    if not isinstance(header, dict) or header.get("format") != FORMAT:
        raise DumpError(f"{name} is no dump: its first line does not say that it is one.")
    version = header.get("version")
    if version != VERSION:
        raise DumpError(
            f"{name} is a dump of format version {version}, and this program reads version"
            f" {VERSION}. Restore it with the program that wrote it, or a later one."
        )
    if not ("graph" in header and "made" in header):
        raise _refused(name, 1, "it does not say of what and when the dump was made")
    return header


def _refused(name: str, number: int, why: str) -> DumpError:
    return DumpError(
        f"{name}, line {number:,}: {why.rstrip('.')}. The file is damaged or was altered: take"
        " another copy of it."
    )
