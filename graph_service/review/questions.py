"""Pairs as people are asked about them: both records by name, what speaks for it, who said what before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph_service.review.candidates import Pair
from graph_service.review.decision_log import DecisionLog, Judgement
from graph_service.review.evidence import Evidence, evidence_of
from graph_service.review.open_pairs import open_pairs
from graph_service.store.port import Described, ReadContext, Store
from schema.catalogue import Catalogue
from schema.declarations import Access

__all__ = ["Known", "Question", "Questions", "labels_of", "questions", "reason_label"]

_REASONS: Final = {
    "SEVERAL_IDENTIFIERS": "标识分属两个机构",
    "SAME_IDENTIFIER": "标识相同，名称不同",
    "SAME_NAME": "名称相同",
    "LEGAL_FORM": "仅组织形式不同",
    "SHORT_NAME": "疑似简称",
    "LIKE_NAME": "名称相近",
}
_SUCCESSION: Final = "SUCCEEDED_BY"
_NAME_RECORD: Final = "NameRecord"


@dataclass(frozen=True, slots=True)
class Known:
    """A record by its name.

    Attributes
    ----------
    id : str
    type, label : str
        Its type, and the type's Chinese label.
    name : str
        Empty if it has none that everybody may read.
    """

    id: str
    type: str
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Question:
    """A pair that somebody is asked about.

    Attributes
    ----------
    place : str
        Where it stands in the queue.
    pair : Pair
    left, right : Known
    evidence : Evidence or None
        None if it was not asked for.
    history : tuple of Judgement
        What was decided about the pair before, the newest first.
    hint : str
        What else may be the case; empty if nothing.
    """

    place: str
    pair: Pair
    left: Known
    right: Known
    evidence: Evidence | None
    history: tuple[Judgement, ...]
    hint: str

    @property
    def in_force(self) -> Judgement | None:
        """The decision that is in force: that nobody can tell, as the pair is asked about."""
        return next((judgement for judgement in self.history if judgement.stands), None)


@dataclass(frozen=True, slots=True)
class Questions:
    """A page of the queue.

    Attributes
    ----------
    asked : tuple of Question
        The best first.
    end : str
        Place of the last pair; ``""`` if there is none.
    has_next : bool
    named : mapping of str to Known
        What the evidence names, by id.
    """

    asked: tuple[Question, ...]
    end: str
    has_next: bool
    named: Mapping[str, Known]


async def questions(
    store: Store,
    catalogue: Catalogue,
    context: ReadContext,
    *,
    after: str = "",
    limit: int = 20,
    with_evidence: bool = True,
) -> Questions:
    """Return pairs of the review queue that nobody decided, with all that is to be shown of them.

    The store is asked equally often however many pairs there are.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
        What is not in it is not shown: a pair of a type that it lacks is left out.
    context : ReadContext
    after : str
        Place of the pair to go on after.
    limit : int
    with_evidence : bool
        Whether the evidence is gathered too.
    """
    page = await open_pairs(store, after=after, limit=limit)
    ids = sorted({id_ for s in page.pairs for id_ in (s.pair.left, s.pair.right)})
    known = await _known(store, catalogue, ids)
    shown = [s for s in page.pairs if s.pair.left in known and s.pair.right in known]
    pairs = [s.pair for s in shown]
    history = await DecisionLog(store.ledger).history((p.left, p.right) for p in pairs)
    told: Sequence[Evidence | None] = [None] * len(pairs)
    named: Mapping[str, Known] = {}
    if with_evidence and pairs:
        told = await evidence_of(store, catalogue, pairs, context)
        named = await _known(store, catalogue, sorted({i for e in told if e for i in _named(e)}))
    asked = tuple(
        Question(
            s.place,
            s.pair,
            known[s.pair.left],
            known[s.pair.right],
            evidence,
            history.get((s.pair.left, s.pair.right), ()),
            _hint(catalogue, known[s.pair.left], known[s.pair.right]),
        )
        for s, evidence in zip(shown, told, strict=True)
    )
    return Questions(asked, page.pairs[-1].place if page.pairs else "", page.has_next, named)


def reason_label(reason: str) -> str:
    """Say in Chinese why a pair is asked about."""
    return _REASONS.get(reason, reason)


def labels_of(catalogue: Catalogue, *types: str) -> Mapping[str, str]:
    """Return the Chinese labels of the properties of types, by name."""
    found = {p.name: p.label for type_ in types for p in catalogue.by_name[type_].properties}
    return {**found, "type": "类型"}


async def _known(store: Store, catalogue: Catalogue, ids: Sequence[str]) -> dict[str, Known]:
    """Name records; those of types that the catalogue lacks are left out."""
    described = await store.describe(ids) if ids else ()
    return {
        id_: Known(id_, record.type, catalogue.by_name[record.type].label, _name(catalogue, record))
        for id_, record in zip(ids, described, strict=True)
        if record is not None and record.type in catalogue.by_name
    }


def _name(catalogue: Catalogue, record: Described) -> str:
    public = any(
        p.name == "name" and p.access is Access.PUBLIC
        for p in catalogue.by_name[record.type].properties
    )
    return str(record.values.get("name") or "") if public else ""


def _named(evidence: Evidence) -> tuple[str, ...]:
    shared = (evidence.partners, evidence.people, evidence.districts, evidence.side_by_side)
    return tuple(id_ for some in shared for id_ in some.ids)


def _hint(catalogue: Catalogue, left: Known, right: Known) -> str:
    """A body that took another one's place is not the same; a body under a new name is."""
    link = catalogue.links.get(_SUCCESSION)
    ends = set(catalogue.members(link.source)) if link else set()
    if link is None or not {left.type, right.type} <= ends:
        return ""
    sentence = (
        "If one took the other's place (改制、合并), decide DIFFERENT and state the link"
        f" {link.type} ({link.label}) with its day"
    )
    if _NAME_RECORD in catalogue.by_name:
        record = catalogue.by_name[_NAME_RECORD]
        sentence += (
            "; if it is one body under a new name (更名), decide SAME and state the former name as"
            f" {record.name} ({record.label}) with its days"
        )
    return f"{sentence}."
