"""What who asks may not read is null, and told once for each selection."""

from __future__ import annotations

from dataclasses import replace

import pytest
import pytest_asyncio
from api_client import WRITE_TOKEN, serving

from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access
from schema.statements import LinkStatement, NodeStatement

pytestmark = pytest.mark.asyncio(loop_scope="module")

_GUARDED = {
    ("Talent", "field"): Access.PERSONAL,
    ("Talent", "WORKS_ON"): Access.PERSONAL,
    ("AFFILIATED_WITH", "position"): Access.PERSONAL,
}
STATEMENTS = (
    NodeStatement(1, "t1", "Talent", {"name": "Ada", "field": "optics"}),
    NodeStatement(2, "t2", "Talent", {"name": "Bob", "field": "lasers"}),
    NodeStatement(3, "o1", "Enterprise", {"name": "Lens"}),
    NodeStatement(4, "p1", "Project", {"name": "Mirror"}),
    LinkStatement(5, "AFFILIATED_WITH", "t1", "o1", "", {"position": "head"}),
    LinkStatement(6, "WORKS_ON", "t1", "p1", "", {"role": "LEAD"}),
)


def _guarded(catalogue: Catalogue) -> Catalogue:
    def properties(owner, own):
        return tuple(replace(p, access=_GUARDED.get((owner, p.name), Access.PUBLIC)) for p in own)

    def links(t):
        return tuple(
            replace(
                link,
                access=_GUARDED.get((t.name, link.type), Access.PUBLIC),
                properties=properties(link.type, link.properties),
            )
            for link in t.links
        )

    return Catalogue(
        tuple(
            replace(t, properties=properties(t.name, t.properties), links=links(t))
            for t in catalogue.types
        )
    )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared():
    catalogue = _guarded(load_catalogue())
    async with serving(STATEMENTS, catalogue=catalogue, write_token=WRITE_TOKEN) as client:
        yield client


@pytest.fixture
def api(shared):
    shared.use_token(None)
    shared.store.forget()
    return shared


def _errors(answer):
    return [
        (e["extensions"]["code"], e["message"].split()[0], e.get("path"), e["locations"])
        for e in answer["errors"]
    ]


async def test_one_record_is_shown_with_the_error_where_the_null_is(api):
    query = '{ talent(id: "t1") { name topic: field } }'
    answer = await api.post(query)

    assert answer["data"] == {"talent": {"name": "Ada", "topic": None}}
    place = [{"line": 1, "column": query.index("topic") + 1}]
    assert _errors(answer) == [("FORBIDDEN", "Talent.field", ["talent", "topic"], place)]
    api.use_token(WRITE_TOKEN)
    assert await api.data(query) == {"talent": {"name": "Ada", "topic": "optics"}}


async def test_of_a_list_it_is_said_once_and_nothing_of_it_is_read(api):
    query = "{ talents { nodes { name field } } }"
    for _ in range(3):
        answer = await api.post(query)
        nodes = [{"name": "Ada", "field": None}, {"name": "Bob", "field": None}]
        assert answer["data"] == {"talents": {"nodes": nodes}}
        assert [e[:3] for e in _errors(answer)] == [("FORBIDDEN", "Talent.field", None)]
    assert "仅限编辑和管理员查看" in answer["errors"][0]["message"]
    plan, context = api.store.reads[-1]
    assert "'field'" not in str(plan)
    assert context.role == "anonymous"

    api.use_token(WRITE_TOKEN)
    for _ in range(3):
        seen = (await api.data(query))["talents"]["nodes"]
        assert [n["field"] for n in seen] == ["optics", "lasers"]


async def test_links_and_what_they_say_are_null_too(api):
    query = """{ talent(id: "t1") {
        projects { totalCount nodes { name talents { totalCount } } }
        affiliations { edges { position node { name } } } } }"""
    answer = await api.post(query)

    edges = [{"position": None, "node": {"name": "Lens"}}]
    assert answer["data"] == {"talent": {"projects": None, "affiliations": {"edges": edges}}}
    assert sorted(e[1] for e in _errors(answer)) == [
        "Talent.projects",
        "TalentAffiliationsEdge.position",
    ]
    api.use_token(WRITE_TOKEN)
    seen = (await api.data(query))["talent"]
    assert seen["projects"]["nodes"] == [{"name": "Mirror", "talents": {"totalCount": 1}}]
    assert seen["affiliations"]["edges"][0]["position"] == "head"


@pytest.mark.parametrize(
    "arguments",
    [
        'where: {field: {eq: "optics"}}',
        "where: {NOT: {OR: [{field: {isNull: true}}]}}",
        "where: {projects: {some: {}}}",
        "where: {projectsCount: {gt: 0}}",
        'where: {affiliations: {some: {edge: {position: {eq: "head"}}}}}',
        'where: {affiliations: {none: {node: {talents: {all: {node: {field: {eq: "x"}}}}}}}}',
        "orderBy: [{field: ASC}]",
        "orderBy: [{name: ASC}, {projectsCount: DESC}]",
    ],
)
async def test_nobody_asks_with_what_they_may_not_read(api, arguments):
    query = f"{{ talents({arguments}) {{ totalCount }} projects {{ totalCount }} }}"
    answer = await api.post(query)

    assert answer["data"] == {"talents": None, "projects": {"totalCount": 1}}
    assert [e[0] for e in _errors(answer)] == ["FORBIDDEN"]
    api.use_token(WRITE_TOKEN)
    assert (await api.data(query))["talents"]["totalCount"] in (0, 1, 2)


async def test_what_is_skipped_is_not_denied(api):
    query = """query Q($all: Boolean!) {
        talents(first: 1) { nodes { name field @include(if: $all) ...More @include(if: $all) } } }
        fragment More on Talent { projects { totalCount } }"""
    answer = await api.data(query, {"all": False})

    assert answer == {"talents": {"nodes": [{"name": "Ada"}]}}
    assert len((await api.post(query, {"all": True}))["errors"]) == 2
