"""Enums of the product as enums of the API, each value with its description."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import strawberry

__all__ = ["describe"]


def describe(cls: type[enum.Enum], name: str, description: str, members: Mapping[str, str]) -> None:
    """Make an enum one of the API.

    Parameters
    ----------
    cls : type of Enum
    name : str
        Of the GraphQL type.
    description : str
        What the type is.
    members : mapping of str to str
        What each value means, by its name.
    """
    strawberry.enum(cls, name=name, description=description)
    definition: Any = cls.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = members[value.name]
