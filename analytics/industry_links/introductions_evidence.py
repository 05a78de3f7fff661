"""The evidence behind a proposed introduction: which segments, and who is in them by what."""

from __future__ import annotations

import enum

from analytics.chains.segment_presence import near_of, presence_of, proximity
from analytics.counted import Counted, CountedLink, Part
from analytics.partners.subjects import Subject, subject_links
from analytics.tables import Tables

__all__ = ["Closeness", "introduction_evidence"]


class Closeness(enum.StrEnum):
    """A number by which enterprises are proposed."""

    SHARED_SEGMENTS = "SHARED_SEGMENTS"
    RELATEDNESS = "RELATEDNESS"
    DISTANCE = "DISTANCE"


def introduction_evidence(
    tables: Tables, unit: int, enterprise: int, closeness: Closeness, part: Part
) -> list[Counted]:
    """List what was counted for the closeness of an organisation and an enterprise.

    Parameters
    ----------
    tables : Tables
    unit, enterprise : int
        Node indices.
    closeness : Closeness
        The evidence of a distance is the path shown with it: nothing is listed.
    part : Part
        Of a relatedness the numerator adds up the proximities, the denominator counts the
        segments of the organisation.

    Returns
    -------
    list of Counted
        By position.
    """
    presence = presence_of(tables)
    own, theirs = presence.of(unit), presence.of(enterprise)
    near = near_of(tables, proximity(tables, presence), own, theirs)
    if closeness is Closeness.DISTANCE or part is Part.EXCLUDED:
        return []
    if closeness is Closeness.SHARED_SEGMENTS:
        near = tuple(one for one in near if one.segment == one.nearest and part is Part.NUMERATOR)
    counted = []
    for one in near:
        links = _links(tables, unit, one.segment)
        weight = 1.0
        if part is Part.NUMERATOR:
            links = (*links, *_links(tables, enterprise, one.nearest))
            weight = 1.0 if closeness is Closeness.SHARED_SEGMENTS else one.proximity
        counted.append(Counted(tables.id_of(one.segment), None, weight, None, links))
    return sorted(counted, key=lambda thing: thing.position)


def _links(tables: Tables, organization: int, segment: int) -> tuple[CountedLink, ...]:
    return subject_links(tables, None, organization, kind=Subject.SEGMENT, node=segment, label="")
