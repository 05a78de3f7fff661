"""Questions about the torture schema, by seed, and how the two executors differ over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from executors_compared import Case, Counted, Outcome, compared
from graphql import DocumentNode, GraphQLSchema, parse, print_ast
from smaller_documents import smallest
from torture_data import Maker
from torture_queries import question
from torture_resolvers import Asking

FAULTS = (0.0, 0.01, 0.05, 0.3)
"""How many of the values are wrong: a share."""


@dataclass
class Tally:
    """How many cases there were, and of what kind.

    Attributes
    ----------
    deep : int
        How many had more to execute than a root field.
    compiled : int
        In how many graphql-core executed less than without programs.
    stock_steps, compiled_steps : int
        How many fields it executed itself.
    """

    cases: int = 0
    with_errors: int = 0
    refused: int = 0
    deep: int = 0
    compiled: int = 0
    stock_steps: int = 0
    compiled_steps: int = 0
    differences: list[str] = field(default_factory=list)

    def count(self, outcome: Outcome) -> None:
        self.cases += 1
        self.with_errors += outcome.errors > 0
        self.refused += outcome.refused
        self.deep += outcome.stock_steps > 1
        self.compiled += outcome.compiled_steps < outcome.stock_steps
        self.stock_steps += outcome.stock_steps
        self.compiled_steps += outcome.compiled_steps


@dataclass(frozen=True)
class Asked:
    """One question, and of which data it is asked."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: tuple[dict[str, Any], ...]
    seed: str
    faults: float
    waiting: bool

    @property
    def case(self) -> Case:
        return self.of(self.document)

    def of(self, document: DocumentNode) -> Case:
        """The same of another document."""
        return Case(
            self.schema,
            document,
            self.variables,
            lambda: Asking(
                Maker(
                    self.schema, document, self.seed, faults=self.faults, awaited=self.waiting
                ).root()
            ),
        )


def asked(schema: GraphQLSchema, part: int, documents: int, *, left: int = 30) -> Iterator[Asked]:
    """Ask several questions of each document of a part; in one of three things are awaited."""
    for number in range(documents):
        waiting = number % 3 == 0
        drawn = (
            question(schema, (part, number, again), waiting=waiting, left=left) for again in count()
        )
        made = next(filter(None, drawn))
        for faults in FAULTS:
            seed = f"{part}.{number}/{faults}"
            yield Asked(schema, made.document, made.variables, seed, faults, waiting)


def tallied(counted: Counted, programs: Any, cases: Iterator[Asked]) -> Tally:
    """Compare the executors over all cases; say how to see each of the first differences again."""
    tally = Tally()
    for one in cases:
        outcome = compared(counted, one.case, programs)
        tally.count(outcome)
        if outcome.difference:
            tally.differences.append(reproduction(counted, programs, one))
            if len(tally.differences) == 3:
                break
    return tally


def reproduction(counted: Counted, programs: Any, one: Asked) -> str:
    """Find a short document over which the executors still differ; tell it with its data."""

    def fails(document: DocumentNode) -> bool:
        return compared(counted, one.of(document), programs).difference is not None

    text = smallest(one.schema, print_ast(one.document), fails)
    found = compared(counted, one.of(parse(text)), programs).difference
    return (
        f"\n{text}\nvariables {one.variables!r}\nseed {one.seed!r}, faults {one.faults}, "
        f"awaiting {one.waiting}\n{found}"
    )
