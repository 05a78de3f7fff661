"""Small random graphs by hypothesis, what is asked of them, and the answers of naive code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from hypothesis import strategies as st
from naive_plans import NaiveGraph, plain
from naive_search import search as naive_search
from naive_walks import NaiveWalks

from graph_service.store.exploring import Neighbourhood, Paths, Search
from graph_service.store.plan import (
    Compare,
    Connection,
    Follow,
    Hop,
    LinkFilter,
    NodeView,
    Op,
    Scan,
    Selection,
)
from graph_service.store.port import ReadContext, Store
from graph_service.store.summaries import Aggregate, Facet
from schema.catalogue import load_catalogue
from schema.declarations import Direction
from schema.money import Money
from schema.statements import LinkStatement, NodeStatement, Statement

CATALOGUE = load_catalogue()
BODIES = ("University", "Enterprise", "Platform")
TYPES = (*BODIES, "Project")
LINKS = ("PARTICIPATES_IN", "PART_OF", "SUCCEEDED_BY", "BUILT_WITH")
DAYS = ("2019-12-31", "2020-01-01", "2020-06-30", "2021-12-31")
EVERY_HIT = 100_000

_PIECES = (
    "温州",
    "大学",
    "大",
    "医科",
    "长",
    "乐清",
    "重庆",
    "银行",
    "Lab",
    "ab",
    "A",
    "é",
    "7",
    " ",
    "（",
)
_NAMES = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=5).map("".join)
_TEXTS = st.one_of(
    _NAMES,
    st.sampled_from(["wz", "dx", "wenzhoud", "chang", "zhang", "yueqing", "cqyh", "e", "l", "la"]),
    st.lists(_NAMES, min_size=2, max_size=2).map(" ".join),
)


@dataclass(frozen=True)
class Question:
    """Which records (by their place in the graph), which types and links, on which day."""

    source: int
    target: int
    longest: int
    busiest: int
    depth: int
    limit: int
    types: tuple[str, ...]
    links: tuple[str, ...]
    day: str


@dataclass(frozen=True)
class Example:
    """A graph and what is asked of it; links name their ends by their place."""

    records: tuple[tuple[str, Mapping[str, Any]], ...]
    ties: tuple[tuple[str, int, int, Mapping[str, Any]], ...]
    walks: tuple[Question, ...]
    texts: tuple[str, ...]
    top: int


_COMMON = {
    "name": _NAMES,
    "aliases": st.lists(_NAMES, max_size=2, unique=True).map(tuple),
    "country": st.sampled_from(("CN", "DE", "FR")),
}
_MONEY = st.builds(
    Money, st.integers(-2, 3).map(lambda n: n * 10**9), st.sampled_from(("CNY", "EUR"))
)


def _some(**values: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=values)


_RECORDS = st.one_of(
    st.tuples(st.just("University"), _some(**_COMMON)),
    st.tuples(st.just("Enterprise"), _some(**_COMMON, staff=st.integers(-1, 2))),
    st.tuples(st.just("Platform"), _some(**_COMMON, staff=st.integers(0, 9))),
    st.tuples(st.just("Project"), _some(name=_NAMES, funding=_MONEY)),
)
_ROLES = _some(role=st.sampled_from(("LEAD", "PARTICIPANT")), amount=_MONEY)
_SPANS = _some(
    validFrom=st.sampled_from(("2019", "2020", "2020-06-30")),
    validTo=st.sampled_from(("2019", "2020", "2020-06-30", "2020-07")),
)


@st.composite
def examples(draw: st.DrawFn) -> Example:
    """Graphs of two to nine records with up to three times as many links."""
    records = draw(st.lists(_RECORDS, min_size=2, max_size=9))
    places = {kind: [i for i, (t, _) in enumerate(records) if t == kind] for kind in TYPES}
    bodies = [i for i, (t, _) in enumerate(records) if t in BODIES]
    ends = {
        "PARTICIPATES_IN": (bodies, places["Project"], _ROLES),
        "PART_OF": (bodies, bodies, st.just({})),
        "SUCCEEDED_BY": (bodies, bodies, st.just({})),
        "BUILT_WITH": (places["Platform"], bodies, _SPANS),
    }
    kinds = [
        st.tuples(st.just(kind), st.sampled_from(near), st.sampled_from(far), values)
        for kind, (near, far, values) in ends.items()
        if near and far
    ]
    size = len(records)
    drawn = draw(st.lists(st.one_of(kinds), min_size=size, max_size=3 * size)) if kinds else []
    ties = {tie[:3]: tie for tie in drawn}
    anyone = st.integers(0, len(records) - 1)
    walks = st.builds(
        Question,
        source=anyone,
        target=anyone,
        longest=st.integers(1, 6),
        # So that hubs of a few links are not passed through.
        busiest=st.sampled_from((1, 2, 3, 5, 1_000)),
        depth=st.integers(0, 4),
        limit=st.sampled_from((100, 0, 1, 3)),
        types=st.sampled_from((TYPES, TYPES, BODIES, ("University", "Project"))),
        links=st.sampled_from((LINKS, LINKS, LINKS[:1], LINKS[1:])),
        day=st.sampled_from(DAYS),
    )
    return Example(
        tuple(records),
        tuple(ties.values()),
        tuple(draw(st.lists(walks, min_size=3, max_size=3))),
        tuple(draw(st.lists(_TEXTS, min_size=2, max_size=2))),
        draw(st.integers(0, 3)),
    )


@dataclass(frozen=True)
class Placed:
    """An example in a store, where its records have ids of their own among those of others."""

    example: Example
    number: int

    def id(self, place: int) -> str:
        return f"{self.example.records[place][0]}:{self.number}-{place}"

    def statements(self) -> list[Statement]:
        """What makes it; the country of each record without one tells which example it is of."""
        said: list[Statement] = [
            NodeStatement(1, self.id(place), type_, dict(values))
            for place, (type_, values) in enumerate(self.example.records)
        ]
        said += (
            LinkStatement(1, type_, self.id(source), self.id(target), "", dict(values))
            for type_, source, target, values in self.example.ties
        )
        return said

    def paths(self, asked: Question) -> Paths:
        return Paths(
            self.id(asked.source),
            self.id(asked.target),
            asked.longest,
            asked.types,
            asked.links,
            asked.limit,
            asked.busiest,
        )

    def around(self, asked: Question) -> Neighbourhood:
        return Neighbourhood(
            self.id(asked.source), asked.depth, asked.types, asked.links, asked.limit
        )

    def lists(self) -> tuple[Scan, ...]:
        """Facets and aggregates of its records, and of the links of each."""
        top, mine = self.example.top, f":{self.number}-"
        where = LinkFilter(node=Compare("id", Op.CONTAINS, mine))
        links = Connection(
            summaries=(
                Facet("roles", "role", top, of_link=True),
                Aggregate("amount", "amountMinor", "amountCurrency", of_link=True),
                Facet("begun", "name", top, begin=1),
                Aggregate("names", "name"),
            )
        )
        follow = Follow("projects", Hop("PARTICIPATES_IN", Direction.OUT, "Project"), links)
        bodies = Connection(
            (NodeView("node", Selection(follows=(follow,))),),
            where=where,
            limit=20,
            count=True,
            summaries=(
                Facet("types", "@type", top),
                Facet("aliases", "aliases", top),
                Facet("countries", "country", top),
                Aggregate("names", "name"),
            ),
        )
        staffed = Connection(
            where=where, summaries=(Aggregate("staff", "staff"), Facet("numbers", "staff", top))
        )
        money = Connection(
            where=where, summaries=(Aggregate("funding", "fundingMinor", "fundingCurrency"),)
        )
        return (
            Scan(BODIES, bodies),
            Scan(("Enterprise", "Platform"), staffed),
            Scan(("Project",), money),
        )


def placed(found: Sequence[Example]) -> list[Placed]:
    return [Placed(example, number) for number, example in enumerate(found)]


async def answers(store: Store, asked: Sequence[Placed]) -> list[Any]:
    """What a store says to all of it."""
    said: list[Any] = []
    for one in asked:
        for question in one.example.walks:
            context = ReadContext(question.day)
            ways = await store.paths(one.paths(question), context)
            around = await store.neighbourhood(one.around(question), context)
            assert ways is not None
            assert around is not None
            said.append((asdict(ways), asdict(around)))
        context = ReadContext(DAYS[0])
        for text in one.example.texts:
            hits = await store.search(Search(text, TYPES, EVERY_HIT), context)
            said.append(([(hit.id, int(hit.match)) for hit in hits.hits], hits.count))
        said.append([plain(await store.read(plan, context)) for plan in one.lists()])
    return said


def differences(said: Sequence[Any], asked: Sequence[Placed]) -> list[Any]:
    """The questions to which an answer is not the one of naive code, with both answers."""
    names = {
        one.id(place): (type_, _names_of(values))
        for one in asked
        for place, (type_, values) in enumerate(one.example.records)
    }
    answer = iter(said)
    wrong: list[Any] = []
    for one in asked:
        statements = one.statements()
        for question in one.example.walks:
            ways, around = next(answer)
            naive = NaiveWalks(CATALOGUE, statements, question.day, question.types, question.links)
            wrong += _wrong_ways(naive, one.paths(question), ways)
            wrong += _wrong_around(naive, one.around(question), around)
        for text in one.example.texts:
            right = naive_search(names, text, TYPES)
            found = next(answer)
            wrong += [] if found == (right, len(right)) else [(text, found, right)]
        graph = NaiveGraph(CATALOGUE, statements)
        right = [graph.answer(plan, DAYS[0]) for plan in one.lists()]
        found = next(answer)
        wrong += [] if found == right else [(one.example.records, found, right)]
    return wrong


def _names_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a record; who has none has an empty one."""
    name = (values["name"],) if "name" in values else ()
    return (*name, *values.get("aliases", ())) or ("",)


