"""The indexes that a catalogue needs on the server, derived from what it declares as indexed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph_service.store.neo4j.layout import (
    SEARCH_INDEX,
    index_columns,
    missing,
    order_columns,
    quoted,
)
from schema.catalogue import Catalogue

__all__ = ["Index", "indexes_of"]


@dataclass(frozen=True, slots=True)
class Index:
    """An index of the nodes of one label by one property.

    Attributes
    ----------
    kind : {"RANGE", "UNIQUE", "FULLTEXT"}
        As the server calls it; ``UNIQUE`` is a range index that allows each value once.
    label, column : str
    """

    kind: Literal["RANGE", "UNIQUE", "FULLTEXT"]
    label: str
    column: str

    @property
    def name(self) -> str:
        """Its name on the server; procedures that search a full-text index ask for it."""
        return SEARCH_INDEX if self.kind == "FULLTEXT" else f"{self.label}.{self.column}"

    @property
    def statement(self) -> str:
        """The Cypher that creates it, and does nothing if it is there under whatever name."""
        name = f"`{self.name}` IF NOT EXISTS"
        label, column = f"(n:{quoted(self.label)})", f"n.{quoted(self.column)}"
        match self.kind:
            case "UNIQUE":
                return f"CYPHER 5 CREATE CONSTRAINT {name} FOR {label} REQUIRE {column} IS UNIQUE"
            case "FULLTEXT":
                return (
                    f"CYPHER 5 CREATE FULLTEXT INDEX {name} FOR {label} ON EACH [{column}]"
                    " OPTIONS {indexConfig: {`fulltext.analyzer`: 'whitespace',"
                    " `fulltext.eventually_consistent`: false}}"
                )
            case "RANGE":
                return f"CYPHER 5 CREATE RANGE INDEX {name} FOR {label} ON ({column})"


def indexes_of(catalogue: Catalogue) -> tuple[Index, ...]:
    """Return the range indexes for every type of a catalogue, the abstract ones included.

    Each label has its ``id``, the columns by which its records are filtered and ordered, and of
    the latter also the hidden property of the records that lack them.
    """
    return tuple(
        Index("RANGE", declared.name, column)
        for declared in catalogue.types
        for column in (
            "id",
            *index_columns(declared.properties),
            *map(missing, order_columns(declared.properties)),
        )
    )
