"""Fifty names that are nearly another's and are not: none is merged, and none crowds the queue."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass

import pytest
from name_traps import PAIRS, TRAPS
from read_back import nodes_by_name

from graph_service.ingest import import_files
from graph_service.review.open_pairs import open_pairs


@dataclass(frozen=True)
class Seen:
    """Ids by name of all organisations, and the reasons by the pairs of names that are offered."""

    ids: dict[str, str]
    offered: dict[frozenset[str], str]


def seen_in(place, catalogue, pack, tmp_path_factory, rows) -> Seen:
    folder = tmp_path_factory.mktemp("names")
    known, new = dict.fromkeys(k for k, *_ in rows), dict.fromkeys(n for _, n, _ in rows)
    (folder / "known.csv").write_text(
        "单位名称\n" + "".join(f"{name}\n" for name in known), encoding="utf-8"
    )
    (folder / "new.csv").write_text(
        "项目名称,参与单位\n" + "".join(f"项{n},{name}\n" for n, name in enumerate(new)),
        encoding="utf-8",
    )

    async def work() -> Seen:
        async with place.new(catalogue) as store:
            for file, type_ in (("known.csv", "OtherOrganization"), ("new.csv", "项目")):
                await import_files(store, catalogue, pack, [folder / file], as_type=type_)
            ids = {}
            for type_ in catalogue.members("Organization"):
                found = await nodes_by_name(store, type_)
                ids |= {name: node["id"] for name, node in found.items()}
            names = {id_: name for name, id_ in ids.items()}
            pairs = [s.pair for s in (await open_pairs(store, limit=500)).pairs]
            return Seen(ids, {frozenset({names[p.left], names[p.right]}): p.reason for p in pairs})

    return asyncio.run(work())


@pytest.fixture(scope="module")
def trapped(place, catalogue, pack, tmp_path_factory) -> Seen:
    return seen_in(place, catalogue, pack, tmp_path_factory, TRAPS)


@pytest.fixture(scope="module")
def paired(place, catalogue, pack, tmp_path_factory) -> Seen:
    return seen_in(place, catalogue, pack, tmp_path_factory, PAIRS)


@pytest.mark.parametrize(("known", "new", "why"), TRAPS)
def test_a_trap_merges_nobody_and_is_not_offered(trapped, known, new, why):
    assert trapped.ids[known] != trapped.ids[new], why
    assert frozenset({known, new}) not in trapped.offered, why


def test_traps_bring_nothing_else_up(trapped):
    # Names of other traps are as different as those of one.
    assert trapped.offered == {}


def test_true_pairs_are_offered_with_the_reason_and_not_merged(paired, capsys):
    found = {(k, n): paired.offered.get(frozenset({k, n}), "") for k, n, _ in PAIRS}
    recall = sum(map(bool, found.values())) / len(PAIRS)
    with capsys.disabled():
        sys.stdout.write(f"\nrecall of true pairs: {recall:.0%} of {len(PAIRS)}\n")

    assert found == {(k, n): reason for k, n, reason in PAIRS}
    assert all(paired.ids[k] != paired.ids[n] for k, n, _ in PAIRS)
    # 21 of 24: the three others are in the table with no reason.
    assert recall == 21 / 24
