"""strawberry behind FastAPI's router with nothing set, objects made once when it starts."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Generic, NewType, TypeVar

import data
import strawberry
from fastapi import FastAPI
from strawberry.fastapi import GraphQLRouter
from strawberry.schema.config import StrawberryConfig

Node = TypeVar("Node")
PartialDate = NewType("PartialDate", str)


@strawberry.enum
class ProjectLevel(Enum):
    NATIONAL = "NATIONAL"
    PROVINCIAL = "PROVINCIAL"
    MUNICIPAL = "MUNICIPAL"
    COUNTY = "COUNTY"
    COMMISSIONED = "COMMISSIONED"


@strawberry.enum
class TitleRank(Enum):
    SENIOR = "SENIOR"
    ASSOCIATE = "ASSOCIATE"


@strawberry.enum
class NodeType(Enum):
    ENTERPRISE = "ENTERPRISE"
    UNIVERSITY = "UNIVERSITY"
    RESEARCH_INSTITUTE = "RESEARCH_INSTITUTE"
    PLATFORM = "PLATFORM"
    PROJECT = "PROJECT"
    TALENT = "TALENT"


@strawberry.input
class StringFilter:
    in_: list[str] | None = strawberry.field(name="in", default=None)


@strawberry.input
class OrganizationWhere:
    pic: StringFilter | None = None


@strawberry.type
class Edge(Generic[Node]):
    node: Node


@strawberry.type
class Connection(Generic[Node]):
    edges: list[Edge[Node]]
    total_count: int


@strawberry.type
class Talent:
    id: strawberry.ID
    name: str | None
    title: str | None
    title_rank: TitleRank | None


@strawberry.type
class Project:
    id: strawberry.ID
    name: str | None
    level: ProjectLevel | None
    start_on: PartialDate | None


@strawberry.interface
class Organization:
    id: strawberry.ID
    name: str | None
    uscc: str | None
    pic: str | None
    country: str | None
    city: str | None
    website: str | None

    @strawberry.field
    async def talents(self, first: int = 20) -> Connection[Talent]:
        return connection(talents.get(self.id, []), first)

    @strawberry.field
    async def projects(self, first: int = 20) -> Connection[Project]:
        return connection(projects.get(self.id, []), first)


@strawberry.type
class Enterprise(Organization):
    pass


@strawberry.type
class University(Organization):
    pass


@strawberry.type
class ResearchInstitute(Organization):
    pass


@strawberry.type
class Platform(Organization):
    pass


@strawberry.type
class MapNode:
    id: strawberry.ID
    label: str | None
    type: NodeType
    degree: int


@strawberry.type
class MapLink:
    source: strawberry.ID
    target: strawberry.ID
    type: str
    weight: int


@strawberry.type
class EcosystemMap:
    nodes: list[MapNode]
    links: list[MapLink]


def connection(found, first):
    return Connection(edges=[Edge(node=one) for one in found[:first]], total_count=len(found))


def organization(row):
    types = {
        type_.__name__: type_ for type_ in (Enterprise, University, ResearchInstitute, Platform)
    }
    values = {name: value for name, value in row.items() if name != "type"}
    return types[row["type"]](**values)


def talent(row):
    rank = TitleRank(row["titleRank"])
    return Talent(id=row["id"], name=row["name"], title=row["title"], title_rank=rank)


def project(row):
    level = ProjectLevel(row["level"])
    return Project(id=row["id"], name=row["name"], level=level, start_on=row["startOn"])


organizations = {id_: organization(row) for id_, row in data.organizations.items()}
by_pic = {one.pic: one for one in organizations.values()}
talents = {id_: [talent(row) for row in rows] for id_, rows in data.talents.items()}
projects = {id_: [project(row) for row in rows] for id_, rows in data.projects.items()}


@cache
def ecosystem_map():
    found = data.ecosystem_map()
    nodes = [MapNode(**{**row, "type": NodeType(row["type"])}) for row in found["nodes"]]
    return nodes, [MapLink(**row) for row in found["links"]]


@strawberry.type
class Query:
    @strawberry.field
    async def enterprise(self, id: strawberry.ID) -> Enterprise | None:  # noqa: A002 - its name
        return organizations.get(id)

    @strawberry.field
    async def organizations(
        self, first: int = 20, where: OrganizationWhere | None = None
    ) -> Connection[Organization]:
        found = [by_pic[pic] for pic in where.pic.in_ if pic in by_pic]
        return connection(sorted(found, key=lambda one: one.id), first)

    @strawberry.field
    async def ecosystem_map(
        self,
        types: list[NodeType] | None = None,  # noqa: ARG002
        link_types: list[str] | None = None,  # noqa: ARG002
        max_nodes: int = 300,
        max_links: int = 1000,
    ) -> EcosystemMap:
        nodes, links = ecosystem_map()
        return EcosystemMap(nodes=nodes[:max_nodes], links=links[:max_links])


schema = strawberry.Schema(
    Query,
    types=[Enterprise, University, ResearchInstitute, Platform],
    config=StrawberryConfig(
        scalar_map={PartialDate: strawberry.scalar(name="PartialDate", serialize=str)}
    ),
)
app = FastAPI()
app.include_router(GraphQLRouter(schema), prefix="/graphql")
