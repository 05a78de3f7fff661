"""The installed command, run as people run it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from graph_service.sample import SAMPLE_FILES, sample_folder

SERVICE = Path(sys.executable).parent / "graph-service"
QUIET = dict.fromkeys(("HOST", "PORT", "GRAPH_STORE", "GRAPH_SETTINGS", "GRAPH_PACK"), "")


class Command:
    """Runs ``graph-service`` in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *arguments: object, text: str = "", **variables: str):
        return subprocess.run(
            [str(SERVICE), *map(str, arguments)],
            cwd=self.folder,
            env=dict(os.environ, **(QUIET | variables)),
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
            env=dict(os.environ, **(QUIET | variables)),
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


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """The command in an empty folder."""
    return Command(tmp_path)


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a store with the sample, imported by the command; only to be read."""
    folder = tmp_path_factory.mktemp("sample")
    files = [sample_folder() / file.name for file in SAMPLE_FILES]
    imported = Command(folder)("--store", "file:sample.db", "import", *files)
    assert imported.returncode == 0, imported.stderr
    return f"file:{folder / 'sample.db'}"


@pytest.fixture
def complaint() -> Callable[[subprocess.CompletedProcess], str]:
    """The sentence that a failed command ends with; it must be one, and no traceback."""

    def sentence(ended: subprocess.CompletedProcess) -> str:
        lines = ended.stderr.splitlines()
        assert "Traceback" not in ended.stderr
        assert lines, "nothing was said"
        assert lines[-1].startswith("graph-service: ")
        assert lines[-1].endswith((".", ")", "?"))
        return lines[-1].removeprefix("graph-service: ")

    return sentence
