"""The graphs of the analytics benchmark, as arrays in a file that every library reads."""

from __future__ import annotations

import csv
import gzip
import itertools
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from process import trial

SIZES = {"1k": (1_000, 6_000), "10k": (10_000, 60_000), "100k": (100_000, 1_000_000)}
MIXING, MEMBERSHIPS = 0.25, (30_000, 15_000, 100_000)


@dataclass(frozen=True)
class Edges:
    """Each edge once, the lesser end first; for the projection who takes part in what."""

    nodes: int
    source: np.ndarray
    target: np.ndarray
    weight: np.ndarray
    member: np.ndarray
    event: np.ndarray

    @classmethod
    def read(cls, path: Path) -> Edges:
        with np.load(path) as file:
            return cls(int(file["nodes"]), *(file[name] for name in list(cls.__annotations__)[1:]))

    def write(self, path: Path) -> None:
        np.savez(path, **vars(self))


def planted(name: str) -> Edges:
    """A degree-corrected planted partition (Karrer, Newman 2011) with geometric weights.

    Every fourth edge goes anywhere, the others stay in their group; ends are drawn by a power
    law. Who would be without an edge is tied to a neighbour by number.
    """
    nodes, edges = SIZES[name]
    rng = np.random.default_rng(8)
    groups = max(10, round(nodes**0.5 / 3))
    group = np.sort(rng.integers(0, groups, nodes))
    pull = np.minimum(1 + rng.pareto(1.5, nodes), nodes**0.5)
    upto = np.concatenate(([0.0], np.cumsum(pull)))
    first = np.searchsorted(group, np.arange(groups + 1))
    found = np.zeros(0, dtype=np.int64)
    while len(found) < edges:
        tail = np.searchsorted(upto, rng.random(edges) * upto[-1], side="right") - 1
        own = rng.random(edges) >= MIXING
        low = np.where(own, upto[first[group[tail]]], 0)
        high = np.where(own, upto[first[group[tail] + 1]], upto[-1])
        head = np.searchsorted(upto, low + rng.random(edges) * (high - low), side="right") - 1
        pairs = np.minimum(tail, head) * nodes + np.maximum(tail, head)
        found = np.unique(np.concatenate((found, pairs[tail != head])))
    found = rng.choice(found, edges, replace=False)
    ends = np.divmod(found, nodes)
    lonely = np.setdiff1d(np.arange(nodes - 1), np.concatenate(ends))
    found = np.unique(np.concatenate((found, lonely * nodes + lonely + 1)))
    source, target = np.divmod(found, nodes)
    weight = rng.geometric(0.5, len(found)).astype(float)
    return Edges(nodes, source, target, weight, *memberships())


def memberships() -> tuple[np.ndarray, np.ndarray]:
    """100,000 distinct memberships; the largest event has a few hundred members."""
    people, events, size = MEMBERSHIPS
    rng = np.random.default_rng(9)
    upto = [
        np.cumsum(1 + rng.pareto(shape, number)) for number, shape in ((people, 2.5), (events, 2.2))
    ]
    found = np.zeros(0, dtype=np.int64)
    while len(found) < size:
        member, event = (np.searchsorted(sums, rng.random(size) * sums[-1]) for sums in upto)
        found = np.unique(np.concatenate((found, event * people + member)))
    event, member = np.divmod(np.sort(rng.choice(found, size, replace=False)), people)
    return member, event


def cordis() -> Edges:
    """Organisations that share projects, by Newman's weights; who has no partner is left out."""
    with gzip.open(trial("cordis_h2020_participations.csv.gz"), "rt", encoding="utf-8") as file:
        taking_part = sorted({(row["rcn"], row["pic"]) for row in csv.DictReader(file)})
    weights: dict[tuple[str, str], float] = {}
    for _, rows in itertools.groupby(taking_part, key=lambda row: row[0]):
        members = [pic for _, pic in rows]
        for pair in itertools.combinations(members, 2):
            weights[pair] = weights.get(pair, 0) + 1 / (len(members) - 1)
    number = {pic: at for at, pic in enumerate(sorted({pic for pair in weights for pic in pair}))}
    pairs = sorted((number[one], number[other], weight) for (one, other), weight in weights.items())
    source, target, weight = (np.array(column) for column in zip(*pairs, strict=True))
    event = np.unique([rcn for rcn, _ in taking_part], return_inverse=True)[1]
    member = np.unique([pic for _, pic in taking_part], return_inverse=True)[1]
    return Edges(len(number), source, target, weight.astype(float), member, event)


def made(name: str, folder: Path) -> Path:
    """Write a graph down, unless it is there."""
    path = folder / f"{name}.npz"
    if not path.exists():
        (cordis() if name == "cordis" else planted(name)).write(path)
    return path
