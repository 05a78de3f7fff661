"""What those who correct a graph are told, and how they are refused."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from graph_service.corrections.log import Act
from graph_service.corrections.values import CorrectionRefused
from graph_service.store.port import Overtaken
from schema.columns import Stated

__all__ = [
    "UNASKED",
    "Corrected",
    "CorrectedMeanwhile",
    "NothingThere",
    "attempts",
    "shown_text",
    "told",
    "united_note",
]

UNASKED: Final = object()
"""Who corrects does not say which value is believed to be shown."""

_LONGEST_NAME: Final = 100
_LONGEST_REASON: Final = 1_000
_ATTEMPTS: Final = 50
"""Each attempt but the last fails because somebody else corrects the same."""

T = TypeVar("T")


class NothingThere(CorrectionRefused):
    """There is no such record or link."""


class CorrectedMeanwhile(CorrectionRefused):
    """Another value is shown than who corrects believed."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What came of it.

    Attributes
    ----------
    act : Act
        With the run that takes it back.
    id : str
        The record, or the link's ends, that it is about: the survivor, if the id was united.
    before, after : mapping of str to Stated
        What was shown of the properties, and what is shown now; None where nothing is.
    version : str
        Of the graph, afterwards.
    notice : str
        What else who did it should know; empty if nothing.
    """

    act: Act
    id: str
    version: str
    before: Mapping[str, Stated] = field(default_factory=dict)
    after: Mapping[str, Stated] = field(default_factory=dict)
    notice: str = ""


async def attempts(work: Callable[[], Awaitable[T]]) -> T:
    """Do it again as long as somebody else corrects the same."""
    for _ in range(_ATTEMPTS - 1):
        try:
            return await work()
        except Overtaken:
            continue
    return await work()


def told(by: str, reason: str) -> tuple[str, str]:
    """Return who and why, tidied."""
    who, why = " ".join(by.split()), " ".join(reason.split())
    for what, text, longest in (("who", who, _LONGEST_NAME), ("why", why, _LONGEST_REASON)):
        if not text:
            raise CorrectionRefused(f"Say {what}: a correction without it helps nobody later.")
        if len(text) > longest:
            raise CorrectionRefused(f"Say {what} in at most {longest:,} characters.")
    return who, why


def united_note(asked: str, id_: str) -> str:
    """Tell who named a record that it was united with another."""
    return "" if asked == id_ else f"{asked} was united with {id_}, which this is about now. "


def shown_text(value: Any) -> str:
    """Name a value in a message."""
    return "not known" if value is None else repr(value)
