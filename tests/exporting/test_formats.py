"""Every format says the same, to the program that reads it. The oracle is written by hand (`exported`)."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import networkx as nx
import pytest
import pytest_asyncio
from api_client import serving
from exported import HOSTILE, LINKS, NODES, STATEMENTS, comparable, read_lines

pytestmark = pytest.mark.asyncio(loop_scope="module")

READABLE = {**HOSTILE, "control": "a\ufffdb\ufffdc\ud7ff"}
"""XML has no way to write some characters."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api():
    async with serving(STATEMENTS) as client:
        yield client


@pytest.fixture
def fetch(api):
    async def fetched(path, **parameters):
        answer = await api.http.get(f"/exports/{path}", params=parameters)
        assert answer.status_code == 200, answer.text
        return answer.content

    return fetched


def as_xml(values):
    """Values as XML can hold them: no lists, and not every character."""
    found = {k: "; ".join(v) if isinstance(v, list) else v for k, v in values.items()}
    if found.get("name") == HOSTILE["control"]:
        found["name"] = READABLE["control"]
    return found


def edges_of(graph, *without):
    return [
        {"source": a, "target": b, **{k: v for k, v in data.items() if k not in without}}
        for a, b, data in graph.edges(data=True)
    ]


async def test_json_lines_say_everything(fetch):
    head, nodes, links, end = read_lines(await fetch("graph.jsonl"))

    assert nodes == NODES
    assert comparable(links) == comparable(LINKS)
    assert end == {"nodes": len(NODES), "links": len(LINKS), "consistent": True}
    assert head["asOf"] == "2023-12-31"
    assert head["personal"] is False


async def test_networkx_reads_graphml(fetch):
    graph = nx.read_graphml(io.BytesIO(await fetch("graph.graphml")))

    assert isinstance(graph, nx.MultiDiGraph)
    assert dict(graph.nodes(data=True)) == {id_: as_xml(values) for id_, values in NODES.items()}
    assert comparable(edges_of(graph)) == comparable(LINKS)
    assert graph.graph["consistent"] is True
    assert graph.graph["asOf"] == "2023-12-31"


async def test_networkx_reads_gexf(fetch):
    graph = nx.read_gexf(io.BytesIO(await fetch("graph.gexf")))

    assert isinstance(graph, nx.MultiDiGraph)
    nodes = dict(graph.nodes(data=True))
    # A label is what Gephi shows.
    assert {node.pop("label") for node in nodes.values()} == {
        as_xml(n)["name"] for n in NODES.values()
    }
    assert nodes == {id_: as_xml(values) for id_, values in NODES.items()}
    assert comparable(edges_of(graph, "id")) == comparable(LINKS)


