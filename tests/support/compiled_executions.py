"""Executing a text by the compiled executor and by the stock one."""

from __future__ import annotations

import asyncio
from typing import Any

from graphql import GraphQLSchema, parse, validate
from graphql.execution import ExecutionResult
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs


class Asked:
    """A text that is executed again and again."""

    def __init__(self, schema: GraphQLSchema, text: str, **options: Any) -> None:
        self.schema = schema
        self.document = parse(text)
        assert validate(schema, self.document) == []
        self.programs = Programs(strict=True, **options)

    def compiled(self, variables: dict[str, Any] | None = None, **options: Any) -> ExecutionResult:
        """Execute it with its programs."""
        return self.execute(CompiledExecutor, variables, programs=self.programs, **options)

    def stock(self, variables: dict[str, Any] | None = None, **options: Any) -> ExecutionResult:
        """Execute it by strawberry's own executor."""
        return self.execute(StrawberryGraphQLCoreExecutionContext, variables, **options)

    def execute(
        self, kind: Any, variables: dict[str, Any] | None, **options: Any
    ) -> ExecutionResult:
        built = kind.build(
            self.schema,
            self.document,
            raw_variable_values=variables or {},
            is_awaitable=optimized_is_awaitable,
            **options,
        )
        if isinstance(built, list):
            return ExecutionResult(None, built)

        async def run() -> ExecutionResult:
            result = built.execute_operation()
            return await result if optimized_is_awaitable(result) else result

        return asyncio.run(run())


def told(result: ExecutionResult) -> tuple[Any, list[Any]]:
    """The data and the errors as clients see them."""
    return result.data, [error.formatted for error in result.errors or ()]
