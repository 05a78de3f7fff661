"""Which page of a list is asked for: so many from its beginning, or so many from its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

import strawberry
from strawberry.types.arguments import StrawberryArgument

from graph_service.api.errors import ApiError
from graph_service.api.registry import argument

__all__ = [
    "DEFAULT_LENGTH",
    "MAX_LENGTH",
    "First",
    "Older",
    "PageAsked",
    "check_length",
    "number_in",
    "page_arguments",
    "page_asked",
]

DEFAULT_LENGTH: Final = 20
"""Length of a page if the client does not say."""
MAX_LENGTH: Final = 100
"""Longest page."""

First = Annotated[int, strawberry.argument(description=f"How many, at most {MAX_LENGTH}.")]
"""The argument of lists that say only how many; its default is `DEFAULT_LENGTH`."""

Older = Annotated[
    strawberry.ID | None, strawberry.argument(description="Those older than this one.")
]
"""Where a page of a list begins that has the newest first."""

_DIGITS: Final = 12
"""Digits that the number of an entry of the ledger has at most."""


@dataclass(frozen=True, slots=True)
class PageAsked:
    """A page as a client asked for it.

    Attributes
    ----------
    length : int
    backward : bool
        Whether it is taken from the list's end.
    cursor : str or None
        Where it begins or, if `backward`, before which it ends.
    """

    length: int
    backward: bool
    cursor: str | None

    @property
    def word(self) -> str:
        """The argument of the cursor."""
        return "before" if self.backward else "after"


def number_in(id_: str) -> int | None:
    """Return the number that is the id of an entry of the ledger; None if it is none.

    Parameters
    ----------
    id_ : str

    Examples
    --------
    >>> number_in("12"), number_in("0"), number_in("-1"), number_in("１")
    (12, None, None, None)
    """
    if id_.isascii() and id_.isdigit() and len(id_) <= _DIGITS:
        return int(id_) or None
    return None


def page_arguments() -> tuple[StrawberryArgument, ...]:
    """Declare the arguments of every list that say which page."""
    return (
        argument(
            "first",
            int | None,
            f"Length of a page from the list's beginning, at most {MAX_LENGTH}; "
            f"{DEFAULT_LENGTH} if neither first nor last is given.",
        ),
        argument("after", str | None, "Begin after this cursor; with first."),
        argument(
            "last", int | None, f"Length of a page from the list's end, at most {MAX_LENGTH}."
        ),
        argument("before", str | None, "End before this cursor; with last."),
    )


def page_asked(arguments: Mapping[str, Any]) -> PageAsked:
    """Read the arguments of a list that say which page.

    Raises
    ------
    ApiError
        If they name both ends of the list, or a length that no page can have.
    """
    first, after, last, before = map(arguments.get, ("first", "after", "last", "before"))
    for (one, given), (other, too) in (
        (("first", first), ("last", last)),
        (("last", last), ("after", after)),
        (("first", first), ("before", before)),
        (("after", after), ("before", before)),
    ):
        if given is not None and too is not None:
            raise ApiError(
                f"{one} and {other} are both given. A page is taken from one end of the list: "
                "first and after read it forward, last and before backward."
            )
    backward = last is not None or before is not None
    word, length = ("last", last) if backward else ("first", first)
    if length is None:
        length = DEFAULT_LENGTH
    check_length(length, word)
    return PageAsked(length, backward, before if backward else after)


def check_length(length: int, word: str = "first") -> None:
    """Refuse a length that no page can have.

    Raises
    ------
    ApiError
    """
    if not 0 <= length <= MAX_LENGTH:
        raise ApiError(f"{word} is {length}; it must be from 0 to {MAX_LENGTH}.")
