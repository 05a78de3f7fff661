"""Which label a scan reads, and which of its indexes lead along an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graph_service.store.neo4j.layout import NODE, index_columns, order_columns, quoted
from graph_service.store.plan import And, Compare, Filter, Op
from schema.catalogue import Catalogue

__all__ = ["Label", "label_of"]


@dataclass(frozen=True, slots=True)
class Label:
    """The label of the nodes of a scan.

    Attributes
    ----------
    name : str
    shared : bool
        Whether nodes of other types have it too.
    ordered : frozenset of str
        Columns along which its nodes can be walked: those that may be missing have `missing`.
    indexed : frozenset of str
        Columns by whose values its nodes can be found.
    """

    name: str
    shared: bool
    ordered: frozenset[str]
    indexed: frozenset[str]

    def match(self, node: str, conditions: Iterable[str], *, along: str = "") -> str:
        """Return a pattern of its nodes, which the server walks along a column if one is given."""
        hint = f" USING INDEX {node}:{quoted(self.name)}({quoted(along)})" if along else ""
        return (
            f"MATCH ({node}:{quoted(self.name)}){hint} WHERE {' AND '.join(conditions) or 'true'}"
        )

    def finds(self, condition: Filter | None) -> bool:
        """Whether an index finds the few nodes that can meet a condition."""
        match condition:
            case Compare(column, Op.EQ | Op.IN):
                return column in self.indexed
            case And(parts):
                return any(map(self.finds, parts))
        return False


def label_of(catalogue: Catalogue, types: tuple[str, ...]) -> Label:
    """Return the nearest label that nodes of some concrete types have in common."""
    every = [catalogue.lineage(type_) for type_ in types]
    common = (name for name in every[0] if all(name in lineage for lineage in every))
    name = next(common, NODE)
    properties = catalogue.by_name[name].properties if name in catalogue.by_name else ()
    return Label(
        name,
        shared=len(catalogue.members(name)) != len(types),
        ordered=frozenset(("id", *order_columns(properties))),
        indexed=frozenset(("id", *index_columns(properties))),
    )
