"""The audit log: who wrote what over HTTP and by command, and who was not let."""

from __future__ import annotations

import json

import pytest_asyncio
from api_client import serving_store
from given_keys import SECRETS, give_keys
from service_command import Command

from graph_service.identity.audit import AUDIT, AuditLog, AuditOutcome
from graph_service.identity.callers import Caller
from graph_service.identity.roles import Role
from graph_service.store.port import StoreError
from schema.statements import NodeStatement, Run

LOG = """query Log($first: Int, $after: ID) { auditLog(first: $first, after: $after) { hasNextPage
  nodes { id at name key role act outcome requestId runs subject } } }"""
CORRECT = """mutation { correct(id: "p1", property: "name", value: "乙", reason: "来函") {
  run by } }"""
DECIDE = """mutation { decideMatch(left: "p1", right: "p2", verdict: DIFFERENT, reason: "两家") {
  status decision { by } } }"""
UNDO = "mutation Undo($run: ID!) { undoRun(run: $run) { rows } }"
TWICE = """mutation { ...Both } fragment Both on Mutation {
  one: undoRun(run: "first") { rows } two: undoRun(run: "nothing") { rows } }"""


@pytest_asyncio.fixture
async def api(store):
    said = [NodeStatement(n, f"p{n}", "Platform", {"name": f"甲{n}"}) for n in (1, 2)]
    await store.apply(said, Run("first", "source"))
    await give_keys(store, *SECRETS)
    async with serving_store(store) as client:
        yield client


def use(api, role: Role) -> None:
    api.use_token(SECRETS.get(role))


async def log(api, **variables) -> list[dict]:
    use(api, Role.ADMIN)
    return (await api.data(LOG, variables))["auditLog"]["nodes"]


async def test_who_writes_is_noted_with_key_role_request_and_runs_and_no_value(api):
    use(api, Role.EDITOR)
    api.http.headers["X-Request-Id"] = "request-1"
    corrected = (await api.data(CORRECT))["correct"]
    decided = (await api.data(DECIDE))["decideMatch"]
    assert (decided["status"], decided["decision"]["by"]) == ("DECIDED", "editor")
    again = (await api.data(DECIDE))["decideMatch"]
    assert again["status"] == "OVERTAKEN" or again["status"] == "UNCHANGED"
    await api.data(UNDO, {"run": corrected["run"]})
    entries = await log(api)

    # Who did it if nothing else is said.
    assert corrected["by"] == "editor"
    told = [(e["act"], e["outcome"], e["runs"], bool(e["subject"])) for e in entries]
    assert told == [
        ("undoRun", "DONE", [corrected["run"]], False),
        ("decideMatch", "UNCHANGED", [], again["status"] == "UNCHANGED"),
        ("decideMatch", "DONE", [], True),
        ("correct", "DONE", [corrected["run"]], False),
    ]
    for entry in entries:
        who = (entry["name"], entry["key"], entry["role"], entry["requestId"])
        assert who == ("editor", "00000003", "editor", "request-1")
    assert [int(entry["id"]) for entry in entries] == [4, 3, 2, 1]
    assert not {"乙", "来函", "p1"} & set(json.dumps(entries, ensure_ascii=False).split('"'))


async def test_each_field_of_an_operation_is_an_entry_by_its_name(api):
    use(api, Role.EDITOR)
    await api.post(TWICE)
    entries = await log(api)

    assert [(e["act"], e["outcome"], e["runs"]) for e in entries] == [
        ("undoRun", "FAILED", []),
        ("undoRun", "DONE", ["first"]),
    ]


async def test_attempts_of_who_may_not_are_noted_and_those_of_nobody_are_not(api):
    use(api, Role.ANONYMOUS)
    await api.post(CORRECT)
    use(api, Role.ANALYST)
    await api.post(CORRECT)
    await api.post('mutation { createKey(name: "x", role: ADMIN) { secret } }')
    sent = await api.http.post("/imports")
    assert sent.status_code == 403
    entries = await log(api)

    assert [(e["act"], e["outcome"], e["name"]) for e in entries] == [
        ("createKey", "REFUSED", "analyst"),
        ("correct", "REFUSED", "analyst"),
    ]


