"""Operations of one document, and what can be known of them before they are executed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLDefaultInput, GraphQLError, GraphQLSchema, is_non_null_type
from graphql.execution.get_variable_signature import (
    GraphQLVariableSignature,
    get_variable_signature,
)
from graphql.execution.values import (
    VariableValues,
    VariableValueSource,
    get_variable_values,
    input_is_nested_too_deeply,
)
from graphql.language import DocumentNode, OperationDefinitionNode
from graphql.pyutils import Undefined
from graphql.utilities.coerce_input_value import coerce_default_value, coerce_input_value

from graph_service.api.executor.program import Program

__all__ = ["Operation", "operations_of"]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document.

    Attributes
    ----------
    schema : GraphQLSchema
    node : OperationDefinitionNode
    signatures : tuple of GraphQLVariableSignature
        Of its variables.
    programs : dict
        Its programs, by the values of the switches.
    """

    schema: GraphQLSchema
    node: OperationDefinitionNode
    signatures: tuple[GraphQLVariableSignature, ...]
    programs: dict[tuple[bool, ...], Program] = field(default_factory=dict)

    def variables(
        self, given: dict[str, Any], *, hide_suggestions: bool, max_errors: int = 50
    ) -> VariableValues | list[GraphQLError]:
        """Coerce variables as graphql-core does, whose words are heard where they are wrong.

        Parameters
        ----------
        given : dict
            As the client sent them.
        hide_suggestions : bool
        max_errors : int
            How many errors are told.
        """
        try:
            coerced = self._coerced(given)
        except Exception:  # noqa: BLE001 - graphql-core meets it again, and says so
            coerced = None
        if coerced is not None:
            return coerced
        return get_variable_values(
            self.schema,
            self.node.variable_definitions or (),
            given,
            max_errors=max_errors,
            hide_suggestions=hide_suggestions,
        )

    def _coerced(self, given: dict[str, Any]) -> VariableValues | None:
        sources: dict[str, VariableValueSource] = {}
        coerced: dict[str, Any] = {}
        for signature in self.signatures:
            name, type_ = signature.name, signature.type
            value = given.get(name, Undefined)
            if value is Undefined:
                sources[name] = VariableValueSource(signature)
                if signature.default is not None:
                    # A new default, because what was coerced is kept on it and may be changed.
                    default = GraphQLDefaultInput(literal=signature.default.literal)
                    found = coerce_default_value(signature._replace(default=default))
                elif is_non_null_type(type_):
                    return None
                else:
                    continue
            else:
                sources[name] = VariableValueSource(signature, value)
                if isinstance(value, list | tuple | dict) and input_is_nested_too_deeply(
                    value, type_
                ):
                    return None
                found = coerce_input_value(value, type_)
            if found is Undefined:
                return None
            coerced[name] = found
        return VariableValues(sources, coerced)


def operations_of(schema: GraphQLSchema, document: DocumentNode) -> dict[str | None, Operation]:
    """Return the operations of a document by name; the only one is that of no name, too.

    Where two have one name, or a variable has no type, graphql-core has to say so.
    """
    nodes = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    found: dict[str | None, Operation] = {}
    for node in nodes:
        signatures = tuple(
            get_variable_signature(schema, variable) for variable in node.variable_definitions or ()
        )
        known = tuple(s for s in signatures if not isinstance(s, GraphQLError))
        name = node.name.value if node.name else None
        if len(known) != len(signatures) or name in found:
            return {}
        found[name] = Operation(schema, node, known)
    if len(nodes) == 1:
        found[None] = next(iter(found.values()))
    elif None in found:
        return {}
    return found
