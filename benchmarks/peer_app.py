"""The peer: hand-written strawberry types over dictionaries, with DataLoader and ParserCache."""

from __future__ import annotations

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from operator import attrgetter
from pathlib import Path

import strawberry
from process import trial
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache


@strawberry.type
class Project:
    number: str
    start_on: str | None
    end_on: str | None


@strawberry.type
class Participation:
    role: str
    amount: str | None
    project: Project


@strawberry.type
class University:
    pic: str
    name: str | None
    country: str | None
    city: str | None

    @strawberry.field
    async def led(self, info: strawberry.Info, first: int = 20) -> list[Participation]:
        return (await info.context["led"].load(self.pic))[:first]

    @strawberry.field
    async def joined(self, info: strawberry.Info, first: int = 20) -> list[Participation]:
        return (await info.context["joined"].load(self.pic))[:first]


class Data:
    """The two CORDIS files as objects."""

    def __init__(self) -> None:
        named = {row["orgId"]: row for row in _rows(trial("cordis_h2020_orgs_2017.csv.gz"))}
        self.universities: dict[str, University] = {}
        self.by_role: dict[str, dict[str, list[Participation]]] = {
            "LEAD": defaultdict(list),
            "PARTICIPANT": defaultdict(list),
        }
        projects: dict[str, Project] = {}
        for row in _rows(trial("cordis_h2020_participations.csv.gz")):
            if row["type"] != "HES":
                continue
            pic = row["pic"]
            if pic not in self.universities:
                known = named.get(pic, {})
                self.universities[pic] = University(
                    pic=pic,
                    name=known.get("name"),
                    country=row["country"] or None,
                    city=known.get("city"),
                )
            project = projects.setdefault(
                row["rcn"],
                Project(
                    number=row["rcn"],
                    start_on=row["start_date"] or None,
                    end_on=row["end_date"] or None,
                ),
            )
            role = "LEAD" if row["role"] == "coordinator" else "PARTICIPANT"
            self.by_role[role][pic].append(
                Participation(role=role, amount=row["contribution"] or None, project=project)
            )
        for lists in self.by_role.values():
            for participations in lists.values():
                participations.sort(key=attrgetter("project.number"))

    def loader(self, role: str) -> DataLoader[str, list[Participation]]:
        lists = self.by_role[role]

        async def load(pics: list[str]) -> list[list[Participation]]:
            return [lists.get(pic, []) for pic in pics]

        return DataLoader(load)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: "" if value == "NA" else value for name, value in row.items()}


data = Data()


@strawberry.type
class Query:
    @strawberry.field
    async def university(self, pic: strawberry.ID) -> University | None:
        return data.universities.get(pic)

    @strawberry.field
    async def universities(self, pics: list[str]) -> list[University]:
        found = [data.universities[pic] for pic in pics if pic in data.universities]
        return sorted(found, key=attrgetter("pic"))

    @strawberry.field(description="Universities that fill a page: so many links of both roles.")
    async def busy(self, first: int, links: int) -> list[str]:
        full = (
            pic
            for pic in sorted(data.universities)
            if all(len(lists[pic]) >= links for lists in data.by_role.values())
        )
        return list(islice(full, first))


class Endpoint(GraphQL):
    async def get_context(self, request, response):  # noqa: ARG002 - the name is the framework's
        return {"led": data.loader("LEAD"), "joined": data.loader("PARTICIPANT")}


app = Endpoint(strawberry.Schema(Query, extensions=[ParserCache(), ValidationCache()]))
