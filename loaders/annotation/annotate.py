"""One file annotated: in a copy of itself where it can be, else beside it."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.annotation.markup import Unpatchable
from loaders.annotation.separate import write_separate
from loaders.annotation.workbook import annotate_workbook
from loaders.report import Issue
from loaders.unread import UNREAD

__all__ = ["Annotated", "annotate", "is_workbook"]

_WORKBOOKS: Final = (".xlsx", ".xlsm")
_ENDINGS_TAKEN: Final = 1_000


@dataclass(frozen=True, slots=True)
class Annotated:
    """What was written.

    Attributes
    ----------
    path : Path
    marked : int
        Cells with a mark.
    listed, more : int
        Problems in the list, and those beyond it.
    reason : str
        Why it is a list and not the file itself, in Chinese; empty if it is the file.
    """

    path: Path
    marked: int
    listed: int
    more: int
    reason: str = ""


def is_workbook(path: Path) -> bool:
    """Whether a file, by its name, is a workbook that can come back itself."""
    return path.suffix.lower() in _WORKBOOKS


def annotate(source: Path, issues: Sequence[Issue], more: int, target: Path) -> Annotated:
    """Write a copy of a file in which every bad cell is marked, or a list of what is wrong.

    The file itself is only read. What is written appears whole or not at all.

    Parameters
    ----------
    source : Path
        The file that was imported.
    issues : sequence of Issue
        What was found in it.
    more : int
        How many other issues there are.
    target : Path
        Not there yet. A list beside a workbook with macros has an ending of its own.

    Returns
    -------
    Annotated
    """
    try:
        _check_kind(source, issues)
        part = _part(target)
        try:
            marked = annotate_workbook(source, issues, more, part)
            _put(part, target)
        finally:
            part.unlink(missing_ok=True)
        return Annotated(target, marked, len(issues), more)
    except (Unpatchable, zipfile.BadZipFile, ValueError, KeyError, NotImplementedError) as error:
        known = isinstance(error, Unpatchable)
        reason = str(error) if known else "文件内部结构异常，无法原样加批注"
    path = target if target.suffix.lower() == ".xlsx" else _free(target)
    part = _part(path)
    try:
        write_separate(issues, more, reason, part)
        _put(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Annotated(path, 0, len(issues), more, reason)


def _check_kind(source: Path, issues: Sequence[Issue]) -> None:
    if any(issue.code == UNREAD for issue in issues):
        raise Unpatchable("文件没有读取")
    if not is_workbook(source) or not zipfile.is_zipfile(source):
        kind = source.suffix.lstrip(".").upper() or "文本"
        raise Unpatchable(f"{kind} 文件不能加批注")


def _part(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}.part")


def _put(part: Path, target: Path) -> None:
    """Give a finished file its name, unless another one took it meanwhile."""
    if target.exists():
        raise FileExistsError(f"{target} exists.")
    part.replace(target)


def _free(target: Path) -> Path:
    names = (f"{target.name}{n}.xlsx" for n in ("", *(f"-{i}" for i in range(2, _ENDINGS_TAKEN))))
    return next(path for name in names if not (path := target.with_name(name)).exists())
