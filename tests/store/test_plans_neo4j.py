"""Read plans on Neo4j: the rules of reading, and random plans against the naive interpreter.

NEO4J_PLANS=2000 tries that many random plans instead of 100.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from contextlib import asynccontextmanager

import neo4j_server
import pytest
from naive_plans import NaiveGraph, plain
from plan_cells import cells, every_cell
from plan_contract import PlanContract
from plan_database import plan_database
from plan_graphs import BODIES, FIRMS, ID, TAKERS, TODAY, WORKS, ids, scan, some
from random_graphs import CATALOGUE, node, random_statements
from random_plans import is_empty, random_cases

from graph_service.store import open_store
from graph_service.store.neo4j.plans import compile_plan
from graph_service.store.plan import (
    And,
    Column,
    Compare,
    Connection,
    Counted,
    Follow,
    LinkFilter,
    Lookup,
    NodeView,
    Not,
    Op,
    Or,
    OrderKey,
    Quantified,
    Quantifier,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, TooLarge
from schema.statements import Decision, Run, Verdict

PLANS = int(os.environ.get("NEO4J_PLANS", "60"))
A_GRAPH = 20


class TestPlansOnNeo4j(PlanContract):
    graphs, questions = 2, 10

    @pytest.fixture(autouse=True)
    def _server(self, neo4j_url):
        self.url = neo4j_url

    @asynccontextmanager
    async def filled(self, statements):
        neo4j_server.wipe(self.url)
        store = await open_store(self.url, CATALOGUE, access=neo4j_server.access())
        try:
            await store.apply(statements, Run("run", "source"))
            yield store.read
        finally:
            await store.close()

    async def test_pages_and_retired_ids_follow_the_writes(self):
        by_size = scan(order=(OrderKey(Column("size"), descending=True),), limit=3, count=True)
        neo4j_server.wipe(self.url)
        store = await open_store(self.url, CATALOGUE, access=neo4j_server.access())
        try:
            await store.apply(FIRMS, Run("first", "source"))
            await store.apply([node("F4", "Firm", size=2)], Run("second", "source"))
            page = await store.read(by_size, TODAY)
            assert (ids(page), page.count) == (["F3", "F2", "F4"], 5)

            await store.decide(Decision("F2", "F4", Verdict.SAME))
            twos = await store.read(scan(Compare("size", Op.EQ, 2)), TODAY)
            assert ids(twos) in (["F2", "S1"], ["F4", "S1"])
            kept, retired = await store.read(Lookup(("F2", "F4"), ID), TODAY)
            assert kept == retired is not None
        finally:
            await store.close()


@pytest.fixture
def database(neo4j_url):
    with plan_database(neo4j_url, CATALOGUE) as opened:
        yield opened


def test_random_plans_are_answered_on_neo4j_as_by_the_naive_interpreter(database, capsys):
    asked, shown, wrong = 0, 0, []
    hits: Counter[tuple[str, ...]] = Counter()
    for case in random_cases(1, PLANS // A_GRAPH, A_GRAPH):
        database.fill(case.statements)
        for question in case.questions:
            asked += 1
            compiled = compile_plan(question.plan, CATALOGUE, ReadContext(question.as_of))
            if plain(database.ask(compiled)) != question.answer:
                wrong.append((question.plan, question.as_of))
            if not is_empty(question.answer):
                shown += 1
                hits.update(cells(question.plan, case.about))
    least = sorted(every_cell(), key=lambda cell: hits[cell])
    with capsys.disabled():
        print(  # noqa: T201 - a run shows how much it tried
            f"\nrandom plans on Neo4j: {asked}, differences: {len(wrong)}, "
            f"non-empty: {shown / asked:.0%}, cells: {len(least)}, hits per cell: "
            f"median {hits[least[len(least) // 2]]}, least {hits[least[0]]} {least[0]}"
        )
    assert wrong == []
    assert asked >= min(PLANS, 60)
    assert shown / asked >= 0.7
    if PLANS >= 2_000:
        assert [cell for cell in least if not hits[cell]] == []


def deep(rng, hop, depth):
    """A condition on the near ends of a hop, over so many hops; some, none, all and numbers mixed."""
    back = TAKERS if hop == WORKS else WORKS
    if depth == 0:
        return Compare("name", rng.choice((Op.GT, Op.LT)), "b")
    inner = deep(rng, back, depth - 1)
    edge = rng.choice((None, Compare("role", Op.EQ, "LEAD")))
    linked = Quantified(hop, rng.choice(list(Quantifier)), LinkFilter(edge, inner))
    counted = Counted(hop, rng.choice((Op.LTE, Op.GT)), rng.randrange(3))
    named = Compare("name", Op.STARTS_WITH, rng.choice("ab"))
    return rng.choice(
        (
            linked,
            linked,
            Not(linked),
            And((linked, Not(counted))),
            Or((linked, And((named, counted)))),
        )
    )


def test_conditions_five_hops_deep_are_answered_as_by_the_naive_interpreter(database):
    rng = random.Random(5)
    statements = random_statements(rng)
    naive = NaiveGraph(CATALOGUE, statements)
    database.fill(statements)
    lengths = set()
    for number in range(16):
        where = deep(rng, WORKS, 5)
        plan = scan(where, count=True)
        if number % 2:
            below = Connection(where=LinkFilter(node=deep(rng, TAKERS, 4)), limit=9, count=True)
            shown = Selection(follows=(Follow("works", WORKS, below),))
            plan = Scan(BODIES, Connection(nodes=(NodeView("node", shown),), limit=50))
        right = naive.answer(plan, TODAY.as_of)
        assert plain(database.ask(compile_plan(plan, CATALOGUE, TODAY))) == right, plan
        lengths.add(right["count"])
    assert len(lengths) >= 5


def test_more_conditions_on_links_than_the_server_plans_are_refused():
    plan = scan(Or(tuple(some(WORKS, far=Compare("id", Op.EQ, str(i))) for i in range(101))))
    with pytest.raises(TooLarge, match="more conditions on links"):
        compile_plan(plan, CATALOGUE, TODAY)
