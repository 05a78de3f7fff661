"""Random plans: the interpreter against a naive one that shares no code with it.

Ten and more seeded faults of the interpreter must each be found by the same plans.
"""

from __future__ import annotations

import importlib
import itertools
import sys
import types
from collections import Counter
from pathlib import Path

import pytest
from naive_plans import plain
from plan_cells import cells, every_cell
from random_graphs import CATALOGUE, memory_graph
from random_plans import is_empty, random_cases

from graph_service.store.interpreter import run_plan
from graph_service.store.port import ReadContext

GRAPHS, QUESTIONS = 300, 20
LEAST_HITS = 20
MODULES = (
    "hops",
    "predicates",
    "equality",
    "ordering",
    "plan_size",
    "paging",
    "summing",
    "rows",
    "interpreter",
)


@pytest.fixture(scope="module")
def cases():
    return [
        (case, memory_graph(CATALOGUE, case.statements))
        for case in random_cases(1, GRAPHS, QUESTIONS)
    ]


def differences(run, cases):
    """Yield the number of every question that `run` answers wrongly, or fails to answer."""
    questions = ((g, asked) for case, g in cases for asked in case.questions)
    for number, (graph, asked) in enumerate(questions, 1):
        try:
            answer = plain(run(graph, CATALOGUE, asked.plan, ReadContext(asked.as_of)))
        except Exception as failure:  # noqa: BLE001 - a fault may show in any way
            answer = failure
        if answer != asked.answer:
            yield number


def test_random_plans_are_answered_as_by_the_naive_interpreter(cases, capsys):
    wrong = list(differences(run_plan, cases))
    questions = [(case.about, asked) for case, _ in cases for asked in case.questions]
    shown = [(about, asked) for about, asked in questions if not is_empty(asked.answer)]
    # Only plans that show something count as hits.
    hits = Counter(cell for about, asked in shown for cell in cells(asked.plan, about))
    share = len(shown) / len(questions)
    least = sorted(every_cell(), key=lambda cell: hits[cell])
    with capsys.disabled():
        print(  # noqa: T201 - a run shows how much it tried
            f"\nrandom plans: {len(questions)}, differences: {len(wrong)}, "
            f"non-empty: {share:.0%}, cells: {len(least)} "
            "(operator x nulls x direction x abstract, order keys, places), hits per cell: "
            f"median {hits[least[len(least) // 2]]}, least {hits[least[0]]} {least[0]}"
        )
    assert len(questions) >= 2_000
    assert wrong == []
    assert share >= 0.7
    assert [cell for cell in least if hits[cell] < LEAST_HITS] == []


