"""What those who ask can be, from who may least to who may most."""

from __future__ import annotations

import enum

from schema.declarations import Access

__all__ = ["Role"]


class Role(enum.IntEnum):
    """What somebody may do; each may what those before it may.

    Examples
    --------
    >>> Role.ANALYST < Role.EDITOR, Role.named("editor"), Role.named("root")
    (True, <Role.EDITOR: 3>, None)
    """

    ANONYMOUS = 0
    VIEWER = 1
    ANALYST = 2
    EDITOR = 3
    ADMIN = 4

    @property
    def word(self) -> str:
        """Its name as people write it."""
        return _WORDS[self]

    @property
    def clearance(self) -> Access:
        """What it may read: everything up to this."""
        return _CLEARANCE[self]

    @property
    def writes(self) -> bool:
        """Whether it may change the graph."""
        return self >= Role.EDITOR

    @classmethod
    def named(cls, word: str) -> Role | None:
        """Return the role of somebody who said who they are, by its name; None if there is none."""
        return _NAMED.get(word.lower())


_WORDS = {role: role.name.lower() for role in Role}
_NAMED = {word: role for role, word in _WORDS.items() if role is not Role.ANONYMOUS}
_CLEARANCE = {
    Role.ANONYMOUS: Access.PUBLIC,
    Role.VIEWER: Access.PUBLIC,
    Role.ANALYST: Access.INTERNAL,
    Role.EDITOR: Access.PERSONAL,
    Role.ADMIN: Access.PERSONAL,
}
