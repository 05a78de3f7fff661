"""What resolvers know of their request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from graphql import GraphQLResolveInfo

from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.served import Served
from graph_service.snapshot import Snapshots
from graph_service.store.port import ReadContext, Store
from schema.catalogue import Catalogue
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["MAX_ROWS", "Context", "ResolveInfo"]

MAX_ROWS = 50_000
"""How many rows the fields of one request may read together, at most."""


@dataclass(slots=True)
class Context:
    """One request.

    Attributes
    ----------
    store : Store
    served : Served
    request_id : str
    as_of : str
        The ISO day that answers speak of, unless a field says otherwise.
    graph_version : str or None
        The graph's version before the request was answered: an answer may be newer than it
        says, never older. None if the store did not say.
    region : str or None
        Prefix of the district codes that are local, unless a field says otherwise.
    deadline : float
        When to give up, on the clock of `time.monotonic`.
    snapshots : Snapshots
        Where analytics find columns of the graph.
    role : str
        Who asks.
    rows : int
        Rows that the plans made so far can return.
    """

    store: Store
    served: Served
    request_id: str
    as_of: str
    graph_version: str | None
    region: str | None
    deadline: float
    snapshots: Snapshots
    role: str = "anonymous"
    rows: int = 0

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue as it is served."""
        return self.served.catalogue

    @property
    def pack(self) -> Pack:
        """The regional pack."""
        return self.served.pack

    def reading(self, as_of: PartialDate | None = None) -> ReadContext:
        """What a read of the store needs; a partial date means its last day."""
        return ReadContext(
            as_of=as_of.last if as_of else self.as_of,
            deadline=self.deadline,
            role=self.role,
            region=self.region,
        )

    def spend(self, rows: int) -> None:
        """Account for rows that a plan can return.

        Raises
        ------
        ApiError
            If the request would read too many.
        """
        self.rows += rows
        if self.rows > MAX_ROWS:
            raise ApiError(
                f"The request could read {self.rows} rows; the limit is {MAX_ROWS}. "
                "Ask for shorter lists (`first`) or fewer nested ones.",
                ErrorCode.LIMIT_EXCEEDED,
            )


ResolveInfo: TypeAlias = GraphQLResolveInfo[Context]
"""What the executor tells resolvers."""
