"""ZIP packages, in which office programs keep workbooks: checked before anything is unpacked."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

from loaders.rows import UnreadableFile

__all__ = ["DAMAGED_PACKAGE", "ZIP", "Package", "checked_parts"]

ZIP = b"PK\x03\x04"
"""With this packages begin."""

DAMAGED_PACKAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    KeyError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What reading a damaged package, or one that is packed in an unknown way, raises."""

_LARGEST = 2 << 30
_HIGHEST_RATIO = 200
_SMALL = 64 << 20
_MOST_PARTS = 10_000
_LARGEST_SMALL_PART = 32 << 20


class Package:
    """An opened package.

    Parameters
    ----------
    path : Path
    kind : str
        What it ought to be, for messages: ``workbook``.

    Raises
    ------
    UnreadableFile
        If it is no package, or would unpack to more than a table can need.
    """

    def __init__(self, path: Path, kind: str) -> None:
        try:
            self._archive = zipfile.ZipFile(path)
        except DAMAGED_PACKAGE as error:
            raise UnreadableFile(
                f"{path.name} is not a {kind} ({error}); open it in Excel and save it as .xlsx."
            ) from error
        self.names = {info.filename for info in checked_parts(path, self._archive)}

    def part(self, name: str) -> IO[bytes]:
        """Open a part as a stream."""
        return self._archive.open(name)

    def document(self, name: str) -> Any:
        """Parse a part that is no longer than lists of sheets and styles are.

        Returns
        -------
        Element or None
            None if there is no such part.
        """
        from defusedxml import ElementTree

        if name not in self.names:
            return None
        if self._archive.getinfo(name).file_size > _LARGEST_SMALL_PART:
            raise ValueError(f"its part {name} is larger than {_LARGEST_SMALL_PART >> 20} MB")
        with self._archive.open(name) as part:
            return ElementTree.parse(part, forbid_dtd=True).getroot()

    def close(self) -> None:
        """Close the file."""
        self._archive.close()


def checked_parts(path: Path, archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List the parts of a package.

    Raises
    ------
    UnreadableFile
        If they would unpack to more than a table can need.
    """
    parts = archive.infolist()
    size = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    if (
        len(parts) > _MOST_PARTS
        or size > _LARGEST
        or (size > _SMALL and size / packed > _HIGHEST_RATIO)
    ):
        archive.close()
        raise UnreadableFile(
            f"{path.name} would unpack to {size / 2**20:,.0f} MB in {len(parts):,} parts, more"
            " than a table needs; it was not opened."
        )
    return parts