FAULTS = {
    "validity without its last day": (
        "hops",
        "link.stored[VALID_FIRST] <= day <= link.stored[VALID_LAST]",
        "link.stored[VALID_FIRST] <= day < link.stored[VALID_LAST]",
    ),
    "validity without its first day": (
        "hops",
        "link.stored[VALID_FIRST] <= day <= link.stored[VALID_LAST]",
        "link.stored[VALID_FIRST] < day <= link.stored[VALID_LAST]",
    ),
    "target ignored": ("hops", "if narrowed is None:", "if True:"),
    "missing values first ascending": ("ordering", "return (_MISSING,)", "return (-_MISSING,)"),
    "direction swapped": ("ordering", "reverse=encode is _falling", "reverse=encode is _rising"),
    "no tie broken by id": (
        "ordering",
        "nodes.sort(key=lambda node: node.id)",
        "nodes.sort(key=lambda node: node.type)",
    ),
    "no tie broken by key": (
        "ordering",
        "return (encode(read(node)), node.id, link.key)",
        "return (encode(read(node)), node.id)",
    ),
    "text falls as it rises": ("ordering", "__lt__ = str.__gt__", "__lt__ = str.__lt__"),
    "a place is listed again": ("ordering", "return bisect_right(", "return bisect_left("),
    "a followed place is listed again": (
        "rows",
        "if after < key(link)",
        "if after <= key(link)",
    ),
    "a page before a place has it too": (
        "ordering",
        "return bisect_left(",
        "return bisect_right(",
    ),
    "a followed page before a place has it too": (
        "rows",
        "if key(link) < after",
        "if key(link) <= after",
    ),
    "the end of a list is its beginning": (
        "rows",
        "foremost = heapq.nlargest if backward",
        "foremost = heapq.nsmallest if backward",
    ),
    "a page of the end upside down": ("paging", "return met[::-1]", "return met"),
    "a page of the end one too far": (
        "interpreter",
        "nodes[max(0, at - most) : at][::-1]",
        "nodes[max(0, at - most + 1) : at][::-1]",
    ),
    "what is walked backward ends forward": (
        "paging",
        "page.has_previous, page.has_next = goes_on, placed",
        "page.has_previous, page.has_next = placed, goes_on",
    ),
    "one too few read": (
        "interpreter",
        "return nodes[at : at + most], count",
        "return nodes[at : at + most - 1], count",
    ),
    "one too many shown": ("paging", "met = met[:limit]", "met = met[: limit + 1]"),
    "a count ignores the filter": (
        "rows",
        "return len(links) if keep is None else sum(map(keep, links))",
        "return len(links)",
    ),
    "a count is of the rest": ("interpreter", "return chosen, passed + len(chosen)", "return chosen, len(chosen)"),
    "all as some": ("predicates", "all(map(meets, links(node)))", "any(map(meets, links(node)))"),
    "none as not all": ("predicates", "not any(map(meets", "not all(map(meets"),
    "three-valued negation": (
        "predicates",
        "return lambda subject: not negated(subject)",
        (
            "return lambda subject: not negated(subject) and (not isinstance(part, Compare) or "
            "reader(part.column)(subject) is not None)"
        ),
    ),
    "any condition as all": (
        "predicates",
        "any(test(subject) for test in tests)",
        "all(test(subject) for test in tests)",
    ),
    "a link's condition ignored": (
        "predicates",
        "return lambda link: edge(link) and node(far(link))",
        "return lambda link: node(far(link))",
    ),
    "a bool is a number": ("predicates", "        return bool\n", "        return float\n"),
    "a missing list is not empty": (
        "predicates",
        "(held is None or isinstance(held, tuple)) and (not held)",
        "isinstance(held, tuple) and (not held)",
    ),
    "an index sees the first value only": (
        "equality",
        "for value in dict.fromkeys(wanted)",
        "for value in wanted[:1]",
    ),
    "missing values counted as values": ("summing", "if value is None or value == ():", "if value is None:"),
    "rare values first": ("summing", "key=lambda pair: (-pair[1], pair[0])", "key=lambda pair: pair[::-1]"),
    "other values forgotten": ("summing", "other = counts.total() - sum(count for _, count in named)", "other = 0"),
    "a facet of the page only": ("rows", "page.summaries = summarize(links)", "page.summaries = summarize(links[:1])"),
    "a facet without the filter": (
        "interpreter",
        "nodes if keep is None else list(filter(keep, reading.deadline.metered(nodes)))",
        "nodes",
    ),
    "a link's column looked for in its node": ("rows", "        if of_link:", "        if False:"),
    "amounts of all currencies added": ("summing", "by and by(entry)", "None"),
}  # fmt: skip

_numbers = itertools.count()


def with_fault(monkeypatch, module, old, new):
    """The interpreter's `run_plan` with one piece of source replaced, under other module names."""
    prefix = f"faulty_{next(_numbers)}_"
    run = None
    for name in MODULES:
        origin = importlib.import_module(f"graph_service.store.{name}").__file__
        source = Path(origin).read_text(encoding="utf-8")
        if name == module:
            assert source.count(old) == 1, f"{old!r} is not once in {name}"
            assert new != old
            source = source.replace(old, new).replace(
                "import bisect_right\n", "import bisect_left, bisect_right\n"
            )
        for other in MODULES:
            source = source.replace(f"from graph_service.store.{other} ", f"from {prefix}{other} ")
        made = types.ModuleType(prefix + name)
        monkeypatch.setitem(sys.modules, made.__name__, made)
        exec(compile(source, f"<{made.__name__}>", "exec"), made.__dict__)
        run = made.__dict__.get("run_plan")
    return run


def test_the_interpreter_loaded_under_other_names_is_the_interpreter(cases, monkeypatch):
    same = with_fault(monkeypatch, "no module", "", "")
    assert same is not run_plan
    assert list(differences(same, cases[:20])) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_interpreter_is_found(fault, cases, monkeypatch):
    # The graphs keep orders and indexes: a faulty interpreter must neither use nor leave any.
    fresh = ((case, memory_graph(CATALOGUE, case.statements)) for case, _ in cases)
    faulty = with_fault(monkeypatch, *FAULTS[fault])
    assert next(differences(faulty, fresh), None) is not None
