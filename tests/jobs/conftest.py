"""A service that takes imports, over a file and over Neo4j."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import neo4j_server
import pytest
from import_jobs import JobService
from service_command import Command
from stores import KINDS

from graph_service.store import open_store
from graph_service.store.access import Access
from graph_service.store.port import Store
from schema.catalogue import load_catalogue


@dataclass
class Here(JobService):
    """A service, its store, and the folder in which both are."""

    command: Command
    folder: Path
    url: str
    access: Access | None = None
    files: int = field(default=0)

    def __post_init__(self) -> None:
        super().__init__(self.command)

    async def opened(self) -> Store:
        """Read the store beside the service."""
        return await open_store(self.url, load_catalogue(), read_only=True, access=self.access)

    def write(self, text: str, name: str = "") -> Path:
        """Write a file that is not there yet."""
        self.files += 1
        path = self.folder / (name or f"list-{self.files}.csv")
        path.write_text(text, encoding="utf-8")
        return path

    @property
    def uploads(self) -> Path:
        """Where the service keeps what is sent."""
        return self.folder / ("g.db.uploads" if self.access is None else "var/uploads")


@pytest.fixture(scope="module", params=KINDS)
def service(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Here]:
    """The service; tests may kill it and start it again."""
    folder = tmp_path_factory.mktemp("jobs")
    chosen = {
        "GRAPH_UPLOAD_MAX_BYTES": "3000000",
        "GRAPH_JOBS_WAITING": "3",
    }
    if request.param == "neo4j":
        url, access = request.getfixturevalue("neo4j_url"), neo4j_server.access()
        neo4j_server.wipe(url)
        chosen |= {"GRAPH_NEO4J_USER": access.user, "GRAPH_NEO4J_PASSWORD": access.password}
    else:
        url, access = f"file:{folder / 'g.db'}", None
    here = Here(Command(folder, GRAPH_STORE=url, **chosen), folder, url, access)
    here.start()
    yield here
    here.close()
