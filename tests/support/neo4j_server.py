"""The Neo4j server that tests use: one that is given, or one that is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neo4j import Driver, GraphDatabase, Session
from neo4j.exceptions import DriverError, Neo4jError

from graph_service.store.access import Access

_MARK = "made_by_tests"
"""Name of an index by which a database is known to be the tests' own; no data, so nothing sees it."""

JAVA = ("-XX:TieredStopAtLevel=1",)
"""Options of the tests' servers: what runs for minutes does not earn the second compiler's work."""

_kept: dict[str, Driver] = {}


class NoServer(Exception):
    """There is no server for tests; the message says why."""


class Unusable(Exception):
    """The server that was given does not answer, or refuses."""


class NotOurs(Unusable):
    """The database holds data that no test made; it is left alone."""


@dataclass(frozen=True)
class Found:
    """A server: where it is and what it says it is."""

    url: str
    version: str


@contextmanager
def found(checkout: Path) -> Iterator[Found]:
    """The server of NEO4J_TEST_URI, or one that the launcher starts."""
    given = os.environ.get("NEO4J_TEST_URI")
    if given:
        yield from _used(given)
        return
    launcher = loaded_launcher(checkout)
    try:
        server = launcher.Server(java=JAVA)
        server.start()
    except launcher.NoServerError as error:
        raise NoServer(str(error)) from error
    try:
        yield from _used(server.url)
    finally:
        server.close()


def _used(url: str) -> Iterator[Found]:
    found = Found(url, _claimed(url))
    with driver(url) as _kept[url]:
        try:
            yield found
        finally:
            wipe(url)
            del _kept[url]


def loaded_launcher(checkout: Path) -> Any:
    """The module `tools/neo4j/launcher.py` of the checkout."""
    folder = str(checkout / "tools" / "neo4j")
    if folder not in sys.path:
        sys.path.append(folder)
    import launcher

    return launcher


def access() -> Access:
    """Credentials for it: NEO4J_TEST_USER and NEO4J_TEST_PASSWORD with NEO4J_TEST_URI, else none."""
    return Access(
        user=os.environ.get("NEO4J_TEST_USER", "neo4j"),
        password=os.environ.get("NEO4J_TEST_PASSWORD", ""),
    )


def driver(url: str) -> Driver:
    """A new plain synchronous driver, which knows nothing of the store; it must be closed."""
    known = access()
    return GraphDatabase.driver(
        url,
        auth=(known.user, known.password) if known.password else None,
        notifications_min_severity="OFF",
        telemetry_disabled=True,
        connection_timeout=10.0,
        liveness_check_timeout=0,
    )


@contextmanager
def _session(url: str) -> Iterator[Session]:
    """A session of the driver that is kept while tests run, else of a passing one."""
    kept = _kept.get(url)
    with ExitStack() as stack:
        connected = kept or stack.enter_context(driver(url))
        yield stack.enter_context(connected.session())


def rows(url: str, text: str, **parameters: Any) -> list[list[Any]]:
    """The rows of one plain Cypher statement, in a transaction of its own."""
    with _session(url) as session:
        return [record.values() for record in session.run(text, parameters)]


def wipe(url: str, *, schema: bool = False) -> None:
    """Remove all nodes and links, and with `schema` all indexes and constraints too.

    Raises
    ------
    NotOurs
        If no test has claimed the database.
    """
    with _session(url) as session:
        if session.run("SHOW INDEXES WHERE name = $mark", mark=_MARK).single() is None:
            raise NotOurs(f"{url} was not claimed by the tests.")
        session.run(
            "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 20000 ROWS"
        ).consume()
        if not schema:
            return
        for listed, kind in (("CONSTRAINTS", "CONSTRAINT"), ("INDEXES", "INDEX")):
            found = session.run(f"SHOW {listed} YIELD name, type RETURN name, type").values()
            for name, type_ in found:
                if name != _MARK and type_ != "LOOKUP":
                    session.run(f"DROP {kind} `{name}` IF EXISTS").consume()


def _claimed(url: str) -> str:
    """Mark an empty database as the tests' own, and return the server's version."""
    try:
        with _session(url) as session:
            version = session.run(
                "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel'"
                " RETURN versions[0] + ' ' + edition"
            ).single(strict=True)[0]
            marked = session.run("SHOW INDEXES WHERE name = $mark", mark=_MARK).single()
            if marked is None:
                if session.run("MATCH (n) RETURN n LIMIT 1").single() is not None:
                    raise NotOurs(
                        f"NEO4J_TEST_URI={url} holds data that no test made."
                        " Tests wipe their database: give them an empty one."
                    )
                session.run(
                    f"CREATE INDEX {_MARK} IF NOT EXISTS FOR (n:_Test) ON (n.none)"
                ).consume()
            return str(version)
    except (DriverError, Neo4jError) as error:
        raise Unusable(f"The Neo4j at {url} cannot be used: {error}") from error
