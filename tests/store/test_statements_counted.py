"""How many statements the driver sends for one call of the store, counted on the wire."""

from __future__ import annotations

import subprocess
import sys

import neo4j_server
import pytest
import pytest_asyncio
from bolt_proxy import proxied
from store_statements import RUN, enterprise

from graph_service.store import open_store
from graph_service.store.plan import (
    Column,
    Connection,
    Field,
    Follow,
    Hop,
    LinkFilter,
    Lookup,
    NodeView,
    OrderKey,
    Quantified,
    Quantifier,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext
from graph_service.store.summaries import Aggregate, Facet
from schema.catalogue import load_catalogue
from schema.declarations import Direction
from schema.statements import LinkStatement

CONTEXT = ReadContext("2023-12-31")
PART_OF = Hop("PART_OF", Direction.OUT, "Organization")
NAME = Field("name", ("name",))


@pytest.fixture
def proxy(neo4j_url):
    neo4j_server.wipe(neo4j_url)
    with proxied(neo4j_url) as proxy:
        yield proxy


@pytest_asyncio.fixture
async def store(proxy):
    store = await open_store(proxy.url, load_catalogue(), access=neo4j_server.access())
    said = [enterprise(row, f"E:{row}") for row in range(1, 8)]
    said += [LinkStatement(row + 8, "PART_OF", f"E:{row}", "E:1") for row in range(2, 8)]
    await store.apply(said, RUN)
    proxy.forget()
    yield store
    await store.close()


async def test_a_nested_page_with_counts_is_one_statement(proxy, store):
    inner = Connection(
        (NodeView("node", Selection((NAME,))),),
        order=(OrderKey(Column("name")),),
        limit=2,
        count=True,
    )
    above = Follow("above", PART_OF, inner)
    below = Follow("below", Hop("PART_OF", Direction.IN, "Organization"), inner)
    has_above = Quantified(PART_OF, Quantifier.SOME, LinkFilter())
    selection = Selection((NAME,), (above, below))
    plan = Scan(
        ("Enterprise", "University"),
        Connection(
            (NodeView("node", selection),), where=LinkFilter(node=has_above), limit=3, count=True
        ),
    )

    page = await store.read(plan, CONTEXT)

    assert (page.count, len(page.entries), page.has_next) == (6, 3, True)
    assert page.entries[0]["node"]["above"].count == 1
    assert sent(proxy) == (1, 0)


async def test_a_page_with_facets_and_aggregates_is_one_statement(proxy, store):
    asked = (Facet("ids", "id", 3), Aggregate("first", "name"))
    below = Follow(
        "below", Hop("PART_OF", Direction.IN, "Organization"), Connection(summaries=asked)
    )
    plan = Scan(
        ("Enterprise",),
        Connection(
            (NodeView("node", Selection((NAME,), (below,))),), limit=3, count=True, summaries=asked
        ),
    )

    page = await store.read(plan, CONTEXT)

    assert page.count == 7
    assert page.summaries["ids"].other == 7 - 3
    assert page.entries[0]["node"]["below"].summaries["ids"].other == 6 - 3
    assert sent(proxy) == (1, 0)


async def test_a_lookup_of_many_records_is_one_statement(proxy, store):
    found = await store.read(Lookup(("E:1", "E:2", "none"), Selection((NAME,))), CONTEXT)

    assert [row and row["@id"] for row in found] == ["E:1", "E:2", None]
    assert sent(proxy) == (1, 0)


async def test_a_count_alone_is_one_statement(proxy, store):
    page = await store.read(Scan(("Enterprise",), Connection(count=True)), CONTEXT)

    assert page.count == 7
    assert sent(proxy) == (1, 0)


async def test_the_version_is_one_statement(proxy, store):
    assert (await store.version()).endswith(".1")
    assert sent(proxy) == (1, 0)


async def test_a_write_takes_as_many_statements_for_many_rows_as_for_few(proxy, store):
    counts = []
    for first, rows in ((100, 3), (200, 300)):
        proxy.forget()
        await store.apply([enterprise(row, f"E:{row}") for row in range(first, first + rows)], RUN)
        counts.append(proxy.messages["RUN"])

    assert counts[0] == counts[1]


@pytest.mark.parametrize("url", [":memory:", "file:graph.db"])
def test_a_store_without_a_server_imports_no_driver(url, tmp_path):
    script = f"""if True:
        import asyncio, sys
        import graph_service.app, graph_service.cli
        from graph_service.store import open_store
        from schema.catalogue import load_catalogue

        async def opened():
            store = await open_store({url!r}, load_catalogue())
            await store.version()
            await store.close()

        asyncio.run(opened())
        print(sorted(name for name in sys.modules if name.split(".")[0] == "neo4j"))
        """
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=False
    )

    assert (told.stdout, told.stderr) == ("[]\n", "")


def sent(proxy) -> tuple[int, int]:
    """Statements, and transactions that were opened for them."""
    return proxy.messages["RUN"], proxy.messages["BEGIN"]
