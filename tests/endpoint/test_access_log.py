"""What is written of requests: enough to find and to bill one, nothing that was asked about."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import queue
import threading

import pytest
from given_keys import EDITOR

from graph_service.access_lines import access_lines
from graph_service.http.graphql.access_log import ACCESS

QUERY = "query Named($id: ID!) { platform(id: $id) { name } }"
SECRET = f"Bearer {EDITOR}"


class Told(logging.Handler):
    """Passes on what is told by the server's thread, which is done after the client is."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.put(record.getMessage())


@pytest.fixture
def told():
    handler, log = Told(), logging.getLogger(ACCESS)
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield handler.lines
    log.setLevel(logging.NOTSET)
    log.removeHandler(handler)


@pytest.fixture
def lines(http, told):
    """Returns what is logged of one request."""

    def ask(**request) -> tuple[dict, str]:
        answer = http.request(request.pop("method", "POST"), "/graphql", **request)
        line = ""
        while answer.headers["x-request-id"] not in line:
            line = told.get(timeout=60)
        assert "\n" not in line
        shown = json.loads(line)
        assert shown["requestId"] == answer.headers["x-request-id"]
        assert shown["status"] == answer.status_code
        assert shown["milliseconds"] > 0
        return shown, line

    return ask


def test_a_request_is_one_line_without_values_or_secrets(lines, http):
    told, line = lines(
        json={"query": QUERY, "variables": {"id": "alpha"}, "operationName": "Named"},
        headers={"authorization": SECRET, "accept-encoding": "identity"},
    )

    assert told["method"] == "POST"
    assert told["status"] == 200
    assert told["operation"] == "Named"
    assert told["document"] == hashlib.sha256(QUERY.encode()).hexdigest()
    assert told["role"] == "editor"
    assert told["outcome"] == "ANSWERED"
    assert told["cost"] > 0
    assert told["bytes"] > 20
    assert "alpha" not in line
    assert "secret" not in line


def test_what_is_refused_is_told_too(lines):
    assert lines(json={"query": "{"})[0]["outcome"] == "SYNTAX"
    assert lines(json={"query": "{ nothing }"})[0]["outcome"] == "INVALID"
    told, line = lines(json={"query": QUERY, "variables": {"id": ["alpha"]}})
    assert told["outcome"] == "VARIABLES"
    assert "alpha" not in line
    told, _ = lines(method="GET", headers={"accept": "text/csv"})
    assert (told["method"], told["status"]) == ("GET", 406)
    assert "document" not in told


def test_a_name_of_an_operation_that_goes_on_and_on_is_cut(lines):
    told, _ = lines(json={"query": f"query {'n' * 5_000} {{ __typename }}"})

    assert told["operation"] == "n" * 100


class Blocked(io.StringIO):
    """A stream that nobody reads until it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.open = threading.Event()

    def write(self, text: str) -> int:
        self.open.wait()
        return super().write(text)


def test_lines_come_in_order_and_nobody_waits_for_the_stream():
    stream, log = Blocked(), logging.getLogger(ACCESS)
    with access_lines(stream):
        for i in range(1_000):
            log.info("%d", i)
        # All are told though not one is written yet.
        assert stream.getvalue() == ""
        stream.open.set()

    assert stream.getvalue().split() == [str(i) for i in range(1_000)]
    assert not log.handlers


def test_where_nobody_reads_the_newest_lines_are_kept():
    stream, log = Blocked(), logging.getLogger(ACCESS)
    with access_lines(stream):
        for i in range(25_000):
            log.info("%d", i)
        stream.open.set()

    written = stream.getvalue().split()
    assert written[-10_000:] == [str(i) for i in range(15_000, 25_000)]
    assert len(written) < 25_000


def test_nothing_is_told_where_nobody_listens(http, told):
    log, body = logging.getLogger(ACCESS), {"query": "{ __typename }"}
    log.setLevel(logging.WARNING)
    http.post("/graphql", json=body, headers={"x-request-id": "silent"})
    # The next request of a connection is read when the one before is done.
    http.post("/graphql", json=body, headers={"x-request-id": "between"})
    log.setLevel(logging.INFO)
    http.post("/graphql", json=body, headers={"x-request-id": "loud"})
    first = told.get(timeout=60)

    assert "silent" not in first
    assert "loud" in first or "loud" in told.get(timeout=60)
