"""What a query selects: fragments merged, ``@include`` and ``@skip`` applied, arguments coerced."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
)
from graphql.execution.values import VariableValues

from graph_service.api.errors import ApiError

__all__ = ["Selected"]


@dataclass(frozen=True, slots=True)
class Selected:
    """The selections of one operation.

    Attributes
    ----------
    schema : GraphQLSchema
    fragments : mapping of str to FragmentDefinitionNode
    variables : VariableValues
        Coerced values.
    """

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    def fields(self, type_: str, nodes: Iterable[FieldNode]) -> dict[str, list[FieldNode]]:
        """Collect what is selected below fields of one response key.

        Parameters
        ----------
        type_ : str
            Name of the object type there.
        nodes : iterable of FieldNode

        Returns
        -------
        dict of str to list of FieldNode
            By response key, in the order of the query; as graphql's CollectFields.
        """
        found: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for node in nodes:
            if node.selection_set:
                self._collect(type_, node.selection_set, found, visited)
        return found

    def arguments(self, type_: str, node: FieldNode) -> dict[str, Any]:
        """Coerce the arguments of a field of an object type.

        Raises
        ------
        ApiError
            If they are not what the schema asks for.
        """
        owner = self.schema.type_map[type_]
        if not isinstance(owner, GraphQLObjectType):
            raise TypeError(f"{type_} is not an object type.")
        try:
            return get_argument_values(owner.fields[node.name.value], node, self.variables)
        except ApiError:
            raise
        except GraphQLError as error:
            raise ApiError(error.message) from error

    def _collect(
        self,
        type_: str,
        selections: SelectionSetNode,
        found: dict[str, list[FieldNode]],
        visited: set[str],
    ) -> None:
        for node in selections.selections:
            if not self._included(node):
                continue
            match node:
                case FieldNode():
                    key = node.alias.value if node.alias else node.name.value
                    found.setdefault(key, []).append(node)
                case FragmentSpreadNode():
                    name = node.name.value
                    fragment = self.fragments.get(name)
                    if name not in visited and fragment:
                        visited.add(name)
                        if self._applies(fragment.type_condition.name.value, type_):
                            self._collect(type_, fragment.selection_set, found, visited)
                case InlineFragmentNode():
                    condition = node.type_condition
                    if condition is None or self._applies(condition.name.value, type_):
                        self._collect(type_, node.selection_set, found, visited)
                case _:
                    raise TypeError(f"{node} is not a selection.")

    def _included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.variables)
        include = get_directive_values(GraphQLIncludeDirective, node, self.variables)
        return not (skip and skip["if"]) and (include is None or include["if"])

    def _applies(self, condition: str, type_: str) -> bool:
        if condition == type_:
            return True
        above, below = self.schema.type_map[condition], self.schema.type_map[type_]
        return (
            isinstance(above, GraphQLInterfaceType)
            and isinstance(below, GraphQLObjectType)
            and self.schema.is_sub_type(above, below)
        )
