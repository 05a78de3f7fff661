"""Seeded faults of the compiler of plans: each must be found by random plans on a real server.

Only plans that a fault gives another statement are asked, the short ones first, since each text that
the server has not seen takes it long to plan.
"""

from __future__ import annotations

import importlib
import itertools
import random
import sys
import types
from pathlib import Path

import pytest
from naive_plans import NaiveGraph, plain
from plan_database import plan_database
from plan_surroundings import Surroundings
from random_graphs import CATALOGUE, random_day, random_statements
from random_plans import PlanMaker, Question, is_empty

from graph_service.store.neo4j.plans import compile_plan
from graph_service.store.plan import Lookup
from graph_service.store.port import ReadContext

QUESTIONS = 1_200
TRIES = 150
DAYS = ("validFromFirst", "validToLast")
MODULES = (
    "cypher",
    "held",
    "texts",
    "comparisons",
    "orders",
    "labels",
    "filters",
    "decoding",
    "summaries",
    "rows",
    "scans",
    "plans",
)

FAULTS = {
    "validity without its last day": ("cypher", "<= {day} <= {link}", "<= {day} < {link}"),
    "validity without its first day": ("cypher", "} <= {day} <= {link}", "} < {day} <= {link}"),
    "target ignored": ("cypher", "known = far if hop.target == NODE", "known = far if True"),
    "directions swapped": ("cypher", "if hop.direction is Direction.OUT:", "if hop.direction is Direction.IN:"),
    "a node's own count with links that lead elsewhere": ("cypher", "RETURN a = b", "RETURN a >= b"),
    "all as none": ("filters", "if condition.quantifier is Quantifier.ALL:", "if False:"),
    "none as some": (
        "filters",
        "if condition.quantifier is Quantifier.SOME else",
        "if condition.quantifier is not Quantifier.ALL else",
    ),
    "three-valued negation": ("filters", "return test if bare else", "return test if True else"),
    "a failing link may be null": (
        "filters",
        "far, strict=True, nested=True",
        "far, strict=False, nested=True",
    ),
    "no links are not counted": ("filters", "others = comparison(condition.op, condition.value)(0)", "others = False"),
    "any condition as all": ("cypher", "' OR '.join", "' AND '.join"),
    "missing values are not after a value": ("orders", "if not down:", "if False:"),
    "missing values are after themselves": (
        "orders",
        "return present(held) if down else FALSE",
        "return TRUE",
    ),
    "a place is listed again": ("orders", "Op.LT if down else Op.GT", "Op.LTE if down else Op.GTE"),
    "falling as rising": ("orders", 'f"{self.held.text} DESC" if self.descending', "self.held.text if self.descending"),
    "no tie broken by key": ("rows", "ORDER BY {order_by(keys)}", "ORDER BY {order_by(keys[:-1])} DESC"),
    "a count ignores the filter": ("rows", "if every(conditions) == TRUE:", "if True:"),
    "a count of nodes ignores the filter": ("scans", "if every(tests) == TRUE:", "if True:"),
    "one too few read": ("scans", "cut = draft.parameter(limit + 1)", "cut = draft.parameter(limit)"),
    "the second branch only after nothing": ("scans", "size({first}) < {cut}", "size({first}) < 1"),
    "missing values always last": ("scans", "branches[::-1] if key.descending else branches", "branches"),
    "an index walked one value too far": (
        "scans",
        "reached, passed = (Op.LTE, Op.LT) if key.descending else (Op.GTE, Op.GT)",
        "reached, passed = (Op.LT, Op.LT) if key.descending else (Op.GT, Op.GT)",
    ),
    "other types of a label too": ("labels", "shared=len(catalogue.members(name)) != len(types)", "shared=False"),
    "pages as they are walked": ("decoding", "in cut(page, raw[page_at], connection)", "in raw[page_at]"),
    "the end of a list is its beginning": ("rows", "key.descending is not connection.backward", "key.descending"),
    "ties broken forward in walks backward": ("rows", "Key(held, connection.backward) for held", "Key(held) for held"),
    "missing values walked to the wrong side": ("scans", "Op.LT if key.descending else Op.GT", "Op.GT"),
    "missing values in order whichever way": ("scans", "rest[0].descending)", "False)"),
    "lists as they come": ("decoding", "return tuple(value) if type(value) is list else value", "return value"),
    "text by halves of characters": ("texts", "return _HALF.search(value) is None and", "return True or"),
    "a missing list is not empty": ("comparisons", "coalesce(size({held.text}), 0)", "size({held.text})"),
    "missing lists counted": ("summaries", "ELSE [null] END", "ELSE [] END"),
    "rare values first": ("summaries", "ORDER BY c DESC, {order}", "ORDER BY c, {order}"),
    "equally frequent values upside down": ("summaries", "ORDER BY c DESC, {order}", "ORDER BY c DESC, {order} DESC"),
    "a missing value named": ("summaries", "WHERE x[0] IS NOT NULL]", "WHERE true]"),
    "a link's column looked for in its node": ("summaries", "if of_link and self.link else", "if False else"),
    "amounts of all currencies added": ("summaries", "if first.by is not None:", "if False:"),
    "fractions cut off": ("summaries", "for number in (whole, fine)", "for number in (whole, whole)"),
    "a facet of nodes without its filter": ("scans", "found = label.match(node.variable, (every((*_narrowed(draft, label, node), *tests)),))", "found = label.match(node.variable, _narrowed(draft, label, node))"),
    "a facet of links without its filter": ("rows", "hop_match(draft, hop, (near, link, far), conditions),", "hop_match(draft, hop, (near, link, far)),"),
    "rows of a lookup in any order": ("plans", "map(found.get, ids)", "map(found.get, sorted(ids))"),
}  # fmt: skip

