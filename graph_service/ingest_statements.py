"""What the rows of a batch say, as statements about settled records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import attrgetter

from graph_service.ingest_batches import Place, Taken
from loaders.drafts import CellFlaw, DraftLink, DraftNode
from loaders.left_out import superfluous, unlinked
from loaders.records import Record
from schema.catalogue import Catalogue
from schema.columns import Value
from schema.statements import LinkStatement, NodeStatement, Statement

__all__ = ["statements_of"]

_DIVIDED = attrgetter("divided")


def statements_of(
    taken: Sequence[Taken],
    catalogue: Catalogue,
    note: Callable[[Place, int, Sequence[CellFlaw]], None],
) -> list[Statement]:
    """Return what rows say, once their records are settled.

    Parameters
    ----------
    taken : sequence of Taken
    catalogue : Catalogue
    note : callable
        Gets the place, the row and what is wrong with links that cannot be said.
    """
    statements: list[Statement] = []
    add = statements.append
    for row in taken:
        ordinal = row.ordinal
        nodes, links = row.draft.nodes, row.draft.links
        if any(map(_DIVIDED, nodes)):
            nodes = [one for node in nodes for one in _meant(node)]
            links = [one for link in links for one in _each(link)]
        for node in nodes:
            record = node.record
            if node.doubt is not None:
                note(row.place, row.number, [node.doubt])
            if record is None:
                continue
            values = node.values
            if node.mention:
                values = _mentioned(record, node.type, values, catalogue)
            else:
                record.stated = True
            add(NodeStatement(ordinal, record.id, node.type, values, node.keys))
        seen = set()
        for link in links:
            source, target = link.source.record, link.target.record
            if source is None or target is None:
                note(row.place, row.number, [unlinked(link)])
                continue
            ends = (link.type, source.id, target.id, link.key)
            if ends in seen or source is target:
                note(row.place, row.number, [superfluous(link, itself=source is target)])
                continue
            seen.add(ends)
            add(LinkStatement(ordinal, link.type, source.id, target.id, link.key, link.values))
    return statements


def _meant(node: DraftNode) -> Sequence[DraftNode]:
    return node.parts if node.divided else (node,)


def _each(link: DraftLink) -> Iterator[DraftLink]:
    """A link of each of those whom its cell names."""
    for source in _meant(link.source):
        for target in _meant(link.target):
            yield link._replace(source=source, target=target)


def _mentioned(
    record: Record, type_: str, values: Mapping[str, Value], catalogue: Catalogue
) -> Mapping[str, Value]:
    """What counts of the values by which a row only names a record: it renames nobody.

    What is said of a type that nobody states yields to others by itself (`resolve`).
    """
    if record.stated:
        return {}
    if record.name == values.get("name", "") or catalogue.by_name[type_].standing == "unclassified":
        return values
    return {column: value for column, value in values.items() if column != "name"}
