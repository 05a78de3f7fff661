"""What every analytic answer says about itself, and how every analytic is computed."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import strawberry

import analytics.definition
from analytics.networks.network import Network, NetworkQuestion, network_of
from analytics.patience import Check, GivenUp
from analytics.tables import Tables
from analytics.window import Window, WindowBy
from graph_service.api.analytics.refs import ScoreRef, encode_refs
from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.kernels import Kernels
from graph_service.snapshot import Snapshots
from schema.time import PartialDate

__all__ = [
    "MAX_FIRST",
    "Definition",
    "Question",
    "begin",
    "checked_first",
    "definition_of",
    "present",
    "ref_of",
    "refs_of",
    "stale_field",
    "window_of",
]

T = TypeVar("T")

_REGION = re.compile(r"[0-9A-Za-z]{1,12}", re.ASCII)

_SMALLER = "Ask for a smaller network (types, window, maxConsortium), or sample."

MAX_FIRST = 1_000
"""How many rows of a kind one answer lists at most."""


@strawberry.type(description="What a number means.")
class Definition:
    """GraphQL's view of `analytics.definition.Definition`."""

    text: str = strawberry.field(description="What was counted, complete enough to count again.")
    version: str = strawberry.field(
        description="Changes whenever the same graph could give another number."
    )
    source: str | None = strawberry.field(
        default=None, description="Where the formula comes from; null if it is the service's own."
    )


def stale_field() -> Any:
    """The field by which an answer says that it does not count the newest records."""
    return strawberry.field(
        description="Whether an import is running whose newest records are not counted yet."
    )


def definition_of(definition: analytics.definition.Definition) -> Definition:
    """Serve a definition."""
    return Definition(
        text=definition.text, version=definition.version, source=definition.source or None
    )


@dataclass(frozen=True, slots=True)
class Question:
    """The graph that an analytic looks at, for one request.

    Attributes
    ----------
    context : Context
    tables : Tables
    stale : bool
        Whether the graph is newer than the tables.
    as_of : PartialDate
    region : str or None
    """

    context: Context
    tables: Tables
    stale: bool
    as_of: PartialDate
    region: str | None

    async def compute(self, key: Hashable, build: Callable[[], T]) -> T:
        """Compute once for this graph version, day and region; `key` names all the rest."""
        snapshots: Snapshots = self.context.snapshots
        whole = (key, self.as_of.text, self.region)
        try:
            return await _in_time(
                self.context, snapshots.derived(whole, self.tables.version, build)
            )
        except asyncio.CancelledError:
            # The client went away. Who waited too long is told to ask again instead.
            snapshots.unwanted(whole, self.tables.version)
            raise
        except GivenUp as error:
            raise ApiError(f"{error} {_SMALLER}", ErrorCode.TIMEOUT) from None

    async def fetch(self, key: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """Read from the store once for this graph version, day and region, as `compute` does."""
        snapshots: Snapshots = self.context.snapshots
        whole = (key, self.as_of.text, self.region)
        return await _in_time(self.context, snapshots.fetched(whole, self.tables.version, read))

    async def network(self, asked: NetworkQuestion) -> Network:
        """Build the network of a question, once for this graph version and day.

        Raises
        ------
        ApiError
            If there is no such chain, or it takes too long.
        """
        if asked.chain is not None and self.tables.index_of(asked.chain) is None:
            raise ApiError(f"There is no industry chain {asked.chain!r}.", ErrorCode.NOT_FOUND)
        return await self.compute(("network", asked), partial(network_of, self.tables, asked))

    def check(self) -> Check:
        """Return what a long computation calls between two chunks: it ends what is in vain."""
        snapshots: Snapshots = self.context.snapshots
        return snapshots.patience(self.tables.version)

    def need_kernels(self) -> None:
        """Call this before what runs compiled kernels.

        Raises
        ------
        ApiError
            UNAVAILABLE while they are being compiled: a request does not wait for that.
        """
        kernels: Kernels = self.context.kernels
        if not kernels.ready:
            kernels.want()
            raise ApiError(f"warming: {kernels.reason}", ErrorCode.UNAVAILABLE)


async def begin(info: Any, as_of: PartialDate | None, region: str | None) -> Question:
    """Get the tables that an analytic looks at.

    Parameters
    ----------
    info : strawberry.Info
    as_of : PartialDate or None
        Its last day counts; that of the request if None.
    region : str or None
        Prefix of district codes; that of the request if None.

    Raises
    ------
    ApiError
        If the region is none, or it takes too long.
    """
    if region is not None and not _REGION.fullmatch(region):
        raise ApiError(
            f"region is {region!r}; it must be a prefix of district codes, such as 3303."
        )
    context: Context = info.context
    snapshots: Snapshots = context.snapshots
    day = as_of.last if as_of else context.as_of
    await context.begin_elsewhere()
    recent = await _in_time(context, snapshots.recent(snapshots.ecosystem(day)))
    context.stale = context.stale or recent.stale
    return Question(
        context,
        recent.tables,
        recent.stale,
        PartialDate(day),
        context.region if region is None else region,
    )


def ref_of(question: Question, analytic: str, subject: str, measure: str, asked: object) -> str:
    """Return the ref of a number.

    Parameters
    ----------
    question : Question
    analytic : str
        Its name in `graph_service.api.analytics.score_evidence.SCORES`.
    subject : str
        Id of the node, or another name of what the number is of.
    measure : str
        Which number of it.
    asked : dataclass
        What was asked.
    """
    return refs_of(question, analytic, [subject], measure, asked)[0]


def refs_of(
    question: Question, analytic: str, subjects: Iterable[str], measure: str, asked: object
) -> list[str]:
    """Return the refs of a number of many subjects; the rest is as for `ref_of`."""
    version, day, region = question.tables.version, question.as_of.text, question.region
    return encode_refs(ScoreRef(analytic, version, day, region, "", measure, asked), subjects)


def window_of(from_: PartialDate | None, to: PartialDate | None, by: WindowBy) -> Window | None:
    """Return the window that the arguments mean.

    Raises
    ------
    ApiError
        If it ends before it begins.
    """
    try:
        return Window.between(
            None if from_ is None else from_.text, None if to is None else to.text, by
        )
    except ValueError as error:
        raise ApiError(str(error)) from error


def checked_first(first: int) -> int:
    """Return `first`.

    Parameters
    ----------
    first : int

    Raises
    ------
    ApiError
        If it is out of range.
    """
    if not 0 <= first <= MAX_FIRST:
        raise ApiError(f"first is {first}; it must be from 0 to {MAX_FIRST}.")
    return first


def present(row: object) -> Any:
    """Return a node that the answer speaks of.

    Raises
    ------
    ApiError
        If it was removed since the tables were made.
    """
    if row is None:
        raise ApiError(
            "The graph changed while the answer was made; ask again.", ErrorCode.UNAVAILABLE
        )
    return row


async def _in_time(context: Context, result: Awaitable[T]) -> T:
    # What is computed goes on in its thread and is kept for the next request.
    try:
        async with asyncio.timeout(max(context.deadline - time.monotonic(), 0)):
            return await result
    except TimeoutError:
        raise ApiError(
            "The analytic takes longer than a request may; ask again in a moment.",
            ErrorCode.TIMEOUT,
        ) from None
