"""ZIP archives of table files: each is a file of its own, unpacked for as long as it is read."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from loaders.formats.format import Format
from loaders.formats.packages import DAMAGED_PACKAGE, ZIP, checked_parts
from loaders.rows import RawRow, Sheet, SourceFile, UnreadableFile

__all__ = ["ARCHIVE"]

_NAMED_IN_UTF_8 = 0x800
_ENCRYPTED = 0x1
_MOST_MEMBERS = 1_000
_WRAPPERS = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")
_ARCHIVES = (".zip", ".rar", ".7z", ".tar", ".tgz", ".tar.gz")
_NO_TABLE = "it is no table file"


class _Member(NamedTuple):
    name: str
    info: zipfile.ZipInfo


def _fits(head: bytes) -> bool:
    """Say whether a file with these first bytes can be an archive."""
    return head.startswith(ZIP)


def _read(path: Path) -> SourceFile:
    """Open an archive. What is no table in it is handed over as left out.

    Raises
    ------
    UnreadableFile
        If it is none, holds no table, another archive or a name that leads out of it, is
        protected by a password, or would unpack to more than tables can need.
    """
    try:
        archive = zipfile.ZipFile(path)
    except DAMAGED_PACKAGE as error:
        raise UnreadableFile(
            f"{path.name} is a damaged archive ({error}); pack the files again."
        ) from error
    members = [_Member(_name(info), info) for info in checked_parts(path, archive)]
    members = [m for m in members if not m.info.is_dir() and not _wraps(m.name)]
    refusal = _refusal(members)
    if refusal:
        archive.close()
        raise UnreadableFile(f"{path.name} {refusal}")
    return SourceFile(path.name, "", _sheets(path, archive, members))


def _refusal(members: list[_Member]) -> str:
    """Why an archive is not unpacked; empty if it is."""
    if len(members) > _MOST_MEMBERS:
        return f"holds {len(members):,} files; at most {_MOST_MEMBERS:,} are read together."
    if any(m.name == "[Content_Types].xml" for m in members):
        return "is a workbook, not an archive; call it .xlsx."
    if not any(_is_table(member.name) for member in members):
        return "holds no table file."
    return next(filter(None, map(_strange, members)), "")


def _strange(member: _Member) -> str:
    """What is strange about a member; empty if nothing is."""
    name = member.name
    parts = PurePosixPath(name).parts
    if ".." in parts or name.startswith("/") or ":" in parts[0]:
        return f"holds a file called {name}, which leads out of it; it was not unpacked."
    if member.info.flag_bits & _ENCRYPTED:
        return "is protected by a password; unpack it and import the files in it."
    if name.lower().endswith(_ARCHIVES):
        return f"holds another archive, {name}; unpack it and import the files in it."
    return ""


def _sheets(path: Path, archive: zipfile.ZipFile, members: list[_Member]) -> Iterator[Sheet]:
    from loaders.formats import read_file

    with archive, tempfile.TemporaryDirectory(prefix="tables-") as folder:
        for number, member in enumerate(members):
            if not _is_table(member.name):
                yield Sheet("", iter(()), _NO_TABLE, file=member.name)
                continue
            # Its own name is shown in messages; its folders are not made.
            unpacked = Path(folder) / str(number) / PurePosixPath(member.name).name
            unpacked.parent.mkdir()
            outer = f"{path.name}/{member.name}".removesuffix(unpacked.name)
            try:
                with archive.open(member.info) as packed, unpacked.open("wb") as file:
                    shutil.copyfileobj(packed, file)
                source = read_file(unpacked)
                for sheet in source.sheets:
                    yield replace(
                        sheet,
                        rows=_rows(outer, sheet.rows),
                        file=member.name,
                        encoding=source.encoding,
                    )
            except UnreadableFile as error:
                raise UnreadableFile(f"{outer}{error}") from error
            except DAMAGED_PACKAGE as error:
                raise UnreadableFile(
                    f"{path.name}/{member.name} cannot be unpacked: {error}. Pack the files again."
                ) from error
            unpacked.unlink()


def _rows(outer: str, rows: Iterator[RawRow]) -> Iterator[RawRow]:
    try:
        yield from rows
    except UnreadableFile as error:
        raise UnreadableFile(f"{outer}{error}") from error


def _name(info: zipfile.ZipInfo) -> str:
    """The name of a member: programs in China write it in GBK and do not say so."""
    name = info.filename
    if not info.flag_bits & _NAMED_IN_UTF_8:
        try:
            packed = name.encode("cp437")
        except UnicodeEncodeError:
            return name
        for encoding in ("utf-8", "gb18030"):
            try:
                return packed.decode(encoding).replace("\\", "/")
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/")


def _wraps(name: str) -> bool:
    """Say whether a member is what systems add unasked."""
    lower = name.lower()
    return lower.startswith(_WRAPPERS[0]) or lower.rpartition("/")[2] in _WRAPPERS[1:]


def _is_table(name: str) -> bool:
    from loaders.formats import FORMATS

    last = PurePosixPath(name).name.lower()
    return any(last.endswith(known.suffixes) for known in FORMATS) and not last.startswith("~$")


ARCHIVE = Format("ZIP", (".zip",), _fits, _read)
"""Table files packed together."""
