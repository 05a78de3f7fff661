"""The graph that every server answers from: drawn from a seed, written to a store and to JSON.

The best linked records are many and close enough for a map of 5,000 nodes and 20,000 links; the
organisations that a page may show each have more people and projects than it shows of them. Names
are ASCII: with Chinese ones the servers in JavaScript would write their answers more slowly.
"""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement, Run, Statement

SEED, BATCH = 1, 5_000
TYPES = ("Enterprise", "University", "ResearchInstitute", "Platform")
CITIES = tuple(f"City {number:02d}" for number in range(40))
LEVELS = ("NATIONAL", "PROVINCIAL", "MUNICIPAL", "COUNTY", "COMMISSIONED")
RANKS, ROLES = ("SENIOR", "ASSOCIATE"), ("LEAD", "PARTICIPANT")


@dataclass(frozen=True)
class Size:
    """How many records, and how many links each busy organisation has."""

    organizations: int = 20_000
    busy: int = 2_000
    projects: int = 2_000
    talents: int = 6_000
    projects_each: int = 15
    talents_each: int = 12


SMALL = Size(organizations=400, busy=200, projects=200, talents=400)
"""For trying out; it has no map of 5,000 nodes."""


@dataclass(frozen=True)
class Graph:
    """Records by type, and links as pairs of ids with a role where they have one."""

    organizations: list[dict[str, Any]] = field(default_factory=list)
    projects: list[dict[str, Any]] = field(default_factory=list)
    talents: list[dict[str, Any]] = field(default_factory=list)
    participations: list[tuple[str, str, str]] = field(default_factory=list)
    affiliations: list[tuple[str, str]] = field(default_factory=list)

    @property
    def busy(self) -> list[dict[str, Any]]:
        """The organisations that a page may show."""
        linked = {organization for organization, _, _ in self.participations}
        return [one for one in self.organizations if one["id"] in linked]

    @property
    def enterprises(self) -> list[str]:
        """Ids of those that the small question asks for."""
        return [one["id"] for one in self.organizations if one["type"] == "Enterprise"]

    def write(self, path: Path) -> None:
        """Write what the peers read."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def drawn(size: Size) -> Graph:
    """Draw the graph; the same for the same size."""
    rng, graph = random.Random(SEED), Graph()
    for number in range(size.organizations):
        # The busy ones are of all types, the others enterprises.
        type_ = TYPES[number % len(TYPES)] if number < size.busy else TYPES[0]
        graph.organizations.append(
            {
                "id": f"{type_}:{number:06d}",
                "type": type_,
                "name": f"{type_} {number:06d} of {rng.choice(CITIES)}",
                "uscc": f"9133{number:014d}",
                "pic": f"{900_000_000 + number}",
                "country": "CN",
                "city": rng.choice(CITIES),
                "website": f"https://organisation-{number:06d}.example",
            }
        )
    for number in range(size.projects):
        graph.projects.append(
            {
                "id": f"Project:{number:06d}",
                "name": f"Project {number:06d} on {rng.choice(CITIES)}",
                "level": rng.choice(LEVELS),
                "startOn": f"20{rng.randrange(10, 24)}-{rng.randrange(1, 13):02d}",
            }
        )
    for number in range(size.talents):
        graph.talents.append(
            {
                "id": f"Talent:{number:06d}",
                "name": f"Person {number:06d}",
                "title": f"Title {number % 25}",
                "titleRank": rng.choice(RANKS),
            }
        )
    for organization in graph.organizations[: size.busy]:
        id_ = organization["id"]
        graph.participations.extend(
            (id_, project["id"], rng.choice(ROLES))
            for project in rng.sample(graph.projects, size.projects_each)
        )
        graph.affiliations.extend(
            (id_, talent["id"]) for talent in rng.sample(graph.talents, size.talents_each)
        )
    return graph


def statements(graph: Graph) -> Iterator[Statement]:
    """The graph as one run says it."""
    rows = itertools.count(1)
    typed = ((one["type"], one) for one in graph.organizations)
    typed = itertools.chain(typed, (("Project", one) for one in graph.projects))
    for type_, one in itertools.chain(typed, (("Talent", one) for one in graph.talents)):
        values = {name: value for name, value in one.items() if name not in ("id", "type")}
        yield NodeStatement(next(rows), one["id"], type_, values)
    link = partial(LinkStatement, key="")
    for organization, project, role in graph.participations:
        yield link(next(rows), "PARTICIPATES_IN", organization, project, values={"role": role})
    for organization, talent in graph.affiliations:
        yield link(next(rows), "AFFILIATED_WITH", talent, organization)


async def fill(url: str, graph: Graph) -> None:
    """Write the graph into an empty store, as an import would."""
    store = await open_store(url, load_catalogue())
    try:
        said = statements(graph)
        while batch := list(itertools.islice(said, BATCH)):
            await store.apply(batch, Run("drawn", "drawn"))
    finally:
        await store.close()
