"""The examples of typed clients ask a served sample, and ask for what the schema has."""

from __future__ import annotations

import http.server
import json
import subprocess
import sys
import threading
from importlib.util import module_from_spec, spec_from_file_location

import pytest
import sample_oracle
from graphql import build_schema, parse, validate
from npm_folder import npm_folder
from pydantic import ValidationError

from graph_service.sample import sample_folder


@pytest.fixture(scope="module")
def python(checkout):
    """The client in Python."""
    spec = spec_from_file_location("ecosystem", checkout / "clients" / "python" / "ecosystem.py")
    module = sys.modules["ecosystem"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module
    del sys.modules["ecosystem"]


def test_the_client_in_python_asks_for_what_the_schema_has(python, checkout):
    schema = build_schema((checkout / "schema" / "schema.graphql").read_text("utf-8"))
    for document in (python.PLATFORMS, python.WEAK):
        assert validate(schema, parse(document)) == []


def test_the_client_in_python_reads_all_pages_and_typed_answers(python, command, sample_store):
    known = sample_oracle.read(sample_folder())
    with (
        command.serving("serve", GRAPH_STORE=sample_store, GRAPH_READ_ONLY="true") as (address, _),
        python.Client(f"{address}/graphql") as client,
    ):
        found = [*python.platforms(client, at_once=7)]
        weak = python.weak_platforms(client, first=3)
        with pytest.raises(python.ApiError) as refused:
            client.ask("{ platforms(first: 1000000) { totalCount } }", python.Platforms)
        with pytest.raises(ValidationError):
            client.ask("{ platforms { totalCount } }", python.Platforms)
    names = [platform.name for platform in found]
    assert len(names) == len({*names}) == len(known["创新平台"])
    counts = [platform.projects.total_count for platform in found]
    assert counts == sorted(counts, reverse=True)
    assert len(weak.rows) == 3
    assert weak.considered == len(names)
    assert refused.value.code in {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}
    assert refused.value.request_id


def test_the_client_in_typescript_is_generated_checked_and_reads_the_same(
    checkout, command, sample_store, python
):
    folder = npm_folder(checkout / "clients" / "typescript", checkout / "build" / "typescript")
    schema = checkout / "schema" / "schema.graphql"
    done_in(folder, "node", "generate.mjs", schema)
    done_in(folder, "npx", "tsc")
    with (
        command.serving("serve", GRAPH_STORE=sample_store, GRAPH_READ_ONLY="true") as (address, _),
        python.Client(f"{address}/graphql") as client,
    ):
        told = json.loads(done_in(folder, "node", "built/main.js", f"{address}/graphql"))
        weak = python.weak_platforms(client, first=3)
        expected = [f"{p.projects.total_count} {p.name}" for p in python.platforms(client)]
    assert told["names"] == expected
    assert told["considered"] == weak.considered
    assert told["weak"] == [
        {"name": row.organization.name, "rules": row.rules} for row in weak.rows
    ]
    assert told["refused"] in {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}


def test_the_types_for_typescript_forbid_what_a_question_does_not_ask_for(checkout):
    folder = npm_folder(checkout / "clients" / "typescript", checkout / "build" / "typescript")
    done_in(folder, "node", "generate.mjs", checkout / "schema" / "schema.graphql")
    wrong = (
        (folder / "main.ts")
        .read_text("utf-8")
        .replace("${projects.totalCount}", "${projects.total}")
    )
    (folder / "wrong.ts").write_text(wrong, "utf-8")
    tsc = [
        "npx",
        "tsc",
        "--noEmit",
        "--ignoreConfig",
        "--module",
        "nodenext",
        "--strict",
        "wrong.ts",
    ]
    done = subprocess.run(tsc, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Property 'total' does not exist" in done.stdout


def done_in(folder, *command) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_client_in_python_waits_as_long_as_it_is_told_and_no_longer(python):
    waited = []
    with busy(refusals=2) as url, python.Client(url, pause=waited.append) as client:
        assert client.ask("{ platforms }", python.Answer) == python.Answer()
    assert waited == [3.0, 3.0]
    with (
        busy(refusals=9) as url,
        python.Client(url, patience=7, pause=waited.append) as client,
        pytest.raises(python.ApiError, match="too often"),
    ):
        client.ask("{ platforms }", python.Answer)
    # 3 + 3 are within 7 seconds, 9 are not.
    assert len(waited) == 4


class busy:  # noqa: N801 - used like a function
    """A server that refuses some requests as too many and then answers."""

    def __init__(self, refusals: int) -> None:
        left = [refusals]

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers["Content-Length"]))
                refuses = left[0] > 0
                left[0] -= 1
                error = {"message": "Asked too often.", "extensions": {"code": "RATE_LIMITED"}}
                body = json.dumps({"errors": [error]} if refuses else {"data": {}}).encode()
                self.send_response(429 if refuses else 200)
                if refuses:
                    self.send_header("Retry-After", "3")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/graphql"

    def __exit__(self, *_) -> None:
        self.server.shutdown()
        self.server.server_close()
