"""The installed command, run as people run it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from command_forks import Forks

SERVICE = Path(sys.executable).parent / "graph-service"
QUIET = dict.fromkeys(("HOST", "PORT", "GRAPH_STORE", "GRAPH_SETTINGS", "GRAPH_PACK"), "")


_FORKS = Forks()


class Command:
    """Runs ``graph-service`` in one folder, with variables of its own.

    A call runs it in a process that is forked from one in which it is loaded; `installed` and
    `start` start the installed program.
    """

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        self.variables = variables

    def __call__(self, *arguments: object, text: str = "", **variables: str):
        return _FORKS.run(
            [*map(str, arguments)],
            folder=self.folder,
            variables=dict(os.environ, **(QUIET | self.variables | variables)),
            text=text,
            seconds=300,
        )

    def installed(self, *arguments: object, text: str = "", **variables: str):
        return subprocess.run(
            [str(SERVICE), *map(str, arguments)],
            cwd=self.folder,
            env=dict(os.environ, **(QUIET | self.variables | variables)),
            input=text,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *arguments: object, **variables: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [str(SERVICE), *map(str, arguments)],
            cwd=self.folder,
            env=dict(os.environ, **(QUIET | self.variables | variables)),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @contextlib.contextmanager
    def serving(self, *arguments: object, **variables: str) -> Iterator[tuple[str, str]]:
        """Serve until the block ends; gives the address and what was printed before it."""
        port = str(free_port())
        with self.start(*arguments, PORT=port, **variables) as process:
            printed = ""
            try:
                for line in process.stdout:
                    printed += line
                    if f"127.0.0.1:{port}" in line:
                        break
                assert process.poll() is None, process.stderr.read()
                yield f"http://127.0.0.1:{port}", printed
            finally:
                process.send_signal(signal.SIGTERM)
                _, complaints = process.communicate(timeout=60)
        assert process.returncode == 0, complaints


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
