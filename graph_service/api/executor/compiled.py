"""The executor: strawberry's, which runs compiled selections where it is told to keep them."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, Final, cast

from graphql import (
    GraphQLError,
    GraphQLSchema,
    assert_valid_schema,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.collect_fields import CollectedFields
from graphql.language import DocumentNode, OperationType
from graphql.pyutils import (
    AwaitableOrValue,
    is_async_iterable,
    is_awaitable,
)
from strawberry.execution import optimized_is_awaitable

from graph_service.api.executor.completing import CompletingExecutor
from graph_service.api.executor.program import Program
from graph_service.api.executor.programs import Programs
from graph_service.api.executor.slices import Writing

__all__ = ["CompiledExecutor"]

_USUAL: Final = frozenset(
    {
        "context_value",
        "hide_suggestions",
        "is_awaitable",
        "max_coercion_errors",
        "operation_name",
        "raw_variable_values",
        "root_value",
    }
)
"""What can be asked of `CompiledExecutor.build` that it does itself."""


class CompiledExecutor(CompletingExecutor):
    """Executes an operation as graphql-core does, to the letter, and faster.

    Objects and lists whose whole selection can be compiled are completed by a function; where that
    function doubts, graphql-core completes this value, and below it compiled functions are tried
    again.

    Parameters
    ----------
    *arguments
        As for graphql-core's executor.
    programs : Programs or None
        What is compiled of the document; if None, nothing is.
    writing : Writing or None
        Writes long lists.
    **options
        As for strawberry's executor.
    """

    def __init__(
        self,
        *arguments: Any,
        programs: Programs | None = None,
        writing: Writing | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.writing = writing
        if programs is not None:
            self.program = self._program(programs)

    @classmethod
    def build(
        cls,
        schema: GraphQLSchema,
        document: DocumentNode,
        *arguments: Any,
        programs: Programs | None = None,
        writing: Writing | None = None,
        **options: Any,
    ) -> list[GraphQLError] | CompiledExecutor:
        """Build an executor as graphql-core does.

        Parameters
        ----------
        schema : GraphQLSchema
        document : DocumentNode
            A valid one.
        *arguments
            As for graphql-core's executor.
        programs : Programs or None
            What is compiled of the document.
        writing : Writing or None
            Writes long lists.
        **options
            As for graphql-core's executor.
        """
        if programs is None or not programs.bind(schema, document):
            return super().build(schema, document, *arguments, **options)  # type: ignore[return-value]
        operation = programs.operation(options.get("operation_name"))
        if operation is None or arguments or not options.keys() <= _USUAL:
            options |= {"programs": programs, "writing": writing}
            return super().build(schema, document, *arguments, **options)  # type: ignore[return-value]
        assert_valid_schema(schema)
        hide_suggestions = options.get("hide_suggestions", False)
        variables = operation.variables(
            options.get("raw_variable_values") or {},
            hide_suggestions=hide_suggestions,
            max_errors=options.get("max_coercion_errors", 50),
        )
        if isinstance(variables, list):
            return variables
        return cls(
            schema,
            programs.definitions,
            programs.fragments,
            options.get("root_value"),
            options.get("context_value"),
            operation.node,
            variables,
            default_field_resolver,
            default_type_resolver,
            default_field_resolver,
            is_awaitable=options.get("is_awaitable"),
            hide_suggestions=hide_suggestions,
            programs=programs,
            writing=writing,
        )

    def execute_operation(
        self,
        serially: bool | None = None,  # noqa: FBT001 - graphql-core's signature
    ) -> AwaitableOrValue[Any]:
        """Execute the operation; its root fields are collected once for a program."""
        program = self.program
        if program is None:
            return super().execute_operation(serially)
        fields = self._root_fields(program)
        if fields is None:
            self.program = None
            return super().execute_operation(serially)
        if serially is None:
            serially = self.operation.operation is OperationType.MUTATION
        try:
            result = self.execute_collected_root_fields(
                program.root, self.root_value, fields.grouped_field_set, serially, ()
            )
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            return self.build_response(None)
        if self.is_awaitable(result):
            return self._response(result)
        return self.build_response(cast("dict[str, Any]", result))

    def _root_fields(self, program: Program) -> CollectedFields | None:
        # What cannot be collected is an error, which graphql-core words.
        try:
            return program.root_fields
        except (GraphQLError, RecursionError):
            return None

    async def _response(self, result: Awaitable[dict[str, Any]]) -> Any:
        # Nothing comes in parts here, so that nothing is left to be cancelled after a failure.
        try:
            data = await result
        except GraphQLError as error:
            self.collected_errors.add(error, None)
            return self.build_response(None)
        return self.build_response(data)

    def _program(self, programs: Programs) -> Program | None:
        manager = self.middleware_manager
        if (
            (manager is not None and manager.middlewares)
            or self.abort_signal is not None
            or self.hooks is not None
            or self.is_awaitable not in {is_awaitable, optimized_is_awaitable}
            or self.is_async_iterable is not is_async_iterable
            or self.type_resolver is not default_type_resolver
        ):
            return None
        return programs.program(self.operation, self.variable_values)
