"""How much variables may hold: reading an input object takes many times what its JSON takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["check_variables"]

_MOST: Final = 10_000
"""How many values, an object counting as `_OBJECT`."""
_OBJECT: Final = 10
_DEEPEST: Final = 50


def check_variables(variables: Mapping[str, Any]) -> None:
    """Refuse variables that hold too much.

    Parameters
    ----------
    variables : mapping
        Values by the names of variables, as they were sent.

    Raises
    ------
    ApiError
        If they hold more than 10,000 values, an object counting as ten, or are nested more than 50
        levels deep.
    """
    level: list[Any] = [variables]
    left, depth = _MOST + _OBJECT, 0
    while level:
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                left -= _OBJECT + len(value)
                below += value.values()
            elif isinstance(value, list):
                left -= len(value)
                below += value
            if left < 0:
                raise ApiError(
                    f"The variables hold more than {_MOST} values, an object counting as {_OBJECT}.",
                    ErrorCode.LIMIT_EXCEEDED,
                )
        depth += 1
        # The variables themselves and what lies innermost are no levels.
        if depth > _DEEPEST + 2:
            raise ApiError(
                f"The variables are nested more than {_DEEPEST} levels deep.",
                ErrorCode.LIMIT_EXCEEDED,
            )
        level = below
