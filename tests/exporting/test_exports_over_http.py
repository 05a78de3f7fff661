"""What ``/exports`` answers: headers, refusals, who may have what, and one version or an honest word."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
import pytest_asyncio
from api_client import WRITE_TOKEN, serving
from exported import NODES, STATEMENTS, read_lines

from graph_service.store.port import StoreError
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access
from schema.statements import NodeStatement, Run

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared():
    async with serving(STATEMENTS) as client:
        yield client


@pytest.fixture
def api(shared, monkeypatch):
    shared.store.forget()
    monkeypatch.setattr(shared.store, "failure", None)
    return shared


def with_personal(catalogue: Catalogue, type_: str, name: str) -> Catalogue:
    """The catalogue if a property of one type were personal."""

    def hidden(t):
        return tuple(
            replace(p, access=Access.PERSONAL) if (t.name, p.name) == (type_, name) else p
            for p in t.properties
        )

    return Catalogue(tuple(replace(t, properties=hidden(t)) for t in catalogue.types))


async def test_an_answer_says_of_which_graph_it_is_and_how_its_file_is_called(api):
    answer = await api.http.get("/exports/graph.graphml")
    version = await api.store.version()

    assert answer.headers["content-type"] == "application/graphml+xml"
    assert answer.headers["graph-version"] == version
    assert answer.headers["graph-as-of"] == "2023-12-31"
    assert answer.headers["graph-consistent"] == "true"
    number = version.rpartition(".")[2]
    assert answer.headers["content-disposition"] == f'attachment; filename="graph-{number}.graphml"'
    table = await api.http.get("/exports/network.csv?table=links")
    assert (
        table.headers["content-disposition"] == f'attachment; filename="network-{number}-links.csv"'
    )


async def test_what_is_unchanged_is_not_sent_again(api):
    url = "/exports/graph.jsonl?types=Platform"
    tag = (await api.http.get(url)).headers["etag"]
    api.store.forget()

    again = await api.http.get(url, headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert not api.store.reads
    for other in ("/exports/graph.jsonl?types=Project", "/exports/graph.gexf?types=Platform"):
        assert (await api.http.get(other, headers={"If-None-Match": tag})).status_code == 200


async def test_a_changed_graph_has_another_tag():
    async with serving(STATEMENTS) as own:
        tag = (await own.http.get("/exports/graph.jsonl")).headers["etag"]
        await own.store.apply([NodeStatement(1, "new", "Project", {})], Run("later", "source"))
        changed = await own.http.get("/exports/graph.jsonl", headers={"If-None-Match": tag})

        assert changed.status_code == 200
        assert changed.headers["etag"] != tag


async def test_head_tells_the_headers_alone(api):
    answer = await api.http.head("/exports/graph.jsonl")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["graph-version"] == await api.store.version()


async def test_the_format_is_named_by_the_address_or_by_what_is_accepted(api):
    named = await api.http.get("/exports/graph.gexf")
    asked = await api.http.get("/exports/graph?format=gexf")
    accepted = await api.http.get(
        "/exports/graph", headers={"Accept": "text/html, application/gexf+xml"}
    )
    assert named.content == asked.content == accepted.content
    anything = await api.http.get("/exports/graph")
    assert read_lines(anything.content)[1] == NODES
    refused = await api.http.get("/exports/graph", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "graphml" in refused.json()["detail"]


async def test_texts_are_packed_for_who_takes_that_and_archives_are_not(api):
    async def raw(path, accepted):
        request = api.http.build_request("GET", path, headers={"Accept-Encoding": accepted})
        answer = await api.http.send(request, stream=True)
        return answer.headers, b"".join([chunk async for chunk in answer.aiter_raw()])

    headers, plain = await raw("/exports/graph.jsonl", "identity")
    assert "content-encoding" not in headers
    headers, packed = await raw("/exports/graph.jsonl", "br, gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed) == plain
    assert "content-encoding" not in (await raw("/exports/graph.jsonl", "gzip;q=0"))[0]
    assert "content-encoding" not in (await raw("/exports/graph.csv", "gzip"))[0]


@pytest.mark.parametrize(
    ("url", "status", "words"),
    [
        ("other.jsonl", 404, "There is no export 'other'. There are graph, network."),
        ("graph.xlsx", 422, "There is no format 'xlsx'. There are graphml, gexf, jsonl, csv"),
        ("graph.gexf?table=nodes", 422, "gexf has no tables: leave out table, or choose csv"),
        ("graph.csv?table=both", 422, "it must be nodes or links"),
        ("graph.jsonl?type=Platform", 422, "has no argument 'type'. There are types, links, where"),
        (
            "graph.jsonl?types=Platfrom",
            422,
            "There is no type 'Platfrom'. Perhaps you mean Platform",
        ),
        ("graph.jsonl?links=PARTICIPATE_IN", 422, "Perhaps you mean PARTICIPATES_IN"),
        ("graph.jsonl?links=x%60)//", 422, "There is no link type"),
        ("graph.jsonl?where=x", 422, "where is not JSON"),
        ("graph.jsonl?where=[]", 422, "where must be an object of filters by type"),
        ('graph.jsonl?where={"Platform":7}', 422, "where.Platform"),
        ('graph.jsonl?where={"Platform":null}', 422, "where.Platform must be an object"),
        ('graph.jsonl?where={"Platform":{"nam":{"eq":"a"}}}', 422, "Did you mean 'name'"),
        (
            'graph.jsonl?where={"Platform":{"buildMode":{"eq":"X"}}}',
            422,
            "where.Platform.buildMode.eq",
        ),
        ('graph.jsonl?where={"Platform":{"name":{"eq":null}}}', 422, "use isNull"),
        ('graph.jsonl?where={"PARTY_TO":{"role":{"eq":"LEAD"}}}', 422, "where.PARTY_TO"),
        ("graph.jsonl?asOf=yesterday", 422, "asOf: 'yesterday' is not a date of the form"),
        ("graph.jsonl?region=温州", 422, "it must be a prefix of district codes"),
        ("graph.jsonl?region=1&region=2", 422, "region is given twice"),
        ("network.jsonl?types=Project", 422, "There is no type 'Project'"),
        ("network.jsonl?ties=FRIENDS", 422, "There is no tie 'FRIENDS'. There are PROJECT"),
        ("network.jsonl?weighting=x", 422, "There are COUNT, NEWMAN"),
        ("network.jsonl?from=2022&to=2021", 422, "before it begins"),
        ("network.jsonl?minDegree=-1", 422, "minDegree is '-1'; it must be a number"),
        ("network.jsonl?maxConsortium=1", 422, "it must be from 2 to"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_what_would_be_right(api, url, status, words):
    answer = await api.http.get(f"/exports/{url}")

    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert not api.store.reads


@pytest.mark.parametrize(("levels", "status"), [(6, 422), (700, 422), (3_000, 414)])
async def test_a_filter_that_is_nested_without_end_is_refused(api, levels, status):
    deep = '{"NOT":' * levels + "{}" + "}" * levels
    answer = await api.http.get("/exports/graph.jsonl", params={"where": f'{{"Platform":{deep}}}'})
    assert answer.status_code == status
    assert not api.store.reads


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_other_methods_are_refused_and_told_which_are_allowed(api, method):
    answer = await api.http.request(method, "/exports/graph.jsonl")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS")


async def test_what_there_is_can_be_asked(api):
    told = (await api.http.get("/exports")).json()
    assert set(told["exports"]) == {"graph", "network"}
    assert set(told["formats"]) == {"graphml", "gexf", "jsonl", "csv", "parquet", "cypher"}
    for subject, one in told["exports"].items():
        for name in told["formats"]:
            answer = await api.http.get(one["url"].replace("FORMAT", name))
            assert answer.status_code == 200, (subject, name)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def guarded():
    catalogue = with_personal(load_catalogue(), "Project", "name")
    async with serving(STATEMENTS, catalogue=catalogue, write_token=WRITE_TOKEN) as client:
        yield client


@pytest.mark.parametrize("name", ["graphml", "gexf", "jsonl", "csv", "parquet", "cypher"])
async def test_who_sends_the_write_token_gets_what_is_personal_and_nobody_else(guarded, name):
    url = f"/exports/graph.{name}" + ("?table=nodes" if name in ("csv", "parquet") else "")
    secret = "项目一".encode()
    guarded.use_token(None)
    anonymous = await guarded.http.get(url)
    assert anonymous.status_code == 200
    assert secret not in anonymous.content
    assert "no-store" not in anonymous.headers["cache-control"]

    guarded.use_token("another secret of 16")
    assert (await guarded.http.get(url)).status_code == 401

    guarded.use_token()
    editor = await guarded.http.get(url)
    assert secret in editor.content
    assert editor.headers["cache-control"] == "no-store"
    assert editor.headers["etag"] != anonymous.headers["etag"]
    tagged = {"If-None-Match": anonymous.headers["etag"]}
    assert (await guarded.http.get(url, headers=tagged)).status_code == 200


async def test_who_may_read_what_is_personal_may_filter_by_it_and_nobody_else(guarded):
    where = json.dumps({"Project": {"name": {"eq": "项目一"}}})
    answers = []
    for token in (None, WRITE_TOKEN):
        guarded.use_token(token)
        answers.append(await guarded.http.get("/exports/graph.jsonl", params={"where": where}))

    refused, filtered = answers
    assert refused.status_code == 403
    assert "Project.name is for editors" in refused.json()["detail"]
    assert filtered.status_code == 200
    nodes = read_lines(filtered.content)[1].values()
    assert [n["name"] for n in nodes if n["type"] == "Project"] == ["项目一"]


def _writing(api, monkeypatch, times):
    read, left = api.store.read, [times]

    async def read_and_write(plan, context):
        answer = await read(plan, context)
        if left[0]:
            left[0] -= 1
            said = NodeStatement(1, f"new{left[0]}", "Project", {"name": "New"})
            await api.store.apply([said], Run(f"run{left[0]}", "source"))
        return answer

    monkeypatch.setattr(api.store, "read", read_and_write)


async def test_a_small_export_during_a_write_is_made_anew_and_of_one_version(monkeypatch):
    async with serving(STATEMENTS) as own:
        _writing(own, monkeypatch, 1)
        answer = await own.http.get("/exports/graph.jsonl")
        head, nodes, _, end = read_lines(answer.content)

        assert "new0" in nodes
        assert end["consistent"] is True
        assert answer.headers["graph-consistent"] == "true"
        version = await own.store.version()
        assert answer.headers["graph-version"] == head["graphVersion"] == version


async def test_an_export_that_writers_never_leave_alone_says_so(monkeypatch):
    async with serving(STATEMENTS) as own:
        _writing(own, monkeypatch, 1_000)
        answer = await own.http.get("/exports/graph.jsonl")

        assert read_lines(answer.content)[3]["consistent"] is False
        assert answer.headers["graph-consistent"] == "false"
        assert answer.headers["graph-version"] != await own.store.version()


async def test_a_store_that_fails_before_the_first_byte_is_a_problem_that_can_be_read(api):
    api.store.failure = StoreError("The store is away. Try again.")
    answer = await api.http.get("/exports/graph.jsonl")
    assert (answer.status_code, answer.json()["detail"]) == (503, "The store is away. Try again.")
    api.store.failure = RuntimeError("secret")
    answer = await api.http.get("/exports/graph.jsonl")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    api.store.failure = None
    # Neither kept its place.
    for _ in range(3):
        assert (await api.http.get("/exports/graph.jsonl")).status_code == 200
