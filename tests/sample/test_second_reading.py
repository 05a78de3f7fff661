"""What the product finds in the sample is what an independent reading of its files finds.

Oracles: ``tests/support/sample_oracle.py``, ``sample_chains.py`` and ``sample_supply.py``, which share
no code with the product.
"""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import sample_chains
import sample_oracle
import sample_supply
from effort import tried
from sample_import import ASKED, HOPS, Imported, import_sample_files
from stores import MEMORY, Place

from analytics.chains.candidates import candidate_evidence, candidates_of, gaps_of
from analytics.chains.chokepoints import chokepoints
from analytics.chains.chokepoints_evidence import chokepoint_evidence
from analytics.chains.concentration import ConcentrationQuestion, concentration
from analytics.chains.concentration_evidence import concentration_evidence
from analytics.chains.coverage import ChainQuestion, chain_coverage
from analytics.chains.next_segments import (
    NextSegmentsQuestion,
    next_segments,
    next_segments_evidence,
)
from analytics.chains.provisions import ChainColumn
from analytics.chains.resilience import ResilienceQuestion, resilience
from analytics.chains.resilience_evidence import Left, resilience_evidence
from analytics.chains.suppliers import SupplyQuestion
from analytics.chains.volumes import ShareBy
from analytics.counted import Part
from graph_service.sample import TODAY, sample_folder
from graph_service.sample.generate import generate
from schema.packs import load_pack

SEEDS = range(1, tried(every_run=5, thorough=20) + 1)


@pytest.fixture(scope="module")
def shipped() -> tuple[sample_oracle.Tables, Imported]:
    return read_twice(sample_folder(), MEMORY)


@pytest.fixture(scope="module", params=[*SEEDS, pytest.param(0, marks=pytest.mark.neo4j)])
def seeded(request, tmp_path_factory) -> tuple[sample_oracle.Tables, Imported]:
    """Samples of a third of the size; the last is on a server."""
    folder = tmp_path_factory.mktemp("sample")
    generate(request.param, folder, 0.3)
    if request.param:
        return read_twice(folder, MEMORY)
    return read_twice(folder, Place(request.getfixturevalue("neo4j_url")))


def read_twice(folder, place: Place) -> tuple[sample_oracle.Tables, Imported]:
    return sample_oracle.read(folder), import_sample_files(folder, place)


def compare_weak(tables: sample_oracle.Tables, imported: Imported) -> dict[str, set[str]]:
    """Compare every number of every organisation and return the rules broken by full name."""
    expected = sample_oracle.weak(tables, set(ASKED), TODAY)
    links = sample_oracle.links_of(tables, TODAY)
    found = {tables.name(imported.names[id_][0]): row for id_, row in imported.weak.items()}
    assert len(found) == len(imported.weak)
    assert {name: row.rules for name, row in found.items()} == expected
    for name, row in found.items():
        strength, days = links[name].strength, links[name].days
        firms = {p for p in strength if tables.type_of.get(p) == "Enterprise"}
        dated = [day for firm in firms for day in days[firm]]
        of_firms = [strength[firm] for firm in firms]
        assert (row.enterprises, row.partners) == (len(firms), len(strength)), name
        assert row.newest == (max(dated).isoformat() if dated else None), name
        if firms:
            assert row.dominance == pytest.approx(float(max(of_firms) / sum(of_firms))), name
        else:
            assert row.dominance is None, name
    return expected


def compare_chains(tables: sample_oracle.Tables, imported: Imported) -> None:
    """Compare every cell, finding and handover of every chain."""
    cells = sample_chains.coverage(tables, TODAY)
    findings = sample_chains.of_segments(tables, TODAY)
    gaps = sample_chains.broken(tables, TODAY, HOPS)
    order = sample_chains.chains(tables)
    assert imported.chains.keys() == order.keys()
    for chain, found in imported.chains.items():
        expected = {key: cell for key, cell in cells.items() if key[0] in order[chain]}
        expected[chain, "FINANCE"] = sample_chains.finance(tables, TODAY, chain)
        expected[chain, "TALENT"] = sample_chains.talent(tables, TODAY, chain)
        assert found.local == {key: len(cell.near) for key, cell in expected.items()}
        assert found.anywhere == {k: len(cell.near | cell.far) for k, cell in expected.items()}
        assert found.cells == {key: cell.finding for key, cell in expected.items()}
        assert list(found.segments) == order[chain]
        assert found.segments == {segment: findings[segment] for segment in order[chain]}
        assert found.broken == {gap for gap in gaps if gap[0] in order[chain]}


def test_weak_organisations_are_those_of_the_second_reading(seeded):
    compare_weak(*seeded)


def test_chain_coverage_is_that_of_the_second_reading(seeded):
    compare_chains(*seeded)


def test_weak_organisations_of_the_shipped_files_are_those_of_the_second_reading(shipped):
    weak = compare_weak(*shipped)
    planted = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    planted = [row for row in planted if row["kind"] == "WEAK_PLATFORM"]
    assert len(planted) == 22
    for row in planted:
        assert (row["finding"] in weak[row["name"]]) == (row["finding"] is not None), row


def test_chain_coverage_of_the_shipped_files_is_that_of_the_second_reading(shipped):
    compare_chains(*shipped)
    _, imported = shipped
    planted = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    gaps = [row for row in planted if row["kind"] == "CHAIN_GAP"]
    assert len(gaps) == 9
    for row in gaps:
        chain, name, stage = imported.chains[row["chain"]], row["name"], row.get("stage")
        if row["finding"] == "BROKEN_HANDOVER":
            assert (name, stage) in chain.broken
        elif stage:
            assert chain.cells[name, stage] == row["finding"], row
        elif row["finding"] == "MISSING":
            assert {chain.cells[name, s] for s in sample_chains.STAGES} == {"MISSING"}
        else:
            assert row["finding"] in chain.segments[name], row


