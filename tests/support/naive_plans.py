"""A naive interpreter of read plans, written from the rules and not from the product.

It keeps statements as they are, looks at everything for every question, and sorts with a total
comparison. It is slow on purpose; nothing of a store's code is used.
"""

from __future__ import annotations

import calendar
import functools
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from graph_service.store import plan as p
from schema.catalogue import Catalogue
from schema.declarations import Direction
from schema.money import Money
from schema.statements import NodeStatement, Statement


@dataclass(frozen=True)
class Thing:
    """A node, or a link seen from one end (then with its far node)."""

    id: str
    type: str
    columns: dict[str, Any]
    key: str = ""
    far: Thing | None = None


@dataclass(frozen=True)
class Edge:
    type: str
    source: str
    target: str
    key: str
    columns: dict[str, Any]


class NaiveGraph:
    """What the statements say, each said once."""

    def __init__(self, catalogue: Catalogue, statements: Iterable[Statement]) -> None:
        self.parents = {t.name: t.parent for t in catalogue.types}
        self.nodes: dict[str, Thing] = {}
        self.edges: list[Edge] = []
        for s in statements:
            if isinstance(s, NodeStatement):
                self.nodes[s.id] = Thing(s.id, s.type, spread(s.values))
            else:
                self.edges.append(Edge(s.type, s.source, s.target, s.key, spread(s.values)))

    def is_a(self, type_: str, wanted: str) -> bool:
        """Whether a concrete type is `wanted` or below it."""
        at: str | None = type_
        while at is not None:
            if wanted in (at, "Node"):
                return True
            at = self.parents[at]
        return False

    # -- answers -----------------------------------------------------------------------------

    def answer(self, plan: p.Plan, as_of: str) -> Any:
        """Answer a plan in plain form: see `plain`."""
        if isinstance(plan, p.Lookup):
            found = [self.nodes.get(i) for i in plan.ids]
            return [None if n is None else self.row(n, plan.selection, as_of) for n in found]
        nodes = [n for n in self.nodes.values() if n.type in plan.types]
        where = plan.connection.where
        if where is not None and where.node is not None:
            nodes = [n for n in nodes if self.holds(where.node, n, as_of)]
        places = [(n, self.keys(n, plan.connection, as_of)) for n in nodes]
        return self.page(places, plan.connection, as_of, tail=lambda n: (n.id,))

    def follow(self, near: Thing, follow: p.Follow, as_of: str) -> Any:
        links = [
            link
            for link in self.links(near, follow.hop, as_of)
            if self.meets(follow.connection.where, link, as_of)
        ]
        places = [(link, self.keys(link.far, follow.connection, as_of)) for link in links]
        return self.page(
            places, follow.connection, as_of, tail=lambda link: (link.far.id, link.key)
        )

    def page(self, places: list[Any], connection: p.Connection, as_of: str, tail: Any) -> Any:
        answer: dict[str, Any] = {
            "entries": [],
            "has_next": False,
            "has_previous": False,
            "count": None,
            "summaries": None,
        }
        if connection.summaries:
            things = [thing for thing, _ in places]
            answer["summaries"] = {one.key: summed(one, things) for one in connection.summaries}
        if connection.count:
            answer["count"] = len(places)
        if connection.limit is None:
            return answer
        flips = [key.descending for key in connection.order]
        whole = [((*keys, *tail(thing)), thing) for thing, keys in places]

        def compare(a: Any, b: Any) -> int:
            for i in range(len(a[0])):
                found = compare_values(a[0][i], b[0][i])
                if found != 0:
                    return -found if i < len(flips) and flips[i] else found
            return 0

        whole.sort(key=functools.cmp_to_key(compare))
        whole, answer["has_previous"], answer["has_next"] = part(whole, connection, compare)
        for place, thing in whole:
            node = thing if thing.far is None else thing.far
            entry = {v.key: self.row(node, v.selection, as_of) for v in connection.nodes}
            if thing.far is not None:
                entry.update({f.key: cell(thing, f) for f in connection.edges})
            entry["@position"] = place
            answer["entries"].append(entry)
        return answer

    def keys(self, node: Any, connection: p.Connection, as_of: str) -> tuple[Any, ...]:
        values = []
        for key in connection.order:
            if isinstance(key.by, p.LinkCount):
                values.append(len(self.links(node, key.by.hop, as_of)))
            else:
                values.append(held(node, key.by.name))
        return tuple(values)

    def row(self, node: Thing, selection: p.Selection, as_of: str) -> dict[str, Any]:
        row: dict[str, Any] = {"@type": node.type, "@id": node.id}
        for field in selection.fields:
            row[field.key] = cell(node, field)
        for follow in selection.follows:
            row[follow.key] = self.follow(node, follow, as_of)
        for branch in selection.branches:
            if branch.type == node.type:
                row.update(self.row(node, branch.selection, as_of))
        return row

    # -- links and filters -------------------------------------------------------------------

    def links(self, near: Thing, hop: p.Hop, as_of: str) -> list[Thing]:
        found = []
        for edge in self.edges:
            here, there = edge.source, edge.target
            if hop.direction is Direction.IN:
                here, there = there, here
            if edge.type != hop.link or here != near.id:
                continue
            far = self.nodes[there]
            if not self.is_a(far.type, hop.target):
                continue
            if hop.validity and not is_valid(edge.columns, as_of):
                continue
            found.append(Thing(near.id, edge.type, edge.columns, edge.key, far))
        return found

    def meets(self, where: p.LinkFilter | None, link: Thing, as_of: str) -> bool:
        if where is None:
            return True
        if where.edge is not None and not self.holds(where.edge, link, as_of):
            return False
        assert link.far is not None
        return where.node is None or self.holds(where.node, link.far, as_of)

    def holds(self, condition: p.Filter, thing: Thing, as_of: str) -> bool:
        if isinstance(condition, p.And):
            return all(self.holds(part, thing, as_of) for part in condition.parts)
        if isinstance(condition, p.Or):
            return any(self.holds(part, thing, as_of) for part in condition.parts)
        if isinstance(condition, p.Not):
            return not self.holds(condition.part, thing, as_of)
        if isinstance(condition, p.Compare):
            return compares(held(thing, condition.column), condition.op.name, condition.value)
        links = self.links(thing, condition.hop, as_of)
        if isinstance(condition, p.Counted):
            return compares(len(links), condition.op.name, condition.value)
        meeting = len([link for link in links if self.meets(condition.where, link, as_of)])
        return {
            "SOME": meeting >= 1,
            "NONE": meeting == 0,
            "ALL": meeting == len(links),
        }[condition.quantifier.name]


