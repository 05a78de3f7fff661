"""Tests of values that are not plainly what the schema says."""

from __future__ import annotations

from collections.abc import Callable
from types import CoroutineType, GeneratorType
from typing import Any, Final

from graphql.pyutils import Undefined, is_awaitable

from graph_service.api.executor.running import Doubt

__all__ = ["Classes", "absent_or_doubt", "coercer", "doubt", "source_check"]

_MOST: Final = 1000
_PLAIN: Final = (dict, list, tuple, str, int, float, bool)
"""Classes of which nothing can be awaited."""
_TELLING: Final = ("__await__", "__getattr__", "__getattribute__", "__class__")


def doubt(*values: Any) -> Any:
    """Leave it to graphql-core, which asks anew: a coroutine that was just made will not be run."""
    for value in values:
        if isinstance(value, CoroutineType):
            value.close()
    raise Doubt


def absent_or_doubt(value: Any) -> None:
    """Return None for null; leave anything else to graphql-core."""
    if value is not None and value is not Undefined:
        raise Doubt


class Classes:
    """Classes of sources of which it is known that they are neither awaited nor raised.

    Attributes
    ----------
    sealed : set of type
        No instance of them can be awaited.
    open : set of type
        An instance of them can be awaited only if it has an attribute of its own that says so.
    """

    def __init__(self) -> None:
        self.sealed: set[type] = set(_PLAIN)
        self.open: set[type] = set()
        self._other: set[type] = set()

    def learn(self, value: Any) -> None:
        """Sort the class of a value that can be neither awaited nor raised."""
        kind = type(value)
        if kind in self.open or kind in self._other:
            return
        if len(self.sealed) + len(self.open) + len(self._other) >= _MOST:
            return
        kinds = self.open if hasattr(value, "__dict__") else self.sealed
        (kinds if _is_settled(kind) else self._other).add(kind)


def coercer(
    coerce: Callable[[Any], Any], classes: Classes, *, nullable: bool
) -> Callable[[Any], Any]:
    """Return the function that completes a leaf as graphql-core does, or doubts."""
    sealed = classes.sealed

    def complete(value: Any) -> Any:
        if type(value) not in sealed:
            if value is None or value is Undefined:
                if nullable:
                    return None
                raise Doubt
            if isinstance(value, Exception) or is_awaitable(value):
                raise Doubt
            classes.learn(value)
        coerced = coerce(value)
        if type(coerced) not in sealed and (
            coerced is None or coerced is Undefined or is_awaitable(coerced)
        ):
            raise Doubt
        return coerced

    return complete


def _is_settled(kind: type) -> bool:
    return not issubclass(kind, Exception | CoroutineType | GeneratorType) and not any(
        name in vars(ancestor)
        for ancestor in kind.__mro__[:-1]
        if ancestor not in _PLAIN
        for name in _TELLING
    )


def source_check(
    classes: Classes, names: dict[str, Any], number: int, *, nullable: bool
) -> Callable[[Any], bool]:
    """Return the test of a source: true, false for null; it doubts of what is awaited or raised.

    Parameters
    ----------
    classes : Classes
    names : dict
        Names of the compiled functions. The class met last becomes their ``K<number>`` if it is
        sealed, their ``J<number>`` if it is open.
    number : int
    nullable : bool
    """
    sealed, is_open = f"K{number}", f"J{number}"
    names[sealed] = names[is_open] = None

    def check(value: Any) -> bool:
        if value is None or value is Undefined:
            if nullable:
                return False
            raise Doubt
        if isinstance(value, Exception) or is_awaitable(value):
            raise Doubt
        kind = type(value)
        if kind not in classes.sealed:
            classes.learn(value)
        if kind in classes.sealed:
            names[sealed] = kind
        elif kind in classes.open:
            names[is_open] = kind
        return True

    return check
