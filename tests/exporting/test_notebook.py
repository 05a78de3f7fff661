"""The page for notebooks is run on the sample, cell by cell; and what it opens, compared with files."""

from __future__ import annotations

import asyncio
import importlib.util
import io
import json
import re

import networkx as nx
import pytest

from graph_service.exporting.refused import ExportRefused
from graph_service.ingest import import_files
from graph_service.notebook import open_graph
from graph_service.sample import SAMPLE_FILES, sample_folder
from graph_service.store import open_store
from schema.catalogue import load_catalogue
from schema.packs import load_pack


async def import_sample(url):
    catalogue, pack, folder = load_catalogue(), load_pack("wenzhou-2021"), sample_folder()
    store = await open_store(url, catalogue)
    try:
        for file in SAMPLE_FILES:
            await import_files(store, catalogue, pack, [folder / file.name], as_type=file.as_type)
    finally:
        await store.close()


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("notebook")
    (folder / "var").mkdir()
    asyncio.run(import_sample(f"file:{folder / 'var' / 'graph.db'}"))
    return folder


@pytest.fixture(scope="module")
def cells(checkout):
    return re.findall(
        r"^```python\n(.+?)```",
        (checkout / "docs" / "notebook.md").read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )


@pytest.fixture(scope="module")
def names():
    """What the cells that were run have left."""
    return {}


def lines_of(cell):
    return [line for line in cell.splitlines() if line]


def test_a_store_becomes_a_table_and_a_network_in_ten_lines(sample, cells, names, monkeypatch):
    pytest.importorskip("pandas", reason="pandas is not installed")
    monkeypatch.chdir(sample)
    exec(cells[0], names)

    assert len(lines_of(cells[0])) + len(lines_of(cells[1])) <= 10
    best = names["best"]
    assert len(best) == 5
    # The oracle is networkx, asked by another way.
    ranks = nx.pagerank(nx.Graph(names["partners"].edges(data=True)))
    platforms = {row["id"]: row["name"] for _, row in names["platforms"].iterrows()}
    expected = sorted((i for i in ranks if i in platforms), key=ranks.__getitem__, reverse=True)
    assert best["name"].tolist() == [platforms[id_] for id_ in expected[:5]]


def test_the_network_is_drawn(cells, names):
    if not names:
        pytest.skip("the first cell was not run: pandas is not installed")
    matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed")
    matplotlib.use("Agg")
    exec(cells[1], names)
    from matplotlib import pyplot as plt

    (dots,) = (c for c in plt.gca().collections if len(c.get_offsets()) == len(names["near"]))
    assert len(dots.get_sizes()) == len(names["near"])
    plt.close("all")


def test_filters_days_and_regions_are_those_of_exports(sample, cells, names, monkeypatch):
    if not names:
        pytest.skip("the first cell was not run: pandas is not installed")
    monkeypatch.chdir(sample)
    exec(cells[2], names)

    levels = {d.get("level") for _, d in names["graph"].nodes(data=True) if d["type"] == "Platform"}
    assert levels == {"PROVINCIAL"}
    assert {data["type"] for *_, data in names["graph"].edges(data=True)} == {
        "LOCATED_IN",
        "DISTRICT_OF",
    }
    assert set(names["roles"]["type"]) == {"PARTICIPATES_IN"}


def test_what_is_opened_is_what_files_hold(sample):
    from graph_service.answer import opened_state
    from graph_service.settings import load_settings

    url = f"file:{sample / 'var' / 'graph.db'}"

    async def written(subject):
        async with opened_state(load_settings(store_url=url)) as state:
            started = await state["exports"].order(subject, "graphml", {}).start()
            return b"".join([chunk async for chunk in started.chunks()])

    with open_graph(url) as city:
        graph, network = city.graph(), city.network()
    for opened, subject in ((graph, "graph"), (network, "network")):
        read = nx.read_graphml(io.BytesIO(asyncio.run(written(subject))))
        assert read.number_of_nodes() == opened.number_of_nodes() > 500
        for id_, data in opened.nodes(data=True):
            flat = {k: "; ".join(v) if isinstance(v, list) else v for k, v in data.items()}
            assert read.nodes[id_] == flat
        assert sorted(json.dumps([*e], sort_keys=True) for e in edges(read)) == sorted(
            json.dumps([*e], sort_keys=True) for e in edges(opened)
        )


def edges(graph):
    if graph.is_directed():
        return graph.edges(data=True)
    return ((min(a, b), max(a, b), data) for a, b, data in graph.edges(data=True))


def test_what_cannot_be_meant_is_refused(sample):
    with open_graph(f"file:{sample / 'var' / 'graph.db'}") as city:
        with pytest.raises(ExportRefused, match="Perhaps you mean Platform"):
            city.nodes("Platfrom")
        with pytest.raises(ExportRefused, match="has no argument 'colour'"):
            city.graph(colour="red")
        with pytest.raises(ExportRefused, match="There is no tie 'FRIENDS'"):
            city.network(ties=["FRIENDS"])


def test_the_backend_that_the_page_names_is_the_services_own(checkout):
    page = (checkout / "docs" / "notebook.md").read_text("utf-8")
    named = set(re.findall(r'backend="(\w+)"', page))
    assert f'{next(iter(named))} = "analytics.backend.interface"' in (
        checkout / "pyproject.toml"
    ).read_text("utf-8")
    assert len(named) == 1
    assert importlib.util.find_spec("analytics.backend.interface")
