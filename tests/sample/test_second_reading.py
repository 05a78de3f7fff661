"""What the product finds in the sample is what an independent reading of its files finds.

Oracles: ``tests/support/sample_oracle.py`` and ``sample_chains.py``, which share no code with the
product.
"""

from __future__ import annotations

import json

import pytest
import sample_chains
import sample_oracle
from effort import tried
from sample_import import ASKED, HOPS, Imported, import_sample_files
from stores import KINDS, MEMORY, Place, place_of

from graph_service.sample import TODAY, sample_folder
from graph_service.sample.generate import generate

SEEDS = range(1, tried(every_run=5, thorough=20) + 1)


@pytest.fixture(scope="module", params=KINDS)
def shipped(request) -> tuple[sample_oracle.Tables, Imported]:
    return read_twice(sample_folder(), place_of(request))


@pytest.fixture(scope="module", params=SEEDS)
def seeded(request, tmp_path_factory) -> tuple[sample_oracle.Tables, Imported]:
    folder = tmp_path_factory.mktemp("sample")
    generate(request.param, folder, 0.3)
    return read_twice(folder, MEMORY)


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
