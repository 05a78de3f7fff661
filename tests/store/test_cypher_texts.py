"""Whole Cypher texts of read plans, written out; line breaks and indents do not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from plan_graphs import BODIES, JOINERS, TAKERS, TODAY, WORKS, compare, every, some
from random_graphs import CATALOGUE

from graph_service.store.neo4j.plans import Plans, compile_plan
from graph_service.store.plan import (
    And,
    Branch,
    Column,
    Connection,
    Counted,
    Field,
    Follow,
    Hop,
    LinkCount,
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
from graph_service.store.summaries import Aggregate, Facet
from schema.declarations import Direction

NAMES = NodeView("node", Selection((Field("id", ("id",)), Field("called", ("name",)))))
BY_NAME = (OrderKey(Column("name")),)
NAME_FALLING = (OrderKey(Column("name"), descending=True),)
JOINS = Hop("JOINED", Direction.OUT, "Body", validity=True)


def listed(types=BODIES, where=None, **connection):
    filters = None if where is None else LinkFilter(node=where)
    return Scan(types, Connection(nodes=(NAMES,), where=filters, limit=20, **connection))


TEXTS = {
    "a whole type is counted by what the server knows": (
        Scan(BODIES, Connection(count=True)),
        """
        CALL () { MATCH (n1:`Body`) RETURN count(n1) AS c2 }
        WITH _begun, _done, [[], c2] AS answer
        """,
        {},
    ),
    "several types too": (
        Scan(("Firm", "Lab"), Connection(count=True)),
        """
        CALL () { MATCH (n1:`Firm`) RETURN count(n1) AS c2 }
        CALL () { MATCH (n1:`Lab`) RETURN count(n1) AS c3 }
        WITH _begun, _done, [[], c2 + c3] AS answer
        """,
        {},
    ),
    "a list begins in the order of ids": (
        listed(("Firm",)),
        """
        CALL () {
            MATCH (n1:`Firm`) USING INDEX n1:`Firm`(`id`) WHERE n1.id IS NOT NULL
            WITH n1 ORDER BY n1.id LIMIT $p0
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f2
        }
        WITH _begun, _done, [f2, null] AS answer
        """,
        {"p0": 21},
    ),
    "a page after a value goes on to those without one if it must": (
        listed(order=BY_NAME, after=("b", "F1"), count=True),
        """
        CALL () {
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`name`)
            WHERE n1.`name` >= $p0 AND (n1.`name` > $p1 OR n1.id > $p2)
            WITH n1 ORDER BY n1.`name`, n1.id LIMIT $p3
            RETURN collect(n1) AS b3
        }
        CALL (b3) {
            WITH b3 WHERE size(b3) < $p3
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`_missing_name`)
            WHERE n1.`_missing_name` IS NOT NULL
            WITH n1 ORDER BY n1.`_missing_name` LIMIT $p3
            RETURN collect(n1) AS b4
        }
        CALL (b3, b4) {
            UNWIND (b3 + b4)[..$p3] AS n1
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f2
        }
        CALL () { MATCH (n5:`Body`) RETURN count(n5) AS c6 }
        WITH _begun, _done, [f2, c6] AS answer
        """,
        {"p0": "b", "p1": "b", "p2": "F1", "p3": 21},
    ),
    "a falling page among those without a value goes on to the values": (
        listed(order=NAME_FALLING, after=(None, "F1")),
        """
        CALL () {
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`_missing_name`)
            WHERE n1.`_missing_name` > $p0
            WITH n1 ORDER BY n1.`_missing_name` LIMIT $p1
            RETURN collect(n1) AS b3
        }
        CALL (b3) {
            WITH b3 WHERE size(b3) < $p1
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`name`) WHERE n1.`name` IS NOT NULL
            WITH n1 ORDER BY n1.`name` DESC, n1.id LIMIT $p1
            RETURN collect(n1) AS b4
        }
        CALL (b3, b4) {
            UNWIND (b3 + b4)[..$p1] AS n1
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f2
        }
        WITH _begun, _done, [f2, null] AS answer
        """,
        {"p0": "F1", "p1": 21},
    ),
    "the end of a list is walked the other way round": (
        listed(order=BY_NAME, after=(None, "F1"), backward=True),
        """
        CALL () {
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`_missing_name`)
            WHERE n1.`_missing_name` < $p0
            WITH n1 ORDER BY n1.`_missing_name` DESC LIMIT $p1
            RETURN collect(n1) AS b3
        }
        CALL (b3) {
            WITH b3 WHERE size(b3) < $p1
            MATCH (n1:`Body`) USING INDEX n1:`Body`(`name`) WHERE n1.`name` IS NOT NULL
            WITH n1 ORDER BY n1.`name` DESC, n1.id DESC LIMIT $p1
            RETURN collect(n1) AS b4
        }
        CALL (b3, b4) {
            UNWIND (b3 + b4)[..$p1] AS n1
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f2
        }
        WITH _begun, _done, [f2, null] AS answer
        """,
        {"p0": "F1", "p1": 21},
    ),
    "a list tells how often its values occur": (
        Scan(
            BODIES,
            Connection(
                where=LinkFilter(node=compare("size", Op.GT, 1)),
                summaries=(Facet("a", "aliases", 5), Facet("c", "city", 3)),
            ),
        ),
        """
        CALL () {
            MATCH (n1:`Body`) WHERE n1.`size` > $p0
            UNWIND CASE WHEN size(n1.`aliases`) > 0 THEN n1.`aliases` ELSE [null] END AS v
            WITH v AS v, count(*) AS c ORDER BY c DESC,
                CASE WHEN v =~ $p4 THEN
                reduce(s = '', c IN [i IN range(0, size(v) - 1) | substring(v, i, 1)] | s +
                CASE WHEN c = $p1 THEN c + ' ' WHEN $p3 <= c < $p2 THEN $p1 + c ELSE c END)
                ELSE v END
            WITH collect([v, c]) AS g
            RETURN [[x IN g WHERE x[0] IS NOT NULL][..$p5], reduce(t = 0, x IN g | t + x[1]),
                coalesce([x IN g WHERE x[0] IS NULL | x[1]][0], 0)]
            AS f2
        }
        CALL () {
            MATCH (n3:`Body`) WHERE n3.`size` > $p6
            WITH n3.`city` AS v, count(*) AS c ORDER BY c DESC, v
            WITH collect([v, c]) AS g
            RETURN [[x IN g WHERE x[0] IS NOT NULL][..$p7], reduce(t = 0, x IN g | t + x[1]),
                coalesce([x IN g WHERE x[0] IS NULL | x[1]][0], 0)]
            AS f4
        }
        WITH _begun, _done, [[], null, [f2, f4]] AS answer
        """,
        {
            "p0": 1,
            "p1": "\uffff",
            "p2": "\ue000",
            "p3": "\U00010000",
            "p4": "(?s).*[\\x{FFFF}-\\x{10FFFF}].*",
            "p5": 5,
            "p6": 1,
            "p7": 3,
        },
    ),
    "what some columns come to is read at once": (
        Scan(
            ("Firm",),
            Connection(summaries=(Aggregate("n", "name"), Aggregate("f", "foundedFirst"))),
        ),
        """
        CALL () {
            MATCH (n1:`Firm`) WHERE true
            WITH null AS b, n1.`name` AS x0, n1.`foundedFirst` AS x1
            WITH b, count(*) AS c, [count(x0), min(x0), max(x0)] AS t0,
                [count(x1), min(x1), max(x1)] AS t1 ORDER BY b
            RETURN collect([b, c, t0, t1])
            AS f2
        }
        WITH _begun, _done, [[], null, [f2]] AS answer
        """,
        {},
    ),
    "some types of several, by columns without an index": (
        listed(
            ("Firm", "Lab"),
            And((compare("size", Op.GTE, 2), Not(compare("city", Op.EQ, "a")))),
            order=(OrderKey(Column("city")), OrderKey(Column("size"), descending=True)),
            after=("a", None, "F1"),
        ),
        """
        CALL () {
            MATCH (n1:`Body`)
            WHERE ((n1.`city` > $p3 OR n1.`city` IS NULL) OR (n1.`city` = $p4
                AND (n1.`size` IS NOT NULL OR (n1.`size` IS NULL AND n1.id > $p5))))
                AND n1._type IN $p0 AND n1.`size` >= $p1
                AND NOT (coalesce(n1.`city` = $p2, false))
            WITH n1 ORDER BY n1.`city`, n1.`size` DESC, n1.id LIMIT $p6
            RETURN collect([n1._type, n1.id, n1.`city`, n1.`size`, n1.`name`]) AS f2
        }
        WITH _begun, _done, [f2, null] AS answer
        """,
        {"p0": ["Firm", "Lab"], "p1": 2, "p2": "a", "p3": "a", "p4": "a", "p5": "F1", "p6": 21},
    ),
    "where an index finds few, no other one is prescribed": (
        listed(where=compare("name", Op.IN, ("a", "b"))),
        """
        CALL () {
            MATCH (n1:`Body`) WHERE n1.id IS NOT NULL AND n1.`name` IN $p0
            WITH n1 ORDER BY n1.id LIMIT $p1
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f2
        }
        WITH _begun, _done, [f2, null] AS answer
        """,
        {"p0": ["a", "b"], "p1": 21},
    ),
    "a lookup with a page and numbers of links below it": (
        Lookup(
            ("F1", "W1", "F1"),
            Selection(
                branches=(
                    Branch(
                        "Firm",
                        Selection(
                            follows=(
                                Follow(
                                    "works",
                                    WORKS,
                                    Connection(
                                        nodes=(
                                            NodeView(
                                                "node",
                                                Selection(
                                                    (Field("cost", ("costMinor", "costCurrency")),),
                                                    (
                                                        Follow(
                                                            "takers", TAKERS, Connection(count=True)
                                                        ),
                                                    ),
                                                ),
                                            ),
                                        ),
                                        edges=(Field("role", ("role",)),),
                                        where=LinkFilter(edge=compare("role", Op.EQ, "LEAD")),
                                        order=(OrderKey(Column("begunFirst"), descending=True),),
                                        limit=10,
                                        count=True,
                                    ),
                                ),
                            )
                        ),
                    ),
                )
            ),
        ),
        """
        CALL () {
            CALL () { MATCH ()-[r:`TAKES_PART`]->() RETURN count(r) AS a }
            CALL () { MATCH (:`Body`)-[r:`TAKES_PART`]->() RETURN count(r) AS b }
            RETURN a = b AS d10
        }
        CALL (d10) {
            UNWIND $p0 AS asked
            OPTIONAL MATCH (retired:`_Retired` {id: asked})
            WITH asked, coalesce(retired.into, asked) AS id
            MATCH (n:`Node` {id: id})
            CALL (n) {
                MATCH (n)-[r1:`TAKES_PART`]->(n2:`Work`) WHERE r1.`role` = $p1
                RETURN count(r1) AS c3
            }
            CALL (n, d10) {
                MATCH (n)-[r4:`TAKES_PART`]->(n5:`Work`) WHERE n:`Firm` AND r4.`role` = $p2
                WITH r4, n5 ORDER BY n5.`begunFirst` DESC, n5.id, r4._key LIMIT $p3
                RETURN collect([n5._type, n5.id, n5.`begunFirst`, r4._key, r4.`role`,
                    CASE WHEN d10 THEN COUNT { (n5)<-[r8:`TAKES_PART`]-(n9) }
                    ELSE COUNT { (n5)<-[r8:`TAKES_PART`]-(n9:`Body`) } END,
                    n5.`costMinor`, n5.`costCurrency`]) AS f11
            }
            RETURN collect([asked, [n._type, n.id, c3, f11]]) AS found
        }
        WITH _begun, _done, found AS answer
        """,
        {"p0": ["F1", "W1"], "p1": "LEAD", "p2": "LEAD", "p3": 11},
    ),
    "links count on the days that they cover": (
        listed(
            ("Lab",),
            every(JOINERS, far=compare("name", Op.STARTS_WITH, "a")),
            order=(OrderKey(LinkCount(JOINERS), descending=True),),
        ),
        """
        CALL () {
            MATCH (n1:`Lab`) WHERE NOT (EXISTS {
                (n1)<-[r5:`JOINED`]-(n6:`Body`)
                WHERE r5.`validFirst` <= $day <= r5.`validLast`
                AND NOT (coalesce(n6.`name` STARTS WITH $p1, false))
            })
            WITH n1, COUNT {
                (n1)<-[r3:`JOINED`]-(n4:`Body`) WHERE r3.`validFirst` <= $day <= r3.`validLast`
            } AS k2 ORDER BY k2 DESC, n1.id LIMIT $p2
            RETURN collect([n1._type, n1.id, k2, n1.`name`]) AS f7
        }
        WITH _begun, _done, [f7, null] AS answer
        """,
        {"day": "2021-06-30", "p1": "a", "p2": 21},
    ),
    "conditions on links within others are collected first, from within": (
        listed(
            ("Work",),
            some(
                TAKERS,
                far=Or(
                    (
                        compare("size", Op.EQ, 1),
                        Quantified(
                            JOINS, Quantifier.NONE, LinkFilter(node=Counted(WORKS, Op.GTE, 2))
                        ),
                    )
                ),
            ),
        ),
        """
        CALL () {
            MATCH (n7)-[r8:`TAKES_PART`]->(n9:`Work`)
            WITH n7, count(r8) AS k10 WHERE k10 >= $p1
            RETURN collect(n7) AS s11
        }
        CALL (s11) {
            UNWIND s11 AS n6
            MATCH (n4)-[r5:`JOINED`]->(n6:`Body`) WHERE r5.`validFirst` <= $day <= r5.`validLast`
            RETURN collect(DISTINCT n4) AS s12
        }
        CALL (s12) {
            MATCH (n1:`Work`) USING INDEX n1:`Work`(`id`)
            WHERE n1.id IS NOT NULL AND EXISTS {
                (n1)<-[r2:`TAKES_PART`]-(n3:`Body`)
                WHERE coalesce((n3.`size` = $p0 OR NOT (n3 IN s12)), false)
            }
            WITH n1 ORDER BY n1.id LIMIT $p3
            RETURN collect([n1._type, n1.id, n1.`name`]) AS f13
        }
        WITH _begun, _done, [f13, null] AS answer
        """,
        {"p0": 1, "p1": 2, "day": "2021-06-30", "p3": 21},
    ),
}

BEFORE = """
    CYPHER 5 MATCH (_gate:`_Gate` {id: 0}) WITH _gate.begun AS _begun, _gate.done AS _done
