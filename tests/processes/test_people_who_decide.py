"""People in processes of their own decide one pair: at once, while one is killed, after a rebuild."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import httpx
import neo4j_server
import pytest
from service_command import Command
from store_statements import RUN, enterprise
from store_view import shown

from graph_service.review.decision_log import DecisionLog
from graph_service.sample.codes import invented_uscc
from graph_service.store import open_store
from schema.catalogue import load_catalogue

CATALOGUE = load_catalogue()
CODES = [invented_uscc("91", "330302", n) for n in range(3)]
FIRMS = "企业名称,统一社会信用代码\n温州机床厂,{}\n乐清电器厂,{}\n瑞安汽配厂,{}\n".format(*CODES)
OTHERS = "企业名称,统一社会信用代码\n永嘉泵阀厂,{}\n平阳皮革厂,{}\n苍南印刷厂,{}\n".format(*CODES)
PROJECTS = "项目名称,项目编号,牵头单位\n项甲,P1,温州机床厂\n项乙,P2,永嘉泵阀厂\n"
CHILD = Path(neo4j_server.__file__).with_name("deciding_child.py")
DECIDE = """mutation ($by: String!, $verdict: MatchVerdict!, $left: ID!, $right: ID!) {
  decideMatch(left: $left, right: $right, verdict: $verdict, by: $by, reason: "same address") {
    status message inForce { id by verdict }
  }
}"""

pytestmark = pytest.mark.slow


def child_of(url: str, by: str, verdict: str, start: Path) -> subprocess.Popen[str]:
    arguments = [sys.executable, str(CHILD), url, by, verdict, str(start)]
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)


async def test_of_processes_that_decide_one_pair_at_once_one_wins_and_each_other_hears_of_it(
    store, server, tmp_path
):
    await store.apply([enterprise(1, "a", name="a"), enterprise(2, "b", name="b")], RUN)
    start = tmp_path / "start"
    people = [("one", "SAME"), ("two", "DIFFERENT"), ("three", "SAME")]
    children = [child_of(server.url, *person, start) for person in people]
    try:
        for child in children:
            assert await asyncio.to_thread(child.stdout.readline) == "ready\n"
        start.touch()
        answers = [
            (await asyncio.to_thread(child.communicate, timeout=60))[0] for child in children
        ]
    finally:
        for child in children:
            child.kill()
            child.wait()
    (won,) = [n for n, answer in enumerate(answers) if answer == "won 1\n"]
    by, verdict = people[won]
    for n, answer in enumerate(answers):
        assert n == won or (answer.startswith("lost ") and f"{verdict}, {by}, 20" in answer)
    (kept,) = await DecisionLog(store.ledger).page()
    assert (kept.by, kept.verdict.value) == (by, verdict)
    assert [d.verdict for d in await store.decisions()] == [kept.verdict]
    nodes, _ = await shown(store, CATALOGUE)
    assert set(nodes) == ({"a"} if verdict == "SAME" else {"a", "b"})


async def asked(http: httpx.AsyncClient, address: str, query: str, **variables) -> dict:
    answer = await http.post(
        f"{address}/graphql",
        json={"query": query, "variables": variables},
    )
    told = answer.json()
    assert "errors" not in told, told
    return told["data"]


async def graph(url: str) -> tuple:
    """All nodes and links of a store in a file, its decisions and their history."""
    store = await open_store(url, CATALOGUE, read_only=True)
    try:
        told = [
            (j.pair, j.verdict, j.by, j.at, j.reason)
            for j in await DecisionLog(store.ledger).page()
            if j.stands
        ]
        return await shown(store, CATALOGUE), await store.decisions(), sorted(told, key=str)
    finally:
        await store.close()


@pytest.fixture
def files(tmp_path: Path) -> Command:
    """The command beside three files; its store is in a file."""
    for name, text in (("firms", FIRMS), ("others", OTHERS), ("projects", PROJECTS)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return Command(tmp_path, GRAPH_STORE="file:graph.db")


def built(command: Command, store: str) -> None:
    ended = command("import", "firms.csv", "others.csv", "projects.csv", GRAPH_STORE=store)
    assert ended.returncode == 0, ended.stderr


async def test_people_decide_at_once_over_http_and_a_killed_server_has_kept_it(files: Command):
    built(files, "file:graph.db")
    (pair, *_) = json.loads(files("review", "--list", "--json").stdout)["pairs"]
    ends = {"left": pair["left"]["id"], "right": pair["right"]["id"]}
    key = files("keys", "create", "甲", "--role", "editor").stdout.strip()
    who = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(timeout=60, headers=who) as http:
        with files.serving("serve") as (address, _):
            answers = await asyncio.gather(
                asked(http, address, DECIDE, by="甲", verdict="SAME", **ends),
                asked(http, address, DECIDE, by="乙", verdict="DIFFERENT", **ends),
            )
            # The command cannot write beside a server, and says so.
            refused = await asyncio.to_thread(files, "review", "--by", "丙")
            assert refused.returncode == 4
            # It reads all the same.
            told = await asyncio.to_thread(files, "review", "--history", "--json")
    first, second = sorted((a["decideMatch"] for a in answers), key=lambda a: a["status"])
    assert (first["status"], second["status"]) == ("DECIDED", "OVERTAKEN")
    assert second["inForce"] == first["inForce"]
    (kept,) = json.loads(told.stdout)["decisions"]
    assert (kept["by"], kept["verdict"]) == (first["inForce"]["by"], first["inForce"]["verdict"])
    _, decisions, history = await graph(f"file:{files.folder / 'graph.db'}")
    assert [d.verdict.value for d in decisions] == [kept["verdict"]]
    assert len(history) == 1


async def test_a_graph_rebuilt_from_its_files_with_its_decisions_is_the_same(files: Command):
    built(files, "file:graph.db")
    ended = files("review", "--by", "李华", text="s\n同一地址\nd\n\ns\n\n")
    assert "3 decided by 李华" in ended.stdout
    assert files("review", "--export", "decisions.jsonl").returncode == 0

    built(files, "file:again.db")
    taken = files("review", "--import", "decisions.jsonl", GRAPH_STORE="file:again.db")
    assert taken.returncode == 0, taken.stderr
    before, after = [
        await graph(f"file:{files.folder / name}") for name in ("graph.db", "again.db")
    ]
    assert after == before
    # Six firms, two pairs of which are one, and two projects.
    assert len(before[0][0]) == 6


async def test_a_dump_holds_decisions_and_their_history(files: Command):
    built(files, "file:graph.db")
    files("review", "--by", "李华", text="s\n同一地址\nb\nd\n\n")
    assert files("dump", "d.gz").returncode == 0
    restored = files("restore", "d.gz", GRAPH_STORE="file:again.db")
    assert restored.returncode == 0, restored.stderr
    told = [
        json.loads(files("review", "--history", "--json", GRAPH_STORE=f"file:{name}.db").stdout)
        for name in ("graph", "again")
    ]
    assert told[0] == told[1]
    assert [d["verdict"] for d in told[0]["decisions"]] == ["DIFFERENT", "UNDECIDED", "SAME"]
    before, after = [
        await graph(f"file:{files.folder / name}") for name in ("graph.db", "again.db")
    ]
    assert after == before
    listed = json.loads(files("review", "--list", "--json", GRAPH_STORE="file:again.db").stdout)
    assert listed["total"] == 2
