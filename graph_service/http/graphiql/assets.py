"""The files of the query editor: those of npm, as they are there, and our own."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

__all__ = ["Asset", "Assets"]

_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file.

    Attributes
    ----------
    media_type : str
    body : bytes
    forms : dict
        What it was compressed to, by encoding.
    """

    media_type: str
    body: bytes
    forms: dict[str, bytes] = field(default_factory=dict)


class Assets:
    """All of them, read when they are first asked for: few servers are looked at by people.

    Attributes
    ----------
    digest : str
        Of their bytes: a part of their addresses, so that browsers may keep them for good.
    """

    def __init__(self) -> None:
        here = files(__package__)
        vendored, ours = here.joinpath("vendored"), here.joinpath("static")
        self._paths = {f.name: f for folder in (vendored, ours) for f in folder.iterdir()}
        self._read: dict[str, Asset] = {}
        # The manifest has the digests of the others.
        named = "manifest.json", *sorted(file.name for file in ours.iterdir())
        content = b"".join(
            hashlib.sha256(self._paths[name].read_bytes()).digest() for name in named
        )
        self.digest = hashlib.sha256(content).hexdigest()[:16]

    def get(self, name: str) -> Asset | None:
        """Return a file; None if there is none of this name.

        Parameters
        ----------
        name : str
        """
        if name not in self._read:
            path = self._paths.get(name)
            if path is None:
                return None
            suffix = name[name.rfind(".") :]
            self._read[name] = Asset(_TYPES[suffix], path.read_bytes())
        return self._read[name]
