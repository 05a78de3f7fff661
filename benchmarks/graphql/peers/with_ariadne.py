"""ariadne with nothing set, resolvers over dictionaries."""

from __future__ import annotations

from operator import itemgetter
from pathlib import Path

import data
from ariadne import InterfaceType, QueryType, load_schema_from_path, make_executable_schema
from ariadne.asgi import GraphQL

query, node = QueryType(), InterfaceType("Node", lambda one, *_: one["type"])
organization = InterfaceType("Organization", lambda one, *_: one["type"])


def connection(found, first):
    return {"edges": [{"node": one} for one in found[:first]], "totalCount": len(found)}


@organization.field("talents")
async def talents(one, _info, first=20):
    return connection(data.talents.get(one["id"], []), first)


@organization.field("projects")
async def projects(one, _info, first=20):
    return connection(data.projects.get(one["id"], []), first)


@query.field("enterprise")
async def enterprise(_, _info, id):  # noqa: A002 - its name
    return data.organizations.get(id)


@query.field("organizations")
async def organizations(_, _info, first=20, where=None):
    found = [data.by_pic[pic] for pic in where["pic"]["in"] if pic in data.by_pic]
    return connection(sorted(found, key=itemgetter("id")), first)


@query.field("ecosystemMap")
async def ecosystem_map(_, _info, maxNodes, maxLinks, **_more):  # noqa: N803 - their names
    found = data.ecosystem_map()
    return {"nodes": found["nodes"][:maxNodes], "links": found["links"][:maxLinks]}


types = load_schema_from_path(str(Path(__file__).parent / "schema.graphql"))
schema = make_executable_schema(types, query, node, organization)
app = GraphQL(schema)
