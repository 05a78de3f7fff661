"""What a file format declares of itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loaders.rows import SourceFile

__all__ = ["Format"]


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    Attributes
    ----------
    name : str
        As users call it.
    suffixes : tuple of str
        Lower-case endings of file names.
    fits : callable
        Says from the first bytes whether a file is of this format.
    read : callable
        Opens a file of this format.
    """

    name: str
    suffixes: tuple[str, ...]
    fits: Callable[[bytes], bool]
    read: Callable[[Path], SourceFile]
