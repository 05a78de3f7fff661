"""The folder of uploads: where files wait for their import, and where those that come back lie."""

from __future__ import annotations

import contextlib
import re
import shutil
import time
import unicodedata
from collections.abc import Collection
from pathlib import Path
from typing import Final
from uuid import uuid4

from graph_service.store.access import on_server
from graph_service.store.lock import StoreLock

__all__ = ["BadName", "JobFiles", "UploadFolder", "checked_name", "folder_for"]

_LONGEST_NAME: Final = 200
"""Bytes; with what is put before and behind it, file systems take it."""
_FORBIDDEN: Final = re.compile(
    r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]'
)
_PLACE: Final = "place"
_FOLDER: Final = re.compile("[0-9a-f]{32}")
_ABANDONED: Final = 3600.0
"""Seconds after which files that belong to no job are taken for left behind."""


class BadName(ValueError):
    """A file's name cannot be used; the message is a sentence for its sender."""


def checked_name(name: str) -> str:
    """Return a file's name as it is kept: one component of a path, never a path.

    Raises
    ------
    BadName
        If it holds what separates folders, what cannot be seen, or begins with a dot.

    Examples
    --------
    >>> checked_name("企业名录.xlsx")
    '企业名录.xlsx'
    >>> checked_name("../企业名录.xlsx")
    Traceback (most recent call last):
    graph_service.jobs.folder.BadName: '../企业名录.xlsx' cannot be the name of a file: it holds signs that names cannot have. Rename it and send it again.
    """
    shown = (
        ascii(name[:80])
        if _FORBIDDEN.search(name[:80]) and not name.isprintable()
        else repr(name[:80])
    )
    remedy = "Rename it and send it again."
    name = unicodedata.normalize("NFC", name)
    if _FORBIDDEN.search(name) or not name.isprintable():
        raise BadName(
            f"{shown} cannot be the name of a file: it holds signs that names cannot have. {remedy}"
        )
    if not name.strip(". ") or name.startswith(".") or name != name.strip():
        raise BadName(
            f"{shown} cannot be the name of a file: it is empty, or begins or ends with a dot or space. {remedy}"
        )
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise BadName(
            f"{shown}... cannot be the name of a file: it is longer than {_LONGEST_NAME} bytes. {remedy}"
        )
    return name


def folder_for(store_url: str, uploads: str) -> Path:
    """Say where uploads are kept: where the setting says, else beside the store's file.

    Parameters
    ----------
    store_url : str
    uploads : str
        The setting; may be empty.

    Examples
    --------
    >>> folder_for("file:var/graph.db", "").as_posix()
    'var/graph.db.uploads'
    >>> folder_for("bolt://127.0.0.1:7687", "").as_posix()
    'var/uploads'
    """
    scheme, _, path = store_url.partition(":")
    if uploads or scheme != "file" or on_server(store_url):
        return Path(uploads or "var/uploads")
    file = Path(path.removeprefix("//"))
    return file.with_name(f"{file.name}.uploads")


class JobFiles:
    """The files of one job.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def sent(self, number: int, name: str) -> Path:
        """Where a file is that was sent, by its number from 1."""
        return self._path / "in" / str(number) / name

    def mapping(self, name: str) -> Path:
        """Where the mapping is that was sent beside."""
        return self._path / "mapping" / name

    def annotated(self, number: int, name: str) -> Path:
        """Where a file is that comes back."""
        return self._path / "out" / str(number) / name

    def delete_sent(self) -> None:
        """Delete what was sent."""
        for part in ("in", "mapping"):
            shutil.rmtree(self._path / part, ignore_errors=True)

    def delete(self) -> None:
        """Delete everything."""
        shutil.rmtree(self._path, ignore_errors=True)


class UploadFolder:
    """The folder of uploads, which is made when the first upload comes.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def exists(self) -> bool:
        """Whether anything was ever uploaded here."""
        return (self.path / _PLACE).is_file()

    def place(self) -> str:
        """The name of this folder, by which jobs know whether their files are in it.

        Raises
        ------
        OSError
            If the folder cannot be made.
        """
        file = self.path / _PLACE
        if not file.is_file():
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = self.path / f"{_PLACE}.{uuid4().hex}"
            part.write_text(uuid4().hex, encoding="ascii")
            # Who comes second finds the first one's name.
            with contextlib.suppress(FileExistsError):
                file.hardlink_to(part)
            part.unlink()
        return file.read_text(encoding="ascii")

    def lock(self) -> StoreLock:
        """Become the one process that works on the jobs of this folder.

        Raises
        ------
        StoreError
            If another one is.
        """
        return StoreLock(self.path / "worker")

    def files(self, folder: str) -> JobFiles:
        """The files of a job, by the name of its folder."""
        if not _FOLDER.fullmatch(folder):
            raise ValueError(f"{folder!r} is no folder of a job.")
        return JobFiles(self.path / folder)

    def new(self) -> tuple[str, JobFiles]:
        """Make a folder for files that come."""
        name = uuid4().hex
        (self.path / name).mkdir(mode=0o700)
        return name, JobFiles(self.path / name)

    def delete_left_behind(self, known: Collection[str]) -> None:
        """Delete folders that belong to no job any more, or never came to belong to one."""
        oldest = time.time() - _ABANDONED
        for path in self.path.iterdir():
            if _FOLDER.fullmatch(path.name) and path.name not in known:
                with contextlib.suppress(OSError):
                    if path.stat().st_mtime < oldest:
                        shutil.rmtree(path, ignore_errors=True)