"""
AFTER = """
    MATCH (_after:`_Gate` {id: 0}), (_meta:`_Meta` {id: 0})
    RETURN answer, _begun, _done, _after.begun AS _begunAfter, _meta.store AS _store
"""


def words(text):
    """A text without regard to where its lines break and what stands apart from its brackets."""
    for bracket in "{}()[]":
        text = text.replace(bracket, f" {bracket} ")
    return " ".join(text.split())


@pytest.mark.parametrize("about", TEXTS)
def test_a_plan_is_written_as_one_statement(about):
    plan, text, parameters = TEXTS[about]
    compiled = compile_plan(plan, CATALOGUE, TODAY)
    assert words(compiled.text) == words(BEFORE + text + AFTER)
    assert compiled.parameters == parameters


def test_values_limits_and_response_keys_do_not_change_the_text():
    one = listed(where=compare("size", Op.GT, 1), order=BY_NAME, after=("b", "F1"))
    other = Scan(
        BODIES,
        replace(
            one.connection,
            nodes=(NodeView("x` y", Selection((Field("{", ("id",)), Field("$", ("name",))))),),
            where=LinkFilter(node=compare("size", Op.GT, 2.5)),
            after=("c'", "` OR"),
            limit=1,
        ),
    )
    texts = {compile_plan(plan, CATALOGUE, TODAY).text for plan in (one, other)}
    assert len(texts) == 1


def test_a_name_that_nobody_can_declare_is_refused():
    hop = Hop("X`]->() DETACH DELETE n //", Direction.OUT, "Work")
    with pytest.raises(ValueError, match="no name of the catalogue"):
        compile_plan(listed(where=Counted(hop, Op.GT, 0)), CATALOGUE, TODAY)


def test_a_column_that_nobody_declared_is_missing_everywhere():
    odd = "x`) DETACH DELETE n //"
    selection = Selection((Field("odd", (odd,)),))
    compiled = compile_plan(Lookup(("F1",), selection), CATALOGUE, TODAY)
    assert odd not in compiled.text
    assert compiled.decode([["F1", ["Firm", "F1", None]]]) == [
        {"@type": "Firm", "@id": "F1", "odd": None}
    ]


def test_a_plan_that_is_asked_again_is_not_written_again():
    plans = Plans(CATALOGUE)
    page = listed(where=compare("size", Op.GT, 1))
    assert plans.compiled(page, TODAY) is plans.compiled(page, TODAY)
    other_day = replace(TODAY, as_of="2020-01-01")
    assert plans.compiled(page, other_day) is not plans.compiled(page, TODAY)


def test_lookups_of_one_selection_share_a_text_and_not_their_ids():
    selection = Selection((Field("name", ("name",)),))
    plans = Plans(CATALOGUE)
    one, other = (
        plans.compiled(Lookup(ids, selection), TODAY) for ids in (("a", "b", "a"), ("c",))
    )
    assert one.text is other.text
    for asked, ids in ((one, ("a", "b", "a")), (other, ("c",))):
        alone = compile_plan(Lookup(ids, selection), CATALOGUE, TODAY)
        assert (asked.text, asked.parameters) == (alone.text, alone.parameters)
        answer = [[id_, ["Firm", id_, f"called {id_}"]] for id_ in dict.fromkeys(ids)]
        assert asked.decode(answer) == alone.decode(answer)
        assert [row["name"] for row in asked.decode(answer)] == [f"called {id_}" for id_ in ids]


def test_few_statements_are_kept():
    plans = Plans(CATALOGUE)
    pages = [listed(where=compare("size", Op.GT, number)) for number in range(100)]
    first = [plans.compiled(page, TODAY) for page in pages]
    assert plans.compiled(pages[99], TODAY) is first[99]
    assert plans.compiled(pages[0], TODAY) is not first[0]