async def test_spreadsheets_open_csv_as_utf8_and_take_no_cell_for_a_formula(fetch):
    with zipfile.ZipFile(io.BytesIO(await fetch("graph.csv"))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["nodes.csv", "links.csv", "export.json"]
        texts = {name: archive.read(name).decode() for name in archive.namelist()}
    told = json.loads(texts["export.json"])
    nodes, links = (
        list(csv.DictReader(io.StringIO(texts[name].removeprefix("\ufeff"), newline="")))
        for name in ("nodes.csv", "links.csv")
    )

    assert texts["nodes.csv"].startswith("\ufeffid,type,name,")
    assert texts["links.csv"].startswith("\ufefftype,source,target,")
    names = {row["id"]: row["name"] for row in nodes}
    assert names["formula"] == '\'=HYPERLINK("http://example.org")'
    assert names["wide"] == "'＠合计"
    assert names["c1"] == "'-1+2"
    assert {names[name] for name in ("han", "markup", "lines", "control")} == {
        HOSTILE[name] for name in ("han", "markup", "lines", "control")
    }
    (project,) = (row for row in nodes if row["id"] == "j1")
    assert (project["budget"], project["budgetCurrency"]) == ("-5.00", "EUR")
    (university,) = (row for row in nodes if row["id"] == "delta")
    assert university["aliases"] == "温大; WZU"
    assert {(row["type"], row["source"], row["target"], row["side"]) for row in links} == {
        (link["type"], link["source"], link["target"], link.get("side", "")) for link in LINKS
    }
    assert (told["nodes"], told["links"], told["consistent"]) == (len(NODES), len(LINKS), True)


@pytest.mark.parametrize("table", ["nodes", "links"])
async def test_one_table_is_a_plain_file_with_the_same_rows_as_in_the_archive(fetch, table):
    alone = await fetch("graph.csv", table=table)
    with zipfile.ZipFile(io.BytesIO(await fetch("graph.csv"))) as archive:
        assert alone == archive.read(f"{table}.csv")


async def test_pyarrow_reads_parquet(fetch):
    pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    with zipfile.ZipFile(io.BytesIO(await fetch("graph.parquet"))) as archive:
        assert archive.namelist() == ["nodes.parquet", "links.parquet"]
        nodes, links = (
            pq.read_table(io.BytesIO(archive.read(name))) for name in archive.namelist()
        )
        ends = [
            pq.ParquetFile(io.BytesIO(archive.read(name))).metadata.metadata.get(b"exportEnd")
            for name in archive.namelist()
        ]
    # Only the last table knows how the export ended.
    assert ends[0] is None
    assert json.loads(ends[1])["links"] == len(LINKS)
    alone = pq.ParquetFile(io.BytesIO(await fetch("graph.parquet", table="nodes")))

    def present(rows):
        return [{k: v for k, v in row.items() if v is not None} for row in rows.to_pylist()]

    assert {row.pop("id"): row for row in present(nodes)} == NODES
    assert comparable(present(links)) == comparable(LINKS)
    assert alone.read().equals(nodes)
    end = json.loads(alone.metadata.metadata[b"exportEnd"])
    assert (end["nodes"], end["consistent"]) == (len(NODES), True)
    assert json.loads(alone.metadata.metadata[b"export"])["asOf"] == "2023-12-31"


async def test_a_cypher_script_is_a_statement_a_line_and_ends_no_text_early(fetch):
    script = (await fetch("graph.cypher")).decode()
    lines = script.removesuffix("\n").split("\n")

    statements = [line for line in lines if not line.startswith("//")]
    assert all(line.endswith(";") for line in statements)
    for line in statements:
        outside, inside, escaped = [], False, False
        for sign in line:
            if inside:
                inside, escaped = escaped or sign != "'", sign == "\\" and not escaped
            elif sign == "'":
                inside = True
            else:
                outside.append(sign)
        assert not inside
        assert "DELETE" not in "".join(outside)
        # Whatever a version makes of \\u0027, there is none.
        assert "\\u" not in line


async def test_what_a_filter_leaves_out_is_no_end_of_a_link(fetch):
    where = json.dumps(
        {"Platform": {"name": {"startsWith": "温州"}}, "District": {"code": {"eq": "0"}}}
    )
    _, nodes, links, _ = read_lines(await fetch("graph.jsonl", where=where))

    assert {id_ for id_, node in nodes.items() if node["type"] == "Platform"} == {"han"}
    assert "ouhai" not in nodes
    assert comparable(links) == comparable(
        link for link in LINKS if "formula" not in link["source"] and link["target"] != "ouhai"
    )


async def test_a_filter_on_an_abstract_type_reaches_all_of_its_members(fetch):
    where = json.dumps({"Organization": {"name": {"eq": "正泰"}}})
    _, nodes, _, _ = read_lines(await fetch("graph.jsonl", where=where))

    assert set(nodes) == {"epsilon", "j1", "c1", "ouhai"}


async def test_a_filter_on_links_leaves_the_nodes_alone(fetch):
    where = json.dumps({"PARTICIPATES_IN": {"role": {"eq": "LEAD"}}})
    _, nodes, links, _ = read_lines(
        await fetch("graph.jsonl", where=where, links="participates_in")
    )

    assert set(nodes) == set(NODES)
    assert [(link["source"], link["role"]) for link in links] == [("formula", "LEAD")]


async def test_types_and_links_are_chosen_by_name_or_label(fetch):
    _, nodes, links, _ = read_lines(
        await fetch("graph.jsonl", types="企业,TECHNOLOGY_CONTRACT", links="PARTY_TO")
    )

    assert set(nodes) == {"epsilon", "c1"}
    assert [link["side"] for link in links] == ["BUYER", "SELLER"]
    _, _, links, _ = read_lines(await fetch("graph.jsonl", links="none"))
    assert links == []


async def test_links_with_validity_are_those_of_the_day(fetch):
    built = {"source": "formula", "target": "delta", "type": "BUILT_WITH"}
    valid = {"validFrom": "2021", "validTo": "2022"}
    _, _, links, _ = read_lines(await fetch("graph.jsonl", asOf="2022-12-31", links="BUILT_WITH"))
    assert links == [{**built, **valid}]
    _, _, links, _ = read_lines(await fetch("graph.jsonl", asOf="2023-01-01", links="BUILT_WITH"))
    assert links == []


async def test_a_region_keeps_who_is_in_it_and_what_is_nowhere(fetch):
    _, nodes, links, _ = read_lines(await fetch("graph.jsonl", region="3303"))

    assert set(nodes) == {"delta", "ouhai", "j1", "c1"}
    assert comparable(links) == comparable(link for link in LINKS if link["source"] == "delta")
    _, nodes, _, _ = read_lines(await fetch("graph.jsonl", region="3304"))
    assert set(nodes) == {"j1", "c1"}


async def test_a_network_has_organisations_and_what_ties_them(fetch):
    # formula and delta share j1; epsilon is in no project.
    content = await fetch("network.graphml", ties="PROJECT,CONTRACT", weighting="NEWMAN")
    graph = nx.read_graphml(io.BytesIO(content))

    assert not graph.is_directed()
    assert dict(graph.nodes(data=True)) == {
        "delta": {"type": "University", "name": "温州大学", "degree": 1, "strength": 1.0},
        "formula": {
            "type": "Platform",
            "name": HOSTILE["formula"],
            "degree": 1,
            "strength": 1.0,
        },
        "epsilon": {"type": "Enterprise", "name": "正泰", "degree": 0, "strength": 0.0},
    }
    assert list(graph.edges(data=True)) == [
        (
            "delta",
            "formula",
            {"weight": 1.0, "shared": 1, "ties": "PROJECT", "sharedProject": 1},
        )
    ]
    gexf = nx.read_gexf(io.BytesIO(await fetch("network.gexf")))
    assert gexf.edges["delta", "formula"]["weight"] == 1.0


async def test_a_network_of_a_region_has_nobody_from_outside(fetch):
    graph = nx.read_graphml(io.BytesIO(await fetch("network.graphml", region="3303")))

    assert set(graph) == {"delta"}
