"""What tells records apart, and the lookup keys made of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from loaders.drafts import DraftNode
from loaders.names import core_name
from loaders.records import Record

__all__ = [
    "content_key",
    "contradicts",
    "differs_by_trait",
    "keys_beside",
    "names_agree",
    "outweighs",
    "own_keys",
    "search_keys",
]


def keys_beside(draft: DraftNode, near: DraftNode) -> tuple[str, ...]:
    """Lookup keys of a draft's name beside another record, if that is known."""
    if not draft.name_keys:
        return ()
    name = draft.name_keys[0].split(":", 2)[2]
    beside = near.parts if near.divided else (near,)
    return tuple(f"person:{name}@{n.record.id}" for n in beside if n.record is not None)


def content_key(draft: DraftNode) -> str:
    """The lookup key of a draft that nothing but its content tells apart."""
    said = [draft.family, *draft.identifiers, *draft.name_keys, *draft.traits]
    if draft.bound:
        said.extend(f"{name}={value}" for name, value in sorted(draft.values.items()))
    return "row:" + blake2b("\n".join(said).encode(), digest_size=10).hexdigest()


def search_keys(draft: DraftNode) -> tuple[str, ...]:
    """Return the keys by which a draft is looked for."""
    keys = draft.identifiers + draft.name_keys + draft.lent_keys
    for part in draft.parts:
        keys += part.identifiers + part.name_keys
    if draft.bound:
        keys += tuple(key for near in draft.near for key in keys_beside(draft, near))
    if draft.contested:
        keys += (content_key(draft),)
    return keys


def own_keys(draft: DraftNode) -> tuple[str, ...]:
    """Return the keys by which its record is found from now on."""
    keys = draft.identifiers + draft.name_keys + draft.traits + draft.lent_keys
    if draft.home:
        keys += tuple(key for near in draft.home for key in keys_beside(draft, near))
    if draft.contested:
        keys += (content_key(draft),)
    return tuple(dict.fromkeys(keys))


def names_agree(record: Record, draft: DraftNode) -> bool:
    """Say whether the names of a record and a draft that share an identifier fit."""
    if not draft.name_keys or record.has_any(draft.name_keys):
        return True
    prefix = f"name:{draft.family}:"
    names = {key[len(prefix) :].partition("@")[0] for key in record.keys if key.startswith(prefix)}
    if not names:
        return True
    mine = {core_name(key[len(prefix) :]) for key in draft.name_keys}
    return not mine.isdisjoint(core_name(name) for name in names)


def contradicts(record: Record, draft: DraftNode) -> bool:
    """Say whether something that tells records of one name apart differs."""
    return outweighs(draft.identifiers, record) or differs_by_trait(record, draft)


def outweighs(identifiers: Sequence[str], record: Record) -> bool:
    """Say whether a record has another identifier of a scheme than one of these.

    Of a draft's identifiers the earlier ones count more: a record that a later one finds is
    another if an earlier one differs.
    """
    for key in identifiers:
        scheme = key.partition(":")[0] + ":"
        if key not in record.keys and any(k.startswith(scheme) for k in record.keys):
            return True
    return False


def differs_by_trait(record: Record, draft: DraftNode) -> bool:
    """Say whether a draft has a value that tells records of one name apart, and the record another."""
    if not draft.traits or record.has_any(draft.traits):
        return False
    return any(k.startswith(f"{name}@") for name in draft.name_keys for k in record.keys)
