"""A store of as many platforms as are asked for, made page by page."""

from __future__ import annotations

from typing import Any

from graph_service.store.plan import Scan
from graph_service.store.port import GraphInfo, Page

TEXT = "平台" * 100


class EndlessStore:
    """Passes on to a real store all but reads, and counts these."""

    def __init__(self, size: int, inner: Any = None) -> None:
        self.size = size
        self._inner = inner
        self.reads = 0
        self.failure: Exception | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)

    async def info(self) -> GraphInfo:
        return GraphInfo("endless.1", {"Platform": self.size}, {})

    async def version(self) -> str:
        return "endless.1"

    async def read(self, plan: Any, context: Any) -> Any:
        del context
        assert isinstance(plan, Scan)
        connection = plan.connection
        size = self.size if plan.types == ("Platform",) else 0
        if connection.count:
            return Page(count=size)
        self.reads += 1
        if self.failure and self.reads > 20:
            raise self.failure
        (view,) = connection.nodes
        at = 0 if connection.after is None else int(connection.after[-1]) + 1
        until = min(size, at + (connection.limit or 0))
        entries = []
        for number in range(at, until):
            row: dict[str, Any] = {"@type": "Platform", "@id": f"{number:09}"}
            row |= {field.key: None for field in view.selection.fields}
            if view.selection.fields:
                row |= {"name": f"{TEXT}{number}", "staff": number}
            for follow in view.selection.follows:
                row[follow.key] = Page()
            entries.append({"node": row, "@position": (row["@id"],)})
        return Page(entries, has_next=until < size)
