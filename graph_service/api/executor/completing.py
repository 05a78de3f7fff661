"""The executor's part that completes values: by compiled functions, or as graphql-core does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from graphql import GraphQLList, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet
from graphql.pyutils import AwaitableOrValue, Path, Undefined, gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from graph_service.api.executor.batches import Known, fill
from graph_service.api.executor.program import Program, Step
from graph_service.api.executor.running import Prepared, Run
from graph_service.api.executor.slices import SLICE, Writing, in_slices
from graph_service.api.executor.units import Unit

__all__ = ["CompletingExecutor"]

_FAILED: Final = object()


class CompletingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Completes objects and lists by the functions of its program.

    Where a function fails, graphql-core completes the value, and for what is below it compiled
    functions are tried again.

    Attributes
    ----------
    program : Program or None
        None if graphql-core does everything.
    writing : Writing or None
        Writes long lists, slice by slice; they stay lists if None.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.program: Program | None = None
        self.writing: Writing | None = None
        self._prepared: dict[Unit, Prepared] = {}
        self._known = Known()

    def collect_subfields(
        self, return_type: GraphQLObjectType, field_details_list: FieldDetailsList
    ) -> CollectedFields:
        """Collect sub-fields once for all executions of a program."""
        if self.program is None:
            return super().collect_subfields(return_type, field_details_list)
        return self.program.collected(return_type, field_details_list)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> AwaitableOrValue[dict[str, Any]]:
        """Execute fields by what was compiled of them."""
        program = self.program
        if program is None or position_context is not None:
            return super().execute_fields(
                parent_type, source_value, path, grouped_field_set, position_context
            )
        steps = program.steps(parent_type, grouped_field_set)
        if isinstance(steps, Unit):
            run = Run(partial(self._prepare, steps, path))
            done = self._run(program, steps, source_value, run)
            if run.holes:
                again = partial(
                    super().execute_fields, parent_type, source_value, path, grouped_field_set, None
                )
                return self._filled(steps, run, done, again)
            if done is not _FAILED:
                return done  # type: ignore[no-any-return]
        elif steps is not None:
            return self._execute_steps(program, steps, parent_type, source_value, path)
        return super().execute_fields(
            parent_type, source_value, path, grouped_field_set, position_context
        )

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> AwaitableOrValue[Any]:
        """Execute a field; nobody is asked for a value that is known."""
        value = self._known.get(field_details_list, source) if self._known else None
        field = (
            self.schema.get_field(parent_type, field_details_list[0].node.name.value)
            if value
            else None
        )
        if value is None or field is None:
            return super().execute_field(
                parent_type, source, field_details_list, path, position_context
            )
        nodes = [details.node for details in field_details_list]
        info = self.build_resolve_info(field, nodes, parent_type, path)
        return self.complete_awaitable_value(
            field.type, field_details_list, info, path, _ready(value[0]), position_context
        )

    def complete_list_value(  # noqa: PLR0917 - graphql-core's signature
        self,
        return_type: GraphQLList[GraphQLOutputType],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> AwaitableOrValue[list[Any]]:
        """Complete a list by what was compiled of it."""
        program = self.program
        again = partial(
            super().complete_list_value, return_type, field_details_list, info, path, result
        )
        if program is not None and position_context is None and type(result) in {list, tuple}:
            unit = program.list_unit(return_type, field_details_list)
            if unit is not None and unit.whole and len(result) > SLICE:
                complete = partial(self._slice, program, unit, path, info)
                sliced: Any = in_slices(result, complete, self.writing, partial(again, None))
                return sliced  # type: ignore[no-any-return]
            if unit is not None:
                run = Run(partial(self._prepare, unit, path, info))
                done = self._run(program, unit, result, run)
                if run.holes:
                    return self._filled(unit, run, done, partial(again, None))
                if done is not _FAILED:
                    return done  # type: ignore[no-any-return]
        return again(position_context)

    def _slice(
        self,
        program: Program,
        unit: Unit,
        path: Path,
        info: GraphQLResolveInfo[Any],
        part: Sequence[Any],
    ) -> list[Any] | None:
        done = self._run(program, unit, part, Run(partial(self._prepare, unit, path, info)))
        return None if done is _FAILED else done

    def _execute_steps(
        self,
        program: Program,
        steps: Sequence[Step],
        parent: GraphQLObjectType,
        source: Any,
        path: Path | None,
    ) -> AwaitableOrValue[dict[str, Any]]:
        # As graphql-core's `execute_fields`, but for the fields that are completed together.
        results: dict[str, Any] = {}
        awaited: list[str] = []
        try:
            for step in steps:
                if step.unit is not None:
                    run = Run(partial(self._prepare, step.unit, path))
                    done = self._run(program, step.unit, source, run)
                    if done is not _FAILED:
                        results.update(done)
                        continue
                for key, details in step.fields.items():
                    completed = self.execute_field(
                        parent, source, details, Path(path, key, parent.name), None
                    )
                    if completed is not Undefined:
                        results[key] = completed
                        if self.is_awaitable(completed):
                            awaited.append(key)
        except Exception:
            if awaited:
                self.settle_in_background([results[key] for key in awaited])
            raise
        return self._awaited(results, awaited) if awaited else results

    async def _awaited(self, results: dict[str, Any], keys: list[str]) -> dict[str, Any]:
        if len(keys) == 1:
            results[keys[0]] = await results[keys[0]]
        else:
            values = await gather_with_cancel(*(results[key] for key in keys))
            results.update(zip(keys, values, strict=True))
        return results

    def _prepare(
        self, unit: Unit, path: Path | None, info: GraphQLResolveInfo[Any] | None = None
    ) -> Prepared:
        prepared = self._prepared.get(unit)
        if prepared is None:
            prepared = self._prepared[unit] = Prepared(
                self, path, unit.lists, unit.places, unit.sharings
            )
            if info is not None:
                prepared[0] = (info, {})
        return prepared

    def _run(self, program: Program, unit: Unit, value: Any, run: Run) -> Any:
        try:
            return unit.run(value, run)
        except Exception:  # noqa: BLE001 - graphql-core meets it again, and says so
            run.holes.clear()
            if unit.broken:
                program.forget_broken()
            return _FAILED

    async def _filled(
        self, unit: Unit, run: Run, done: Any, again: Callable[[], AwaitableOrValue[Any]]
    ) -> Any:
        if await fill(unit, run, self._known):
            return done
        redone = again()
        return await redone if self.is_awaitable(redone) else redone


async def _ready(value: Any) -> Any:
    return value
