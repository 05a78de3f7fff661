"""The text of an API key: what is sent, and what of it is kept."""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from typing import Final, NamedTuple

__all__ = ["PREFIX", "NewText", "digest", "id_in", "new_text"]

PREFIX: Final = "igs_"
"""What every key begins with, so that people and scanners of leaked secrets know one."""

_ID: Final = 8
"""Hexadecimal digits of a key's public id."""
_SECRET: Final = 32
"""Bytes of chance."""
_SHAPE: Final = re.compile(r"igs_([0-9a-f]{8})_[A-Za-z0-9_-]{43}", re.ASCII)


class NewText(NamedTuple):
    """A key that was just made.

    Attributes
    ----------
    id : str
        Public; names the key in lists and logs.
    text : str
        The secret.
    digest : str
        What is kept of it.
    """

    id: str
    text: str
    digest: str


def new_text() -> NewText:
    """Make the text of a key by chance."""
    id_ = secrets.token_hex(_ID // 2)
    text = f"{PREFIX}{id_}_{secrets.token_urlsafe(_SECRET)}"
    return NewText(id_, text, digest(text))


def id_in(text: str) -> str | None:
    """Return the public id in a text that looks like a key, else None.

    Examples
    --------
    >>> id_in("igs_0123abcd_" + 43 * "x"), id_in("igs_0123abcd_short")
    ('0123abcd', None)
    """
    shaped = _SHAPE.fullmatch(text)
    return shaped[1] if shaped else None


def digest(text: str) -> str:
    """Return what is kept of a key: nobody can make the key of it.

    A slow hash would protect passwords that people make up; a key is 256 bits of chance.
    """
    return sha256(text.encode()).hexdigest()
