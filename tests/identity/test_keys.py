"""API keys: what is kept of them, until when they work, and what cannot be made."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_service.identity.key_text import digest, id_in, new_text
from graph_service.identity.keys import KEY, KeyRefused, Keys
from graph_service.identity.roles import Role


def test_a_key_is_known_by_its_beginning_and_holds_256_bits_of_chance():
    made = [new_text() for _ in range(50)]

    assert len({one.text for one in made}) == 50
    for one in made:
        # 32 bytes are 43 signs of base 64.
        assert re.fullmatch(r"igs_[0-9a-f]{8}_[\w-]{43}", one.text, re.ASCII)
        assert id_in(one.text) == one.id
        assert one.digest == digest(one.text)


@given(st.text())
def test_no_text_that_is_not_shaped_like_a_key_is_looked_for(text):
    assert id_in(text) is None


async def test_nothing_that_is_kept_opens_anything(store, clock):
    key, secret = await Keys(store.ledger, clock=clock).create("张三", Role.EDITOR, by="李明")

    entry = await store.ledger.get(KEY, key.id)
    assert entry.document == {
        "role": "editor",
        "name": "张三",
        "digest": digest(secret),
        "created": "2023-12-31T08:00:00+00:00",
        "created_by": "李明",
        "expires": "",
        "revoked": "",
        "revoked_by": "",
    }
    assert secret.rpartition("_")[2] not in repr(key) + str(entry.document)
    assert key.digest not in repr(key)


async def test_a_key_works_until_its_last_moment_and_not_after(store, clock):
    keys = Keys(store.ledger, clock=clock)
    key, _ = await keys.create("张三", Role.VIEWER, by="李明", days=2)

    assert key.expires == "2024-01-02T08:00:00+00:00"
    clock.forward(days=2, seconds=-1)
    assert key.works(clock())
    clock.forward(seconds=1)
    assert not key.works(clock())


async def test_who_revoked_a_key_first_is_remembered(store, clock):
    keys = Keys(store.ledger, clock=clock)
    key, _ = await keys.create("张三", Role.VIEWER, by="李明")
    clock.forward(hours=1)

    first = await keys.revoke(key.id, by="王五")
    again = await keys.revoke(key.id, by="赵六")

    assert first == again
    assert (first.revoked, first.revoked_by) == ("2023-12-31T09:00:00+00:00", "王五")
    assert not first.works(clock())


@pytest.mark.parametrize(
    ("name", "role", "days", "sentence"),
    [
        ("  ", Role.VIEWER, None, "whose key"),
        ("张" * 101, Role.VIEWER, None, "whose key"),
        ("张\n三", Role.VIEWER, None, "whose key"),
        ("张三", Role.ANONYMOUS, None, "needs no key"),
        ("张三", Role.VIEWER, 0, "3,650 days"),
        ("张三", Role.VIEWER, 3_651, "3,650 days"),
    ],
)
async def test_what_is_no_key_is_not_made(store, name, role, days, sentence):
    keys = Keys(store.ledger)
    with pytest.raises(KeyRefused, match=sentence):
        await keys.create(name, role, by="李明", days=days)
    assert await keys.newest() == ()


async def test_a_key_that_is_not_there_cannot_be_revoked(store):
    with pytest.raises(KeyRefused, match="no key 'nothing'"):
        await Keys(store.ledger).revoke("nothing", by="李明")


async def test_the_oldest_key_that_does_not_work_makes_room(store, clock, monkeypatch):
    monkeypatch.setattr("graph_service.identity.keys.MOST_KEYS", 3)
    keys = Keys(store.ledger, clock=clock)
    made = []
    for name in "甲乙丙":
        key, _ = await keys.create(name, Role.VIEWER, by="李明")
        made.append(key)
        clock.forward(seconds=1)
    with pytest.raises(KeyRefused, match="Revoke one"):
        await keys.create("丁", Role.VIEWER, by="李明")

    for key in made[1:]:
        await keys.revoke(key.id, by="李明")
    await keys.create("丁", Role.VIEWER, by="李明")

    assert [key.name for key in await keys.newest()] == ["丁", "丙", "甲"]
