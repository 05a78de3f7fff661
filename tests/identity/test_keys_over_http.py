"""Keys made, listed and revoked through the API, and what each role may do there."""

from __future__ import annotations

import pytest
import pytest_asyncio
from api_client import serving_store
from given_keys import SECRETS, give_keys

from graph_service.identity.roles import Role

CREATE = """mutation Create($role: Role!) { createKey(name: "导入程序", role: $role, days: 30) {
  secret key { id name role created createdBy expires revoked revokedBy } } }"""
REVOKE = "mutation Revoke($id: ID!) { revokeKey(id: $id) { id revoked revokedBy } }"
KEYS = """query Keys($first: Int, $after: ID) { keys(first: $first, after: $after) {
  totalCount hasNextPage nodes { id name role } } }"""
UNDO = 'mutation { undoRun(run: "nothing") { run } }'


@pytest_asyncio.fixture
async def api(store):
    await give_keys(store, *SECRETS)
    async with serving_store(store) as client:
        yield client


def use(api, role: Role) -> None:
    api.use_token(SECRETS.get(role))


async def test_an_administrator_makes_a_key_that_works_at_once_and_revokes_it_at_once(api):
    use(api, Role.ADMIN)
    made = (await api.data(CREATE, {"role": "EDITOR"}))["createKey"]
    key = made["key"]
    assert (key["name"], key["role"], key["createdBy"]) == ("导入程序", "EDITOR", "admin")
    assert key["expires"] > key["created"]
    assert made["secret"].startswith(f"igs_{key['id']}_")

    api.use_token(made["secret"])
    assert (await api.error(UNDO))[0] == "NOT_FOUND"

    use(api, Role.ADMIN)
    revoked = (await api.data(REVOKE, {"id": key["id"]}))["revokeKey"]
    assert (revoked["id"], revoked["revokedBy"]) == (key["id"], "admin")
    api.use_token(made["secret"])
    answer = await api.http.post("/graphql", json={"query": "{ __typename }"})
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
    (error,) = answer.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"


async def test_keys_are_listed_by_pages_and_never_with_their_secrets(api):
    use(api, Role.ADMIN)
    first = (await api.data(KEYS, {"first": 3}))["keys"]
    assert (first["totalCount"], first["hasNextPage"]) == (4, True)
    last = first["nodes"][-1]["id"]
    rest = (await api.data(KEYS, {"first": 3, "after": last}))["keys"]
    assert (len(rest["nodes"]), rest["hasNextPage"]) == (1, False)
    assert {key["role"] for key in first["nodes"] + rest["nodes"]} == {
        "VIEWER", "ANALYST", "EDITOR", "ADMIN",
    }  # fmt: skip
    assert (await api.error(KEYS, {"after": "nothing"}))[0] == "BAD_USER_INPUT"


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_may_do_what_it_says_and_no_more(api, role):
    use(api, role)
    refused = "UNAUTHENTICATED" if role is Role.ANONYMOUS else "FORBIDDEN"

    wrote = (await api.error(UNDO))[0]
    assert wrote == ("NOT_FOUND" if role >= Role.EDITOR else refused)
    for query, variables in ((CREATE, {"role": "ADMIN"}), (REVOKE, {"id": "x"}), (KEYS, {})):
        answer = await api.post(query, variables)
        codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
        if role is Role.ADMIN:
            assert codes in ([], ["NOT_FOUND"])
        else:
            assert codes == [refused]
            assert set(answer["data"].values()) == {None}
    sent = await api.http.get("/imports")
    assert sent.status_code == (
        200 if role >= Role.EDITOR else 401 if role is Role.ANONYMOUS else 403
    )


async def test_who_lists_keys_leaves_no_answer_for_others(api):
    use(api, Role.ADMIN)
    for _ in range(4):
        answer = await api.http.post("/graphql", json={"query": KEYS})
        assert answer.headers["cache-control"] == "no-store"
    use(api, Role.EDITOR)
    assert (await api.error(KEYS))[0] == "FORBIDDEN"


async def test_a_key_of_no_sense_is_refused_with_a_sentence(api):
    use(api, Role.ADMIN)
    assert (await api.error(CREATE, {"role": "ANONYMOUS"})) == (
        "BAD_USER_INPUT",
        "Who is anonymous needs no key; choose the role viewer or more.",
    )
    assert (await api.error(REVOKE, {"id": "nothing"}))[0] == "NOT_FOUND"
