"""The API without HTTP: answers operations over one open store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

from strawberry.http import process_result

from graph_service.api.build import BuiltSchema
from graph_service.api.context import Context
from graph_service.store.port import Store, StoreError

__all__ = ["Service"]


@dataclass(frozen=True, slots=True)
class Service:
    """A schema over a store.

    Attributes
    ----------
    built : BuiltSchema
    store : Store
    today : callable
        The current day in the home time zone.
    timeout : float
        Seconds after which a request is given up.
    region : str or None
        Prefix of the district codes that are local by default.
    snapshots : object
        Where analytics find columns of the graph.
    """

    built: BuiltSchema
    store: Store
    today: Callable[[], date]
    timeout: float = 10.0
    region: str | None = None
    snapshots: Any = None

    async def context(self, request_id: str | None = None) -> Context:
        """Begin a request: fix its day, its deadline and the version it speaks of."""
        deadline = time.monotonic() + self.timeout
        try:
            version = await self.store.version()
        except StoreError:
            version = None
        return Context(
            store=self.store,
            served=self.built.served,
            request_id=request_id or uuid4().hex,
            as_of=self.today().isoformat(),
            graph_version=version,
            region=self.region,
            deadline=deadline,
            snapshots=self.snapshots,
        )

    async def answer(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """Answer an operation.

        Parameters
        ----------
        query : str
            A GraphQL document.
        variables : mapping or None
        operation_name : str or None
            Which operation, if the document has several.

        Returns
        -------
        dict
            The JSON object of the response: ``data``, ``errors``, ``extensions``.
        """
        result = await self.built.schema.execute(
            query,
            variable_values=dict(variables or {}),
            context_value=await self.context(),
            operation_name=operation_name,
        )
        return dict(process_result(result))
