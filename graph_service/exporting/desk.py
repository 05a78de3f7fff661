"""Where exports are asked for: the same arguments and the same files over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from graph_service.api.service import Service
from graph_service.exporting.asked import (
    GRAPH_ARGUMENTS,
    NETWORK_ARGUMENTS,
    graph_asked,
    network_asked,
)
from graph_service.exporting.formats import Written, written_as
from graph_service.exporting.network import NetworkExport
from graph_service.exporting.parts import Export, Head, Part
from graph_service.exporting.refused import ExportRefused
from graph_service.exporting.running import Limits, Started, gather, start
from graph_service.exporting.subgraph import Subgraph
from schema.declarations import Access

__all__ = ["SUBJECTS", "ExportDesk", "Ordered"]

SUBJECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "graph": GRAPH_ARGUMENTS,
    "network": NETWORK_ARGUMENTS,
}
"""What can be exported, and its arguments."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """An export that was understood and has not begun.

    Attributes
    ----------
    subject : str
    written : Written
    export : Export
    limits : Limits
    """

    subject: str
    written: Written
    export: Export
    limits: Limits

    async def start(self) -> Started:
        """Begin it; see `graph_service.exporting.running.start`."""
        return await start(self.export, self.written.writer, self.limits)

    async def gathered(self) -> tuple[Head, Part]:
        """Return all of it at once; see `graph_service.exporting.running.gather`."""
        return await gather(self.export, self.limits)

    def file_name(self, graph_version: str) -> str:
        """How a file of a graph version is called: after its number, which rises."""
        return f"{self.subject}-{graph_version.rpartition('.')[2]}{self.written.suffix}"


class ExportDesk:
    """Takes orders.

    Parameters
    ----------
    service : Service
    sample : bool
        Whether the records are invented.
    limits : Limits
    """

    def __init__(self, service: Service, *, sample: bool, limits: Limits | None = None) -> None:
        self._service = service
        self._served = service.built.served
        self._sample = sample
        self.limits = limits or Limits()

    async def version(self) -> str:
        """The graph version."""
        return await self._service.store.version()

    @property
    def today(self) -> str:
        """The ISO day that an export speaks of if it names none."""
        return self._service.today().isoformat()

    def order(
        self,
        subject: str,
        format_: str,
        given: Mapping[str, str],
        *,
        table: str | None = None,
        access: Access = Access.PUBLIC,
    ) -> Ordered:
        """Understand what is asked for.

        Parameters
        ----------
        subject : str
            One of `SUBJECTS`.
        format_ : str
            One of `graph_service.exporting.formats.FORMATS`.
        given : mapping of str to str
            Arguments by name.
        table : str or None
            ``nodes`` or ``links`` for one table only.
        access : Access
            What of the graph it may have.

        Raises
        ------
        ExportRefused
            The sentence says what would be right.
        """
        written = written_as(format_, table)
        for name in given:
            if name not in SUBJECTS[subject]:
                raise ExportRefused(
                    f"A {subject} has no argument {name!r}. There are"
                    f" {', '.join(SUBJECTS[subject])}."
                )
        make: Mapping[str, Callable[[], Export]] = {
            "graph": lambda: self._graph(given, table, access),
            "network": lambda: self._network(given),
        }
        return Ordered(subject, written, make[subject](), self.limits)

    def _graph(self, given: Mapping[str, str], table: str | None, access: Access) -> Subgraph:
        service, part = self._service, self._served.parts[access]
        question = graph_asked(given, service.built, part, today=self.today, table=table)
        return Subgraph(
            service.store,
            part.catalogue,
            question,
            seconds=self.limits.step,
            max_nodes=self.limits.nodes,
            personal=access is not Access.PUBLIC,
            sample=self._sample,
        )

    def _network(self, given: Mapping[str, str]) -> NetworkExport:
        service, public = self._service, self._served.public.catalogue
        return NetworkExport(
            service.store,
            service.snapshots,
            public,
            network_asked(given, public, today=self.today),
            seconds=self.limits.step,
            max_nodes=self.limits.nodes,
            sample=self._sample,
        )
