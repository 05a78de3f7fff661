"""``viewer``: who asks, and what they may do."""

from __future__ import annotations

import pytest
from api_client import WRITE_TOKEN, ApiClient, serving

from graph_service.identity.abilities import Ability, abilities_of
from graph_service.identity.roles import Role

VIEWER = "{ viewer { role name can } }"


async def test_who_did_not_say_who_they_are_reads_what_is_for_everybody(shared: ApiClient):
    told = (await shared.data(VIEWER))["viewer"]
    assert told == {"role": "ANONYMOUS", "name": None, "can": ["READ_PUBLIC"]}


@pytest.mark.parametrize(
    ("role", "can"),
    [
        (Role.ANONYMOUS, "READ_PUBLIC"),
        (Role.VIEWER, "READ_PUBLIC"),
        (Role.ANALYST, "READ_PUBLIC READ_INTERNAL"),
        (Role.EDITOR, "READ_PUBLIC READ_INTERNAL READ_PERSONAL WRITE IMPORT DECIDE"),
        (Role.ADMIN, " ".join(Ability)),
    ],
)
def test_each_role_may_what_those_before_it_may(role: Role, can: str):
    assert list(abilities_of(role)) == can.split()
    kept = {"WRITE", "IMPORT", "DECIDE"}
    assert list(abilities_of(role, read_only=True)) == [a for a in can.split() if a not in kept]


async def test_what_one_caller_is_told_is_not_kept_for_another():
    async with serving(write_token=WRITE_TOKEN) as api:
        for _ in range(3):
            for token, role in ((WRITE_TOKEN, "EDITOR"), (None, "ANONYMOUS")):
                api.use_token(token)
                answer = await api.http.get("/graphql", params={"query": VIEWER})
                told = answer.json()["data"]["viewer"]
                assert (told["role"], bool(told["name"])) == (role, bool(token))
                assert "etag" not in answer.headers
                assert ("IMPORT" in told["can"]) == bool(token)


async def test_a_header_is_one_request_that_reads_nothing(shared: ApiClient):
    await shared.data("{ viewer { role name can } instance { version today pack { label } } }")
    assert shared.store.reads == shared.store.asked == []