async def test_only_administrators_read_it_by_pages_from_the_newest(api):
    use(api, Role.ADMIN)
    for _ in range(5):
        await api.data('mutation { createKey(name: "x", role: VIEWER) { key { id } } }')
    first = (await api.data(LOG, {"first": 3}))["auditLog"]
    assert first["hasNextPage"]
    rest = (await api.data(LOG, {"first": 3, "after": first["nodes"][-1]["id"]}))["auditLog"]
    assert not rest["hasNextPage"]
    assert [n["id"] for n in first["nodes"] + rest["nodes"]] == ["5", "4", "3", "2", "1"]
    for wrong in ("x", "0", "-1", "1" * 13):
        assert (await api.error(LOG, {"after": wrong}))[0] == "BAD_USER_INPUT"
    for role in (Role.ANONYMOUS, Role.VIEWER, Role.ANALYST, Role.EDITOR):
        use(api, role)
        code, _ = await api.error(LOG)
        assert code == ("UNAUTHENTICATED" if role is Role.ANONYMOUS else "FORBIDDEN")


async def test_entries_that_are_added_at_once_are_all_kept(store):
    import asyncio

    log = AuditLog(store.ledger)
    caller = Caller(Role.EDITOR, "张三", "00000001")
    await asyncio.gather(*(log.note(caller, f"act{n}") for n in range(20)))

    entries = await log.page()
    assert [entry.number for entry in entries] == list(range(20, 0, -1))
    assert {entry.act for entry in entries} == {f"act{n}" for n in range(20)}
    assert [entry.number for entry in await log.page(before=11, limit=2)] == [10, 9]


async def test_what_was_done_stays_done_if_it_cannot_be_noted(store, caplog):
    class Broken:
        async def list(self, *_arguments, **_options):
            raise StoreError("The store does not answer.")

    caller = Caller(Role.EDITOR, "张三", "00000001")
    await AuditLog(Broken()).note(caller, "correct", AuditOutcome.DONE, runs=["r"])

    assert "Not in the audit log" in caplog.text
    assert "'runs': ('r',)" in caplog.text


def test_commands_are_noted_and_what_is_forgotten_is_not_in_the_log(tmp_path):
    command = Command(tmp_path, GRAPH_STORE="file:g.db", LOGNAME="李明")
    table = tmp_path / "人才.csv"
    table.write_text("企业名称,统一社会信用代码\n温州甲厂,91330000142944445H\n", encoding="utf-8")
    assert command("import", "人才.csv", "--as", "企业").returncode == 0
    # A key of somebody who has the name of what is forgotten.
    command("keys", "create", "温州甲厂", "--role", "viewer")
    who = ("--by", "李明", "--reason", "来函", "--yes")
    found = command("forget", "Enterprise:91330000142944445H", *who)
    assert found.returncode == 0, found.stderr
    entries = json.loads(command("audit", "--json").stdout)["entries"]

    assert [(e["act"], e["name"], e["role"], e["key"]) for e in entries] == [
        ("forget", "李明", "admin", ""),
        ("keys create", "李明", "admin", ""),
        ("import", "李明", "admin", ""),
    ]
    assert len(entries[2]["runs"]) == 1
    (key,) = json.loads(command("keys", "list", "--json").stdout)["keys"]
    assert (key["name"], key["role"], entries[1]["subject"]) == ("", "viewer", key["id"])
    assert command("dump", "d.gz").returncode == 0
    command.variables["GRAPH_STORE"] = "file:again.db"
    assert command("restore", "d.gz").returncode == 0
    assert json.loads(command("audit", "--json").stdout)["entries"] == entries
    assert "keys create" in command("audit", "--limit", "2").stdout


async def test_nothing_writes_over_an_entry(store):
    log = AuditLog(store.ledger)
    await log.note(Caller(Role.ADMIN, "甲"), "one")
    await log.note(Caller(Role.ADMIN, "甲"), "two")

    kept = await store.ledger.list(AUDIT)
    assert [entry.revision for entry in kept] == [1, 1]
