"""How much work each client may ask for: a bucket of cost that fills up again all the time."""

from __future__ import annotations

import math
import socket
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Final

from graph_service.identity.callers import Caller
from graph_service.identity.roles import Role

__all__ = ["EXPORT", "IMPORT", "MOST_CLIENTS", "REQUEST", "Budgets", "Charge", "Exhausted", "free"]

REQUEST: Final = 1
"""What every request costs beside what it asks for: all that a kept answer or a 304 costs."""
EXPORT: Final = 100_000
"""What an export costs."""
IMPORT: Final = 100_000
"""What files cost that are sent to be imported."""
MOST_CLIENTS: Final = 10_000
"""Clients whose buckets are kept; who asked longest ago is forgotten first."""

_MINUTE: Final = 60.0
_NOTHING: Final = 1e-6
"""Cost that may be lacking because numbers are rounded."""
_NETWORK: Final = 8
"""Bytes of an IPv6 address that belong to one client, who has all addresses that begin so."""

Charge = Callable[[int], None]
"""Takes the cost of something out of somebody's bucket, or raises `Exhausted`."""


class Exhausted(Exception):
    """A client asked for more than it may for now; the message is a sentence for it.

    Parameters
    ----------
    seconds : int
        After which it may ask for this again.
    """

    def __init__(self, seconds: int) -> None:
        when = "in a second" if seconds == 1 else f"in {seconds} seconds"
        super().__init__(f"You have asked for much in a short time. Ask again {when}.")
        self.seconds = seconds


class _Bucket:
    __slots__ = ("at", "left")

    def __init__(self, left: float, at: float) -> None:
        self.left = left
        self.at = at


class Budgets:
    """Buckets of all clients: one for each key, and one for each address that sends none.

    A bucket holds what may be asked for in a minute and fills up at that pace. Something dearer
    than a full bucket is done when it is full, and paid off afterwards.

    Parameters
    ----------
    per_minute : mapping of Role to int
        Cost that a client of a role may ask for in a minute; without end if 0 or missing.
    tick : callable
        Seconds on a clock that never goes back.
    """

    def __init__(
        self, per_minute: Mapping[Role, int], *, tick: Callable[[], float] = time.monotonic
    ) -> None:
        self._most = tuple(per_minute.get(role, 0) for role in Role)
        self._tick = tick
        self._buckets: OrderedDict[object, _Bucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def charge(self, caller: Caller, address: str, cost: int) -> None:
        """Take the cost of something out of the bucket of who asks for it.

        Parameters
        ----------
        caller : Caller
        address : str
            From which who has no key asks.
        cost : int

        Raises
        ------
        Exhausted
            If there is not enough in it; nothing is taken then.
        """
        most = self._most[caller.role]
        if not most:
            return
        now = self._tick()
        client = _client(caller, address)
        bucket = self._buckets.get(client)
        if bucket is None:
            bucket = self._buckets[client] = _Bucket(most, now)
            if len(self._buckets) > MOST_CLIENTS:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(client)
            bucket.left = min(most, bucket.left + (now - bucket.at) * most / _MINUTE)
            bucket.at = now
        lacking = min(cost, most) - bucket.left
        if lacking > _NOTHING:
            raise Exhausted(max(1, math.ceil(lacking * _MINUTE / most)))
        bucket.left -= cost


def free(cost: int) -> None:
    """Charge nothing: for who asks within the process."""
    del cost


def _client(caller: Caller, address: str) -> object:
    if caller.role is not Role.ANONYMOUS:
        return caller.role, caller.key or caller.name
    if ":" in address:
        try:
            return socket.inet_pton(socket.AF_INET6, address.partition("%")[0])[:_NETWORK]
        except OSError:
            return address
    return address
