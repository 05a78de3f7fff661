"""Whom to work with next: partners of partners, who works on the same, who has what is wanting."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.segments import SEGMENT_OF
from analytics.joins import links_of
from analytics.networks.network import network_of, organizations_of
from analytics.partners.question import Method, PartnersQuestion
from analytics.partners.subjects import Subject, Subjects, subjects_of
from analytics.shown import DIGITS, as_shown
from analytics.tables import Tables

if TYPE_CHECKING:
    from scipy.sparse import csr_array

__all__ = ["Proposal", "Reason", "Recommender", "Scores", "Why"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Floats: TypeAlias = npt.NDArray[np.float64]


class Reason(enum.StrEnum):
    """What two organisations have in common."""

    PARTNER = "PARTNER"
    SEGMENT = "SEGMENT"
    TECHNOLOGY = "TECHNOLOGY"
    FIELD = "FIELD"
    COMPLEMENT = "COMPLEMENT"


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of some organisations with all.

    Attributes
    ----------
    partners, content, complement : ndarray of float64, shape (k, n)
        What each part adds.
    """

    partners: _Floats
    content: _Floats
    complement: _Floats

    @property
    def total(self) -> _Floats:
        """The scores, to the digits that are compared."""
        return np.round(self.partners + self.content + self.complement, DIGITS)


@dataclass(frozen=True, slots=True)
class Why:
    """One thing in common.

    Attributes
    ----------
    reason : Reason
    node : int
        Node index of the partner, segment or technology; of a field that of a technology of it.
    label : str
        The name of a field, or empty.
    shared_by : int
        How many organisations have it in common.
    adds : float
        What it adds to the score.
    """

    reason: Reason
    node: int
    label: str
    shared_by: int
    adds: float


@dataclass(frozen=True, slots=True)
class Proposal:
    """An organisation that is proposed.

    Attributes
    ----------
    organization : int
        Node index.
    score : float
    partners : int
        How many partners it has in the network.
    why : tuple of Why
        What adds most first; together they are the score.
    """

    organization: int
    score: float
    partners: int
    why: tuple[Why, ...]


