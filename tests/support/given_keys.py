"""API keys whose secrets tests know."""

from __future__ import annotations

from graph_service.identity.key_text import digest, id_in
from graph_service.identity.keys import KEY, Key
from graph_service.identity.roles import Role
from graph_service.store.port import Store

SECRETS = {
    role: f"igs_{n:08x}_{role.word:x<43}"
    for n, role in enumerate(Role)
    if role is not Role.ANONYMOUS
}
"""A secret for each role."""
EDITOR = SECRETS[Role.EDITOR]


async def give_keys(store: Store, *roles: Role) -> None:
    """Put the keys of these roles into a store."""
    for role in roles:
        text = SECRETS[role]
        id_ = id_in(text)
        key = Key(id_, role.word, role, digest(text), "2023-12-31T00:00:00+00:00", "tests")
        entry = await store.ledger.get(KEY, id_)
        if entry is None:
            assert await store.ledger.compare_and_set(KEY, id_, key.to_document(), expected=0)
