"""The executor: strawberry's, which runs compiled selections where it is told to keep them."""

from __future__ import annotations

from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph_service.api.executor.programs import Programs

__all__ = ["CompiledExecutor"]


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """Executes an operation as graphql-core does, to the letter, and faster.

    Parameters
    ----------
    *arguments
        As for graphql-core's executor.
    programs : Programs or None
        What is compiled of the document; if None, nothing is.
    **options
        As for strawberry's executor.
    """

    def __init__(self, *arguments: Any, programs: Programs | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.programs = programs
