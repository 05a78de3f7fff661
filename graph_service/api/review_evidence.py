"""What speaks for two records being one, and what uniting them would change, as the API tells it."""

from __future__ import annotations

from collections.abc import Mapping

import strawberry

from graph_service.api.provenance_shown import SaidValue
from graph_service.review.evidence import Differing, Evidence, Merging, Shared
from graph_service.review.questions import Known
from graph_service.value_text import value_text
from schema.columns import Value

__all__ = [
    "MatchEffect",
    "MatchEvidence",
    "ReviewRecord",
    "effect_of",
    "record_of",
    "shown_evidence",
]


@strawberry.type(description="A record by its name.")
class ReviewRecord:
    """GraphQL's view of `graph_service.review.questions.Known`."""

    id: strawberry.ID = strawberry.field(description="Its id; `node` shows more of it.")
    type: str = strawberry.field(description="Its type.")
    label: str = strawberry.field(description="The type's Chinese label.")
    name: str = strawberry.field(description="Its name; empty if it has none.")


@strawberry.type(description="What speaks for and against two records being one. 依据")
class MatchEvidence:
    """GraphQL's view of `graph_service.review.evidence.Evidence`."""

    identifiers: list[SaidValue] = strawberry.field(description="Which both have.")
    contrary: list[str] = strawberry.field(
        description="Identifiers of which each has another: they speak against it."
    )
    partners: list[ReviewRecord] = strawberry.field(
        description="Organisations tied to both by projects, contracts, patents or platforms, at "
        "most 20."
    )
    partners_count: int = strawberry.field(description="How many such organisations there are.")
    people: list[ReviewRecord] = strawberry.field(
        description="People, or namesakes, at both, at most 20."
    )
    people_count: int = strawberry.field(description="How many such people there are.")
    districts: list[ReviewRecord] = strawberry.field(description="Where both are, at most 20.")
    side_by_side: list[ReviewRecord] = strawberry.field(
        description="Projects, contracts and patents that name both, at most 20: they speak "
        "against it."
    )
    side_by_side_count: int = strawberry.field(description="How many name both.")
    complete: bool = strawberry.field(
        description="Whether all links were looked at; else what is shared may be more."
    )


@strawberry.type(description="A field of which the records have different values.")
class MatchDifference:
    """GraphQL's view of `graph_service.review.evidence.Differing`."""

    property: str = strawberry.field(description="Name of the field; `type` for the type.")
    label: str = strawberry.field(description="Its Chinese label.")
    left: str | None = strawberry.field(description="What one shows now, as text.")
    right: str | None = strawberry.field(description="What the other shows now, as text.")
    chosen: str = strawberry.field(description="What one record of both would show.")


@strawberry.type(description="What deciding SAME would change. 合并影响")
class MatchEffect:
    """GraphQL's view of `graph_service.review.evidence.Merging`."""

    survivor: strawberry.ID = strawberry.field(description="The id that stays.")
    retired: strawberry.ID = strawberry.field(description="The id that leads to it from then on.")
    values: list[MatchDifference] = strawberry.field(
        description="Fields that differ; what is not chosen stays visible among `conflicts`."
    )
    links_moved: int = strawberry.field(description="Links of the one that goes.")
    links_together: int = strawberry.field(
        description="Of these, how many the other has too: they become one."
    )


def record_of(known: Known) -> ReviewRecord:
    """Show a record."""
    return ReviewRecord(
        id=strawberry.ID(known.id), type=known.type, label=known.label, name=known.name
    )


def shown_evidence(
    evidence: Evidence, named: Mapping[str, Known], labels: Mapping[str, str]
) -> MatchEvidence:
    """Show what speaks for and against a pair.

    Parameters
    ----------
    evidence : Evidence
    named : mapping of str to Known
        The records that it names.
    labels : mapping of str to str
        Chinese labels of properties.
    """

    def shared(some: Shared) -> list[ReviewRecord]:
        return [record_of(named[id_]) for id_ in some.ids if id_ in named]

    return MatchEvidence(
        identifiers=[
            SaidValue(property=name, label=labels.get(name, name), value=value)
            for name, value in evidence.identifiers
        ],
        contrary=list(evidence.contrary),
        partners=shared(evidence.partners),
        partners_count=evidence.partners.count,
        people=shared(evidence.people),
        people_count=evidence.people.count,
        districts=shared(evidence.districts),
        side_by_side=shared(evidence.side_by_side),
        side_by_side_count=evidence.side_by_side.count,
        complete=evidence.complete,
    )


def effect_of(merging: Merging, labels: Mapping[str, str]) -> MatchEffect:
    """Show what uniting two records would change."""
    return MatchEffect(
        survivor=strawberry.ID(merging.survivor),
        retired=strawberry.ID(merging.retired),
        values=[_difference(differing, labels) for differing in merging.values],
        links_moved=merging.links_moved,
        links_together=merging.links_together,
    )


def _difference(differing: Differing, labels: Mapping[str, str]) -> MatchDifference:
    return MatchDifference(
        property=differing.property,
        label=labels.get(differing.property, differing.property),
        left=_text(differing.left),
        right=_text(differing.right),
        chosen=value_text(differing.chosen),
    )


def _text(value: Value | None) -> str | None:
    return None if value is None else value_text(value)
