"""Every name that the Research Organization Registry has of a Chinese organisation finds it."""

from __future__ import annotations

import gzip
import json
import time

import pytest
from searched import found, holding
from stores import Place

pytestmark = pytest.mark.trials


def organisations(trials):
    """(type, names) by id, in both layouts of the registry; the shown name first."""
    records = {}
    with gzip.open(trials / "ror_cn.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            said = json.loads(line)
            if "names" in said:
                shown = [n["value"] for n in said["names"] if "ror_display" in n["types"]]
                names = shown + [n["value"] for n in said["names"]]
            else:
                labels = [label["label"] for label in said["labels"]]
                names = [said["name"], *said["aliases"], *labels, *said["acronyms"]]
            records[said["id"]] = ("University", tuple(dict.fromkeys(names)))
    return records


@pytest.fixture(scope="module")
def records(trials):
    return organisations(trials)


async def test_every_name_finds_its_own_organisation(place: Place, records, capsys):
    queries = [(id_, name) for id_, (_, names) in records.items() for name in names]
    if place.is_server:
        queries = queries[::10]
    async with holding(place, records) as store:
        await found(store, "warm")
        begun = time.perf_counter()
        first = total = exact = 0
        lost = []
        for id_, name in queries:
            hits, _ = await found(store, name, limit=20)
            ids = [i for i, _ in hits]
            if id_ not in ids:
                lost.append((id_, name))
            first += ids[:1] == [id_]
            exact += dict(hits).get(id_) == 0
            total += 1
        took = time.perf_counter() - begun
    with capsys.disabled():
        print(  # noqa: T201 - a run shows what it measured
            f"\nROR on {'Neo4j' if place.is_server else 'memory'}: {len(records)} organisations,"
            f" {total} names, recall {1 - len(lost) / total:.2%}, as the first {first / total:.2%},"
            f" {took / total * 1000:.2f} ms each; lost: {lost}"
        )
    assert len(records) == 2_146
    assert lost == []
    assert exact == total
