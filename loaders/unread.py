"""What is said of a file that could not be read at all."""

from __future__ import annotations

from typing import Final

from loaders.flaws import Flaw
from loaders.report import Issue

__all__ = ["UNREAD", "unread_file"]

UNREAD: Final = "FILE_NOT_READ"
"""Code of the issue."""


def unread_file(file: str, error: Exception) -> Issue:
    """Make the issue of a whole file, for its list of problems.

    Parameters
    ----------
    file : str
    error : UnreadableFile or LayoutError
        Its message says why, and what to do.
    """
    return Issue(file, "", 0, "", "", *Flaw("FILE_NOT_READ", str(error), ""))
