"""Small faults put into chain coverage are all found by the oracle on random chains."""

from __future__ import annotations

import random
from datetime import date

import naive_chains as naive
import pytest
from chain_graphs import chain_graph
from graph_tables import tables_from
from mutated_measures import measures

MUTANTS = [
    ("chains.stages", "derived[here] = (code[here] < 0) & (worked_out >= 0)", "derived[here] = worked_out >= 0"),
    ("chains.stages", "level.values == trl", "level.values == trl + 1"),
    ("region", "code.startswith(region)", "code.endswith(region)"),
    ("chains.provisions", 'Group("Patent", "CO_APPLIED", "filedOn", "filedOn"),', ""),
    ("chains.provisions", "(selected.chosen | selected.missing)[serves.source]", "selected.chosen[serves.source]"),
    ("chains.provisions", "certain = selected.chosen[record] & (stage[record] >= 0)", "certain = selected.chosen[record]"),
    ("chains.provisions", "projects[serves.source[here[serves.target]]] = True", "projects[serves.source] = True"),
    ("chains.provisions", "theirs[serving.source[here[serving.target]]] = True", "theirs[serving.source] = True"),
    ("chains.provisions", "(teams.target, teams.source, _TEAM)", "(teams.source, teams.target, _TEAM)"),
    ("chains.cells", "local = anywhere[places.local[anywhere % size]]", "local = anywhere"),
    ("chains.cells", "near = places.local | places.unknown", "near = places.local"),
    ("chains.cells", "np.concatenate((staged, every, placeless))", "np.concatenate((staged, placeless))"),
    ("chains.cells", "np.concatenate((staged, every, placeless))", "np.concatenate((staged, every))"),
    ("chains.cells", "anywhere = np.unique(keys[certain])", "anywhere = np.sort(keys[certain])"),
    ("chains.findings", "local == 0 < anywhere", "local == 0"),
    ("chains.findings", "1 < local < theta", "1 < local <= theta"),
    ("chains.findings", "local >= theta", "local > theta"),
    ("chains.segments", "rows[-1]", "rows[0]"),
    ("chains.segments", "& places.local\n", "\n"),
    ("chains.segments", "projects &= _reached", "projects |= _reached"),
    ("chains.segments", "segments[tables.order_by_id(segments)]", "segments[::-1]"),
    ("chains.handover", "for steps in range(most + 1):", "for steps in range(most):"),
    ("chains.handover", "before = reached.copy()", "before = reached"),
    ("chains.handover", "((one.source, one.target), (one.target, one.source))", "((one.source, one.target),)"),
    ("chains.coverage", "if len(left) and len(right):", "if len(left) or len(right):"),
    ("chains.coverage", "unserved = populated & ~served", "unserved = ~served"),
    ("chains.coverage", "row == last and not there", "row == last"),
]  # fmt: skip
ASKED = [
    (None, None, 3, 2),
    ("3303", None, 2, 1),
    ("3303", ("2020-02-10", "2021-12-31", "START"), 1, 2),
    ("3303", ("2020-02-10", "2021-12-31", "OVERLAP"), 3, 3),
]


def wrong(modules, graph):
    """Whether the measure contradicts the oracle on a graph."""
    return any(coverage_is_wrong(modules, graph, *asked) for asked in ASKED)


def coverage_is_wrong(modules, graph, *asked):
    region, window, theta, hops = asked
    m, w, tables = modules["chains.coverage"], modules["window"], tables_from(*graph)
    question = m.ChainQuestion(
        chain="chain",
        region=region,
        window=window and w.Window(window[0], window[1], w.WindowBy(window[2])),
        theta=theta,
        hops=hops,
    )
    found = m.chain_coverage(tables, question, tables.index_of("chain"))
    days = window and (*map(date.fromisoformat, window[:2]), window[2])
    chain = naive.Chain(graph, "chain", region=region, window=days)
    if tables.ids_of(found.segments) != chain.segments:
        return True
    told = {
        (chain.segments[h.row], h.stage.value, h.then.value): h.distance for h in found.handovers
    }
    supports = [chain.support("FINANCE"), chain.support("TALENT")]
    return (
        told != chain.handovers(hops)
        or any(numbers_at(found, -1, 5 + i) != sizes(one) for i, one in enumerate(supports))
        or any(row_is_wrong(modules, found, at, chain, theta) for at in range(len(chain.segments)))
    )


def row_is_wrong(modules, found, at, chain, theta):
    segment, columns = chain.segments[at], modules["chains.provisions"].ChainColumn
    if {finding.value for finding in found.findings[at]} != chain.findings(segment):
        return True
    for place, stage in enumerate(naive.STAGES):
        true = chain.cell(segment, stage)
        findings = [finding.value for finding in found.cell(at, columns(stage))]
        if numbers_at(found, at, place) != sizes(true):
            return True
        if findings != naive.findings(*true[:2], theta):
            return True
    return False


def numbers_at(found, *place):
    return [numbers[place] for numbers in (found.local, found.anywhere, found.untold)]


def sizes(sets):
    return [len(one) for one in sets]


def graphs():
    return (chain_graph(random.Random(seed)) for seed in range(120))


def test_chain_coverage_itself_is_right_on_all_these_chains():
    with measures() as modules:
        assert not any(wrong(modules, graph) for graph in graphs())


@pytest.mark.parametrize("mutant", MUTANTS, ids=[f"{m[0]}: {m[2]}" for m in MUTANTS])
def test_a_fault_is_found(mutant):
    with measures(mutant) as modules:
        assert any(_fails(modules, graph) for graph in graphs())


def _fails(modules, graph):
    try:
        return wrong(modules, graph)
    except (ValueError, IndexError, KeyError):
        return True
