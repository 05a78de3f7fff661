"""What resolvers know of their request."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeAlias, TypeVar, cast

from graphql import GraphQLResolveInfo

from graph_service.api.documents.document import Document
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.graph_reads import GraphReads
from graph_service.api.installation import Installation
from graph_service.api.live.live import Live
from graph_service.api.said import SaidLoader
from graph_service.api.served import Part, Served
from graph_service.api.waiting import within
from graph_service.identity.audit import AuditOutcome
from graph_service.identity.budgets import Charge, free
from graph_service.identity.callers import ANONYMOUS, Caller, Callers
from graph_service.kernels import Kernels
from graph_service.quality.surveys import Surveys
from graph_service.snapshot import Snapshots
from graph_service.store.port import DeadlineExceeded, ReadContext, Store, StoreError
from schema.catalogue import Catalogue
from schema.declarations import Access
from schema.packs import Pack
from schema.time import PartialDate

__all__ = ["MAX_FOUND", "Act", "Context", "ResolveInfo"]

T = TypeVar("T")

MAX_FOUND: Final = 300_000
"""How many values of links found one request may show."""


class Act(NamedTuple):
    """What came of a field that wrote.

    Attributes
    ----------
    outcome : AuditOutcome
    runs : tuple of str
        The runs that were written or taken back.
    subject : str
        Id of the decision or key that it was about.
    """

    outcome: AuditOutcome
    runs: tuple[str, ...] = ()
    subject: str = ""


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
        The graph's version of which the answer is; if not `consistent`, the newest of several.
        None if the store did not say, or is not asked yet: see `begin`.
    region : str or None
        Prefix of the district codes that are local, unless a field says otherwise.
    deadline : float
        When to give up, on the clock of `time.monotonic`.
    snapshots : Snapshots
        Where analytics find columns of the graph.
    surveys : Surveys
        Where it is told what is wrong with the graph.
    callers : Callers
        What tells who asks.
    live : Live
        Where changes are watched for.
    kernels : Kernels
        Whether compiled analytics can be asked for.
    installation : Installation
        What is fixed about the service.
    caller : Caller
        Who asks.
    charge : callable
        Takes what the operation costs out of what they may ask for.
    acts : dict of str to Act
        What came of the fields that wrote, by the keys of their answers.
    wrote : bool
        Whether it began to write: then it is not executed anew.
    found : int
        How many values were found to be shown that nothing in the query bounds.
    consistent : bool
        Whether the graph stayed as it was while the request was answered.
    stale : bool
        Whether an analytic was answered from an older version, because an import is running.
    cost : mapping
        What the operation costs, and what it may cost.
    document : Document or None
        What is asked.
    begun : bool
        Whether the store was asked for the version.
    said : SaidLoader
        What was said about records.
    reads : GraphReads
        Whether anything beside the graph was read from the store.
    """

    store: Store
    served: Served
    request_id: str
    as_of: str
    graph_version: str | None
    region: str | None
    deadline: float
    snapshots: Snapshots
    surveys: Surveys
    callers: Callers
    live: Live
    kernels: Kernels = field(default_factory=Kernels)
    installation: Installation = field(default_factory=Installation)
    caller: Caller = ANONYMOUS
    charge: Charge = free
    wrote: bool = False
    acts: dict[str, Act] = field(default_factory=dict)
    found: int = 0
    consistent: bool = True
    stale: bool = False
    cost: Mapping[str, int] = field(default_factory=dict)
    document: Document | None = None
    begun: bool = True
    said: SaidLoader = field(init=False)
    reads: GraphReads = field(init=False)

    def __post_init__(self) -> None:
        """Watch what is read, what is said among it."""
        self.reads = GraphReads(self.store, self.begin)
        self.store = cast("Store", self.reads)
        self.said = SaidLoader(self.store)

    @property
    def clearance(self) -> Access:
        """What who asks may read."""
        return self.caller.role.clearance

    @property
    def part(self) -> Part:
        """What there is for who asks."""
        return self.served.parts[self.clearance]

    @property
    def catalogue(self) -> Catalogue:
        """What who asks may read of the catalogue."""
        return self.part.catalogue

    @property
    def pack(self) -> Pack:
        """The regional pack."""
        return self.served.pack

    def reading(self, as_of: PartialDate | None = None) -> ReadContext:
        """What a read of the store needs; a partial date means its last day."""
        return ReadContext(
            as_of=as_of.last if as_of else self.as_of,
            deadline=self.deadline,
            role=self.caller.role.word,
            region=self.region,
            noted=self.reads.note,
        )

    async def begin(self) -> None:
        """See to it that it is known of which version the answer is to be."""
        if self.begun:
            return
        version = self.graph_version
        with suppress(StoreError):
            version = await self.in_time(self.store.version())
        # Of fields that ask at the same time the first is believed: what it read is of no other.
        if not self.begun:
            self.graph_version, self.begun = version, True
            self.reads.begun()

    async def begin_elsewhere(self) -> None:
        """Call this before the graph is read otherwise than from `store`."""
        self.reads.untold()
        await self.begin()

    async def settled(self) -> bool:
        """Say whether the graph is still of the version that was noted; begin anew if it is not.

        A request that wrote is answered of the version that it left. Where all reads told their
        version, the store is not asked.
        """
        if self.begun and self.graph_version is None:
            return True
        if not self.wrote and self.reads.told and len(self.reads.versions) == 1:
            (version,) = self.reads.versions
            if self.graph_version in (None, version):
                self.graph_version, self.consistent = version, True
                return True
        try:
            version = await self.in_time(self.store.version())
        except StoreError:
            if self.wrote:
                self.graph_version = None
            return True
        if self.wrote:
            self.graph_version = version
            return True
        of_one = version == self.graph_version and self.reads.of(version)
        self.consistent = of_one or not (self.begun or self.reads.any)
        self.graph_version, self.begun = version, True
        if not self.consistent:
            self.found = 0
            self.said.forget()
            self.reads.forget()
        return self.consistent

    async def in_time(self, work: Awaitable[T]) -> T:
        """Wait for the store until the deadline.

        Raises
        ------
        DeadlineExceeded
        """
        try:
            return await within(self.deadline - time.monotonic(), work)
        except TimeoutError:
            raise DeadlineExceeded("The store did not answer in time.") from None

    @property
    def late(self) -> bool:
        """Whether the deadline has passed."""
        return time.monotonic() > self.deadline

    def spend(self, values: int) -> None:
        """Account for values that were found to be shown and that nothing in the query bounds.

        Raises
        ------
        ApiError
            If the request would show too many of them.
        """
        self.found += values
        if self.found > MAX_FOUND:
            raise ApiError(
                f"The request found {self.found} values of links to show; the limit is "
                f"{MAX_FOUND}. Ask for shorter lists (`first`) or for fewer of them.",
                ErrorCode.LIMIT_EXCEEDED,
            )


ResolveInfo: TypeAlias = GraphQLResolveInfo[Context]
"""What the executor tells resolvers."""