# A fault that no statement shows is looked for where it can matter.
SHOWN = {
    "pages as they are walked": lambda q: "'has_next': True" in repr(q.answer),
    "lists as they come": lambda q: "aliases" in repr(q.plan) and not is_empty(q.answer),
    "rows of a lookup in any order": lambda q: isinstance(q.plan, Lookup),
}

_numbers = itertools.count()


def with_fault(monkeypatch, module, old, new):
    """`compile_plan` with one piece of source replaced, under other module names."""
    prefix = f"faulty_cypher_{next(_numbers)}_"
    package = "graph_service.store.neo4j"
    found = None
    for name in MODULES:
        origin = importlib.import_module(f"{package}.{name}").__file__
        source = Path(origin).read_text(encoding="utf-8")
        if name == module:
            assert source.count(old) == 1, f"{old!r} is not once in {name}"
            assert new != old
            source = source.replace(old, new)
        for other in MODULES:
            source = source.replace(f"from {package}.{other} ", f"from {prefix}{other} ")
        made = types.ModuleType(prefix + name)
        monkeypatch.setitem(sys.modules, made.__name__, made)
        exec(compile(source, f"<{made.__name__}>", "exec"), made.__dict__)
        found = made.__dict__.get("compile_plan")
    return found


class Asked:
    """One graph on a server, and what is asked of it; no statement is sent twice."""

    def __init__(self, database, questions):
        self._database = database
        self._answers = {}
        self.right = [(compile_plan(q.plan, CATALOGUE, ReadContext(q.as_of)), q) for q in questions]
        self.right.sort(key=lambda pair: (is_empty(pair[1].answer), len(pair[0].text)))

    def answer(self, compiled):
        sent = (compiled.text, repr(compiled.parameters))
        if sent not in self._answers:
            self._answers[sent] = self._database.raw(compiled)
        return plain(compiled.decode(self._answers[sent]))

    def is_wrong(self, compiled, question):
        try:
            return self.answer(compiled) != question.answer
        except Exception:  # noqa: BLE001 - a fault may show in any way
            return True


@pytest.fixture(scope="module")
def asked(neo4j_url):
    # In this graph some records lack the column whose index lists are walked along.
    rng = random.Random("faults 16")
    statements = random_statements(rng)
    about = Surroundings(CATALOGUE, NaiveGraph(CATALOGUE, statements))
    assert None in about.values(CATALOGUE.members("Body"), "name")
    ends = [e.columns[c] for e in about.graph.edges for c in DAYS if c in e.columns]
    questions = []
    for _ in range(QUESTIONS):
        as_of = rng.choice((random_day(rng), rng.choice(ends)))
        plan = PlanMaker(rng, about).plan(as_of)
        questions.append(Question(plan, as_of, about.graph.answer(plan, as_of)))
    with plan_database(neo4j_url, CATALOGUE) as database:
        database.fill(statements)
        yield Asked(database, questions)


def test_the_compiler_loaded_under_other_names_is_the_compiler(asked, monkeypatch):
    same = with_fault(monkeypatch, "no module", "", "")
    assert same is not compile_plan
    for compiled, question in asked.right[:20]:
        again = same(question.plan, CATALOGUE, ReadContext(question.as_of))
        assert (again.text, again.parameters) == (compiled.text, compiled.parameters)
        assert not asked.is_wrong(again, question)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_compiler_is_found(fault, asked, monkeypatch):
    faulty = with_fault(monkeypatch, *FAULTS[fault])
    tried = 0
    for right, question in asked.right:
        compiled = faulty(question.plan, CATALOGUE, ReadContext(question.as_of))
        differs = (compiled.text, compiled.parameters) != (right.text, right.parameters)
        if not (SHOWN[fault](question) if fault in SHOWN else differs):
            continue
        if asked.is_wrong(compiled, question):
            # The plan is to blame for nothing: without the fault it is answered rightly.
            assert not asked.is_wrong(right, question)
            return
        tried += 1
        if tried == TRIES:
            break
    pytest.fail(f"none of {tried} plans shows it")