def _wrong_ways(naive: NaiveWalks, asked: Paths, said: Mapping[str, Any]) -> list[Any]:
    right = naive.paths(asked.source, asked.target, asked.longest, asked.busiest)
    kept = right[: asked.limit]
    expected = (kept, len(right) > asked.limit, naive.joints_of_paths(kept))
    joints = [(j["type"], j["source"], j["target"], j["key"]) for j in said["joints"]]
    found = (list(said["paths"]), said["truncated"], joints)
    wrong = [] if found == expected else [(asked, found, expected)]
    excluded = set(said["excluded"])
    if any(naive.degree[id_] <= asked.busiest for id_ in excluded):
        wrong.append((asked, "excluded without need", excluded))
    every = naive.paths(asked.source, asked.target, asked.longest, 10**6)
    missed = every != right and (not right or len(every[0]) <= len(right[0]))
    # Who was passed by is on a path that would be as short.
    if missed and not excluded & {id_ for path in every for id_ in path[1:-1]}:
        wrong.append((asked, "excluded and not told", every))
    return wrong


def _wrong_around(naive: NaiveWalks, asked: Neighbourhood, said: Mapping[str, Any]) -> list[Any]:
    expected = naive.neighbourhood(asked.centre, asked.depth, asked.limit)
    found = (
        [(n["id"], n["distance"], n["links"]) for n in said["neighbours"]],
        [(j["type"], j["source"], j["target"], j["key"]) for j in said["joints"]],
        said["truncated"],
    )
    return [] if found == expected else [(asked, found, expected)]
