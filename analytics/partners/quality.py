"""How good proposed partners are: who was proposed before a day, and who was tied after it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.definition import Definition
from analytics.networks.network import NetworkQuestion, network_of
from analytics.partners.proposals import Recommender
from analytics.partners.question import Method, PartnersQuestion
from analytics.patience import Check, patient
from analytics.shown import DIGITS, as_shown
from analytics.tables import Tables
from analytics.window import Window, WindowBy, day_number, day_text
from schema.time import FIRST_DAY

__all__ = [
    "AT",
    "DEFINITION",
    "LATEST",
    "Quality",
    "Scorer",
    "ScorerQuality",
    "Split",
    "quality_of",
    "split_of",
]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]
_Flags: TypeAlias = npt.NDArray[np.bool_]

AT: Final = 10
"""How many of the best proposals the precision looks at."""
LATEST: Final = 0.2
"""The share of all ties that is kept for the test: the latest."""
FEWEST: Final = 10
"""With fewer positives or negatives nothing is said."""
_SOURCES: Final = 1_000
"""With more organisations, so many of them are drawn."""
_PAIRS: Final = 1_000
"""Of the negatives of one organisation, with more organisations."""
_CHUNK: Final = 128

DEFINITION: Final = Definition(
    "Each tie of the network begins with the first activity that its ends share, if that began "
    "by the day asked about; what has no date is left out. The split "
    f"is the day on which the latest {LATEST:.0%} of all ties begin, if they are put in the order "
    "of their days. Proposals are made from the graph as of the day before the split, with the "
    "activities that had begun by then. Looked at are the ordered pairs (u, v) of organisations "
    "with an activity before the split, not tied before it, of which v could be proposed to u. "
    "Positive: tied by an activity that began on the day of the split or later; negative: the "
    "others. AUC: the share of all positive and negative pairs of pairs in which the positive one "
    f"has the greater score, equals counting half. Precision at {AT}: positives among the {AT} "
    f"best proposals (score above 0, then by id) / {AT}, the mean over the organisations u with a "
    "positive pair. POPULARITY scores k_u * k_v by the partners before the split, RANDOM draws "
    f"by the seed. With more than {_SOURCES:,} organisations u are {_SOURCES:,} drawn by the seed "
    f"with at most {_PAIRS:,} negatives each.",
    "1",
)


class Scorer(enum.StrEnum):
    """A way of scoring: what was asked for, each part of it alone, and two baselines."""

    ASKED = "ASKED"
    ADAMIC_ADAR = "ADAMIC_ADAR"
    RESOURCE_ALLOCATION = "RESOURCE_ALLOCATION"
    CONTENT = "CONTENT"
    COMPLEMENT = "COMPLEMENT"
    POPULARITY = "POPULARITY"
    RANDOM = "RANDOM"


@dataclass(frozen=True, slots=True)
class Split:
    """The day that parts what was known from what is to be foretold.

    Attributes
    ----------
    day : str
        The first day of the test.
    before : str
        The day before it.
    train, test : int
        How many ties begin before and from the day on.
    """

    day: str
    before: str
    train: int
    test: int


@dataclass(frozen=True, slots=True)
class ScorerQuality:
    """How well one way of scoring foretells.

    Attributes
    ----------
    name : Scorer
    auc, precision : float or None
    reason : str or None
        Why there is no number.
    """

    name: Scorer
    auc: float | None
    precision: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Quality:
    """How well partners are foretold.

    Attributes
    ----------
    positives, negatives : int
        Ordered pairs that were looked at.
    sources : int
        Organisations with a positive pair, over which precision is the mean.
    sampled : bool
    scorers : tuple of ScorerQuality
        What was asked for first, then its parts, then the baselines.
    """

    positives: int
    negatives: int
    sources: int
    sampled: bool
    scorers: tuple[ScorerQuality, ...]


def split_of(tables: Tables, question: NetworkQuestion) -> Split | None:
    """Choose the day of the split by the rule of `DEFINITION`.

    Parameters
    ----------
    tables : Tables
    question : NetworkQuestion

    Returns
    -------
    Split or None
        None if no tie has a day, or all begin on the same one.
    """
    days = network_of(tables, _between(question, FIRST_DAY, tables.as_of)).edges.first
    known = np.sort(days)
    if not len(known):
        return None
    day = int(known[len(known) - int(np.ceil(LATEST * len(known)))])
    if day == known[0]:
        return None
    train = int(np.searchsorted(known, day))
    return Split(str(day_text(day)), str(day_text(day - 1)), train, len(known) - train)


def quality_of(
    earlier: Tables,
    later: Tables,
    question: PartnersQuestion,
    split: Split,
    *,
    seed: int,
    check: Check = patient,
) -> Quality:
    """Measure how well proposals of the day before a split foretell the ties from it on.

    Parameters
    ----------
    earlier : Tables
        As of `split.before`.
    later : Tables
        As of the day asked about.
    question : PartnersQuestion
        Its window is that of the whole time.
    split : Split
    seed : int
    check : callable
        Called between chunks.

    Returns
    -------
    Quality
    """
    asked = question.network
    train = replace(question, network=_between(asked, FIRST_DAY, split.before))
    past = Recommender(earlier, train)
    whole = network_of(later, _between(asked, FIRST_DAY, later.as_of))
    rows = {id_: row for row, id_ in enumerate(earlier.ids_of(past.nodes))}
    place = np.array([rows.get(str(id_), -1) for id_ in whole.graph.ids], dtype=np.int64)
    began = whole.edges.take(whole.edges.first >= day_number(split.day))
    new = [place[end] for end in (began.source, began.target)]
    both = (new[0] >= 0) & (new[1] >= 0)
    return _Trial(past, new[0][both], new[1][both], seed).result(check)


class _Trial:
    """Scores of all pairs looked at, by scorer, and whether they were tied later."""

    def __init__(self, past: Recommender, source: _Ints, target: _Ints, seed: int) -> None:
        self._past = past
        self._random = np.random.default_rng(seed)
        self._ends = np.concatenate((source, target)), np.concatenate((target, source))
        active = np.flatnonzero(past.active)
        self._sampled = len(active) > _SOURCES
        if self._sampled:
            active = np.sort(self._random.choice(active, _SOURCES, replace=False))
        self._rows = active
        self._scores: dict[Scorer, list[tuple[_Floats, _Floats]]] = {name: [] for name in Scorer}
        self._hits: dict[Scorer, list[float]] = {name: [] for name in Scorer}
        self._numbers = [0, 0, 0]

    def result(self, check: Check) -> Quality:
        """Score everything and compare."""
        for begin in range(0, len(self._rows), _CHUNK):
            check()
            self._score(self._rows[begin : begin + _CHUNK])
        positives, negatives, sources = self._numbers
        reason = None
        for number, what in ((positives, "new ties"), (negatives, "pairs without one")):
            if number < FEWEST and reason is None:
                reason = f"{number} {what} are too few: at least {FEWEST} are needed."
        return Quality(
            positives,
            negatives,
            sources,
            self._sampled,
            tuple(
                ScorerQuality(name, None, None, reason)
                if reason
                else ScorerQuality(
                    name,
                    as_shown(_auc(self._scores[name])),
                    as_shown(float(np.mean(self._hits[name]))),
                    None,
                )
                for name in Scorer
            ),
        )

    def _score(self, rows: _Ints) -> None:
        past = self._past
        tables = self._tables(rows)
        later = np.zeros((len(rows), len(past.nodes)), dtype=np.bool_)
        at = np.searchsorted(rows, self._ends[0])
        here = (at < len(rows)) & (rows[np.minimum(at, len(rows) - 1)] == self._ends[0])
        later[at[here], self._ends[1][here]] = True
        modest = past.modest() & past.active
        for at_row, row in enumerate(rows.tolist()):
            may = past.candidates(row) & modest
            yes, no = np.flatnonzero(may & later[at_row]), np.flatnonzero(may & ~later[at_row])
            if self._sampled and len(no) > _PAIRS:
                no = np.sort(self._random.choice(no, _PAIRS, replace=False))
            self._numbers[0] += len(yes)
            self._numbers[1] += len(no)
            self._numbers[2] += bool(len(yes))
            for name, table in tables.items():
                score = table[at_row]
                self._scores[name].append((score[yes], score[no]))
                if len(yes):
                    best = _best(score, may)
                    self._hits[name].append(float(later[at_row][best].sum()) / AT)

    def _tables(self, rows: _Ints) -> Mapping[Scorer, _Floats]:
        past = self._past
        scores, degree = past.scores(rows), past.degree.astype(np.float64)
        return {
            Scorer.ASKED: scores.total,
            **{Scorer(method.value): past.of_partners(rows, method) for method in Method},
            Scorer.CONTENT: scores.content,
            Scorer.COMPLEMENT: scores.complement,
            Scorer.POPULARITY: degree[rows][:, None] * degree[None, :],
            Scorer.RANDOM: self._random.random((len(rows), len(degree))),
        }


def _best(score: _Floats, may: _Flags) -> _Ints:
    """The best that may be proposed; `AT` at most, equals in the order of ids."""
    found = np.flatnonzero(may & (score > 0))
    return found[np.argsort(-score[found], kind="stable")][:AT]


def _auc(scores: list[tuple[_Floats, _Floats]]) -> float:
    yes, no = (np.concatenate([pair[side] for pair in scores]) for side in (0, 1))
    no, yes = np.sort(np.round(no, DIGITS)), np.round(yes, DIGITS)
    below = np.searchsorted(no, yes, side="left")
    equal = np.searchsorted(no, yes, side="right") - below
    return float((below + equal / 2).mean() / len(no))


def _between(question: NetworkQuestion, first: str, last: str) -> NetworkQuestion:
    """The same network of what began between two days, and in its own window if it has one."""
    window = question.window
    if window is not None:
        last = min(last, window.last_day)
        if window.by is WindowBy.START:
            first = max(first, window.first_day)
    return replace(question, window=Window(min(first, last), last))
