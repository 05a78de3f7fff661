"""The folder in which a store's file is kept."""

from __future__ import annotations

import contextlib
from pathlib import Path

__all__ = ["make_room"]


def make_room(store_url: str) -> None:
    """Make the folder of a store's file, such as ``var``, if the one above it is there.

    Where it cannot be made, opening the store says why.

    Parameters
    ----------
    store_url : str
        As for `graph_service.store.open_store`.
    """
    scheme, _, path = store_url.partition(":")
    if scheme == "file":
        with contextlib.suppress(OSError):
            Path(path.removeprefix("//")).parent.mkdir(exist_ok=True)
