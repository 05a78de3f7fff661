"""Executing a subscription: a stream of events, and each of them executed as an operation."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from typing import Any, Final, NamedTuple, TypeAlias, cast

from graphql import (
    ExecutionResult,
    GraphQLSchema,
    create_source_event_stream,
    located_error,
)
from strawberry.execution import optimized_is_awaitable

from graph_service.api.context import Context
from graph_service.api.documents.document import Document, Operation
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.exchange import Asked
from graph_service.api.executor.compiled import CompiledExecutor

__all__ = ["Begin", "Told", "results"]

_MOST_ERRORS: Final = 10

Begin: TypeAlias = Callable[[], Awaitable[Context]]
"""Begins a request, or the execution of an event: each has its own deadline."""


class Told(NamedTuple):
    """What one event came to.

    Attributes
    ----------
    context : Context
        In which it was executed.
    result : ExecutionResult
    broken : bool
        Whether the stream ended by this, not by itself.
    """

    context: Context
    result: ExecutionResult
    broken: bool = False


async def results(
    schema: GraphQLSchema,
    document: Document,
    operation: Operation,
    asked: Asked,
    *,
    context: Context,
    begin: Begin,
) -> AsyncGenerator[Told, None]:
    """Yield what becomes of each event.

    Parameters
    ----------
    schema : GraphQLSchema
    document : Document
    operation : Operation
        The one of the document that subscribes.
    asked : Asked
    context : Context
        In which the stream is opened.
    begin : callable
        Called before each event is executed; what it raises ends the stream.
    """

    def executor(root: Any, within: Context) -> Any:
        """Build one for the stream, or for an event."""
        return CompiledExecutor.build(
            schema,
            cast("Any", document.ast),
            root_value=root,
            context_value=within,
            raw_variable_values=dict(asked.variables or {}),
            operation_name=asked.operation_name,
            is_awaitable=cast("Any", optimized_is_awaitable),
            max_coercion_errors=_MOST_ERRORS,
        )

    context.document = document
    opening = executor(None, context)
    if isinstance(opening, list):
        yield Told(context, ExecutionResult(None, opening), broken=True)
        return
    stream: Any = create_source_event_stream(opening)
    if inspect.isawaitable(stream):
        stream = await stream
    if isinstance(stream, ExecutionResult):
        yield Told(context, stream, broken=True)
        return
    try:
        while True:
            try:
                event = await anext(stream)
            except StopAsyncIteration:
                return
            except Exception as error:  # noqa: BLE001 - told as the error that it is
                failed = located_error(error, [operation.node])
                yield Told(context, ExecutionResult(None, [failed]), broken=True)
                return
            within = await begin()
            within.document, within.cost = document, context.cost
            yield Told(within, await _executed(executor(event, within), within))
    finally:
        await _closed(stream)


async def _executed(executor: Any, context: Context) -> ExecutionResult:
    """Execute an event, for as long as a request may take."""
    result = executor.execute_operation()
    if inspect.isawaitable(result):
        try:
            async with asyncio.timeout(context.deadline - time.monotonic()):
                result = await result
        except TimeoutError:
            late = ApiError("The event took longer than a request may.", ErrorCode.TIMEOUT)
            return ExecutionResult(None, [late])
    if context.reads.any:
        await context.settled()
    return cast("ExecutionResult", result)


async def _closed(stream: AsyncIterator[Any]) -> None:
    if isinstance(stream, AsyncGenerator):
        await stream.aclose()
