"""The fields ``correct``, ``addNode``, ``addLink``, ``withdraw`` and ``withdrawLink``."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from typing import Annotated, Any

import strawberry
from strawberry import Info

from graph_service.api.context import Context
from graph_service.api.errors import ApiError, ErrorCode
from graph_service.api.writing import came_of, name_of, require_editor
from graph_service.corrections.making import (
    UNASKED,
    Corrected,
    CorrectionRefused,
    Corrections,
    NothingThere,
)
from graph_service.value_text import value_text
from schema.columns import Stated

__all__ = ["CorrectingMutation"]

_MOST = 100
"""Values that one act may give."""


@strawberry.input(description="A property and what it is.")
class StatedValue:
    """One value, read as a cell of a table."""

    property: str = strawberry.field(description="Name of the field.")
    value: str | None = strawberry.field(
        description="As a table writes it: 120万元, 2021-09, a code or its label; null says that it "
        "is not known.",
        default=None,
    )
    values: list[str] | None = strawberry.field(
        description="In place of `value`, for a field that has several.", default=None
    )


@strawberry.type(description="A property and what became of it.")
class CorrectedValue:
    """What was shown, and what is."""

    property: str = strawberry.field(description="Name of the field.")
    before: str | None = strawberry.field(description="What was shown; null if nothing was.")
    after: str | None = strawberry.field(description="What is shown now; null if nothing is.")


@strawberry.type(description="What somebody corrected.")
class Correction:
    """GraphQL's view of `graph_service.corrections.Corrected`."""

    run: strawberry.ID = strawberry.field(
        description="Takes it back: `undoRun`, or `graph-service undo`."
    )
    id: strawberry.ID = strawberry.field(
        description="The record that it is about, the survivor if it was united; or the link."
    )
    by: str = strawberry.field(description="Who said so.")
    at: str = strawberry.field(description="When, in UTC.")
    reason: str = strawberry.field(description="Why.")
    values: list[CorrectedValue] = strawberry.field(description="What became of each value.")
    notice: str = strawberry.field(description="What else there is to know; empty if nothing.")
    graph_version: str = strawberry.field(description="Of the graph, afterwards.")


_BY = strawberry.argument(description="Who says so: a name; if left out, whose key it is.")
_REASON = strawberry.argument(description="Why.")
_VALUES = strawberry.argument(description=f"What is known of it, at most {_MOST}.")
_LINK = strawberry.argument(description="Type of the link, such as PARTICIPATES_IN.")
_SOURCE = strawberry.argument(description="Id of the record that it leads from.")
_TARGET = strawberry.argument(description="Id of the record that it leads to.")


