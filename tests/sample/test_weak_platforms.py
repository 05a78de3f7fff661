"""The weak platforms that the product finds are those of an independent reading of the files.

Oracle: ``tests/support/sample_oracle.py``, which shares no code with the product.
"""

from __future__ import annotations

import json

import pytest
import sample_oracle
from sample_import import ASKED, import_sample_files
from stores import MEMORY, Place

from graph_service.sample import TODAY, sample_folder
from graph_service.sample.generate import generate

SEEDS = range(1, 21)


def compare(folder, place: Place = MEMORY) -> dict[str, set[str]]:
    """Compare every number of every organisation and return the rules broken by full name."""
    tables = sample_oracle.read(folder)
    expected = sample_oracle.weak(tables, set(ASKED), TODAY)
    links = sample_oracle.links_of(tables, TODAY)
    imported = import_sample_files(folder, place)
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


@pytest.mark.parametrize("seed", SEEDS)
def test_weak_organisations_are_those_of_the_second_reading(tmp_path, seed):
    generate(seed, tmp_path, 0.3)
    compare(tmp_path)


def test_weak_organisations_of_the_shipped_files_are_those_of_the_second_reading(place):
    weak = compare(sample_folder(), place)
    planted = json.loads((sample_folder() / "planted.json").read_text("utf-8"))
    planted = [row for row in planted if row["kind"] == "WEAK_PLATFORM"]
    assert len(planted) == 22
    for row in planted:
        assert (row["finding"] in weak[row["name"]]) == (row["finding"] is not None), row
