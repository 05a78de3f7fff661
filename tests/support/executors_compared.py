"""One question answered by the stock executor and, with the same data, by the compiled one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from graphql import DocumentNode, GraphQLSchema
from graphql.execution import ExecutionResult
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

TIMES = 3
"""How often a document is executed with the same programs, so that compiled ones are used."""


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


@dataclass
class Counted:
    """Executors whose fields are counted that graphql-core executes itself."""

    stock: Any = field(init=False)
    compiled: Any = field(init=False)
    steps: int = 0

    def __init__(self, compiled: type) -> None:
        counted = self

        class Counting:
            def execute_field(self, *arguments: Any) -> Any:
                counted.steps += 1
                return super().execute_field(*arguments)  # type: ignore[misc]

        self.stock = type("Stock", (Counting, StrawberryGraphQLCoreExecutionContext), {})
        self.compiled = type("Compiled", (Counting, compiled), {})


def answered(counted: Counted, executor: Any, asking: Any) -> Answer:
    """Execute an operation to its end."""
    counted.steps = 0
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

    outcome = asyncio.run(execute())
    return answer_of(outcome, asking, waited=waited, steps=counted.steps)


def answer_of(outcome: ExecutionResult, asking: Any, *, waited: bool, steps: int) -> Answer:
    called, batches = Counter(), Counter()
    for key, number in asking.called.items():
        (batches if key[0] == "batch" else called)[key] = number
    return Answer(
        data=written(outcome.data),
        errors=[told(error) for error in outcome.errors or ()],
        called=called,
        batches=batches,
        order=asking.order,
        waited=waited,
        steps=steps,
    )


def written(value: Any) -> bytes:
    """Write as JSON; unlike orjson, numbers of any size."""
    return json.dumps(value, ensure_ascii=False).encode()


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


def difference(stock: Answer, compiled: Answer) -> str | None:
    """Tell how an answer differs from that of the stock executor; None if it does not.

    Where things are awaited the order of errors is nobody's promise, and of several errors that
    null one place either may be told; all else must be equal.
    """
    if stock.data != compiled.data:
        return f"data\n  stock    {shortened(stock.data)}\n  compiled {shortened(compiled.data)}"
    if stock.called != compiled.called:
        less, more = stock.called - compiled.called, compiled.called - stock.called
        return f"calls: {less} only by stock, {more} only by compiled"
    if stock.order != compiled.order:
        return f"order of root fields: {stock.order}, compiled {compiled.order}"
    if stock.errors == compiled.errors:
        return None
    if stock.waited and places(stock) == places(compiled):
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
    """What is asked of which data."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: dict[str, Any]
    make: Callable[[], Any]
    """Makes the context anew: its values may be used up by an execution."""


@dataclass(frozen=True)
class Outcome:
    """What came of comparing a case."""

    difference: str | None
    errors: int
    refused: bool = False
    stock_steps: int = 0
    compiled_steps: int = 0
    batches: Counter[Any] = field(default_factory=Counter)


def compared(
    counted: Counted, case: Case, programs: Callable[[], Any], times: int = TIMES
) -> Outcome:
    """Execute a case by the stock executor and several times by the compiled one."""
    options: dict[str, Any] = {
        "raw_variable_values": case.variables,
        "is_awaitable": optimized_is_awaitable,
    }

    def built(cls: Any, asking: Any, **more: Any) -> Any:
        return cls.build(case.schema, case.document, context_value=asking, **options, **more)

    asking = case.make()
    executor = built(counted.stock, asking)
    if isinstance(executor, list):
        other = built(counted.compiled, asking, programs=programs())
        same = isinstance(other, list) and [told_plainly(e) for e in executor] == [
            told_plainly(e) for e in other
        ]
        return Outcome(None if same else "refusal", len(executor), refused=True)
    stock = answered(counted, executor, asking)
    kept, found, compiled = programs(), None, stock
    for time in range(times):
        asking = case.make()
        compiled = answered(counted, built(counted.compiled, asking, programs=kept), asking)
        found = difference(stock, compiled)
        if found:
            found = f"execution {time + 1}: {found}"
            break
    return Outcome(
        found,
        len(stock.errors),
        stock_steps=stock.steps,
        compiled_steps=compiled.steps,
        batches=compiled.batches,
    )


def told_plainly(error: Any) -> bytes:
    return written(error.formatted)
