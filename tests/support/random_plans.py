"""Random read plans over random graphs, with the answers of the naive interpreter."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from naive_plans import NaiveGraph
from plan_surroundings import BOOL, LIST, NUMBER, TEXT, Surroundings, columns_of
from random_graphs import CATALOGUE, random_day, random_statements

from graph_service.store import plan as p
from graph_service.store.summaries import Aggregate, Facet, Summary
from schema.statements import Statement

Op = p.Op
COMPARING = (Op.EQ, Op.IN, Op.GT, Op.GTE, Op.LT, Op.LTE)
SUITED: dict[Op, tuple[str, ...]] = {
    **dict.fromkeys((Op.GT, Op.GTE, Op.LT, Op.LTE), (TEXT, NUMBER)),
    **dict.fromkeys((Op.EQ, Op.IN), (TEXT, NUMBER, BOOL)),
    **dict.fromkeys((Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH), (TEXT,)),
    **dict.fromkeys((Op.HAS, Op.HAS_ANY, Op.HAS_ALL, Op.IS_EMPTY), (LIST,)),
    Op.IS_NULL: (TEXT, NUMBER, BOOL, LIST),
}
DEPTH = 3


@dataclass(frozen=True)
class Question:
    """A plan, the day on which it is asked, and the right answer in plain form."""

    plan: p.Plan
    as_of: str
    answer: Any


@dataclass(frozen=True)
class Case:
    """A graph and what is asked of it."""

    statements: list[Statement]
    about: Surroundings
    questions: list[Question]


def random_cases(seed: int, graphs: int, questions: int) -> Iterator[Case]:
    """Yield graphs with questions; the same for the same arguments."""
    for number in range(graphs):
        rng = random.Random(f"{seed}-{number}")
        statements = random_statements(rng)
        about = Surroundings(CATALOGUE, NaiveGraph(CATALOGUE, statements))
        asked = []
        for _ in range(questions):
            as_of = random_day(rng)
            plan = PlanMaker(rng, about).plan(as_of)
            asked.append(Question(plan, as_of, about.graph.answer(plan, as_of)))
        yield Case(statements, about, asked)


class PlanMaker:
    """Makes plans; every choice comes from `rng`."""

    def __init__(self, rng: random.Random, about: Surroundings) -> None:
        self.rng = rng
        self.about = about
        self.names = 0

    def plan(self, as_of: str) -> p.Plan:
        """A scan of one or several types, or a lookup."""
        rng, catalogue = self.rng, self.about.catalogue
        if rng.random() < 0.1:
            ids = [*rng.sample(sorted(self.about.graph.nodes), 3), "Firm:nobody"]
            rng.shuffle(ids)
            return p.Lookup(tuple(ids), self.selection(catalogue.members("Node"), 0, as_of))
        name = rng.choice(("Body", "Body", "Body", "Firm", "School", "Lab", "Work", "Work", "Node"))
        types = catalogue.members(name)
        if len(types) > 1 and rng.random() < 0.3:
            types = tuple(rng.sample(types, len(types) - 1))
        connection = self.connection(types, None, 0, as_of)
        if rng.random() < 0.4 and connection.limit is not None:
            answer = self.about.graph.answer(p.Scan(types, longer(connection)), as_of)
            connection = self.continued(connection, types, answer["entries"])
        return p.Scan(types, connection)

    def connection(
        self, types: tuple[str, ...], hop: p.Hop | None, depth: int, as_of: str
    ) -> p.Connection:
        rng = self.rng
        counted = rng.random() < 0.5
        edges: tuple[p.Field, ...] = ()
        edge = None
        own: dict[str, str] = {}
        if hop is not None:
            own = columns_of(self.about.catalogue.links[hop.link].properties)
            edges = tuple(self.fields(own, rng.randrange(3))) if own else ()
            if own and rng.random() < 0.3:
                edge = self.condition(None, own, hop.link, 1)
        node = self.condition(types, self.about.columns(types), None, 0)
        roll = rng.random()
        where = p.LinkFilter(edge, None if roll < 0.25 else node)
        return p.Connection(
            nodes=tuple(
                p.NodeView(self.name(), self.selection(types, depth, as_of))
                for _ in range(rng.choice((0, 1, 1, 1, 2)))
            ),
            edges=edges,
            where=None if where == p.LinkFilter() and rng.random() < 0.5 else where,
            order=self.order(types),
            backward=rng.random() < 0.35,
            limit=None if rng.random() < 0.12 else rng.choice((0, 1, 2, 3, 5, 8, 50)),
            count=counted,
            summaries=tuple(self.summaries(types, own, depth)),
        )

    def summaries(
        self, types: tuple[str, ...], own: dict[str, str], depth: int
    ) -> Iterator[Summary]:
        """Facets and aggregates of nodes of some types, or of links with `own` columns."""
        rng = self.rng
        # A server takes long to plan a text that has many.
        if rng.random() > (0.3 if depth == 0 else 0.12):
            return
        for _ in range(rng.choice((1, 1, 2, 3))):
            of_link = bool(own) and rng.random() < 0.4
            columns = own if of_link else {**self.about.columns(types), "@type": TEXT}
            numbers = [c for c, sort in columns.items() if sort == NUMBER]
            name = rng.choice(list(columns))
            if numbers and rng.random() < 0.4:
                name = rng.choice(numbers)
            by = name.replace("Minor", "Currency") if name.endswith("Minor") else None
            if rng.random() < 0.5 and columns[name] in (TEXT, NUMBER):
                yield Aggregate(self.name(), name, by, of_link)
                continue
            begin = rng.choice((None, 1, 4)) if columns[name] == TEXT else None
            yield Facet(self.name(), name, rng.choice((0, 1, 2, 10)), of_link, begin)

    def order(self, types: tuple[str, ...]) -> tuple[p.OrderKey, ...]:
        rng = self.rng
        columns = [c for c, sort in self.about.columns(types).items() if sort != LIST]
        keys = []
        for _ in range(rng.choice((0, 1, 1, 1, 1, 1, 2))):
            by: p.Column | p.LinkCount = p.Column(rng.choice([*columns, "id", "@type"]))
            if rng.random() < 0.15:
                by = p.LinkCount(self.hop(types))
            keys.append(p.OrderKey(by, rng.random() < 0.5))
        return tuple(keys)

    def continued(
        self, connection: p.Connection, types: tuple[str, ...], entries: list[Any]
    ) -> p.Connection:
        """The same list from a place in it, or from an invented place."""
        rng = self.rng
        if not entries:
            return connection
        place = list(rng.choice(entries)["@position"])
        if rng.random() < 0.3:
            at = rng.randrange(len(connection.order) + 1)
            if at == len(connection.order):
                place[at] = rng.choice(("Firm:", "M", "Work:b", place[at] + "0"))
            elif isinstance(by := connection.order[at].by, p.Column):
                place[at] = rng.choice([None, *self.about.values(types, by.name)])
            else:
                place[at] += rng.choice((-1, 1))
        return replace(connection, after=tuple(place))

    def selection(self, types: tuple[str, ...], depth: int, as_of: str) -> p.Selection:
        rng = self.rng
        fields = list(self.fields({**self.about.columns(types), "id": TEXT, "@type": TEXT}, 2))
        follows = []
        while depth < DEPTH and rng.random() < (0.45, 0.3, 0.3)[depth]:
            follows.append(self.follow(types, depth + 1, as_of))
            break
        branches = []
        if len(types) > 1 and rng.random() < 0.4:
            deeper = max(depth, 1)
            branches = [
                p.Branch(one, self.selection((one,), deeper, as_of)) for one in rng.sample(types, 2)
            ]
        return p.Selection(tuple(fields), tuple(follows), tuple(branches))

    def follow(self, types: tuple[str, ...], depth: int, as_of: str) -> p.Follow:
        hop = self.hop(types)
        far = self.about.catalogue.members(hop.target)
        connection = self.connection(far, hop, depth, as_of)
        follow = p.Follow(self.name(), hop, connection)
        if self.rng.random() < 0.25 and connection.limit is not None:
            whole = p.Follow("", hop, longer(connection))
            near = [n for n in self.about.graph.nodes.values() if n.type in types]
            for node in self.rng.sample(near, min(4, len(near))):
                entries = self.about.graph.follow(node, whole, as_of)["entries"]
                if entries:
                    connection = self.continued(connection, far, entries)
                    return p.Follow(follow.key, hop, connection)
        return follow

    def hop(self, types: tuple[str, ...]) -> p.Hop:
        """A hop from nodes of these types, sometimes to fewer types than the link leads to."""
        rng = self.rng
        ends = self.about.ends(types) or self.about.ends(("Firm",))
        end = rng.choice(ends)
        target = end.far
        roll = rng.random()
        if roll < 0.25:
            target = rng.choice(self.about.catalogue.members(end.far))
        elif roll < 0.35:
            target = "Node"
        validity = end.link.validity and rng.random() < 0.9
        return p.Hop(end.link.type, end.direction, target, validity)

    def fields(self, columns: dict[str, str], most: int) -> Iterator[p.Field]:
        names = list(columns)
        for name in self.rng.sample(names, min(len(names), most)):
            several = (name, *self.rng.sample(names, 1)) if self.rng.random() < 0.2 else (name,)
            yield p.Field(self.name(), several)

    def condition(
        self,
        types: tuple[str, ...] | None,
        columns: dict[str, str],
        link: str | None,
        depth: int,
    ) -> p.Filter:
        """A condition on nodes of `types`, or on links of type `link`."""
        rng = self.rng
        roll = rng.random()
        if depth < DEPTH and roll < 0.28:
            parts = tuple(
                self.condition(types, columns, link, depth + 1)
                for _ in range(rng.choice((0, 1, 2, 2, 2, 3)))
            )
            return rng.choice((p.And, p.Or, p.Or))(parts)
        if depth < DEPTH and roll < 0.4:
            return p.Not(self.condition(types, columns, link, depth + 1))
        if depth < DEPTH and types is not None and roll < 0.56:
            hop = self.hop(types)
            if rng.random() < 0.3:
                number: Any = rng.randrange(3)
                op = rng.choice(COMPARING)
                return p.Counted(hop, op, (number, 1) if op is Op.IN else number)
            return p.Quantified(hop, rng.choice(list(p.Quantifier)), self.where(hop, depth))
        return self.compare(types, columns, link)

    def where(self, hop: p.Hop, depth: int) -> p.LinkFilter:
        rng = self.rng
        own = columns_of(self.about.catalogue.links[hop.link].properties)
        far = self.about.catalogue.members(hop.target)
        edge = (
            self.condition(None, own, hop.link, depth + 1) if own and rng.random() < 0.4 else None
        )
        if rng.random() < 0.25:
            return p.LinkFilter(edge, None)
        return p.LinkFilter(edge, self.condition(far, self.about.columns(far), None, depth + 1))

    def compare(
        self, types: tuple[str, ...] | None, columns: dict[str, str], link: str | None
    ) -> p.Compare:
        rng = self.rng
        ops = [op for op, sorts in SUITED.items() if set(sorts) & set(columns.values())]
        op = rng.choice(ops)
        column = rng.choice([c for c, sort in columns.items() if sort in SUITED[op]])
        if types is not None and op in (Op.EQ, Op.IN, Op.GT) and rng.random() < 0.05:
            column = "id"
        if types is not None:
            held_values = self.about.values(types, column)
        else:
            held_values = self.about.link_values(link or "", column)
        known = [value for value in held_values if value is not None] or ["a"]
        return p.Compare(column, op, self.operand(op, known))

    def operand(self, op: Op, known: list[Any]) -> Any:
        rng = self.rng
        one = rng.choice(known)
        if op in (Op.IS_NULL, Op.IS_EMPTY):
            return rng.random() < 0.4
        if op in (Op.CONTAINS, Op.STARTS_WITH, Op.ENDS_WITH):
            one = str(one)
            cut = rng.randrange(len(one) + 1) if op is not Op.CONTAINS else 1
            return one[-1:] if op is Op.ENDS_WITH else one[:cut] or rng.choice(("", "b"))
        if op in (Op.HAS, Op.HAS_ANY, Op.HAS_ALL):
            pool = sorted({item for items in known for item in items} | {"pumps"})
            if op is Op.HAS:
                return rng.choice(pool)
            return tuple(rng.sample(pool, min(len(pool), rng.choice((0, 1, 1, 2)))))
        if rng.random() < 0.03:
            one = rng.choice(("a", 1, True, 0.0))
        if op is Op.IN:
            several = [rng.choice(known) for _ in range(rng.choice((0, 2, 4, 6)))]
            return tuple(dict.fromkeys(several))
        return one

    def name(self) -> str:
        self.names += 1
        return f"k{self.names}"


def longer(connection: p.Connection) -> p.Connection:
    """The whole list without what is shown of it."""
    return p.Connection(where=connection.where, order=connection.order, limit=1_000)


def is_empty(answer: Any) -> bool:
    """Whether an answer in plain form shows nothing."""
    if isinstance(answer, list):
        return not any(answer)
    if any(s.get("values") or s.get("groups") for s in (answer["summaries"] or {}).values()):
        return False
    return not answer["entries"] and not answer["count"]
