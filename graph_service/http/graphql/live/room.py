"""How many streams are open, of everybody and of each."""

from __future__ import annotations

from collections import Counter

__all__ = ["Room", "Seat"]


class Room:
    """Room for streams.

    Parameters
    ----------
    most : int
        Streams of all together; there is no room at all if 0.
    each : int
        Streams of one caller, or of one address as long as callers do not say who they are.
    """

    def __init__(self, most: int, each: int) -> None:
        self._most = most
        self._each = each
        self._taken: Counter[str] = Counter()

    @property
    def taken(self) -> int:
        """How many are open."""
        return self._taken.total()

    def enter(self, who: str) -> Seat | None:
        """Take a seat; None if there is none left.

        Parameters
        ----------
        who : str
        """
        if self.taken >= self._most or self._taken[who] >= self._each:
            return None
        self._taken[who] += 1
        return Seat(self, who)

    def change(self, before: str, after: str) -> bool:
        """Let a seat be somebody else's; False if those have no more left."""
        if before == after:
            return True
        if self._taken[after] >= self._each:
            return False
        self.leave(before)
        self._taken[after] += 1
        return True

    def leave(self, who: str) -> None:
        """Give a seat back."""
        self._taken[who] -= 1
        if not self._taken[who]:
            del self._taken[who]


class Seat:
    """A place that one stream takes.

    Parameters
    ----------
    room : Room
    who : str
    """

    def __init__(self, room: Room, who: str) -> None:
        self._room = room
        self._who = who

    def name(self, who: str) -> bool:
        """Say who it really is; False if they have too many.

        Parameters
        ----------
        who : str
        """
        named = self._room.change(self._who, who)
        if named:
            self._who = who
        return named

    def leave(self) -> None:
        """Give it back."""
        self._room.leave(self._who)
