"""A real server that is started, killed, made read-only, asked with a wrong password, out of disk.

The disk is full as the server's process sees it: the operating system lets no file of it grow
(`RLIMIT_FSIZE`). On a file system that is really full the server answers with the same codes.
"""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import neo4j_server
import pytest
from bolt_proxy import proxied
from service_command import Command

from graph_service.store import open_store
from graph_service.store.access import Access
from graph_service.store.neo4j.connection import connect
from graph_service.store.port import StoreError
from schema.catalogue import load_catalogue

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]

SECRET = "Kn0wn-to-the-server"
QUERY = "{ platforms { totalCount } }"
FIRST = "名称\n甲平台\n乙平台\n"
SECOND = "名称\n丙平台\n"
PATIENCE = 90.0
READ_ONLY = "server.databases.default_to_read_only=true\n"


class OwnServer:
    """A server with a password that can be in several states."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._state = "away"
        self._conf = (server.home / "conf" / "neo4j.conf").read_text(encoding="utf-8")
        self.url = server.url

    def be(self, state: str) -> None:
        """Be ``away``, ``well``, or ``read-only``; it is killed or restarted for it."""
        if state == self._state:
            return
        if state == "read-only":
            # What was killed must be repaired as it starts, which takes writes.
            self.be("well")
            self._server.stop()
        elif self._state != "away":
            self._server.kill()
        conf = self._conf + (READ_ONLY if state == "read-only" else "")
        (self._server.home / "conf" / "neo4j.conf").write_text(conf, encoding="utf-8")
        if state != "away":
            self._server.start()
        self._state = state

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Hang for as long as the block: nothing is closed and nothing answers."""
        self._server.freeze()
        try:
            yield
        finally:
            self._server.thaw()

    def fill_disk(self) -> None:
        """Let no file of its grow; it can only be restarted afterwards."""
        _, hard = resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._server.pid, resource.RLIMIT_FSIZE, (4096, hard))
        self._state = "full"


@pytest.fixture(scope="module")
def own(checkout):
    launcher = neo4j_server.loaded_launcher(checkout)
    try:
        server = launcher.Server(
            password=SECRET,
            heap="512m",
            java=neo4j_server.JAVA,
            settings={"db.memory.transaction.max": "64m"},
        )
    except launcher.NoServerError as error:
        if os.environ.get("CI", "").lower() in {"1", "true"}:
            pytest.fail(f"no Neo4j, and CI must have one: {error}", pytrace=False)
        pytest.skip(f"no Neo4j: {error}")
    try:
        yield OwnServer(server)
    finally:
        server.close()


@pytest.fixture
def command(own, tmp_path):
    (tmp_path / "first.csv").write_text(FIRST, encoding="utf-8")
    (tmp_path / "second.csv").write_text(SECOND, encoding="utf-8")
    return Command(tmp_path, GRAPH_STORE=own.url, NEO4J_USERNAME="neo4j", NEO4J_PASSWORD=SECRET)


def until(ask: Callable[[], Any]) -> Any:
    """Ask again and again until the answer is true, and give it."""
    end = time.monotonic() + PATIENCE
    while not (answer := ask()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.05)
    return answer


def state(address: str, *, within: float = 30.0) -> tuple[int, int, Any]:
    """The statuses of both probes, and a count or an error's code; each in so many seconds."""
    with httpx.Client(base_url=address, timeout=within) as client:
        probes = [client.get(f"/{probe}").status_code for probe in ("healthz", "readyz")]
        answer = client.post("/graphql", json={"query": QUERY}).json()
    if "errors" in answer:
        return (*probes, answer["errors"][0]["extensions"]["code"])
    return (*probes, answer["data"]["platforms"]["totalCount"])


def failed(ended: Any) -> str:
    """The one sentence of a command that could not use its store."""
    assert ended.returncode == 4, ended.stdout + ended.stderr
    assert SECRET not in ended.stdout + ended.stderr
    (line,) = ended.stderr.splitlines()
    return line


def test_a_service_that_starts_before_its_server_answers_when_it_comes(own, command):
    own.be("away")
    with command.serving("serve") as (address, printed):
        assert SECRET not in printed
        assert state(address) == (200, 503, "UNAVAILABLE")

        own.be("well")

        until(lambda: state(address)[:2] == (200, 200))
        assert isinstance(state(address)[2], int)


