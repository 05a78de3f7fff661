"""Places that follow from nothing but an id: the chance in a layout, the same everywhere."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

__all__ = ["SEED", "Marks", "marks_of", "scattered"]

Marks: TypeAlias = npt.NDArray[np.uint64]
"""Numbers that stand for ids, as good as different for different ids."""

SEED: Final = 1
"""Of all chance in layouts."""
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(2**32 - 1)


def marks_of(ids: Iterable[str], seed: int = SEED) -> Marks:
    """Make a number of each id by which it is known again; it does not betray the id.

    Parameters
    ----------
    ids : iterable of str
    seed : int

    Examples
    --------
    >>> a, b, again = marks_of(["a", "b", "a"])
    >>> bool(a == again), bool(a == b)
    (True, False)
    """
    salt = seed.to_bytes(8, "little")
    made = b"".join(hashlib.blake2b(id_.encode(), digest_size=8, salt=salt).digest() for id_ in ids)
    return np.frombuffer(made, dtype="<u8").astype(np.uint64)


def scattered(marks: Marks) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Place each mark in a disc of radius 1 about 0, evenly over marks.

    Parameters
    ----------
    marks : ndarray of uint64

    Returns
    -------
    x, y : ndarray of float64
    """
    angle = (marks & _LOW).astype(np.float64) / 2**32 * (2 * np.pi)
    radius = np.sqrt((marks >> _HALF).astype(np.float64) / 2**32)
    return radius * np.cos(angle), radius * np.sin(angle)
