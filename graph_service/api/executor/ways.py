"""Which way each field is read."""

from __future__ import annotations

from dataclasses import dataclass
from types import FunctionType
from typing import Any, Final, TypeAlias

from graphql import GraphQLField
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.field import StrawberryField

from graph_service.api.executor.reading import READING, Batch, Pure, Stored

__all__ = ["Attribute", "Way", "way_of"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """The value is an attribute of the source."""

    name: str


Way: TypeAlias = Attribute | Stored | Pure | Batch

_BASIC: Final = "GraphQLCoreConverter.from_resolver.<locals>._get_basic_result"
"""Strawberry's resolver of a field that has none."""


def way_of(field: GraphQLField) -> Way | None:
    """Return how a field is read; None if graphql-core has to ask its resolver.

    Parameters
    ----------
    field : GraphQLField

    Returns
    -------
    Attribute, Stored, Pure, Batch or None
    """
    if field.resolve is None:
        return None
    declared = field.extensions.get(READING)
    if isinstance(declared, Stored | Pure | Batch):
        return declared
    origin = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    if (
        declared is None
        and not field.args
        and isinstance(origin, StrawberryField)
        and _reads_attribute(field.resolve, origin)
    ):
        return Attribute(origin.python_name)
    return None


def _reads_attribute(resolve: Any, origin: StrawberryField) -> bool:
    return (
        isinstance(resolve, FunctionType)
        and resolve.__code__.co_qualname == _BASIC
        and any(cell.cell_contents is origin for cell in resolve.__closure__ or ())
        and type(origin).get_result is StrawberryField.get_result
        and origin.is_basic_field
        and origin.default_resolver is getattr
    )