class Recommender:
    """Everything that proposals are made from, of one graph.

    Parameters
    ----------
    tables : Tables
    question : PartnersQuestion

    Attributes
    ----------
    nodes : ndarray of int64, shape (n,)
        Node indices of all organisations looked at, by id.
    degree : ndarray of int64, shape (n,)
        How many partners each has.
    active : ndarray of bool, shape (n,)
        Who has an activity in the network.
    """

    def __init__(self, tables: Tables, question: PartnersQuestion) -> None:
        # A fifth of a second that a service need not spend before partners are asked for.
        from scipy.sparse import csr_array

        self.question = question
        everybody = np.flatnonzero(organizations_of(tables, question.network))
        self.nodes: _Ints = everybody[tables.order_by_id(everybody)]
        size = len(self.nodes)
        self._row = np.full(tables.size, -1, dtype=np.int64)
        self._row[self.nodes] = np.arange(size)
        self.network = network_of(tables, question.network)
        place = self._row[self.network.nodes]
        self.active = np.zeros(size, dtype=np.bool_)
        self.active[place] = True
        source, target = (
            place[end] for end in (self.network.edges.source, self.network.edges.target)
        )
        ends = np.concatenate((source, target)), np.concatenate((target, source))
        self.tied: csr_array = csr_array((np.ones(len(ends[0])), ends), (size, size))
        self.degree: _Ints = np.bincount(ends[0], minlength=size).astype(np.int64)
        self.subjects: Subjects = subjects_of(tables, question.network.window)
        here = self._row[self.subjects.organization] >= 0
        pairs = self._row[self.subjects.organization[here]], self.subjects.subject[here]
        shape = size, len(self.subjects.kind)
        self.working: csr_array = csr_array((np.ones(len(pairs[0])), pairs), shape)
        self.workers: _Ints = np.bincount(pairs[1], minlength=shape[1]).astype(np.int64)
        self._chained: csr_array = self._same_chain(tables)
        self._type = np.zeros(size, dtype=np.int64)
        for number, table in enumerate(tables.nodes.values()):
            inside = (self.nodes >= table.start) & (self.nodes < table.start + len(table.ids))
            self._type[inside] = number

    def row_of(self, node: int) -> int | None:
        """The row of an organisation; None if it is not looked at."""
        row = int(self._row[node])
        return None if row < 0 else row

    def scores(self, rows: _Ints) -> Scores:
        """Score some organisations with all; with themselves and their partners too."""
        asked, method = self.question, self.question.method
        working, wanting = self.working[rows], self._wanting(rows)
        return Scores(
            self.of_partners(rows, method),
            asked.content * _dense(working * method.of(self.workers)[None, :], self.working),
            asked.complement * _dense(wanting * self._offered()[None, :], self.working),
        )

    def of_partners(self, rows: _Ints, method: Method) -> _Floats:
        """What common partners alone add by a method, for each of some organisations with all."""
        return _dense(self.tied[rows] * method.of(self.degree)[None, :], self.tied)

    def candidates(self, row: int) -> npt.NDArray[np.bool_]:
        """Who may be proposed to an organisation, whatever the score and number of partners."""
        may = np.ones(len(self.nodes), dtype=np.bool_)
        may[_row(self.tied, row)] = False
        may[row] = False
        if self.question.cross_sector:
            may &= self._type != self._type[row]
        return may

    def modest(self) -> npt.NDArray[np.bool_]:
        """Who does not have too many partners to be proposed."""
        most = self.question.max_partners
        return self.degree <= (len(self.nodes) if most is None else most)

    def propose(self, row: int, first: int) -> tuple[tuple[Proposal, ...], int, int]:
        """Propose partners to one organisation.

        Parameters
        ----------
        row : int
        first : int
            How many.

        Returns
        -------
        proposals : tuple of Proposal
        count : int
            How many there are in all.
        popular : int
            How many are not proposed because they have too many partners.
        """
        score = self.scores(np.array([row])).total[0]
        related = self.candidates(row) & (score > 0)
        modest = self.modest()
        found = np.flatnonzero(related & modest)
        best = found[np.argsort(-score[found], kind="stable")][:first]
        proposals = tuple(
            Proposal(
                int(self.nodes[other]),
                as_shown(float(score[other])),
                int(self.degree[other]),
                self.why(row, other),
            )
            for other in best.tolist()
        )
        return proposals, len(found), int((related & ~modest).sum())

    def why(self, row: int, other: int) -> tuple[Why, ...]:
        """Say what adds up to the score of an organisation with another one."""
        asked, method = self.question, self.question.method
        partners = np.intersect1d(_row(self.tied, row), _row(self.tied, other))
        found = [
            Why(Reason.PARTNER, int(self.nodes[z]), "", int(self.degree[z]), adds)
            for z, adds in zip(
                partners.tolist(), method.of(self.degree[partners]).tolist(), strict=True
            )
        ]
        theirs = _row(self.working, other)
        common = np.intersect1d(_row(self.working, row), theirs)
        wanted = np.intersect1d(self._wanting(np.array([row])).indices, theirs)
        parts = (
            (common, asked.content * method.of(self.workers[common]), None),
            (wanted, asked.complement * self._offered()[wanted], Reason.COMPLEMENT),
        )
        for numbers, each, reason in parts:
            for z, adds in zip(numbers.tolist(), each.tolist(), strict=True):
                if adds:
                    kind = reason or Reason(self.subjects.kind[z].value)
                    node, label = int(self.subjects.node[z]), self.subjects.label[z]
                    found.append(Why(kind, node, label, int(self.workers[z]), adds))
        return tuple(sorted(found, key=lambda one: (-round(one.adds, DIGITS), one.reason.value)))

    def _offered(self) -> _Floats:
        """What a segment adds that only the other one is in: it would then be shared by one more."""
        return self.question.method.of(self.workers + 1)

    def _wanting(self, rows: _Ints) -> csr_array:
        """The segments of their chains that organisations are not in themselves."""
        own = self.working[rows]
        reached = own @ self._chained
        reached.data[:] = 1.0
        wanting = reached - reached * own
        wanting.eliminate_zeros()
        return wanting

    def _same_chain(self, tables: Tables) -> csr_array:
        from scipy.sparse import csr_array

        number = np.full(tables.size, -1, dtype=np.int64)
        segments = [i for i, kind in enumerate(self.subjects.kind) if kind is Subject.SEGMENT]
        number[self.subjects.node[segments]] = segments
        links = links_of(tables, SEGMENT_OF)
        known = number[links.source] >= 0
        ends = number[links.source[known]], links.target[known].astype(np.int64)
        inside = csr_array((np.ones(len(ends[0])), ends), (len(self.subjects.kind), tables.size))
        return csr_array(inside @ inside.T)


def _row(matrix: csr_array, row: int) -> _Ints:
    columns: _Ints = matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]].astype(np.int64)
    return columns


def _dense(weighted: csr_array, matrix: csr_array) -> _Floats:
    product = weighted @ matrix.T
    dense: _Floats = np.asarray(product.todense(), dtype=np.float64)
    return dense
