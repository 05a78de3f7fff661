"""One question answered by the stock executor and, with the same data, by the compiled one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self, TypeAlias

import orjson
from graphql import DocumentNode, GraphQLSchema
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

Refused: TypeAlias = list[bytes]
"""Why an operation was not executed."""


@dataclass(frozen=True)
class Answer:
    """What came of an execution.

    Attributes
    ----------
    data : bytes
    errors : list of bytes
        In their order, each with what it was made of.
    called : Counter
        What was called how often, but for batches.
    batches : Counter
    order : list of str
        The root fields in the order of their calls.
    waited : bool
        Whether anything was awaited.
    steps : int
        How many fields graphql-core executed itself.
    """

    data: bytes
    errors: list[bytes]
    called: Counter[Any]
    batches: Counter[Any]
    order: list[str]
    waited: bool
    steps: int


class Counted:
    """Executors whose fields are counted that graphql-core executes itself; closed after use.

    Parameters
    ----------
    compiled : type
        The executor that is compared with the stock one.
    """

    def __init__(self, compiled: type) -> None:
        self.steps = 0
        counted = self

        class Counting:
            def execute_field(self, *arguments: Any) -> Any:
                counted.steps += 1
                return super().execute_field(*arguments)  # type: ignore[misc]

        self.stock: Any = type("Stock", (Counting, StrawberryGraphQLCoreExecutionContext), {})
        self.compiled: Any = type("Compiled", (Counting, compiled), {})
        self.runner = asyncio.Runner()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.runner.close()

    def answer(self, executor: Any, asking: Any) -> Answer:
        """Execute an operation to its end."""
        self.steps = 0
        waited = False

        async def execute() -> Any:
            nonlocal waited
            outcome = executor.execute_operation()
            if optimized_is_awaitable(outcome):
                waited = True
                outcome = await outcome
            # What was given up settles in the background.
            given_up = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*given_up, return_exceptions=True)
            return outcome

        outcome = self.runner.run(execute())
        batches = Counter({k: n for k, n in asking.called.items() if k[0] == "batch"})
        return Answer(
            data=written(outcome.data),
            errors=[told(error) for error in outcome.errors or ()],
            called=Counter(asking.called) - batches,
            batches=batches,
            order=asking.order,
            waited=waited,
            steps=self.steps,
        )


def written(value: Any) -> bytes:
    """Write as JSON; unlike orjson, numbers of any size. Texts that were kept are read again."""
    return json.dumps(
        value, ensure_ascii=False, default=lambda kept: json.loads(orjson.dumps(kept))
    ).encode()


def told(error: Any) -> bytes:
    """Everything of an error that can be seen."""
    return written(
        {
            **error.formatted,
            "nodes": [node.loc.start for node in error.nodes or ()],
            "of": type(error.original_error).__name__,
            "saying": str(error.original_error),
        }
    )


def difference(stock: Answer | Refused, compiled: Answer | Refused) -> str | None:
    """Tell how an answer differs from that of the stock executor; None if it does not.

    Where things are awaited the order of errors is nobody's promise, of several errors that null
    one place either may be told, and what is below it may be given up before it is called; all
    else must be equal.
    """
    if isinstance(stock, list) or isinstance(compiled, list):
        return None if stock == compiled else f"refused: {stock}, compiled {compiled}"
    if stock.data != compiled.data:
        return f"data\n  stock    {shortened(stock.data)}\n  compiled {shortened(compiled.data)}"
    more = compiled.called - stock.called
    less = stock.called - compiled.called
    if stock.waited and stock.errors:  # Either may have begun what the other gave up.
        less.clear()
        more = Counter({key: n for key, n in more.items() if compiled.called[key] > 1})
    if less or more:
        return f"calls: {less} only by stock, {more} only by compiled"
    if stock.order != compiled.order:
        return f"order of root fields: {stock.order}, compiled {compiled.order}"
    if stock.errors == compiled.errors or (stock.waited and places(stock) == places(compiled)):
        return None
    listed = [b"\n  ".join(answer.errors).decode() for answer in (stock, compiled)]
    return f"errors\nstock\n  {listed[0]}\ncompiled\n  {listed[1]}"


def places(answer: Answer) -> set[Any]:
    """Where errors made nulls: with the error where it happened there, without where it rose."""
    data, found = json.loads(answer.data), set()
    for text in answer.errors:
        error = json.loads(text)
        path, at = error.get("path", []), data
        nulled = []
        for key in path:
            if at is None:
                break
            at = at[key]
            nulled.append(key)
        found.add((tuple(nulled), text if nulled == path else None))
    return found


def shortened(text: bytes) -> str:
    shown = text.decode()
    return shown if len(shown) < 3000 else f"{shown[:3000]}..."


@dataclass(frozen=True)
class Case:
    """What is asked of which data.

    Attributes
    ----------
    schema : GraphQLSchema
    document : DocumentNode
    variables : tuple of dict
        With each of them the document is executed, in turn.
    make : callable
        Makes the context anew: its values may be used up by an execution.
    """

    schema: GraphQLSchema
    document: DocumentNode
    variables: tuple[dict[str, Any], ...]
    make: Callable[[], Any]

    def execute(self, counted: Counted, cls: Any, number: int, **more: Any) -> Answer | Refused:
        """Execute the document with the variables of a number."""
        asking = self.make()
        return self.executed(counted, cls, number, asking, asking, **more)

    def executed(
        self, counted: Counted, cls: Any, number: int, context: Any, asking: Any, **more: Any
    ) -> Answer | Refused:
        """Execute it in a context; what was called is told by what is asked."""
        executor = cls.build(
            self.schema,
            self.document,
            context_value=context,
            raw_variable_values=self.variables[number],
            is_awaitable=optimized_is_awaitable,
            **more,
        )
        if isinstance(executor, list):
            return [written(error.formatted) for error in executor]
        return counted.answer(executor, asking)

    def by_stock(self, counted: Counted) -> list[Answer | Refused]:
        """Execute the document with all its variables by the stock executor."""
        return [self.execute(counted, counted.stock, n) for n in range(len(self.variables))]


@dataclass(frozen=True)
class Outcome:
    """What came of comparing a case; the figures are of its first variables."""

    difference: str | None
    errors: int
    refused: bool
    stock_steps: int = 0
    compiled_steps: int = 0
    batches: Counter[Any] = field(default_factory=Counter)


def compared(
    counted: Counted,
    case: Case,
    programs: Callable[[], Any],
    stock: list[Answer | Refused] | None = None,
) -> Outcome:
    """Compare the executors; the compiled one executes the first again, with the same programs.

    Parameters
    ----------
    counted : Counted
    case : Case
    programs : callable
        Makes new ones.
    stock : list or None
        The answers of the stock executor, if they are known.
    """
    expected = stock or case.by_stock(counted)
    kept, found, last = programs(), None, expected[0]
    turns = [*range(len(expected)), 0]
    for time, number in enumerate(turns):
        got = case.execute(counted, counted.compiled, number, programs=kept)
        if not number:
            last = got
        found = difference(expected[number], got)
        if found:
            found = f"execution {time + 1}, with variables {case.variables[number]!r}: {found}"
            break
    first = expected[0]
    if isinstance(first, list) or isinstance(last, list):
        return Outcome(found, 1, refused=True)
    return Outcome(
        found,
        len(first.errors),
        refused=False,
        stock_steps=first.steps,
        compiled_steps=last.steps,
        batches=last.batches,
    )
