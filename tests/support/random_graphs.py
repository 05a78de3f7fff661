"""Random graphs as statements, over a small invented catalogue with every kind of value."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from graph_service.store.memory import MemoryGraph
from schema.catalogue import Catalogue
from schema.columns import store_link, store_values
from schema.language import Entity, Term, entity, link, prop
from schema.money import Money
from schema.statements import LinkStatement, NodeStatement, Statement
from schema.time import PartialDate
from schema.vocabularies import BuildMode, ParticipationRole


class TakingPart:
    part: str | None = prop("Which part.", "部分")
    role: ParticipationRole | None = prop("What it does.", "角色")
    share: float | None = prop("How much of it.", "份额")
    paid: Money | None = prop("What it gets.", "经费")


class Joining:
    mode: BuildMode | None = prop("How.", "方式")
    tags: tuple[str, ...] = prop("Remarks.", "备注")


@entity("团体", plural="bodies", abstract=True)
class Body(Entity):
    """A body."""

    name: str | None = prop("Name.", "名称", naming=True, indexed=True)
    aliases: tuple[str, ...] = prop("Other names.", "别名")
    city: str | None = prop("City.", "城市")
    founded: PartialDate | None = prop("When it was founded.", "成立日期")
    score: float | None = prop("Score.", "得分")
    size: int | None = prop("Size.", "规模")
    active: bool | None = prop("Whether it is active.", "是否活跃")
    capital: Money | None = prop("Capital.", "资本")

    works = link(
        "TAKES_PART",
        "Work",
        label="参与工作",
        description="Works it takes part in.",
        inverse="bodies",
        inverse_label="参与团体",
        inverse_description="Bodies that take part.",
        properties=TakingPart,
        key="part",
    )
    joined = link(
        "JOINED",
        "Body",
        label="加入团体",
        description="Bodies it joined.",
        inverse="joiners",
        inverse_label="成员团体",
        inverse_description="Bodies that joined it.",
        properties=Joining,
        validity=True,
    )


@entity("公司", plural="firms")
class Firm(Body):
    """A firm."""

    trade: Term | None = prop("Trade.", "行业", vocabulary="industries")


@entity("学校", plural="schools")
class School(Body):
    """A school."""

    rank: int | None = prop("Rank.", "排名")


@entity("实验室", plural="labs")
class Lab(Body):
    """A laboratory."""

    topics: tuple[Term, ...] = prop("Topics.", "主题", vocabulary="industries")


@entity("工作", plural="works")
class Work(Entity):
    """A work."""

    name: str | None = prop("Name.", "名称", naming=True)
    begun: PartialDate | None = prop("When it began.", "开始日期")
    cost: Money | None = prop("Cost.", "费用")
    marks: tuple[str, ...] = prop("Marks.", "标记")

    follows = link(
        "FOLLOWS",
        "Work",
        label="前续工作",
        description="Works that it follows.",
        inverse="followers",
        inverse_label="后续工作",
        inverse_description="Works that follow it.",
    )


CATALOGUE = Catalogue(tuple(cls.__entity__ for cls in (Body, Firm, School, Lab, Work)))

# The last three tell order by code point from order by UTF-16 unit or by language.
TEXTS = ("a", "ab", "b", "B", "ba", "é", "王", "\uff01", "\U00020bb7")
DATES = ("2019", "2020", "2020-02", "2020-02-29", "2021-06", "2021-06-30", "2021", "2022-12-31")

_VALUES: dict[str, Any] = {
    "name": lambda r: r.choice(TEXTS) + r.choice(TEXTS),
    "aliases": lambda r: tuple(r.sample(TEXTS, r.randrange(4))),
    "city": lambda r: r.choice(TEXTS[:5]),
    "founded": lambda r: r.choice(DATES),
    "score": lambda r: r.choice((-1.5, -1.0, 0.0, 0.5, 1.0, 2.0)),
    "size": lambda r: r.randint(-1, 3),
    "active": lambda r: r.random() < 0.5,
    "capital": lambda r: Money(r.randint(-1, 3) * 10**10, r.choice(("CNY", "EUR"))),
    "trade": lambda r: r.choice(("pumps", "shoes")),
    "rank": lambda r: r.randint(1, 3),
    "topics": lambda r: tuple(r.sample(("pumps", "shoes", "valves"), r.randrange(3))),
    "begun": lambda r: r.choice(DATES),
    "cost": lambda r: Money(r.randint(0, 3), r.choice(("CNY", "EUR"))),
    "marks": lambda r: tuple(r.sample(TEXTS[:4], r.randrange(3))),
    "role": lambda r: r.choice(("LEAD", "PARTICIPANT", "FUNDER")),
    "share": lambda r: r.choice((0.0, 0.25, 1.0)),
    "paid": lambda r: Money(r.randint(0, 2), "CNY"),
    "mode": lambda r: r.choice(("JOINT", "INDEPENDENT")),
    "tags": lambda r: tuple(r.sample(TEXTS[:4], r.randrange(3))),
    "validFrom": lambda r: r.choice(DATES[:5]),
    "validTo": lambda r: r.choice(DATES[2:]),
}


def random_statements(rng: random.Random, size: int = 24) -> list[Statement]:
    """Statements of a graph of about `size` bodies, half as many works, and three links a node.

    A property is either given for all records of a type or missing for some of them.
    """
    lacking: dict[tuple[str, str], float] = {}

    def values(owner: str, names: list[str]) -> dict[str, Any]:
        given = {}
        for name in names:
            share = lacking.setdefault((owner, name), rng.choice((0.0, 0.35)))
            if rng.random() >= share:
                given[name] = _VALUES[name](rng)
        return given

    statements: list[Statement] = []
    ids: dict[str, list[str]] = {"Body": [], "Work": []}
    common = [p.name for p in Body.__entity__.properties]
    for _ in range(size + size // 2):
        type_ = rng.choice(("Firm", "School", "Lab")) if len(ids["Body"]) < size else "Work"
        family = "Work" if type_ == "Work" else "Body"
        id_ = f"{type_}:{rng.choice(TEXTS)}{rng.getrandbits(16):04x}"
        if id_ in ids[family]:
            continue
        ids[family].append(id_)
        names = [p.name for p in CATALOGUE.by_name[type_].properties]
        given = values("Body", common) if family == "Body" else {}
        own = values(type_, [name for name in names if name not in common or family == "Work"])
        statements.append(NodeStatement(len(statements) + 1, id_, type_, {**given, **own}))
    rng.shuffle(statements)
    statements = [replace(said, row=row) for row, said in enumerate(statements, 1)]
    seen = set()
    for _ in range(4 * size):
        type_ = rng.choice(("TAKES_PART", "TAKES_PART", "JOINED", "FOLLOWS"))
        declared = CATALOGUE.links[type_]
        source = _skewed(rng, ids[declared.source])
        # A few links lead where no declaration expects them.
        stray = rng.random() < 0.03
        target = _skewed(rng, ids["Body" if stray else declared.target])
        key = rng.choice(("", "", "1", "2")) if declared.key else ""
        if (type_, source, target, key) in seen:
            continue
        seen.add((type_, source, target, key))
        given = values(type_, [p.name for p in declared.properties if p.name != declared.key])
        if declared.key and key:
            given[declared.key] = key
        statements.append(LinkStatement(len(statements) + 1, type_, source, target, key, given))
    return statements


def memory_graph(catalogue: Catalogue, statements: list[Statement]) -> MemoryGraph:
    """The graph in memory that statements make which all speak of different things."""
    graph = MemoryGraph(t.name for t in catalogue.concrete)
    for s in statements:
        if isinstance(s, NodeStatement):
            declared = catalogue.by_name[s.type].properties
            graph.put_node(s.id, s.type, store_values(declared, s.values))
    for s in statements:
        if isinstance(s, LinkStatement):
            stored = store_link(catalogue.links[s.type], s.values)
            graph.add_link((s.type, s.source, s.target, s.key), stored)
    graph.revision += 1
    return graph


def random_day(rng: random.Random) -> str:
    """A day at which some validity of a random graph begins or ends, or one next to it."""
    return rng.choice(
        ("2018-12-31", "2019-01-01", "2019-06-15", "2019-12-31", "2020-01-01", "2020-02-01",
         "2020-02-29", "2020-03-01", "2020-12-31", "2021-01-01", "2021-06-01", "2021-06-30",
         "2021-07-01", "2021-12-31", "2022-12-31", "2023-01-01")
    )  # fmt: skip


def _skewed(rng: random.Random, ids: list[str]) -> str:
    return ids[int(rng.random() ** 2 * len(ids))]


def node(id_: str, type_: str, **values: Any) -> NodeStatement:
    """A statement of a record, for graphs written by hand."""
    return NodeStatement(1, id_, type_, values)


def tie(type_: str, source: str, target: str, key: str = "", **values: Any) -> LinkStatement:
    """A statement of a link, for graphs written by hand."""
    stated: Mapping[str, Any] = {**values, **({"part": key} if key else {})}
    return LinkStatement(1, type_, source, target, key, stated)
