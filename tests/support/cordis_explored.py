"""Ways, surroundings, searches and sums in the CORDIS trial files: asked of a store, and worked out.

A store holds the participations and then the organisations. The answers expected are read off the
rows of the files by plain Python, for a seeded sample; every store must give just these.
"""

from __future__ import annotations

import csv
import gzip
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from cordis_tables import FILE, TYPES
from naive_search import search as naive_search

from graph_service.store.exploring import Neighbourhood, Paths, Search
from graph_service.store.plan import Column as PlanColumn
from graph_service.store.plan import (
    Compare,
    Connection,
    Field,
    Follow,
    Hop,
    LinkFilter,
    NodeView,
    Op,
    OrderKey,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, Store
from graph_service.store.summaries import Aggregate, Facet
from schema.declarations import Direction

ORGANIZATIONS = "cordis_h2020_orgs_2017.csv.gz"

EXPLORED = {"ways": 363, "excluded": 154, "around": 3_281, "found": 282, "sums": 40}
"""How much a store tells of the sample: ways, records passed by on them, neighbours, hits, sums."""

_DAY = ReadContext("2023-12-31")
_BODIES = tuple(TYPES.values())
_LINK = "PARTICIPATES_IN"
_ROLES = {"coordinator": "LEAD"}


@dataclass(frozen=True)
class Asked:
    """A sample of questions."""

    ways: tuple[Paths, ...]
    around: tuple[Neighbourhood, ...]
    texts: tuple[str, ...]
    pics: tuple[str, ...]


class Cordis:
    """The rows of both files, by what they speak of."""

    def __init__(self, trials: Any) -> None:
        self.types: dict[str, str] = {}
        self.next: dict[str, set[str]] = defaultdict(set)
        self.rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in _read(trials / FILE):
            type_ = self.types.setdefault(row["pic"], TYPES[row["type"]])
            body, project = f"{type_}:{row['pic']}", f"Project:{row['rcn']}"
            self.next[body].add(project)
            self.next[project].add(body)
            self.rows[row["pic"]].append(row)
        self.names: dict[str, tuple[str, tuple[str, ...]]] = {
            f"{type_}:{pic}": (type_, ("", pic)) for pic, type_ in self.types.items()
        }
        for row in _read(trials / ORGANIZATIONS):
            pic = row["orgId"]
            type_ = self.types.get(pic, TYPES[row["activityType"]])
            self.names[f"{type_}:{pic}"] = (type_, (row["name"], row["shortName"], pic))

    def sample(self, seed: int = 1) -> Asked:
        """Pairs, centres, texts and organisations; the same for the same seed."""
        rng = random.Random(seed)
        bodies = sorted(f"{type_}:{pic}" for pic, type_ in self.types.items())
        # Many of those with many links among them.
        busy = sorted(bodies, key=lambda id_: (-len(self.next[id_]), id_))[:60]
        everyone = sorted(self.next)
        ways = tuple(
            Paths(
                rng.choice(busy if n % 3 == 0 else bodies),
                rng.choice(busy if n % 2 == 0 else bodies),
                rng.choice((2, 4, 4)),
                (*_BODIES, "Project"),
                (_LINK,),
                20,
                rng.choice((100, 1_000)),
            )
            for n in range(60)
        )
        around = tuple(
            Neighbourhood(
                rng.choice(busy if n % 3 == 0 else everyone),
                rng.choice((1, 2, 3)),
                (*_BODIES, "Project"),
                (_LINK,),
                rng.choice((10, 100, 400)),
            )
            for n in range(40)
        )
        names = sorted(name for _, (name, *_) in self.names.values() if 5 < len(name) < 60)
        texts = [rng.choice(names) for _ in range(10)]
        texts += (rng.choice(names).split()[0][: rng.choice((3, 5))] for _ in range(10))
        texts += (" ".join(rng.choice(names).split()[:2]).lower() for _ in range(10))
        texts += (rng.choice(sorted(self.types))[: rng.choice((5, 9))] for _ in range(10))
        return Asked(ways, around, tuple(texts), tuple(rng.sample(sorted(self.types), 40)))

    # -- what is expected ----------------------------------------------------------------------

    def ways(self, asked: Paths, busiest: int) -> list[tuple[str, ...]]:
        """All shortest ways in order, level by level from the source."""
        before: dict[str, list[str]] = {asked.source: []}
        front = [asked.source]
        for _ in range(asked.longest):
            if asked.target in before:
                break
            reached: dict[str, list[str]] = {}
            for one in front:
                if one == asked.source or len(self.next[one]) <= busiest:
                    for other in self.next[one]:
                        if other not in before:
                            reached.setdefault(other, []).append(one)
            before |= reached
            front = list(reached)
        if asked.target not in before:
            return []
        ways = [(asked.target,)]
        while ways[0][0] != asked.source:
            ways = [(one, *way) for way in ways for one in before[way[0]]]
        return sorted(ways)

    def around(self, asked: Neighbourhood) -> list[tuple[str, int, int]]:
        """All records within the depth, with distance and number of links, the best first."""
        distance = {asked.centre: 0}
        front = [asked.centre]
        for far in range(1, asked.depth + 1):
            front = [b for a in front for b in self.next[a] if distance.setdefault(b, far) == far]
            front = list(dict.fromkeys(front))
        found = [(id_, far, len(self.next[id_])) for id_, far in distance.items()]
        return sorted(found, key=lambda one: (one[1], -one[2], one[0]))

    def joints(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """The links among pairs of records, from the organisation to the project."""
        ends = {tuple(sorted(pair, key=lambda id_: id_.startswith("Project:"))) for pair in pairs}
        return sorted((a, b) for a, b in ends if b in self.next[a])

    def sums(self, pic: str) -> dict[str, Any]:
        """What the rows of an organisation come to; amounts are in cents."""
        rows = self.rows[pic]
        years = Counter(row["start_date"][:4] for row in rows if row["start_date"] != "NA")
        amounts = [round(float(r["contribution"]) * 100) for r in rows if _known(r["contribution"])]
        return {
            "roles": _ranked(Counter(_ROLES.get(row["role"], "PARTICIPANT") for row in rows)),
            "years": _ranked(years)[:3],
            "other years": sum(count for _, count in _ranked(years)[3:]),
            "amounts": [(len(amounts), min(amounts), max(amounts), sum(amounts))]
            if amounts
            else [],
            "no amount": len(rows) - len(amounts),
        }


async def explored(store: Store, asked: Asked) -> dict[str, list[Any]]:
    """The answers of a store, in plain form."""
    said: dict[str, list[Any]] = {"ways": [], "around": [], "found": []}
    for way in asked.ways:
        answer = await store.paths(way, _DAY)
        assert answer is not None
        joints = [(j.source, j.target) for j in answer.joints]
        said["ways"].append((list(answer.paths), answer.truncated, joints, answer.excluded))
    for place in asked.around:
        near = await store.neighbourhood(place, _DAY)
        assert near is not None
        kept = [(n.id, n.distance, n.links) for n in near.neighbours]
        joints = [(j.source, j.target) for j in near.joints]
        said["around"].append((kept, joints, near.truncated))
    for text in asked.texts:
        hits = await store.search(Search(text, _BODIES, 50), _DAY)
        said["found"].append(([(hit.id, int(hit.match)) for hit in hits.hits], hits.count))
    links = Connection(
        summaries=(
            Facet("roles", "role", 5, of_link=True),
            Aggregate("amount", "amountMinor", "amountCurrency", of_link=True),
            Facet("years", "startOn", 3, begin=4),
        )
    )
    follow = Follow("links", Hop(_LINK, Direction.OUT, "Project"), links)
    one = NodeView("node", Selection((Field("pic", ("pic",)),), (follow,)))
    page = await store.read(
        Scan(
            _BODIES,
            Connection(
                (one,),
                where=LinkFilter(node=Compare("pic", Op.IN, asked.pics)),
                order=(OrderKey(PlanColumn("pic")),),
                limit=len(asked.pics),
            ),
        ),
        _DAY,
    )
    said["sums"] = [_sums(entry["node"]["links"].summaries) for entry in page.entries]
    return said


def check_explored(said: dict[str, list[Any]], cordis: Cordis, asked: Asked) -> dict[str, int]:
    """Compare what a store said with what the rows come to; return how much there was of what."""
    for way, (paths, truncated, joints, excluded) in zip(asked.ways, said["ways"], strict=True):
        right = cordis.ways(way, way.busiest)
        assert (paths, truncated) == (right[: way.limit], len(right) > way.limit), way
        assert joints == cordis.joints(step for path in paths for step in pairwise(path)), way
        assert all(len(cordis.next[id_]) > way.busiest for id_ in excluded)
        every = cordis.ways(way, 10**6)
        if every != right and (not right or len(every[0]) <= len(right[0])):
            assert set(excluded) & {id_ for path in every for id_ in path[1:-1]}, way
    for place, (kept, joints, truncated) in zip(asked.around, said["around"], strict=True):
        near = cordis.around(place)
        assert (kept, truncated) == (near[: place.limit + 1], len(near) > place.limit + 1), place
        ids = {id_ for id_, _, _ in kept}
        pairs = ((a, b) for a in ids for b in cordis.next[a] if b in ids)
        assert joints == cordis.joints(pairs), place
    for text, (hits, count) in zip(asked.texts, said["found"], strict=True):
        found = naive_search(cordis.names, text, _BODIES)
        assert (hits, count) == (found[:50], len(found)), text
    assert said["sums"] == [cordis.sums(pic) for pic in sorted(asked.pics)]
    return {
        "ways": sum(len(paths) for paths, *_ in said["ways"]),
        "excluded": sum(len(excluded) for *_, excluded in said["ways"]),
        "around": sum(len(kept) for kept, *_ in said["around"]),
        "found": sum(count for _, count in said["found"]),
        "sums": len(said["sums"]),
    }


def _sums(summaries: Any) -> dict[str, Any]:
    amount, years = summaries["amount"], summaries["years"]
    assert {group.by for group in amount.groups} <= {"EUR"}
    return {
        "roles": summaries["roles"].values,
        "years": years.values,
        "other years": years.other,
        "amounts": [(g.count, g.least, g.greatest, g.sum) for g in amount.groups],
        "no amount": amount.missing,
    }


def _read(path: Any) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _known(amount: str) -> bool:
    return amount not in {"", "NA"}


def _ranked(counts: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
