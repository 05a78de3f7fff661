"""An import of small files into the store of a test; which store that is its folder says."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from graph_service.ingest import import_files
from loaders.report import ImportReport
from schema.catalogue import load_catalogue
from schema.packs import load_pack


@pytest.fixture(scope="session")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="session")
def pack():
    return load_pack("wenzhou-2021")


@pytest.fixture
def load(store, catalogue, pack, tmp_path: Path) -> Callable[..., Awaitable[ImportReport]]:
    """Write a text as a file and import it."""

    async def load(name: str, text: str, encoding: str = "utf-8", **asked) -> ImportReport:
        path = tmp_path / name
        path.write_text(text, encoding=encoding)
        return await import_files(store, catalogue, pack, [path], **asked)

    return load
