"""What was forgotten, as it is remembered: enough to refuse it, too little to read it back.

Keys of records are kept as digests with a secret of the store. A value is kept as a slow digest
with a salt of its own if it is a long text; of short texts, numbers, dates, amounts and terms,
which whoever tries them all would find, nothing is kept: of such a property every value is refused.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from graph_service.forgetting.documents import FORGETTING, FORGOTTEN
from graph_service.forgetting.traces import squeezed
from graph_service.store.ledger import Ledger
from schema.columns import Value

__all__ = ["Keys", "Refusals", "Secret", "keys_of", "remembered_value"]

_SECRET: Final = "secret"  # noqa: S105 - its place in the ledger
_LEAST: Final = 8
"""Texts of fewer letters could be tried one by one."""
_COST: Final = 2**14


@dataclass(frozen=True, slots=True)
class Keys:
    """What finds a record.

    Attributes
    ----------
    exact : frozenset of str
        What finds it alone: its ids, identifiers, its name beside an organisation.
    names : frozenset of str
        Lookup keys by name, if the name alone finds records of its type.
    traits : frozenset of str
        Lookup keys by name and what tells records of one name apart.
    """

    exact: frozenset[str]
    names: frozenset[str] = frozenset()
    traits: frozenset[str] = frozenset()


def keys_of(ids: Iterable[str], keys: Collection[str], *, by_name: bool) -> Keys:
    """Sort the ids and lookup keys of a record by what they find.

    Parameters
    ----------
    ids : iterable of str
    keys : collection of str
    by_name : bool
        Whether the name alone finds records of its type.
    """
    names = {key for key in keys if key.startswith("name:")}
    traits = {key for key in names if any(key.startswith(f"{name}@") for name in names)}
    exact = {f"id:{id_}" for id_ in ids} | (set(keys) - names)
    if not by_name:
        return Keys(frozenset(exact))
    return Keys(frozenset(exact), frozenset(names - traits), frozenset(traits))


class Secret:
    """The secret by which this store writes digests.

    Parameters
    ----------
    key : bytes
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    @classmethod
    async def of(cls, ledger: Ledger) -> Secret:
        """Return the store's, made where there is none yet."""
        made = {"key": secrets.token_hex(32)}
        await ledger.compare_and_set(FORGETTING, _SECRET, made, expected=0)
        entry = await ledger.get(FORGETTING, _SECRET)
        assert entry is not None  # noqa: S101 - it is there now
        return cls(bytes.fromhex(entry.document["key"]))

    def digest(self, text: str) -> str:
        """Write a text so that only who has the secret can try others."""
        return hmac.new(self._key, text.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:32]

    def digests(self, keys: Keys) -> dict[str, Any]:
        """Write what finds a record."""
        schemes: dict[str, None] = {}
        for key in sorted(keys.exact):
            schemes[key.partition(":")[0]] = None
        return {
            "exact": sorted(map(self.digest, keys.exact)),
            "names": sorted(map(self.digest, keys.names)),
            "traits": sorted(map(self.digest, keys.traits)),
            "schemes": [scheme for scheme in schemes if scheme not in {"id", "person", "row"}],
        }


def remembered_value(value: Value, *, text: bool) -> list[dict[str, str]] | None:
    """Write a value so that it is known again; None if it cannot be without giving it away."""
    parts = value if isinstance(value, tuple) else (value,)
    if not text or any(len(squeezed(str(part))) < _LEAST for part in parts):
        return None
    return [_salted(str(part), secrets.token_bytes(16)) for part in parts]


@dataclass(slots=True)
class Refusals:
    """What imports into a store refuse.

    Attributes
    ----------
    secret : Secret
    exact : set of str
        Digests of what finds a forgotten record alone.
    named : dict of str to (list of mapping)
        Forgotten records by the digests of their names.
    values : dict of str to (dict of str to (list of mapping))
        By what finds a record and the property, what was forgotten of it.
    properties : set of str
        The properties of which something was forgotten.
    """

    secret: Secret
    exact: set[str] = field(default_factory=set)
    named: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)
    values: dict[str, dict[str, list[Mapping[str, Any]]]] = field(default_factory=dict)
    properties: set[str] = field(default_factory=set)

    @classmethod
    async def of(cls, ledger: Ledger) -> Refusals | None:
        """Read them; None if nothing was ever forgotten."""
        entries = await ledger.list(FORGOTTEN)
        if not entries:
            return None
        refusals = cls(await Secret.of(ledger))
        while entries:
            for entry in entries:
                refusals._add(entry.document)
            entries = await ledger.list(FORGOTTEN, after=entries[-1].key)
        return refusals

    def refuses_record(
        self, keys: Collection[str], names: Collection[str], traits: Collection[str]
    ) -> bool:
        """Whether what is found by these keys was forgotten.

        Parameters
        ----------
        keys : collection of str
            All lookup keys.
        names : collection of str
            Those by name, if the name alone finds it and nobody else is known by it.
        traits : collection of str
            Those by name and what tells records of one name apart.
        """
        digests = {key: self.secret.digest(key) for key in {*keys, *names, *traits}}
        for key in keys:
            if digests[key] in self.exact:
                return True
        for name in names:
            for entry in self.named.get(digests[name], ()):
                schemes = [key for key in keys if key.partition(":")[0] in entry["schemes"]]
                another = [trait for trait in traits if digests[trait] not in entry["traits"]]
                if not schemes and not (entry["traits"] and another):
                    return True
        return False

    def refused_of(
        self, ids: Collection[str], values: Mapping[str, Value]
    ) -> dict[str, Value | None]:
        """Return the properties that are refused of a record, with what is left of each.

        Parameters
        ----------
        ids : collection of str
            What finds the record alone, its id as ``id:...``.
        values : mapping of str to Value
        """
        said = self.properties & values.keys()
        if not said:
            return {}
        refused: dict[str, Value | None] = {}
        for id_ in ids:
            for name, entries in self.values.get(self.secret.digest(id_), {}).items():
                if name in said and name not in refused:
                    left = _left(values[name], entries)
                    if left != values[name]:
                        refused[name] = left
        return refused

    def _add(self, document: Mapping[str, Any]) -> None:
        name = document["property"]
        if name:
            self.properties.add(name)
            for digest in document["exact"]:
                self.values.setdefault(digest, {}).setdefault(name, []).append(document)
            return
        self.exact.update(document["exact"])
        for digest in document["names"]:
            self.named.setdefault(digest, []).append(document)


def _left(value: Value, entries: Iterable[Mapping[str, Any]]) -> Value | None:
    """What is left of a value without what was forgotten."""
    parts = value if isinstance(value, tuple) else (value,)
    left = [part for part in parts if not any(_is_remembered(part, e) for e in entries)]
    if isinstance(value, tuple):
        return tuple(str(part) for part in left) or None
    return value if left else None


def _is_remembered(part: Value, entry: Mapping[str, Any]) -> bool:
    if entry["values"] is None:
        return True
    return any(
        hmac.compare_digest(
            _salted(str(part), bytes.fromhex(known["salt"]))["digest"], known["digest"]
        )
        for known in entry["values"]
    )


def _salted(text: str, salt: bytes) -> dict[str, str]:
    digest = hashlib.scrypt(
        squeezed(text).encode("utf-8", "surrogatepass"), salt=salt, n=_COST, r=8, p=1, dklen=16
    )
    return {"salt": salt.hex(), "digest": digest.hex()}