def part(whole: list[Any], connection: p.Connection, compare: Any) -> tuple[list[Any], bool, bool]:
    """What of a sorted list is on the page, and whether there is more before and after it."""
    at, limit = connection.after, connection.limit or 0
    if connection.backward:
        if at is not None:
            whole = [one for one in whole if compare(one, (at, None)) < 0]
        surplus = max(0, len(whole) - limit)
        return whole[surplus:], surplus > 0, at is not None
    if at is not None:
        whole = [one for one in whole if compare((at, None), one) < 0]
    return whole[:limit], at is not None, len(whole) > limit


def plain(answer: Any) -> Any:
    """A store's answer in the form of `NaiveGraph.answer`: pages as dicts."""
    if isinstance(answer, list):
        return [plain(one) for one in answer]
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if hasattr(answer, "has_next"):
        return {
            "entries": plain(answer.entries),
            "has_next": answer.has_next,
            "has_previous": answer.has_previous,
            "count": answer.count,
            "summaries": answer.summaries and {k: asdict(v) for k, v in answer.summaries.items()},
        }
    return answer


def summed(asked: Any, things: list[Thing]) -> Any:
    """A summary of a list: as the fields of a `Tally` or of `Totals`."""
    of = [one if one.far is None or asked.of_link else one.far for one in things]
    values = [held(one, asked.column) for one in of]
    if hasattr(asked, "top"):
        missing = len([v for v in values if v is None or v == ()])
        items = []
        for value in values:
            if value is not None:
                items += value if sort_of(value) == "list" else [value]
        if asked.begin is not None:
            items = [item[: asked.begin] for item in items]
        different = [items[i] for i in range(len(items)) if items[i] not in items[:i]]
        counts = [(value, len([item for item in items if item == value])) for value in different]

        def ranks(a: Any, b: Any) -> int:
            return b[1] - a[1] or compare_values(a[0], b[0])

        counts.sort(key=functools.cmp_to_key(ranks))
        named = tuple(counts[: asked.top])
        return {
            "values": named,
            "other": len(items) - sum(count for _, count in named),
            "missing": missing,
        }
    groups = []
    shared = [None if asked.by is None else held(one, asked.by) for one in of]
    for by in sorted({b for b, v in zip(shared, values, strict=True) if v is not None}, key=str):
        own = [v for b, v in zip(shared, values, strict=True) if b == by and v is not None]
        own.sort(key=functools.cmp_to_key(compare_values))
        added = None if sort_of(own[0]) != "number" else sum(map(Fraction, own))
        groups.append(
            {"by": by, "count": len(own), "least": own[0], "greatest": own[-1], "sum": added}
        )
    return {"groups": tuple(groups), "missing": len([v for v in values if v is None])}


