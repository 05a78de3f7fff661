"""What is planted in the sample is there, by an independent reading of the files.

Oracle: ``tests/support/sample_oracle.py`` and ``sample_chains.py``.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest
import sample_chains
import sample_oracle
from effort import tried

from graph_service.sample import TODAY, sample_folder
from graph_service.sample.generate import generate

SEEDS = range(1, tried(every_run=6, thorough=20) + 1)
KINDS = ("WEAK_PLATFORM", "CHAIN_GAP", "CHOKEPOINT", "BROKER")


@pytest.fixture(scope="module", params=["shipped", *SEEDS])
def sample(request, tmp_path_factory) -> tuple[sample_oracle.Tables, dict[str, list[dict]]]:
    """The tables and what is planted in them, by kind."""
    folder = sample_folder()
    if request.param != "shipped":
        folder = tmp_path_factory.mktemp("sample")
        generate(request.param, folder, 0.4)
    planted: dict[str, list[dict]] = {kind: [] for kind in KINDS}
    for row in json.loads((folder / "planted.json").read_text("utf-8")):
        planted[row["kind"]].append(row)
    return sample_oracle.read(folder), planted


def test_the_readme_names_what_is_planted_besides_platforms(checkout):
    text = (checkout / "README.md").read_text(encoding="utf-8")
    planted = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    named = {n for row in planted if row["kind"] != "WEAK_PLATFORM" for n in (row["name"],)}
    named |= {n for row in planted if row["kind"] == "CHOKEPOINT" for n in row["who"]}
    assert {name for name in named if name not in text} == set()


def test_platforms_break_just_the_rules_they_are_planted_for(sample):
    tables, planted = sample
    weak = sample_oracle.weak(tables, {"Platform"}, TODAY)
    findings = Counter(row["finding"] for row in planted["WEAK_PLATFORM"])
    assert findings.pop(None) == 2
    assert len(findings) == 5
    assert set(findings.values()) in ({2}, {4})
    for row in planted["WEAK_PLATFORM"]:
        expected = {row["finding"]} - {None}
        if row["finding"] == "NO_ENTERPRISE_PARTNER":
            expected.add("LOW_ENTERPRISE_SHARE")
        assert weak[row["name"]] == expected, row


def test_most_platforms_are_not_weak(sample):
    tables, planted = sample
    weak = sample_oracle.weak(tables, {"Platform"}, TODAY)
    meant = {row["name"] for row in planted["WEAK_PLATFORM"]}
    assert sum(bool(broken) for name, broken in weak.items() if name not in meant) <= 2


def test_cells_of_planted_gaps_have_nobody_or_nobody_near(sample):
    tables, planted = sample
    cells = sample_chains.coverage(tables, TODAY)
    order = sample_chains.chains(tables)
    for row in planted["CHAIN_GAP"]:
        assert row["name"] in order[row["chain"]]
        if row["finding"] in ("MISSING", "ONLY_OUTSIDE_REGION"):
            stages = [row["stage"]] if row.get("stage") else sample_chains.STAGES
            found = {cells[row["name"], stage].finding for stage in stages}
            assert found == {row["finding"]}, row
    whole = [r for r in planted["CHAIN_GAP"] if r["finding"] == "MISSING" and "stage" not in r]
    assert {order[row["chain"]][-1] == row["name"] for row in whole} == {True, False}


def test_the_planted_handover_is_broken_however_long_the_path(sample):
    tables, planted = sample
    [row] = [row for row in planted["CHAIN_GAP"] if row["finding"] == "BROKEN_HANDOVER"]
    assert (row["name"], row["stage"]) in sample_chains.broken(tables, TODAY, 50)


def test_a_planted_segment_with_enterprises_is_served_by_nobody(sample):
    tables, planted = sample
    [row] = [row for row in planted["CHAIN_GAP"] if row["finding"] == "UNSERVED"]
    cell = sample_chains.coverage(tables, TODAY)[row["name"], "INDUSTRIALISATION"]
    assert len(cell.near) >= 2
    assert row["name"] not in sample_chains.served(tables)


def test_planted_chokepoints_have_one_provider(sample):
    tables, planted = sample
    segment, product = planted["CHOKEPOINT"]
    [firm] = segment["who"]
    cell = sample_chains.coverage(tables, TODAY)[segment["name"], segment["stage"]]
    assert cell.near == {firm}
    assert cell.finding == segment["finding"] == "SINGLE_PROVIDER"
    makers = [row["企业名称"] for row in tables["产业链企业"] if row["主要产品"] == product["name"]]
    assert makers == product["who"] == [firm]


def test_without_the_planted_broker_its_group_works_with_nobody_else(sample):
    tables, planted = sample
    [row] = planted["BROKER"]
    links = sample_oracle.links_of(tables, TODAY)
    ties = {name: set(own.strength) for name, own in links.items()}
    pieces = sample_chains.pieces_without(ties, row["name"])
    assert set(row["who"]) in pieces
    assert max(len(piece) for piece in pieces) > 12
    assert len(ties[row["name"]] & set(row["who"])) == 3
