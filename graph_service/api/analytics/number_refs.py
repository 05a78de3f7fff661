"""Refs of the numbers of a type that has several: one list beside them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import strawberry

from graph_service.api.analytics.answer import Question, ref_of

__all__ = ["NumberRef", "number_refs", "refs_field"]


@strawberry.type(description="Where a number opens to what it counts.")
class NumberRef:
    """A number beside it, and its ref."""

    number: str = strawberry.field(description="Name of the number's field.")
    ref: str = strawberry.field(description="For `evidence`: what adds up to the number.")


def refs_field() -> Any:
    """The field that lists them."""
    return strawberry.field(description="For `evidence`: refs of the numbers beside, by field.")


def number_refs(
    question: Question, analytic: str, subject: str, numbers: Iterable[str], asked: object
) -> list[NumberRef]:
    """Make the refs of some numbers.

    Parameters
    ----------
    question : Question
    analytic : str
        Its name in `graph_service.api.analytics.score_evidence.SCORES`.
    subject : str
        What the numbers are of.
    numbers : iterable of str
        Names of their fields.
    asked : dataclass
        What was asked.
    """
    return [
        NumberRef(number=number, ref=ref_of(question, analytic, subject, number, asked))
        for number in numbers
    ]
