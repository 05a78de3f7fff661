"""Filters as Cypher conditions.

Logic is two-valued. Cypher's is not, but where nothing is negated null keeps out what false would,
and the server uses its indexes only for bare comparisons: so only what stands below a `Not` is
guarded against null.

A condition on links within a condition on links is not written where it stands: walked from every
node, such conditions take every path again, and the server's planner needs longer with each
level. The nodes that meet it are collected once, at the head of the statement, from the innermost
condition outwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from graph_service.store.neo4j.comparisons import compared
from graph_service.store.neo4j.cypher import FALSE, TRUE, Draft, either, every, hop_match, negated
from graph_service.store.neo4j.held import LinkSubject, NodeSubject, number
from graph_service.store.neo4j.layout import NODE
from graph_service.store.plan import (
    And,
    Compare,
    Counted,
    Filter,
    Hop,
    LinkFilter,
    Not,
    Or,
    Quantified,
    Quantifier,
)
from graph_service.store.port import TooLarge
from graph_service.store.predicates import comparison
from schema.catalogue import Catalogue

__all__ = ["Conditions"]

Subject: TypeAlias = NodeSubject | LinkSubject

_MOST: Final = 100
"""How many conditions on links a statement may have, those of a list that is also counted twice."""


class Conditions:
    """Writes the conditions of one statement.

    Parameters
    ----------
    draft : Draft
    catalogue : Catalogue
    """

    def __init__(self, draft: Draft, catalogue: Catalogue) -> None:
        self._draft = draft
        self._catalogue = catalogue
        self._over_links = 0

    def node(
        self, condition: Filter | None, node: NodeSubject, *, collected: bool = False
    ) -> list[str]:
        """Return conditions on a node, all of which must be true.

        Parameters
        ----------
        condition : Filter or None
        node : NodeSubject
        collected : bool
            Whether the nodes that meet conditions on links are collected at the head: that is
            planned sooner where there are many such conditions, one of which must be true.

        Raises
        ------
        TooLarge
            If the statement has too many conditions on links.
        """
        self._draft.collects |= _collects(condition, nested=collected)
        return [self._filter(part, node, nested=collected) for part in _conjuncts(condition)]

    def link(self, where: LinkFilter | None, hop: Hop, link: str, far: str) -> list[str]:
        """Return conditions on a link of a hop and its far end, all of which must be true."""
        where = where or LinkFilter()
        self._draft.collects |= _collects(where.node)
        return self._meeting(where, hop, link, far)

    def count(self, hop: Hop, near: str) -> str:
        """Return the expression of a node's number of links of a hop."""
        link, far = self._draft.name("r"), self._draft.name("n")
        counted = f"COUNT {{ {hop_match(self._draft, hop, (near, link, far))} }}"
        if hop.validity or hop.target == NODE:
            return counted
        # A node knows how many links it has, but not where they lead.
        known = hop_match(self._draft, replace(hop, target=NODE), (near, link, far))
        only = self._draft.reaches_only(hop)
        return f"CASE WHEN {only} THEN COUNT {{ {known} }} ELSE {counted} END"

    def far(self, hop: Hop, variable: str) -> NodeSubject:
        """The far end of a hop."""
        return NodeSubject(variable, self._catalogue.members(hop.target), self._catalogue)

    def _meeting(
        self,
        where: LinkFilter,
        hop: Hop,
        link: str,
        far: str,
        *,
        strict: bool = False,
        nested: bool = False,
    ) -> list[str]:
        edge = LinkSubject(link, hop.link, self._catalogue)
        end = self.far(hop, far)
        return [
            *(self._filter(part, edge, strict=strict) for part in _conjuncts(where.edge)),
            *(
                self._filter(part, end, strict=strict, nested=nested)
                for part in _conjuncts(where.node)
            ),
        ]

    def _filter(  # noqa: PLR0911 - a case each
        self, condition: Filter, subject: Subject, *, strict: bool = False, nested: bool = False
    ) -> str:
        match condition:
            case Compare(column, op, value):
                held = subject.column(column)
                test = compared(self._draft, held, op, value)
                bare = not strict or not held.missing or test in (TRUE, FALSE)
                return test if bare else f"coalesce({test}, false)"
            case And(parts):
                return every(self._filter(p, subject, strict=strict, nested=nested) for p in parts)
            case Or(parts):
                test = either(self._filter(p, subject, strict=strict, nested=nested) for p in parts)
                return self._draft.as_one(test)
            case Not(Not(part)):
                return self._filter(part, subject, strict=strict, nested=nested)
            case Not(part):
                return negated(self._filter(part, subject, strict=True, nested=nested))
        if isinstance(subject, LinkSubject):
            raise TypeError(f"A link has no links of its own: {condition}")
        self._over_links += 1
        if self._over_links > _MOST:
            raise TooLarge(
                f"The query has more conditions on links than the server plans at once: {_MOST},"
                " where those of a list with its total count twice. Ask with fewer at once."
            )
        near = subject.variable
        if isinstance(condition, Counted):
            return self._counted_set(condition, near) if nested else self._counted(condition, near)
        return self._linked_set(condition, near) if nested else self._linked(condition, near)

    def _linked(self, condition: Quantified, near: str) -> str:
        link, far = self._draft.name("r"), self._draft.name("n")
        conditions = self._told(condition, link, far)
        if FALSE in conditions:
            return _said(condition, FALSE)
        found = hop_match(self._draft, condition.hop, (near, link, far), conditions)
        return _said(condition, f"EXISTS {{ {found} }}")

    def _linked_set(self, condition: Quantified, near: str) -> str:
        def write() -> str:
            start, link, far = map(self._draft.name, ("n", "r", "n"))
            conditions = self._told(condition, link, far)
            known = next((c for c in conditions if c.startswith(f"{far} IN s")), None)
            walk = "MATCH"
            if known is not None:
                # What is known of the far ends is short: walk from there.
                conditions.remove(known)
                walk = f"UNWIND {known.removeprefix(f'{far} IN ')} AS {far} MATCH"
            found = hop_match(self._draft, condition.hop, (start, link, far), conditions)
            return f"{walk} {found} RETURN collect(DISTINCT {start})"

        # Equal text, not equal values: one and true are equal.
        return _said(condition, f"{near} IN {self._draft.set_of(repr(condition), write)}")

    def _told(self, condition: Quantified, link: str, far: str) -> list[str]:
        """The conditions of the links by which one tells: of the failing ones for `ALL`."""
        where, hop = condition.where, condition.hop
        if condition.quantifier is Quantifier.ALL:
            return [negated(every(self._meeting(where, hop, link, far, strict=True, nested=True)))]
        return self._meeting(where, hop, link, far, nested=True)

    def _counted(self, condition: Counted, near: str) -> str:
        held = number(self.count(condition.hop, near))
        return compared(self._draft, held, condition.op, condition.value)

    def _counted_set(self, condition: Counted, near: str) -> str:
        # Who has no links at all is in no set: if such nodes are meant, it is of all others.
        others = comparison(condition.op, condition.value)(0)

        def write() -> str:
            start, link, far, size = map(self._draft.name, ("n", "r", "n", "k"))
            test = compared(self._draft, number(size), condition.op, condition.value)
            found = hop_match(self._draft, condition.hop, (start, link, far))
            kept = negated(test) if others else test
            return (
                f"MATCH {found} WITH {start}, count({link}) AS {size} WHERE {kept}"
                f" RETURN collect({start})"
            )

        member = f"{near} IN {self._draft.set_of(repr(condition), write)}"
        return negated(member) if others else member


def _said(condition: Quantified, found: str) -> str:
    return found if condition.quantifier is Quantifier.SOME else negated(found)


def _collects(condition: Filter | None, *, nested: bool = False) -> bool:
    """Whether a condition needs sets: it has conditions on links within others."""
    match condition:
        case And(parts) | Or(parts):
            return any(_collects(part, nested=nested) for part in parts)
        case Not(part):
            return _collects(part, nested=nested)
        case Quantified(where=where):
            return nested or _collects(where.node, nested=True)
        case Counted():
            return nested
    return False


def _conjuncts(condition: Filter | None) -> Iterator[Filter]:
    """All parts of a condition that must be true."""
    if isinstance(condition, And):
        for part in condition.parts:
            yield from _conjuncts(part)
    elif condition is not None:
        yield condition
