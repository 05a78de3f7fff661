"""``--annotate``: where the sender's files go when they come back marked."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_service.cli.failures import ExitCode, Failure

if TYPE_CHECKING:
    from loaders.annotation import Findings

__all__ = ["annotated_if_unread", "annotated_paths", "write_annotated"]

_SUFFIXES = (".xlsx", ".xlsm")


def annotated_paths(files: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Say where each file goes: one into a file, several into a folder, which is made.

    Raises
    ------
    Failure
        If something is there already, or it is no name for such a file.
    """
    files = list(dict.fromkeys(files))
    if len(files) == 1 and not out.is_dir() and not str(out).endswith(("/", os.sep)):
        wanted = _suffix(files[0])
        if out.suffix.lower() != wanted:
            raise Failure(
                ExitCode.INPUT, f"{out} cannot be written: its name must end in {wanted}."
            )
        paths = {files[0]: out}
    else:
        if out.exists() and not out.is_dir():
            raise Failure(ExitCode.INPUT, f"{out} is a file: name a folder for several files.")
        paths = {}
        for file in files:
            name = file.name if file.suffix.lower() in _SUFFIXES else f"{file.name}.xlsx"
            taken = {path.name for path in paths.values()}
            number, path = 2, out / name
            while path.name in taken:
                path, number = out / f"{Path(name).stem}-{number}{Path(name).suffix}", number + 1
            paths[file] = path
    for path in paths.values():
        if path.exists():
            raise Failure(ExitCode.INPUT, f"{path} exists: name another place for --annotate.")
    folder = out if out not in paths.values() else out.absolute().parent
    if not folder.is_dir() and not folder.absolute().parent.is_dir():
        raise Failure(ExitCode.INPUT, f"{out} cannot be written: its folder does not exist.")
    if out in paths.values() and not folder.is_dir():
        raise Failure(ExitCode.INPUT, f"{out} cannot be written: its folder does not exist.")
    return paths


def write_annotated(paths: Mapping[Path, Path], findings: Findings) -> list[str]:
    """Write the files back; return a sentence about each."""
    from loaders.annotation import annotate

    told = []
    for source, target in paths.items():
        target.parent.mkdir(exist_ok=True)
        try:
            done = annotate(source, findings.of(source), findings.more(source), target)
        except OSError as error:
            raise Failure(
                ExitCode.INPUT, f"{target} cannot be written: {error.strerror or error}."
            ) from error
        total = done.listed + done.more
        what = f"{total:,} problems"
        if done.more:
            what += f", the first {done.listed:,} of them listed"
        told.append(
            f"{done.path}: a list of {what}; {source.name} itself cannot be marked ({done.reason})."
            if done.reason
            else f"{done.path}: {done.marked:,} cells marked, {what}."
        )
    return told


@contextmanager
def annotated_if_unread(paths: Mapping[Path, Path], findings: Findings | None) -> Iterator[None]:
    """Give files back with what was found of them when one of them cannot be read."""
    from loaders.layout import LayoutError
    from loaders.rows import UnreadableFile

    try:
        yield
    except (UnreadableFile, LayoutError):
        if findings is not None:
            seen = {file: out for file, out in paths.items() if findings.of(file)}
            for sentence in write_annotated(seen, findings):
                typer.echo(sentence, err=True)
        raise


def _suffix(file: Path) -> str:
    return ".xlsm" if file.suffix.lower() == ".xlsm" else ".xlsx"