@strawberry.type
class CorrectingMutation:
    """The fields by which people correct the graph."""

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Say what the value of a field is. It is believed more than every source, now "
        "and later; what they say stays in `conflicts`. 更正"
    )
    async def correct(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="Of the record.")],  # noqa: A002
        property: Annotated[str, strawberry.argument(description="Name of the field.")],  # noqa: A002
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
        value: Annotated[
            str | None,
            strawberry.argument(
                description="As a table writes it; null says that the value is wrong and not known."
            ),
        ] = None,
        values: Annotated[
            list[str] | None,
            strawberry.argument(description="In place of `value`, for a field that has several."),
        ] = None,
        expected: Annotated[
            str | None,
            strawberry.argument(
                description="The value that you see: if another is shown meanwhile, nothing is "
                "written. Null expects none; leave it out to expect nothing."
            ),
        ] = strawberry.UNSET,
    ) -> Correction | None:
        """Correct one value."""
        return await _done(
            info,
            _corrections(info.context).correct(
                str(id),
                property,
                _given(StatedValue(property=property, value=value, values=values)),
                by=name_of(info.context, by),
                reason=reason,
                expected=UNASKED if expected is strawberry.UNSET else expected,
            ),
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Add a record that no source has. 新增"
    )
    async def add_node(
        self,
        info: Info[Context, None],
        type: Annotated[str, strawberry.argument(description="A type, such as Enterprise.")],  # noqa: A002
        values: Annotated[list[StatedValue], _VALUES],
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
    ) -> Correction | None:
        """Add it, unless it is there."""
        context = info.context
        patience = max(0.0, context.deadline - time.monotonic() - 1)
        return await _done(
            info,
            _corrections(context).add_node(
                type,
                _by_property(values),
                by=name_of(info.context, by),
                reason=reason,
                patience=patience,
            ),
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Add a link between two records, or say what is known of one that is there. 新增关系"
    )
    async def add_link(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Context, None],
        type: Annotated[str, _LINK],  # noqa: A002
        source: Annotated[strawberry.ID, _SOURCE],
        target: Annotated[strawberry.ID, _TARGET],
        values: Annotated[list[StatedValue], _VALUES],
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
    ) -> Correction | None:
        """Add it, or what is known of it."""
        return await _done(
            info,
            _corrections(info.context).add_link(
                type,
                str(source),
                str(target),
                _by_property(values),
                by=name_of(info.context, by),
                reason=reason,
            ),
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Say that a record is not so: it and its links are not to be seen until that is "
        "undone, whatever is imported later. 撤下"
    )
    async def withdraw(
        self,
        info: Info[Context, None],
        id: Annotated[strawberry.ID, strawberry.argument(description="Of the record.")],  # noqa: A002
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
    ) -> Correction | None:
        """Withdraw a record."""
        return await _done(
            info,
            _corrections(info.context).withdraw(
                str(id), by=name_of(info.context, by), reason=reason
            ),
        )

    @strawberry.field(  # type: ignore[untyped-decorator]
        description="Say that a link is not so: it is not to be seen until that is undone. 撤下关系"
    )
    async def withdraw_link(  # noqa: PLR0917 - strawberry passes them by name
        self,
        info: Info[Context, None],
        type: Annotated[str, _LINK],  # noqa: A002
        source: Annotated[strawberry.ID, _SOURCE],
        target: Annotated[strawberry.ID, _TARGET],
        reason: Annotated[str, _REASON],
        by: Annotated[str | None, _BY] = None,
        key: Annotated[
            str, strawberry.argument(description="What tells it from parallel links.")
        ] = "",
    ) -> Correction | None:
        """Withdraw a link."""
        return await _done(
            info,
            _corrections(info.context).withdraw_link(
                type, str(source), str(target), key, by=name_of(info.context, by), reason=reason
            ),
        )


def _corrections(context: Context) -> Corrections:
    require_editor(context)
    return Corrections(context.store, context.catalogue, context.pack)


async def _done(info: Info[Context, None], work: Awaitable[Corrected]) -> Correction:
    try:
        done = await work
    except NothingThere as error:
        raise ApiError(str(error), ErrorCode.NOT_FOUND) from None
    except CorrectionRefused as error:
        raise ApiError(str(error)) from None
    act = done.act
    came_of(info, runs=[act.run])
    return Correction(
        run=strawberry.ID(act.run),
        id=strawberry.ID(done.id),
        by=act.by,
        at=act.at,
        reason=act.reason,
        values=[
            CorrectedValue(property=name, before=_text(done.before[name]), after=_text(value))
            for name, value in done.after.items()
        ],
        notice=done.notice.strip(),
        graph_version=done.version,
    )


def _given(stated: StatedValue) -> str | list[str] | None:
    if stated.value is not None and stated.values is not None:
        raise ApiError(f"{stated.property}: value and values are both given.")
    return stated.value if stated.values is None else stated.values


def _by_property(values: list[StatedValue]) -> Mapping[str, Any]:
    if len(values) > _MOST:
        raise ApiError(f"{len(values)} values are given; at most {_MOST} can be.")
    given: dict[str, Any] = {}
    for stated in values:
        if stated.property in given:
            raise ApiError(f"{stated.property} is given twice.")
        given[stated.property] = _given(stated)
    return given


def _text(value: Stated) -> str | None:
    return None if value is None else value_text(value)
