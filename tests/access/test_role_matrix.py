"""All that can be asked, by all who can ask: what is not for them is nowhere, what is, is there.

What there is to ask is found by introspection; what must be hidden is said in `guarded_graph`, by
other code than the product's. Every answer is searched for the planted secrets, its headers and
the cursors in it, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import asynccontextmanager
from datetime import date
from typing import Any

import httpx
import pytest
import pytest_asyncio
from effort import THOROUGH
from given_keys import SECRETS as KEYS
from given_keys import give_keys
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from guarded_graph import (
    CLEARED,
    FIELDS,
    RUNS,
    SAID,
    TYPES,
    allowed,
    guarded_catalogue,
    leaks,
    shown,
)
from stores import KINDS, place_of

from graph_service.api.build import build_schema
from graph_service.api.extras import EXTRAS, MUTATIONS, SUBSCRIPTIONS
from graph_service.app import create_app
from graph_service.identity.roles import Role
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from schema.catalogue import load_catalogue
from schema.declarations import Access
from schema.packs import load_pack

pytestmark = pytest.mark.asyncio(loop_scope="module")

CATALOGUE = guarded_catalogue(load_catalogue())
BUILT = build_schema(
    CATALOGUE,
    load_pack("wenzhou-2021"),
    extra=EXTRAS,
    mutations=MUTATIONS,
    subscriptions=SUBSCRIPTIONS,
)
TYPE_MAP = BUILT.graphql.type_map
ROLES = [Role.ANONYMOUS, Role.VIEWER, Role.ANALYST, Role.EDITOR, Role.ADMIN]
_AT_ONCE = 40
_LINKS = {
    (f"{end.near}{end.name[0].upper()}{end.name[1:]}", p)
    for t in CATALOGUE.types
    for end in CATALOGUE.ends(t.name)
    for p in end.link.properties
}


class Api:
    """Asks the application in a role, and sees to it that nothing leaks."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, role: Role, url: str, **more: str) -> httpx.Response:
        """Ask for an address."""
        answer = await self._http.get(url, headers=self._headers(role) | more)
        return self._looked_at(role, url, answer)

    async def ask(
        self, role: Role, query: str, variables: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Ask a query."""
        sent = {"query": query, "variables": variables}
        answer = await self._http.post("/graphql", json=sent, headers=self._headers(role))
        return self._looked_at(role, query, answer).json()

    async def verdicts(self, role: Role, fields: dict[str, str]) -> dict[str, str]:
        """Ask root fields, some at a time; say of each ``OK`` or the code of its error."""
        found: dict[str, str] = {}
        names = list(fields)
        for start in range(0, len(names), _AT_ONCE):
            some = names[start : start + _AT_ONCE]
            query = " ".join(f"f{i}: {fields[name]}" for i, name in enumerate(some))
            answer = await self.ask(role, f"{{ {query} }}")
            assert answer.get("data"), answer
            codes = {e["path"][0]: e["extensions"]["code"] for e in answer.get("errors", ())}
            found |= {name: codes.get(f"f{i}", "OK") for i, name in enumerate(some)}
            for i in range(len(some)):
                assert (answer["data"][f"f{i}"] is None) == (f"f{i}" in codes)
        return found

    def _headers(self, role: Role) -> dict[str, str]:
        known = {} if role is Role.ANONYMOUS else {"Authorization": f"Bearer {KEYS[role]}"}
        return known | {"Accept-Encoding": "identity"}

    def _looked_at(self, role: Role, asked: str, answer: httpx.Response) -> httpx.Response:
        told = "\n".join(f"{k}: {v}" for k, v in answer.headers.items())
        text = told + answer.content.decode("utf-8", "replace")
        # What somebody wrote may be told to them again.
        assert {s for s in leaks(text, role) if s not in asked} == set(), (role, asked[:300])
        return answer


@asynccontextmanager
async def _serving(place):
    async with place.new(CATALOGUE) as store:
        for run, said in zip(RUNS, SAID, strict=True):
            await store.apply(said, run)
        await give_keys(store, *ROLES[1:])
        settings = Settings(store_url=":memory:", today=date(2023, 12, 31), request_timeout=60)
        app = create_app(
            settings, store=store, catalogue=CATALOGUE, kernels=Kernels(ready=False), built=BUILT
        )
        async with app.router.lifespan_context(app) as state:

            async def with_state(scope: Any, receive: Any, send: Any) -> None:
                scope["state"] = dict(state)
                await app(scope, receive, send)

            transport = httpx.ASGITransport(with_state)
            async with httpx.AsyncClient(transport=transport, base_url="http://api") as http:
                yield Api(http)


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=KINDS)
async def anywhere(request):
    async with _serving(place_of(request)) as api:
        yield api


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=["embedded"])
async def api(request):
    async with _serving(place_of(request)) as served:
        yield served


def _access(type_: str, field: str | None = None) -> Access:
    """What a field asks for; of an interface nothing is guarded."""
    own = TYPES.get(type_, Access.PUBLIC)
    return _stricter(own, FIELDS.get((type_, field), own))


def _stricter(*asked: Access) -> Access:
    return max(asked, key=list(Access).index)


def _expected(role: Role, asked: dict[str, Access]) -> dict[str, str]:
    return {name: "OK" if role in CLEARED[a] else "FORBIDDEN" for name, a in asked.items()}


def _leafs(type_: GraphQLObjectType) -> str:
    """Select all values of a type, and one level of what has values itself."""
    found = []
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if is_leaf_type(below):
            found.append(name)
        elif name == "sources":
            found.append("sources(first: 3) { nodes { source values { property label value } } }")
        elif name == "conflicts":
            found.append("conflicts { property label totalCount offers { value } }")
        elif not field.args and all(
            is_leaf_type(get_named_type(f.type)) for f in below.fields.values()
        ):
            found.append(f"{name} {{ {' '.join(below.fields)} }}")
    return " ".join(found)


def _everything(type_: str) -> Iterator[str]:
    """Select all that a list of a type can show, some at a time, and what is one link further."""
    declared = TYPE_MAP[type_]
    yield _leafs(declared)
    parts = []
    for end in CATALOGUE.ends(type_):
        connection = get_named_type(declared.fields[end.name].type)
        edge = get_named_type(connection.fields["edges"].type)
        far = get_named_type(connection.fields["nodes"].type)
        below = _leafs(far) if isinstance(far, GraphQLObjectType) else "id"
        edges = f"edges {{ {_leafs(edge)} node {{ {below} }} }}"
        parts.append(f"{end.name}(first: 2) {{ totalCount {edges} }}")
    for start in range(0, len(parts), 5):
        yield " ".join(parts[start : start + 5])


@pytest.mark.parametrize("role", ROLES)
async def test_every_field_of_every_type_is_shown_to_who_may_see_it(anywhere, role, request):
    on_server = request.node.callspec.params["anywhere"] == "neo4j"
    if on_server and not THOROUGH and role not in (Role.ANONYMOUS, Role.EDITOR):
        pytest.skip("a server is asked by two roles, and by all of them: THOROUGH=1")
    seen, denied = set(), set()
    for t in CATALOGUE.concrete:
        for below in _everything(t.name):
            query = (
                f"{{ {t.plural}(first: 5) {{ totalCount edges {{ cursor node {{ {below} }} }} }} }}"
            )
            # A third time it is answered by what was compiled and kept meanwhile.
            for _ in range(3 if t.name in ("Talent", "Enterprise", "Product") else 1):
                answer = await anywhere.ask(role, query)
            errors = answer.get("errors", ())
            assert {e["extensions"]["code"] for e in errors} <= {"FORBIDDEN"}, (t.name, errors)
            denied |= {e["message"].split()[0] for e in errors}
            seen |= shown(json.dumps(answer))

    assert seen >= allowed(role) - {"918273645"}
    fields = {f"{t}.{f}": a for (t, f), a in FIELDS.items()} | TYPES
    assert denied == {name for name, a in fields.items() if role not in CLEARED[a]}


def _operand(filter_: GraphQLInputObjectType) -> str:
    for name, text in (("isNull", "false"), ("isEmpty", "false"), ("some", "{}"), ("gte", "0")):
        if name in filter_.fields:
            return f"{{{name}: {text}}}"
    raise AssertionError(f"{filter_} has no known operator.")


def _conditions() -> Iterator[tuple[Any, str, str, Access]]:
    """Each field of each filter of nodes, with a condition on it."""
    for t in CATALOGUE.types:
        for name, field in TYPE_MAP[f"{t.name}Where"].fields.items():
            if name not in ("AND", "OR", "NOT", "id"):
                condition = f"{{{name}: {_operand(get_named_type(field.type))}}}"
                yield t, name, condition, _access(t.name, name.removesuffix("Count"))


def _filters() -> tuple[dict[str, str], dict[str, Access]]:
    """One list for each field of each filter, and one where it stands in other conditions."""
    asked, wanted = {}, {}
    for t, name, condition, access in _conditions():
        places = {"": condition}
        if access is not Access.PUBLIC:
            places["NOT"] = f"{{NOT: {{OR: [{condition}, {{AND: [{condition}]}}]}}}}"
        for place, where in places.items():
            asked[f"{t.name}.{name} {place}"] = f"{t.plural}(where: {where}) {{ totalCount }}"
            wanted[f"{t.name}.{name} {place}"] = access
    return asked, wanted


def _filters_below() -> tuple[dict[str, str], dict[str, Access]]:
    """What guards, as a condition on far ends, and on the links that are listed."""
    asked, wanted = {}, {}
    ends = [(t, end) for t in CATALOGUE.types for end in CATALOGUE.ends(t.name)]
    for far, name, condition, access in _conditions():
        if access is Access.PUBLIC or far.name in TYPES:
            continue
        for near, end in ((t, end) for t, end in ends if end.far == far.name):
            own = _stricter(access, _access(near.name, end.name))
            match = f"{{node: {condition}}}"
            for word in ("some", "none", "all"):
                key = f"{near.name}.{end.name} {word} {name}"
                where = f"{{{end.name}: {{{word}: {match}}}}}"
                asked[key] = f"{near.plural}(where: {where}) {{ totalCount }}"
                wanted[key] = own
            if _access(near.name, end.name) is Access.PUBLIC:
                below = f"{end.name}(where: {match}) {{ totalCount }}"
                asked[f"{near.name}.{end.name} listed {name}"] = (
                    f"{near.plural} {{ nodes {{ {below} }} }}"
                )
                wanted[f"{near.name}.{end.name} listed {name}"] = own
    return asked, wanted


def _edge_filters() -> tuple[dict[str, str], dict[str, Access]]:
    """One list for each property of each link and quantifier."""
    asked, wanted = {}, {}
    for near, p in _LINKS:
        owner, name = next(
            (t, e.name)
            for t in CATALOGUE.types
            for e in CATALOGUE.ends(t.name)
            if f"{e.near}{e.name[0].upper()}{e.name[1:]}" == near
        )
        edge_access = FIELDS.get((f"{near}Edge", p.name), Access.PUBLIC)
        access = _stricter(_access(owner.name, name), edge_access)
        where = TYPE_MAP[f"{owner.name}Where"].fields[name].type
        match = get_named_type(get_named_type(where).fields["some"].type)
        edge = get_named_type(match.fields["edge"].type)
        operand = _operand(get_named_type(edge.fields[p.name].type))
        for word in ("some", "none", "all"):
            key = f"{owner.name}.{name} edge {p.name} {word}"
            condition = f"{{{name}: {{{word}: {{edge: {{{p.name}: {operand}}}}}}}}}"
            asked[key] = f"{owner.plural}(where: {condition}) {{ totalCount }}"
            wanted[key] = access
    return asked, wanted


def _orders() -> tuple[dict[str, str], dict[str, Access]]:
    asked, wanted = {}, {}
    for t in CATALOGUE.types:
        for name in TYPE_MAP[f"{t.name}Order"].fields:
            key = f"{t.name} by {name}"
            below = "totalCount pageInfo { endCursor }"
            asked[key] = f"{t.plural}(first: 1, orderBy: [{{{name}: DESC}}]) {{ {below} }}"
            wanted[key] = _access(t.name, name.removesuffix("Count"))
    return asked, wanted


def _summaries() -> tuple[dict[str, str], dict[str, Access]]:
    asked, wanted = {}, {}
    for t in CATALOGUE.types:
        fields = TYPE_MAP[f"{t.name}Connection"].fields
        if "facets" in fields:
            names = get_named_type(fields["facets"].args["fields"].type)
            assert isinstance(names, GraphQLEnumType)
            for name in names.values:
                key = f"{t.name} facet {name}"
                asked[key] = f"{t.plural} {{ facets(fields: [{name}]) {{ values {{ value }} }} }}"
                wanted[key] = _access(t.name, name)
        if "aggregate" in fields:
            for name in get_named_type(fields["aggregate"].type).fields:
                key = f"{t.name} aggregate {name}"
                asked[key] = f"{t.plural} {{ aggregate {{ {name} {{ count }} }} }}"
                wanted[key] = _access(t.name, name)
    for t in CATALOGUE.types:
        for end in CATALOGUE.ends(t.name):
            for p in end.link.properties:
                own = f"{end.near}{end.name[0].upper()}{end.name[1:]}"
                connection = TYPE_MAP[f"{own}Connection"].fields
                if (f"{own}Edge", p.name) in FIELDS and "edgeFacets" in connection:
                    key = f"{t.name}.{end.name} facet {p.name}"
                    below = f"edgeFacets(fields: [{p.name}]) {{ values {{ value }} }}"
                    asked[key] = f"{t.plural} {{ nodes {{ {end.name} {{ {below} }} }} }}"
                    wanted[key] = FIELDS[f"{own}Edge", p.name]
    return asked, wanted


ASKED = {
    "filters": _filters(),
    "below": _filters_below(),
    "edges": _edge_filters(),
    "orders": _orders(),
    "summaries": _summaries(),
}


@pytest.mark.parametrize("what", ASKED)
@pytest.mark.parametrize("role", ROLES)
async def test_nobody_asks_with_what_they_may_not_read(api, role, what):
    asked, wanted = ASKED[what]
    if role not in (Role.ANONYMOUS, Role.EDITOR):
        # What is for everybody is asked by those who may least and most.
        asked = {k: text for k, text in asked.items() if wanted[k] is not Access.PUBLIC}
    found = await api.verdicts(role, asked)
    assert found == _expected(role, {key: wanted[key] for key in asked})
    assert {wanted[key] for key in asked} > {Access.INTERNAL}


@pytest.mark.parametrize("role", ROLES)
async def test_a_cursor_holds_what_its_reader_may_read(anywhere, role):
    by = {"title": Access.INTERNAL, "field": Access.PERSONAL}
    held = set()
    for name in by:
        query = f"talents(first: 1, orderBy: [{{{name}: ASC}}]) {{ pageInfo {{ endCursor }} edges {{ cursor }} }}"
        answer = await anywhere.ask(role, f"{{ {query} }}")
        held |= shown(json.dumps(answer))
    assert held == {"zqititle", "zqpfieldone"} & allowed(role)


async def test_a_cursor_of_an_editor_is_of_no_use_to_others(api):
    page = "talents(first: 1, orderBy: [{field: ASC}]%s) { pageInfo { endCursor } }"
    answer = await api.ask(Role.EDITOR, "{ " + page % "" + " }")
    cursor = answer["data"]["talents"]["pageInfo"]["endCursor"]
    for order in ("[{field: ASC}]", "[{name: ASC}]"):
        used = page.replace("[{field: ASC}]", order) % f', after: "{cursor}"'
        found = await api.verdicts(Role.ANALYST, {"page": used})
        assert found["page"] in ("FORBIDDEN", "BAD_USER_INPUT")


REQUIRED = {
    "id": ['"t1"', '"p1"', '"zqpcontactid"'],
    "ids": ['["t1", "e1", "p1", "pat", "zqpcontactid"]'],
    "from": ['"t1"', '"zqpcontactid"'],
    "to": ['"t2"', '"zqpcontactid"'],
    "text": ['"zqp"', '"zqpproduct"', '"zqpcontact"', '"zqialias"', '"Ada"'],
    "kind": list(TYPE_MAP["QualityKind"].values),
    "name": ['"levels"'],
    "chain": ['"p1"'],
    "district": ['"e1"'],
    "types": ["[ENTERPRISE]"],
    "ref": ['"zqpcontactid"'],
    "PartialDate": ['"2021"', '"2023"'],
}
"""Values of the arguments that hand-written fields must have: whoever adds one adds it here."""


def _given(field: Any) -> list[str]:
    """Write the arguments of a field, once for each value of each that it must have."""
    needed = {n: a for n, a in field.args.items() if is_required_argument(a)}
    values = {
        n: REQUIRED["PartialDate" if "PartialDate" in str(a.type) else n] for n, a in needed.items()
    }
    longest = max(map(len, values.values()), default=1)
    texts = []
    for i in range(longest):
        given = [f"{n}: {one[i % len(one)]}" for n, one in values.items()]
        texts.append(f"({', '.join(given)})" if given else "")
    return texts


def _deep(type_: Any, depth: int) -> str:
    """Select what a type has, as deep as is said; of records what is not for everybody."""
    if type_.name == "Node" or "Node" in {i.name for i in getattr(type_, "interfaces", ())}:
        on = [
            f"... on {t} {{ {t}_{f}: {f}{_below(t, f)} }}"
            for t, f in FIELDS
            if not t.endswith("Edge") and type_.name in {"Node", t}
        ]
        return "__typename id " + " ".join(on)
    parts = ["__typename"]
    for name, field in type_.fields.items():
        below = get_named_type(field.type)
        if any(map(is_required_argument, field.args.values())):
            continue
        if is_leaf_type(below):
            parts.append(name)
        elif depth:
            more = "(first: 5)" if "first" in field.args else ""
            parts.append(f"{name}{more} {{ {_deep(below, depth - 1)} }}")
    return " ".join(parts)


def _below(type_: str, field: str) -> str:
    below = get_named_type(TYPE_MAP[type_].fields[field].type)
    if is_leaf_type(below):
        return ""
    if below.name.endswith("Connection"):
        return " { totalCount nodes { id } }"
    return f" {{ {' '.join(below.fields)} }}"


def _handwritten() -> list[str]:
    own = {t.plural for t in CATALOGUE.types}
    single = {t.name[0].lower() + t.name[1:] for t in CATALOGUE.types}
    found = []
    for name, field in TYPE_MAP["Query"].fields.items():
        if name in own | single | {"analytics"}:
            continue
        below = _deep(get_named_type(field.type), 4)
        found += [f"{{ {name}{given} {{ {below} }} }}" for given in _given(field)]
    for name, field in TYPE_MAP["Analytics"].fields.items():
        below = _deep(get_named_type(field.type), 2)
        found += [f"{{ analytics {{ {name}{given} {{ {below} }} }} }}" for given in _given(field)]
    return found


@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.ANALYST, Role.EDITOR])
async def test_every_other_root_field_shows_what_is_for_its_reader(api, role):
    seen, codes = set(), set()
    for query in _handwritten():
        answer = await api.ask(role, query)
        seen |= shown(json.dumps(answer))
        codes |= {e["extensions"]["code"] for e in answer.get("errors", ())}
    assert seen >= {"zqititle", "zqpfieldone", "zqpcontact", "9182736.45"} & allowed(role)
    assert "INTERNAL" not in codes


async def test_what_can_be_subscribed_to_is_no_data_of_records():
    """Versions and rows counted; whoever adds a subscription that shows more asks it here."""
    own = {t.name for t in CATALOGUE.types} | {"Node"}
    pending = [BUILT.graphql.subscription_type]
    seen = {pending[0].name}
    while pending:
        for field in pending.pop().fields.values():
            below = get_named_type(field.type)
            if not is_leaf_type(below) and below.name not in seen:
                seen.add(below.name)
                pending.append(below)
    assert len(seen) > 2
    assert not seen & own


@pytest.mark.parametrize("role", ROLES)
async def test_walks_go_where_their_walker_may_go(anywhere, role):
    query = """{ neighbourhood(id: "t1", depth: 2) {
        nodes { links node { id } } links { type source target } }
        paths(from: "t1", to: "t2") { paths { nodes { id } links { type } } }
        away: paths(from: "zqpcontactid", to: "t1") { paths { nodes { id } } }
        there: paths(from: "t1", to: "zqpcontactid") { paths { nodes { id } } }
        contact: neighbourhood(id: "zqpcontactid") { nodes { node { id } } }
        node(id: "zqpcontactid") { id }
        nodes(ids: ["zqpcontactid", "t1"]) { id } }"""
    data = (await anywhere.ask(role, query))["data"]
    near = {n["node"]["id"]: n["links"] for n in data["neighbourhood"]["nodes"]}
    types = {link["type"] for link in data["neighbourhood"]["links"]}
    internal, personal = (role in CLEARED[a] for a in (Access.INTERNAL, Access.PERSONAL))

    # Ada: her firm; with Bob, whom she mentors; with the contact.
    assert near["t1"] == 1 + internal + personal
    assert ("t2" in near, "zqpcontactid" in near) == (internal, personal)
    assert ("MENTORS" in types, "REACHES" in types) == (internal, personal)
    assert len(data["paths"]["paths"]) == (1 if internal else 0)
    assert (data["contact"] is not None) == (data["node"] is not None) == personal
    # Where no way may begin or end it is as if nobody were there.
    assert (data["away"] is not None) == (data["there"] is not None) == personal
    assert [n and n["id"] for n in data["nodes"]] == ["zqpcontactid" if personal else None, "t1"]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "arguments",
    [
        'search(text: "Ada", types: [CONTACT])',
        "contacts",
        'contact(id: "zqpcontactid")',
        'neighbourhood(id: "t1", types: [CONTACT])',
    ],
)
async def test_a_type_that_is_not_for_somebody_is_refused_by_name(api, role, arguments):
    found = await api.verdicts(role, {"it": f"{arguments} {{ __typename }}"})
    assert found == _expected(role, {"it": Access.PERSONAL})


@pytest.mark.parametrize("role", ROLES)
async def test_exports_hold_what_is_for_who_asks(anywhere, role):
    tags = set()
    for name in (
        "jsonl",
        "graphml",
        "gexf",
        "cypher",
        "csv?table=nodes",
        "csv?table=links",
        "parquet?table=nodes",
    ):
        answer = await anywhere.get(role, f"/exports/graph.{name}")
        assert answer.status_code == 200, answer.text
        tags.add(answer.headers["etag"])
        if "?" not in name:
            seen = shown(answer.text)
            assert {s for s in seen if s.startswith("zq")} >= {
                s for s in allowed(role) if s.startswith("zq")
            } - {"zqpfieldtwo"}
    await anywhere.get(role, "/exports/network.jsonl")
    for where in (
        {"Talent": {"title": {"isNull": False}}},
        {"AFFILIATED_WITH": {"position": {"isNull": False}}},
    ):
        url = str(httpx.URL("/exports/graph.jsonl", params={"where": json.dumps(where)}))
        access = Access.INTERNAL if "Talent" in where else Access.PERSONAL
        expected = 200 if role in CLEARED[access] else 403
        assert (await anywhere.get(role, url)).status_code == expected
    for tag in tags:
        url = "/exports/graph.jsonl"
        others = [r for r in ROLES if r.clearance is not role.clearance]
        for other in others:
            assert (await anywhere.get(other, url, **{"If-None-Match": tag})).status_code == 200


async def test_what_is_kept_of_one_is_not_given_to_another(api):
    query = "{ talents { nodes { name } aggregate { __typename } } enterprises { totalCount } }"
    url = str(
        httpx.URL("/graphql", params={"query": query.replace(" aggregate { __typename }", "")})
    )
    tags: dict[Access, str] = {}
    for role in ROLES:
        for _ in range(2):
            answer = await api.get(role, url)
        tags[role.clearance] = answer.headers["etag"]
    assert len(set(tags.values())) == 3
    for role in ROLES:
        for clearance, tag in tags.items():
            answer = await api.get(role, url, **{"If-None-Match": tag})
            assert answer.status_code == (304 if clearance is role.clearance else 200)