def test_chokepoints_of_the_shipped_files_are_those_found_by_taking_each_thing_away(shipped):
    files, imported = shipped
    tables, names = imported.tables, imported.names
    for chain, question, index in chains_of(imported):
        found = chokepoints(tables, question, index)
        told: dict[str, dict[str, tuple[int, int]]] = {}
        for one in found.found:
            name = files.name(names[tables.id_of(one.node)][0])
            told.setdefault(one.kind.value, {})[name] = one.number, one.of
        few = sample_supply.few_suppliers(files, TODAY, chain)
        few |= sample_supply.few_makers(files, chain)
        assert told.get("SINGLE_PROVIDER", {}) == {n: of for n, of in few.items() if of[0]}
        assert told.get("NO_LOCAL_PROVIDER", {}) == {n: of for n, of in few.items() if not of[0]}
        lost = {name: number for name, (number, _) in told["DOMINATOR"].items()}
        assert lost == sample_supply.lost(files, chain)
        assert told.get("CUT_VERTEX", {}) == sample_supply.cut_off(files, TODAY, chain)


def test_the_planted_chokepoints_are_found_with_the_one_who_supplies(shipped):
    _, imported = shipped
    planted = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    rows = [row for row in planted if row["kind"] == "CHOKEPOINT"]
    assert [row["name"] for row in rows] == ["精密减速器与轴承", "谐波减速器"]
    for row in rows:
        question, index = next(
            (question, index)
            for chain, question, index in chains_of(imported)
            if chain == row["chain"]
        )
        found = chokepoints(imported.tables, question, index).found
        ids = {imported.tables.id_of(one.node): one for one in found if one.kind == row["finding"]}
        (one,) = (one for id_, one in ids.items() if imported.names[id_][0] == row["name"])
        listed = chokepoint_evidence(
            imported.tables, question, index, kind=one.kind, node=one.node, part=Part.NUMERATOR
        )
        assert [imported.names[counted.node][0] for counted in listed] == row["who"]


def test_every_number_of_the_chain_questions_opens_to_its_evidence(shipped):
    tables = shipped[1].tables
    numbers = 0
    for _, question, index in [*chains_of(shipped[1])][::3]:
        for one in chokepoints(tables, question, index).found:
            for part, number in ((Part.NUMERATOR, one.number), (Part.DENOMINATOR, one.of)):
                listed = chokepoint_evidence(
                    tables,
                    question,
                    index,
                    kind=one.kind,
                    node=one.node,
                    other=one.other,
                    part=part,
                )
                assert len(listed) == number
                numbers += 1
        for by in ShareBy:
            asked = ConcentrationQuestion(chain=question.chain, region=question.region, by=by)
            found = concentration(tables, asked, index)
            for row, segment in enumerate([*found.segments.tolist(), None]):
                parts = {
                    part: concentration_evidence(tables, asked, index, segment=segment, part=part)
                    for part in Part
                }
                weights = {part: sum(one.weight for one in parts[part]) for part in Part}
                assert weights[Part.NUMERATOR] == pytest.approx(np.nan_to_num(found.hhi[row]))
                assert weights[Part.DENOMINATOR] == pytest.approx(found.total[row])
                assert len(parts[Part.EXCLUDED]) == found.missing[row]
                numbers += 3
        asked = ChainQuestion(chain=question.chain, region=question.region)
        gaps = gaps_of(chain_coverage(tables, asked, index))
        for gap, near in zip(gaps, candidates_of(tables, asked, index, gaps, 3), strict=True):
            for one in near:
                listed = candidate_evidence(tables, asked, index, gap, one.node)
                assert len(listed) == one.works
                assert all(thing.links for thing in listed)
                numbers += 1
        numbers += curves_opened(tables, question, index)
    numbers += districts_opened(tables)
    assert numbers > 1_000


def chains_of(imported: Imported):
    """Each chain: its name, the question about its supply, and its node index."""
    for id_ in imported.tables.nodes["IndustryChain"].ids:
        question = SupplyQuestion(chain=id_, region=load_pack("wenzhou-2021").home_region)
        yield imported.names[id_][0], question, imported.tables.index_of(id_)


def curves_opened(tables, supply, index) -> int:
    """How many points of removal curves were compared with what is listed for them."""
    question = ResilienceQuestion(
        supply=replace(supply, stages=tuple(map(ChainColumn, sample_chains.STAGES)))
    )
    found = resilience(tables, question, index)
    points = range(0, len(found.order) + 1, 25)
    for removed in points:
        for which, curve in zip(Left, found.curves, strict=True):
            left, whole = (
                resilience_evidence(
                    tables, question, index, removed=removed, which=which, part=part
                )
                for part in (Part.NUMERATOR, Part.DENOMINATOR)
            )
            assert curve.share[removed] == pytest.approx(len(left) / len(whole))
    return 2 * len(points)


def districts_opened(tables) -> int:
    """How many numbers of districts were compared with what is listed for them."""
    numbers = 0
    for id_ in tables.nodes["District"].ids[:4]:
        question, index = NextSegmentsQuestion(district=id_), tables.index_of(id_)
        found = next_segments(tables, question, index, None)
        for segment, number in zip(found.segments.tolist(), found.number.tolist(), strict=True):
            listed = next_segments_evidence(
                tables, question, index, None, segment=segment, part=Part.NUMERATOR
            )
            assert len(listed) == number
            numbers += 1
    return numbers
