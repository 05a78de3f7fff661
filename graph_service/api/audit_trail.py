"""What an operation that writes leaves in the audit log: an entry for each of its fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
)

from graph_service.api.context import Context
from graph_service.api.documents.document import Operation
from graph_service.api.errors import ErrorCode
from graph_service.api.exchange import Answer
from graph_service.identity.audit import AuditLog, AuditOutcome
from graph_service.identity.budgets import Exhausted
from graph_service.identity.roles import Role

__all__ = ["record"]

_REFUSED_WRITE: Final = 50_000
"""What an attempt costs that is refused, so that nobody fills the log with them."""
_DENIED: Final = frozenset({ErrorCode.FORBIDDEN.value, ErrorCode.UNAUTHENTICATED.value})


async def record(
    context: Context, document: DocumentNode, operation: Operation, answer: Answer
) -> None:
    """Note what each field of an operation did, or was not let do.

    Attempts of who did not say who they are go into the access log alone: anybody can make any
    number of them.

    Parameters
    ----------
    context : Context
        With what the fields told of themselves, in `acts`.
    document : DocumentNode
    operation : Operation
        One that writes.
    answer : Answer
    """
    if context.caller.role is Role.ANONYMOUS:
        return
    codes = {
        error.path[0]: str(error.formatted.get("extensions", {}).get("code"))
        for error in answer.errors
        if error.path
    }
    log = AuditLog(context.store.ledger)
    for key, name in _fields(document, operation.node.selection_set):
        told = context.acts.get(key)
        if key in codes:
            outcome = AuditOutcome.REFUSED if codes[key] in _DENIED else AuditOutcome.FAILED
        elif told is None:
            continue
        else:
            outcome = told.outcome
        if outcome is AuditOutcome.REFUSED and not _paid(context):
            continue
        await log.note(
            context.caller,
            name,
            outcome,
            request=context.request_id,
            runs=told.runs if told else (),
            subject=told.subject if told else "",
        )


def _paid(context: Context) -> bool:
    try:
        context.charge(_REFUSED_WRITE)
    except Exhausted:
        return False
    return True


def _fields(document: DocumentNode, selections: SelectionSetNode) -> Iterator[tuple[str, str]]:
    """The fields of the first level, by the key of their answer; a key comes once."""
    seen: set[str] = set()
    for node in _field_nodes(document, selections):
        key = node.alias.value if node.alias else node.name.value
        if key not in seen:
            seen.add(key)
            yield key, node.name.value


def _field_nodes(document: DocumentNode, selections: SelectionSetNode) -> Iterator[FieldNode]:
    for node in selections.selections:
        match node:
            case FieldNode():
                yield node
            case InlineFragmentNode():
                yield from _field_nodes(document, node.selection_set)
            case FragmentSpreadNode():
                for definition in document.definitions:
                    if (
                        isinstance(definition, FragmentDefinitionNode)
                        and definition.name.value == node.name.value
                    ):
                        yield from _field_nodes(document, definition.selection_set)
