"""The installed command in an empty folder, and a store for it to read."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from service_command import Command

from graph_service.sample import SAMPLE_FILES, sample_folder


@pytest.fixture(scope="session", autouse=True)
def _interruptible() -> Iterator[None]:
    """Let commands take Ctrl-C where the tests run in a shell's background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


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
