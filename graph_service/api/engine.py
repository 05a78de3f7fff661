"""Answers operations: document, cost, what was kept, execution, what the answer says of itself."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, Awaitable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, Final, cast

import orjson
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType
from strawberry.execution import optimized_is_awaitable

from graph_service.api.answers import Answers, Asking, canonical
from graph_service.api.audit_trail import record
from graph_service.api.context import Context
from graph_service.api.denials import denials
from graph_service.api.documents.cache import Documents
from graph_service.api.documents.document import Document, Operation, UnknownOperation
from graph_service.api.documents.limits import Limits
from graph_service.api.documents.variables import check_variables
from graph_service.api.errors import ApiError, ErrorCode, explained
from graph_service.api.exchange import Answer, Asked, Outcome
from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs
from graph_service.api.introspection import Introspection
from graph_service.api.live.streams import Begin, results
from graph_service.api.long_lists import LongLists
from graph_service.api.waiting import within

__all__ = ["Engine"]

_ATTEMPTS: Final = 3
_MOST_ERRORS: Final = 10
"""How many errors of variables are told: each can take a millisecond."""
_GRACE: Final = 2.0
"""Seconds beyond the deadline in which fields can tell that they took too long; a store on a
server may need one of them."""


class Engine:
    """Answers GraphQL requests of one schema.

    Parameters
    ----------
    schema : GraphQLSchema
    documents : Documents
    limits : Limits
    answers : Answers
        Where answers that depend on the graph alone are kept.
    """

    def __init__(
        self, schema: GraphQLSchema, documents: Documents, limits: Limits, answers: Answers
    ) -> None:
        self._schema = schema
        self._documents = documents
        self._limits = limits
        self._answers = answers
        self._introspection = Introspection(schema)
        self._writing = LongLists()
        self._reflecting = asyncio.Lock()

    async def answer(self, asked: Asked, context: Context, *, reading_only: bool = False) -> Answer:
        """Answer a request.

        Parameters
        ----------
        asked : Asked
        context : Context
            Who asks, and of which version of the graph.
        reading_only : bool
            Whether an operation that writes is refused.

        Returns
        -------
        Answer
        """
        document = await self._document(asked)
        try:
            operation = self._checked(document, asked, context, reading_only=reading_only)
        except _RefusedError as refused:
            return _answer(refused.outcome, context, document, errors=refused.errors)
        if operation.kind is OperationType.SUBSCRIPTION:
            several = ApiError(
                "A subscription has many answers: ask over a WebSocket, or with the header "
                "`Accept: text/event-stream`."
            )
            return _answer(Outcome.SUBSCRIBES, context, document, operation, errors=[several])
        known = await self._introspection.answer(document.text)
        if known is not None:
            data = orjson.Fragment(known)
            return _answer(Outcome.ANSWERED, context, document, operation, data=data)
        answer = await self._kept_or_executed(document, operation, asked, context)
        if operation.kind is OperationType.MUTATION and document.ast is not None:
            await record(context, document.ast, operation, answer)
        return answer

    async def answers(
        self, asked: Asked, begin: Begin, *, reading_only: bool = False
    ) -> AsyncGenerator[Answer, None]:
        """Answer a request as often as there is something to tell; once if it does not subscribe.

        Parameters
        ----------
        asked : Asked
        begin : callable
            Begins the request, and then each event of a subscription; what it raises is raised.
        reading_only : bool
            As for `answer`.
        """
        context = await begin()
        answer = await self.answer(asked, context, reading_only=reading_only)
        operation = answer.operation
        if answer.outcome is not Outcome.SUBSCRIBES or operation is None:
            yield answer
            return
        document = await self._document(asked)
        events = results(self._schema, document, operation, asked, context=context, begin=begin)
        async with aclosing(events):
            async for of, told, broken in events:
                outcome = Outcome.BROKEN if broken else Outcome.ANSWERED
                yield _answer(outcome, of, document, operation, data=told.data, errors=told.errors)

    async def _document(self, asked: Asked) -> Document:
        if asked.digest is None:
            return await self._documents.find(asked.query)
        return await self._documents.registered(asked.digest)

    def _checked(
        self, document: Document, asked: Asked, context: Context, *, reading_only: bool
    ) -> Operation:
        """Choose the operation, unless it is refused before it is executed."""
        fault = document.fault
        if fault is not None:
            raise _RefusedError(Outcome[fault.kind.name], fault.errors)
        try:
            operation = document.operation(asked.operation_name)
        except UnknownOperation as error:
            raise _RefusedError(Outcome.OPERATION, [error]) from None
        if reading_only and operation.kind is OperationType.MUTATION:
            writes = ApiError("This operation writes; send it by POST.")
            raise _RefusedError(Outcome.WRITES, [writes])
        if asked.variables:
            try:
                check_variables(asked.variables)
            except ApiError as error:
                raise _RefusedError(Outcome.LIMIT, [error]) from None
        cost, most = operation.cost(asked.variables or {}), self._limits.cost
        context.cost = {"requested": cost, "limit": most}
        if cost > most:
            dear = ApiError(
                f"The operation costs {cost}; the limit is {most}. "
                "Ask for shorter lists (`first`), or for fewer fields or nested lists.",
                ErrorCode.LIMIT_EXCEEDED,
            )
            raise _RefusedError(Outcome.LIMIT, [dear])
        return operation

    async def _kept_or_executed(
        self, document: Document, operation: Operation, asked: Asked, context: Context
    ) -> Answer:
        asking = _asking(document, operation, asked, context) if self._answers.keeps else None
        kept = None
        if asking is not None and self._answers.holds(asking):
            await context.begin()
            asking = asking._replace(version=context.graph_version or "")
            kept = self._answers.get(asking)
        if kept is not None:
            said = _extensions(context, failed=False)
            return Answer(Outcome.ANSWERED, None, (), said, operation, document.digest, kept)
        context.charge(context.cost["requested"])
        answer = await self._executed(document, operation, asked, context)
        if asking is None or answer.errors or not _of_the_graph_alone(context):
            return answer
        # The graph may be another by now, and the answer is of that one.
        asking = asking._replace(version=str(context.graph_version))
        return replace(answer, kept=self._answers.keep(asking, answer.body()))

    async def _executed(
        self, document: Document, operation: Operation, asked: Asked, context: Context
    ) -> Answer:
        """Execute; anew if the graph changes meanwhile, so that all fields speak of one version.

        One that writes is executed once. Where the graph changed three times the answer says so.
        """
        if document.ast is None:
            raise TypeError("A document that could not be read has no operation.")
        context.document = document
        if document.hot and document.programs is None:
            document.programs = Programs()
        for _ in range(_ATTEMPTS):
            context.stale = context.reads.beyond = False
            executor = CompiledExecutor.build(
                self._schema,
                document.ast,
                context_value=context,
                raw_variable_values=dict(asked.variables or {}),
                operation_name=asked.operation_name,
                is_awaitable=cast("Any", optimized_is_awaitable),
                max_coercion_errors=_MOST_ERRORS,
                programs=document.programs,
                writing=self._writing,
            )
            if isinstance(executor, list):
                return _answer(Outcome.VARIABLES, context, document, operation, errors=executor)
            denied = denials(self._schema, document, operation, context, executor.variable_values)
            result: Any
            if operation.size.is_reflection:
                async with self._reflecting:
                    result = await asyncio.to_thread(executor.execute_operation)
            else:
                result = executor.execute_operation()
            if inspect.isawaitable(result):
                result = await _ended(result, operation, context)
            if await context.settled() or context.late:
                break
        data, errors = result.data, [*(result.errors or ()), *denied]
        return _answer(Outcome.ANSWERED, context, document, operation, data=data, errors=errors)


async def _ended(
    result: Awaitable[ExecutionResult], operation: Operation, context: Context
) -> ExecutionResult:
    """Wait for a result; fields tell themselves that they took too long, unless something hangs."""
    if operation.kind is not OperationType.QUERY:
        # What is being written is waited for: it stands, whatever is answered.
        return await result
    try:
        return await within(context.deadline - time.monotonic() + _GRACE, result)
    except TimeoutError:
        late = ApiError("The operation took longer than a request may.", ErrorCode.TIMEOUT)
        return ExecutionResult(None, [late])


class _RefusedError(Exception):
    """A request that is not executed."""

    def __init__(self, outcome: Outcome, errors: Sequence[GraphQLError]) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.errors = errors


def _asking(
    document: Document, operation: Operation, asked: Asked, context: Context
) -> Asking | None:
    """Return what an answer is kept by; None if it is not worth keeping or cannot be."""
    variables = canonical(asked.variables)
    reads = operation.kind is OperationType.QUERY
    known = context.graph_version or not context.begun
    if not (document.hot and reads and known) or variables is None:
        return None
    return Asking(
        context.graph_version or "",
        document.digest,
        asked.operation_name or "",
        variables,
        context.caller.role.clearance,
        context.as_of,
        context.region or "",
    )


def _of_the_graph_alone(context: Context) -> bool:
    settled = context.consistent and not context.stale and context.graph_version is not None
    return settled and not context.reads.beyond


def _answer(
    outcome: Outcome,
    context: Context,
    document: Document,
    operation: Operation | None = None,
    *,
    data: Any = None,
    errors: Sequence[GraphQLError] | None = None,
) -> Answer:
    told = explained(errors, context.request_id) if errors else []
    extensions = _extensions(context, failed=bool(told))
    return Answer(outcome, data, told, extensions, operation, document.digest)


def _extensions(context: Context, *, failed: bool) -> dict[str, Any]:
    """What every answer says beside its data."""
    extensions: dict[str, Any] = {
        "asOf": context.as_of,
        "graphVersion": context.graph_version,
    }
    if context.cost:
        extensions["cost"] = context.cost
    if failed:
        extensions["requestId"] = context.request_id
    if not context.consistent:
        extensions["consistent"] = False
    if context.stale:
        extensions["stale"] = True
    return extensions
