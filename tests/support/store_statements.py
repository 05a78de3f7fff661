"""Random statements about a few records, so that they meet often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from schema.money import Money
from schema.statements import (
    Decision,
    LinkStatement,
    NodeStatement,
    Run,
    Statement,
    Verdict,
)

ORGANISATIONS = ("Organization:a", "Organization:b", "Organization:c", "Organization:甲")
PROJECTS = ("Project:1", "Project:2")
PEOPLE = ("Talent:x",)
KEYS = ("name:a", "name:b", "uscc:1")

_NAMES = st.sampled_from(["a", "b", "温州大学"])
_DATES = st.sampled_from(["2020", "2020-05", "2020-05-03"])
_MONEY = st.builds(Money, st.sampled_from([0, 100, 8_569_619_375_700]), st.just("EUR"))


def _values(**known: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({}, optional=known)


def _nodes(*, types_agree: bool) -> st.SearchStrategy[NodeStatement]:
    organisation_types = (
        ["UnclassifiedOrganization", "Enterprise"]
        if types_agree
        else ["UnclassifiedOrganization", "Enterprise", "University"]
    )
    lists = st.lists(_NAMES, max_size=2).map(tuple)
    keys = st.lists(st.sampled_from(KEYS), max_size=2, unique=True).map(tuple)
    return st.one_of(
        st.builds(
            NodeStatement,
            row=st.just(0),
            id=st.sampled_from(ORGANISATIONS),
            type=st.sampled_from(organisation_types),
            values=_values(name=_NAMES, aliases=lists, establishedOn=_DATES),
            keys=keys,
        ),
        st.builds(
            NodeStatement,
            row=st.just(0),
            id=st.sampled_from(PROJECTS),
            type=st.just("Project"),
            values=_values(name=_NAMES, budget=_MONEY),
            keys=keys,
        ),
        st.builds(
            NodeStatement,
            row=st.just(0),
            id=st.sampled_from(PEOPLE),
            type=st.just("Talent"),
            values=_values(name=_NAMES),
        ),
    )


LINKS = st.one_of(
    st.builds(
        LinkStatement,
        row=st.just(0),
        type=st.just("PARTICIPATES_IN"),
        source=st.sampled_from(ORGANISATIONS),
        target=st.sampled_from(PROJECTS),
        key=st.sampled_from(["", "2"]),
        values=_values(role=st.sampled_from(["LEAD", "PARTICIPANT"]), amount=_MONEY),
    ),
    st.builds(
        LinkStatement,
        row=st.just(0),
        type=st.just("PART_OF"),
        source=st.sampled_from(ORGANISATIONS),
        target=st.sampled_from(ORGANISATIONS),
    ),
    st.builds(
        LinkStatement,
        row=st.just(0),
        type=st.just("AFFILIATED_WITH"),
        source=st.sampled_from(PEOPLE),
        target=st.sampled_from(ORGANISATIONS),
        values=_values(validFrom=_DATES, validTo=_DATES),
    ),
)


def rows(*, types_agree: bool = False, most: int = 6) -> st.SearchStrategy[list[list[Statement]]]:
    """Rows of statements; their numbers are still to be given."""
    return st.lists(
        st.lists(st.one_of(_nodes(types_agree=types_agree), LINKS), min_size=1, max_size=3),
        max_size=most,
    )


def numbered(found: Sequence[Sequence[Statement]], first: int = 1) -> list[Statement]:
    """Give rows their numbers from `first`."""
    return [replace(s, row=row) for row, said in enumerate(found, first) for s in said]


RUN = Run("r", "register", "2021", 1)

RUNS = (
    Run("r1", "register", "2020", 5),
    Run("r2", "register", "2021-03", 5),
    Run("r3", "survey", "2021", 5),
    Run("r4", "survey", "2021", 5),
    Run("r5", "manual", "", 1_000_000),
    Run("r6", "list", "", 0),
    Run("r7", "atlas", "2021-12-31", 5),
)
"""r3 and r4 are of one issue, r1 and r2 of one source; r7 ends with r3 and r4."""

PEOPLE_SAY = (RUNS[4], Run("h1", "manual", "", 1_000_000), Run("h2", "manual", "", 1_000_000))
"""Acts of people, each a run of its own; all are of one issue."""

ISSUES = tuple(run for run in RUNS if run.id != "r4")
"""Runs of different issues."""

DECISIONS = st.builds(
    Decision,
    left=st.sampled_from([*ORGANISATIONS, "Organization:nobody"]),
    right=st.sampled_from([*ORGANISATIONS, "Organization:0"]),
    verdict=st.sampled_from(Verdict),
).filter(lambda d: d.left != d.right)


def enterprise(row: int, id_: str, **values: object) -> NodeStatement:
    return NodeStatement(row, id_, "Enterprise", values, (f"name:{id_}",))
