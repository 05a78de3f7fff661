"""API keys as the ledger keeps them: whose they are, what they may, until when; never the secret."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Final

from graph_service.clock import Clock, utc_now
from graph_service.identity.key_text import new_text
from graph_service.identity.roles import Role
from graph_service.store.ledger import Entry, Ledger

__all__ = ["KEY", "MOST_DAYS", "MOST_KEYS", "Key", "KeyRefused", "Keys", "all_keys"]

KEY: Final = "key"
"""Kind of the ledger's documents that hold a key each."""
MOST_KEYS: Final = 1_000
"""Keys that are kept; the oldest that do not work any more make room for new ones."""
MOST_DAYS: Final = 3_650
"""How long a key that expires works at most."""

_PAGE: Final = 500
_LONGEST_NAME: Final = 100


class KeyRefused(Exception):
    """A key cannot be made or revoked; the message is a sentence for who asked."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key.

    Attributes
    ----------
    id : str
        Public.
    name : str
        Of the person or program that has it.
    role : Role
    digest : str
        Of its secret.
    created : str
        ISO moment in UTC.
    created_by : str
        Who made it.
    expires : str
        ISO moment from which it does not work; empty if it works until it is revoked.
    revoked : str
        ISO moment at which it was revoked; empty if it was not.
    revoked_by : str
        Who revoked it.
    """

    id: str
    name: str
    role: Role
    digest: str = field(repr=False)
    created: str
    created_by: str
    expires: str = ""
    revoked: str = ""
    revoked_by: str = ""

    def works(self, now: datetime) -> bool:
        """Whether it opens anything at a moment."""
        if self.revoked:
            return False
        return not self.expires or now < datetime.fromisoformat(self.expires)

    def to_document(self) -> dict[str, Any]:
        """The key as a JSON object for the ledger."""
        names = ("name", "digest", "created", "created_by", "expires", "revoked", "revoked_by")
        return {"role": self.role.word, **{name: getattr(self, name) for name in names}}

    @classmethod
    def from_entry(cls, entry: Entry) -> Key:
        """Read a key back; of a role that is not known here it may what everybody may."""
        told = dict(entry.document)
        role = Role.named(told.pop("role")) or Role.VIEWER
        return cls(id=entry.key, role=role, **told)


class Keys:
    """Makes and revokes keys.

    Parameters
    ----------
    ledger : Ledger
    clock : callable
        The current moment.
    """

    def __init__(self, ledger: Ledger, *, clock: Clock = utc_now) -> None:
        self._ledger = ledger
        self._clock = clock

    async def create(
        self, name: str, role: Role, *, by: str, days: int | None = None
    ) -> tuple[Key, str]:
        """Make a key; return it and its secret, which nobody can learn later.

        Parameters
        ----------
        name : str
            Of who gets it.
        role : Role
        by : str
            Who makes it.
        days : int or None
            After which it does not work any more.

        Raises
        ------
        KeyRefused
        """
        name = name.strip()
        if not 0 < len(name) <= _LONGEST_NAME or not name.isprintable():
            raise KeyRefused(f"Say whose key it is, in 1 to {_LONGEST_NAME} letters.")
        if role is Role.ANONYMOUS:
            raise KeyRefused("Who is anonymous needs no key; choose the role viewer or more.")
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise KeyRefused(f"A key works for 1 to {MOST_DAYS:,} days.")
        await self._make_room()
        now = self._clock()
        expires = _moment(now + timedelta(days=days)) if days else ""
        while True:
            id_, text, digest = new_text()
            key = Key(id_, name, role, digest, _moment(now), by, expires)
            if await self._ledger.compare_and_set(KEY, id_, key.to_document(), expected=0):
                return key, text

    async def revoke(self, id_: str, *, by: str) -> Key:
        """Let a key open nothing any more; one that was revoked stays as it is.

        Raises
        ------
        KeyRefused
            If there is none with this id.
        """
        while True:
            entry = await self._ledger.get(KEY, id_)
            if entry is None:
                raise KeyRefused(f"There is no key {id_[:20]!r}; graph-service keys list has all.")
            key = Key.from_entry(entry)
            if key.revoked:
                return key
            key = replace(key, revoked=_moment(self._clock()), revoked_by=by)
            if await self._ledger.compare_and_set(
                KEY, id_, key.to_document(), expected=entry.revision
            ):
                return key

    async def newest(self) -> tuple[Key, ...]:
        """Return all keys, the newest first."""
        found = await all_keys(self._ledger)
        return tuple(sorted(found.values(), key=lambda key: (key.created, key.id), reverse=True))

    async def _make_room(self) -> None:
        """Forget the oldest key that does not work any more if there is no room for one more."""
        keys = await self.newest()
        if len(keys) < MOST_KEYS:
            return
        now = self._clock()
        dead = [key for key in keys if not key.works(now)]
        if not dead:
            raise KeyRefused(f"There are {MOST_KEYS:,} keys that work. Revoke one of them first.")
        await self._ledger.erase([(KEY, dead[-1].id)])


async def all_keys(ledger: Ledger) -> dict[str, Key]:
    """Return all keys by id, `MOST_KEYS` and a few at most."""
    found: dict[str, Key] = {}
    after = ""
    while len(found) < 2 * MOST_KEYS:
        page = await ledger.list(KEY, after=after, limit=_PAGE)
        found.update((entry.key, Key.from_entry(entry)) for entry in page)
        if len(page) < _PAGE:
            break
        after = page[-1].key
    return found


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds")