def held(thing: Thing, column: str) -> Any:
    special = {"id": thing.id, "@type": thing.type} if thing.far is None else {}
    return special.get(column, thing.columns.get(column))


def cell(thing: Thing, field: p.Field) -> Any:
    values = [held(thing, column) for column in field.columns]
    if len(values) == 1:
        return values[0]
    return None if values[0] is None else tuple(values)


def spread(values: Any) -> dict[str, Any]:
    """Values as columns. Which values are dates is seen from the test catalogue's names."""
    columns: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Money):
            columns[name + "Minor"], columns[name + "Currency"] = value.minor, value.currency
            continue
        columns[name] = value
        if name in ("founded", "begun", "validFrom", "validTo"):
            columns[name + "First"], columns[name + "Last"] = days(value)
    return columns


def days(text: str) -> tuple[str, str]:
    """First and last day of a year, month or day."""
    parts = [int(part) for part in text.split("-")]
    year, first, last = parts[0], 1, 12
    if len(parts) > 1:
        first = last = parts[1]
    if len(parts) > 2:
        return text, text
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{calendar.monthrange(year, last)[1]}"


def is_valid(columns: dict[str, Any], as_of: str) -> bool:
    begins, ends = columns.get("validFromFirst"), columns.get("validToLast")
    return not (begins is not None and as_of < begins) and not (ends is not None and ends < as_of)


def sort_of(value: Any) -> str:
    if value is True or value is False:
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return "text" if isinstance(value, str) else "list"


def compares(value: Any, op: str, other: Any) -> bool:  # noqa: PLR0911 - a rule a return
    """Two-valued comparison of a value that may be missing."""
    if op == "IS_NULL":
        return (value is None) == other
    if op in ("HAS", "HAS_ANY", "HAS_ALL", "IS_EMPTY"):
        if value is not None and sort_of(value) != "list":
            return False
        items = list(value or [])
        return {
            "HAS": lambda: other in items,
            "HAS_ANY": lambda: any(o in items for o in other),
            "HAS_ALL": lambda: all(o in items for o in other),
            "IS_EMPTY": lambda: (len(items) == 0) == other,
        }[op]()
    if value is None:
        return False
    if op == "IN":
        return any(compares(value, "EQ", one) for one in other)
    if sort_of(value) != sort_of(other):
        return False
    if op in ("CONTAINS", "STARTS_WITH", "ENDS_WITH"):
        if sort_of(value) != "text":
            return False
        n = len(other)
        pieces = [value[i : i + n] for i in range(len(value) - n + 1)]
        wanted = {"CONTAINS": pieces, "STARTS_WITH": pieces[:1], "ENDS_WITH": pieces[-1:]}[op]
        return other in wanted
    sign = compare_values(value, other)
    return {
        "EQ": sign == 0,
        "GT": sign > 0,
        "GTE": sign >= 0,
        "LT": sign < 0,
        "LTE": sign <= 0,
    }[op]


def compare_values(a: Any, b: Any) -> int:
    """-1, 0 or 1; a missing value is the largest; text by code point."""
    if a is None or b is None:
        return (a is None) - (b is None)
    if isinstance(a, str):
        a, b = [ord(c) for c in a], [ord(c) for c in b]
    return (a > b) - (a < b)
