"""How large a document may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from graph_service.api.documents.cost import ENOUGH
from graph_service.api.errors import ApiError, ErrorCode

__all__ = ["Limits", "Size", "check_reflected", "check_size"]

_BESIDE_DATA = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a document may be.

    Attributes
    ----------
    characters, tokens, depth, fields, aliases, directives, root_fields : int
        Of a document, all its operations together.
    cost : int
        What an operation may cost, its lists as long as it asks for.
    """

    characters: int = 40_000
    tokens: int = 2_000
    depth: int = 20
    fields: int = 2_000
    aliases: int = 200
    directives: int = 200
    root_fields: int = 50
    cost: int = 500_000


class Size(NamedTuple):
    """How large a selection is with all fragments written out.

    Attributes
    ----------
    depth, fields, aliases, directives : int
    top : int
        The fields of the first level.
    reflecting : int
        Those of them that are of the schema itself: ``__schema``, ``__type``, ``__typename``.
    reflected : int
        The values that are shown of the schema, about.
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    top: int = 0
    reflecting: int = 0
    reflected: int = 0

    @property
    def is_reflection(self) -> bool:
        """Whether nothing is asked for but the schema itself."""
        return bool(self.reflected) and self.reflecting == self.top

    @classmethod
    def of_all(cls, sizes: Iterable[Size]) -> Size:
        """Return the size of several together; depth and the first level do not add up."""
        depths, fields, aliases, directives, tops, *others = zip(cls(), *sizes, strict=True)
        return cls(
            max(depths), sum(fields), sum(aliases), sum(directives), max(tops), *map(sum, others)
        )


def check_reflected(size: Size, most: int) -> None:
    """Refuse an operation that shows too much of the schema itself.

    Parameters
    ----------
    size : Size
    most : int
        How many values it may show; beside data it may show a twentieth of them, for there they
        are not made by a thread.

    Raises
    ------
    ApiError
    """
    limit = most if size.is_reflection else most // _BESIDE_DATA
    if size.reflected > limit:
        raise ApiError(
            f"The query shows about {size.reflected} values of the schema itself; the limit is"
            f" {limit}. Ask for it apart from data, and each list of it once.",
            ErrorCode.LIMIT_EXCEEDED,
        )


def check_size(size: Size, limits: Limits) -> None:
    """Refuse an operation that is too large.

    Raises
    ------
    ApiError
    """
    for what, number, limit in (
        ("levels", size.depth, limits.depth),
        ("fields", size.fields, limits.fields),
        ("aliases", size.aliases, limits.aliases),
        ("directives", size.directives, limits.directives),
        ("root fields", size.top, limits.root_fields),
    ):
        if number > limit:
            many = f"at least {number}" if number >= ENOUGH else str(number)
            raise ApiError(
                f"The query has {many} {what}, fragments written out; the limit is {limit}.",
                ErrorCode.LIMIT_EXCEEDED,
            )
