"""Commands in processes that are forked from one in which everything is loaded.

Such a process reads its own arguments, variables, folder and input, and ends as the interpreter ends;
only that it need not load the libraries again sets it apart from one that was started.

Run as a script it is the process that is forked: `Forks` starts it and sends it requests.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

_LOADED = (
    "graph_service.app",
    "graph_service.cli.command",
    "graph_service.cli.preview",
    "graph_service.cli.progress",
    "graph_service.ingest",
    "graph_service.jobs.worker",
    "graph_service.moving",
    "graph_service.store.embedded",
    "graph_service.store.neo4j.open",
    "openpyxl",
    "rich.table",
    "uvicorn",
)


class Forks:
    """Starts the process that is forked at the first call, and ends it with this one."""

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def run(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        variables: Mapping[str, str],
        text: str,
        seconds: float,
    ) -> subprocess.CompletedProcess[str]:
        """Run the command as `subprocess.run` does."""
        asked = json.dumps([list(arguments), str(folder), dict(variables)]).encode()
        heard, answering = os.pipe()
        with (
            tempfile.TemporaryFile() as given,
            tempfile.TemporaryFile() as said,
            tempfile.TemporaryFile() as complained,
            os.fdopen(heard, "rb", buffering=0) as answer,
        ):
            given.write(text.encode())
            given.seek(0)
            files = [given.fileno(), said.fileno(), complained.fileno(), answering]
            try:
                socket.send_fds(self._connected(), [asked], files)
            finally:
                os.close(answering)
            code = _ended(answer, arguments, seconds)
            return subprocess.CompletedProcess(arguments, code, _text(said), _text(complained))

    def _connected(self) -> socket.socket:
        if self._socket is None:
            self._socket, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with other:
                self._process = subprocess.Popen(
                    [sys.executable, __file__, str(other.fileno())],
                    pass_fds=[other.fileno()],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    env=dict(os.environ, OPENBLAS_NUM_THREADS="1"),
                    start_new_session=True,
                )
            atexit.register(self._leave)
        return self._socket

    def _leave(self) -> None:
        """The process ends when nobody can ask it any more."""
        if self._socket is not None and self._process is not None:
            self._socket.close()
            self._process.wait()


def _ended(answer: IO[bytes], arguments: Sequence[str], seconds: float) -> int:
    """Wait for the id of a process, then for how it ended."""
    until = time.monotonic() + seconds
    pid = 0
    for line in iter(lambda: _line(answer, until), b""):
        if pid:
            return int(line)
        pid = int(line)
    if time.monotonic() < until:
        raise RuntimeError("The process that is forked for commands is gone.")
    if pid:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    raise subprocess.TimeoutExpired(list(arguments), seconds)


def _line(answer: IO[bytes], until: float) -> bytes:
    ready, _, _ = select.select([answer], [], [], max(0.0, until - time.monotonic()))
    return answer.readline() if ready else b""


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode().replace("\r\n", "\n")


def _forked(requests: socket.socket) -> list[str]:
    """Return in a process of its own for each request, as the command that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        asked, files, _, _ = socket.recv_fds(requests, 1 << 18, 4)
        if not asked:
            os._exit(0)
        if os.fork():
            for file in files:
                os.close(file)
            continue
        # This one waits for the command and tells how it ended.
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        requests.close()
        *standard, answering = files
        pid = os.fork()
        if not pid:
            os.close(answering)
            for place, file in enumerate(standard):
                os.dup2(file, place)
                os.close(file)
            arguments, folder, variables = json.loads(asked)
            os.environ.clear()
            os.environ.update(variables)
            os.chdir(folder)
            time.tzset()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            return list(arguments)
        os.write(answering, b"%d\n" % pid)
        _, status = os.waitpid(pid, 0)
        os.write(answering, b"%d\n" % os.waitstatus_to_exitcode(status))
        os._exit(0)


if __name__ == "__main__":
    import importlib

    sys.path.pop(0)
    for name in _LOADED:
        importlib.import_module(name)
    sys.argv[1:] = _forked(socket.socket(fileno=int(sys.argv[1])))
    sys.argv[0] = "graph-service"
    from graph_service.cli import main

    sys.exit(main())