@pytest.mark.parametrize(
    "arguments",
    [("info",), ("query", "-"), ("import", "first.csv", "--as", "创新平台"), ("migrate",)],
)
def test_a_command_says_that_the_server_is_away(command, arguments):
    sentence = failed(command(*arguments, text=QUERY, GRAPH_STORE="bolt://127.0.0.1:1"))

    assert sentence == (
        "graph-service: bolt://127.0.0.1:1 does not answer: nothing listens there; start the"
        " server, or correct the address."
    )


def test_a_host_that_nobody_knows_is_said(command):
    sentence = failed(command("info", GRAPH_STORE="neo4j+s://no-such-host.invalid"))

    assert "no-such-host.invalid does not answer" in sentence


async def test_wrong_credentials_are_said_and_never_insisted_on(own, command, serve):
    own.be("well")
    wrong = {"neo4j_user": "neo4j", "neo4j_password": "Wr0ng-password"}
    with proxied(own.url) as proxy:
        proxy.refuse()
        async with serve(proxy.url, **wrong) as client:
            proxy.resume()
            begun = time.monotonic()
            for _ in range(20):
                told = (await client.get("/readyz")).json()
            # The password is tried at one connection, and not again for 5 s.
            assert 1 <= proxy.accepted <= 1 + (time.monotonic() - begun) // 5
    assert "refused the user or the password. Set NEO4J_USERNAME" in told["reason"]
    assert "Wr0ng-password" not in told["reason"]

    # Who insists is locked out for a while: then the right password would not do either.
    store = await open_store(own.url, load_catalogue(), access=Access(password=SECRET))
    await store.close()
    sentence = failed(command("info", NEO4J_PASSWORD="Wr0ng-password"))
    assert "refused the user or the password" in sentence
    assert "Wr0ng-password" not in sentence


def test_a_database_that_is_not_there_is_said(own, command):
    own.be("well")

    assert "no such database. Set NEO4J_DATABASE" in failed(command("info", NEO4J_DATABASE="other"))


async def test_work_that_needs_too_much_memory_is_said_and_not_begun_again(own):
    own.be("well")
    connection = connect(own.url, Access(password=SECRET))
    large = "UNWIND range(1, 20000000) AS x WITH collect(x + 0.5) AS found RETURN size(found)"
    begun = []

    async def work(tx):
        begun.append(tx)
        await tx.fetch(large)

    with pytest.raises(StoreError, match=r"more memory.*db\.memory\.transaction\.max"):
        await connection.write(work)
    with pytest.raises(StoreError, match="more memory"):
        await connection.fetch(large)
    await connection.close()
    assert len(begun) == 1


def test_a_server_that_hangs_is_told_in_time_and_used_again(own, command):
    own.be("well")
    assert command("import", "first.csv", "--as", "创新平台").returncode == 0
    with command.serving("serve", GRAPH_REQUEST_TIMEOUT="2") as (address, _):
        before = state(address)
        assert before[:2] == (200, 200)

        with own.frozen():
            # A probe takes 4 s, a request its 2 s and one more; the rest is for a busy machine.
            assert state(address, within=4 + 8) == (200, 503, "TIMEOUT")

        until(lambda: state(address) == before)


def test_a_full_disk_is_said_and_leaves_whole_batches(own, command):
    own.be("well")
    assert command("import", "first.csv", "--as", "创新平台").returncode == 0
    with command.serving("serve") as (address, _):
        assert state(address) == (200, 200, 2)

        own.fill_disk()
        sentence = failed(command("import", "second.csv", "--as", "创新平台"))
        assert "its disk may be full" in sentence or "such as a full disk" in sentence
        assert state(address) == (200, 503, "UNAVAILABLE")

        own.be("away")
        assert state(address) == (200, 503, "UNAVAILABLE")

        own.be("well")
        until(lambda: state(address) == (200, 200, 2))
        assert command("import", "second.csv", "--as", "创新平台").returncode == 0
        assert state(address) == (200, 200, 3)


def test_a_read_only_server_is_read_and_refuses_imports(own, command):
    own.be("well")
    assert command("import", "first.csv", "--as", "创新平台").returncode == 0
    own.be("read-only")

    sentence = failed(command("import", "second.csv", "--as", "创新平台"))

    assert "takes no writes, it is read-only" in sentence
    assert command("info").returncode == 0
    with command.serving("serve") as (address, _):
        assert state(address)[:2] == (200, 200)
        assert state(address)[2] >= 2
