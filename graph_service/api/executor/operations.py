"""Operations of one document, and what can be known of them before they are executed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from graphql import (
    GraphQLDefaultInput,
    GraphQLError,
    GraphQLID,
    GraphQLInputType,
    GraphQLSchema,
    GraphQLString,
    is_list_type,
    is_non_null_type,
)
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

_TEXT: Final = {str}


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of a document.

    Attributes
    ----------
    schema : GraphQLSchema
    node : OperationDefinitionNode
    signatures : tuple of GraphQLVariableSignature
        Of its variables.
    words : frozenset of str
        Names of the variables that are lists of texts, or of ids.
    programs : dict
        Its programs, by the values of the switches.
    """

    schema: GraphQLSchema
    node: OperationDefinitionNode
    signatures: tuple[GraphQLVariableSignature, ...]
    words: frozenset[str] = frozenset()
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
            elif name in self.words and type(value) is list and set(map(type, value)) <= _TEXT:
                sources[name] = VariableValueSource(signature, value)
                found = [*value]
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
        words = frozenset(s.name for s in known if _are_words(s.type))
        found[name] = Operation(schema, node, known, words)
    if len(nodes) == 1:
        found[None] = next(iter(found.values()))
    elif None in found:
        return {}
    return found


def _are_words(type_: GraphQLInputType) -> bool:
    """Whether values are lists whose texts are taken as they are."""
    inner: Any = type_.of_type if is_non_null_type(type_) else type_
    if not is_list_type(inner):
        return False
    item: Any = inner.of_type.of_type if is_non_null_type(inner.of_type) else inner.of_type
    coerce = getattr(item, "coerce_input_value", None)
    return coerce in (GraphQLString.coerce_input_value, GraphQLID.coerce_input_value)
