"""A service in its own process that is sent files, watched, killed and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
from service_command import Command, free_port

_PATIENCE = 120
ENDED = {"DONE", "FAILED", "STOPPED"}


class JobService:
    """``graph-service serve`` over one store, asked with the key of an editor."""

    def __init__(self, command: Command) -> None:
        self.command = command
        self.http = httpx.Client(timeout=60)
        self.key = ""
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it, with a key the first time, and wait until it answers."""
        if not self.key:
            made = self.command("keys", "create", "李明", "--role", "editor")
            assert made.returncode == 0, made.stderr
            self.key = made.stdout.strip()
        port = free_port()
        process = self._process = self.command.start("serve", PORT=str(port))
        for line in process.stdout:
            if f"127.0.0.1:{port}" in line:
                break
        assert process.poll() is None, process.stderr.read()
        self.http.base_url = f"http://127.0.0.1:{port}"
        self.http.headers["Authorization"] = f"Bearer {self.key}"

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send it a signal and return the code that it ends with."""
        process, self._process = self._process, None
        process.send_signal(number)
        process.communicate(timeout=60)
        return process.returncode

    def close(self) -> None:
        """Stop it if it runs."""
        if self._process is not None:
            assert self.end() == 0
        self.http.close()

    def send(self, *paths: Path, mapping: Path | None = None, **fields: str) -> httpx.Response:
        """Send files to be imported."""
        parts = [("file", (path.name, path.read_bytes())) for path in paths]
        if mapping is not None:
            parts.append(("mapping", (mapping.name, mapping.read_bytes())))
        return self.http.post("/imports", files=parts, data={"by": "李", **fields})

    def sent(self, *paths: Path, **asked: Any) -> str:
        """Send files that must be taken; return the job's id."""
        response = self.send(*paths, **asked)
        assert response.status_code == 202, response.text
        job = response.json()
        assert response.headers["Location"] == f"/imports/{job['id']}"
        return job["id"]

    def job(self, id_: str) -> dict[str, Any]:
        """Ask for a job."""
        response = self.http.get(f"/imports/{id_}")
        assert response.status_code == 200, response.text
        return response.json()

    def ended(self, id_: str) -> dict[str, Any]:
        """Wait for the end of a job; give it as it is then."""

        def has_ended() -> dict[str, Any] | None:
            job = self.job(id_)
            return job if job["ended"] else None

        return self.until(has_ended)

    def report(self, id_: str) -> dict[str, Any]:
        """Ask for the report of a job."""
        response = self.http.get(f"/imports/{id_}/report")
        assert response.status_code == 200, response.text
        return response.json()

    def asked(self, query: str) -> dict[str, Any]:
        """Ask through GraphQL; return the answer."""
        return self.http.post("/graphql", json={"query": query}).json()

    def count(self, plural: str) -> int:
        """How many records of a type the graph has."""
        answer = self.asked(f"{{ {plural} {{ totalCount }} }}")
        assert "errors" not in answer, answer
        return answer["data"][plural]["totalCount"]

    def until(self, look: Callable[[], Any]) -> Any:
        """Look until there is something; return it."""
        deadline = time.monotonic() + _PATIENCE
        while not (seen := look()):
            assert time.monotonic() < deadline, "nothing came of it"
            time.sleep(0.01)
        return seen


def timeless(report: dict[str, Any]) -> dict[str, Any]:
    """A report without what no two imports have in common."""
    return {**report, "runs": [{**run, "seconds": 0} for run in report["runs"]]}


def all_files(folder: Path) -> list[str]:
    """Names of all files below a folder."""
    return sorted(name for _, _, names in os.walk(folder) for name in names)
