"""How large an answer can be: what a plan may cost is known before it is run."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["MAX_ROWS", "MAX_VALUES", "NOTHING", "AnswerSize"]

MAX_ROWS = 50_000
"""How many rows the fields of one request may read together, at most."""
MAX_VALUES = 300_000
"""How many values the rows of one request may show together, at most."""


class AnswerSize(NamedTuple):
    """How much can be returned.

    Attributes
    ----------
    rows : int
        Nodes, each as often as it is listed.
    values : int
        Fields of nodes, edges and connections, by their names in the answer.
    """

    rows: int = 0
    values: int = 0

    def plus(self, other: AnswerSize) -> AnswerSize:
        """Both together."""
        return AnswerSize(self.rows + other.rows, self.values + other.values)

    def times(self, number: int) -> AnswerSize:
        """So many of it."""
        return AnswerSize(self.rows * number, self.values * number)


NOTHING = AnswerSize()
