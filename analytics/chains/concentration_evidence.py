"""The evidence behind a concentration index: each provider's part of it, and what makes that up."""

from __future__ import annotations

from typing import Final

import numpy as np

from analytics.chains.concentration import ConcentrationQuestion, Holding, holdings_of
from analytics.chains.provisions import WORKS
from analytics.chains.segments import segments_of
from analytics.chains.served_segments import OPERATES_IN
from analytics.chains.volumes import Volumes, volumes_of
from analytics.counted import Counted, CountedLink, Part
from analytics.joins import links_of
from analytics.tables import Tables

__all__ = ["concentration_evidence"]

_SCALE: Final = 10_000


def concentration_evidence(
    tables: Tables, question: ConcentrationQuestion, chain: int, *, segment: int | None, part: Part
) -> list[Counted]:
    """List what an index is made of.

    Parameters
    ----------
    tables : Tables
    question : ConcentrationQuestion
    chain : int
        Node index of the chain.
    segment : int or None
        Node index of the segment; None for the whole chain.
    part : Part
        `Part.NUMERATOR` lists the providers, each with the points that it adds: they sum to the
        index. `Part.DENOMINATOR` lists each thing of a provider with its volume: they sum to
        the total. `Part.EXCLUDED` lists the things that cannot be counted.

    Returns
    -------
    list of Counted
        By id. Of a segment that is none of the chain's there is nothing.
    """
    segments = segments_of(tables, chain)
    if segment is not None and segment not in segments:
        return []
    volumes = volumes_of(tables, segments, question.window, question.by)
    holding = holdings_of(tables, question, volumes, segment)
    if part is Part.EXCLUDED:
        ones = np.ones(len(holding.untold[0]))
        things = Holding(*holding.untold, ones, holding.untold)
    elif len(volumes.currencies) > 1:
        return []
    else:
        things = holding
    served = _served(volumes, segment)
    rows = [
        Counted(
            tables.id_of(organization),
            tables.id_of(through),
            volume,
            None,
            _links(tables, organization, through, served),
        )
        for organization, through, volume in zip(
            things.organization.tolist(),
            things.through.tolist(),
            things.volume.tolist(),
            strict=True,
        )
    ]
    if part is Part.NUMERATOR:
        rows = _parts(rows)
    return sorted(rows, key=lambda thing: thing.position)


def _parts(things: list[Counted]) -> list[Counted]:
    """Each provider with its points, 10,000 times the square of its share."""
    volume: dict[str, float] = {}
    links: dict[str, list[CountedLink]] = {}
    for thing in things:
        volume[thing.node] = volume.get(thing.node, 0.0) + thing.weight
        links.setdefault(thing.node, []).extend(thing.links)
    total = sum(volume.values())
    return [
        Counted(node, None, _SCALE * (one / total) ** 2, None, tuple(dict.fromkeys(links[node])))
        for node, one in volume.items()
        if one > 0
    ]


def _served(volumes: Volumes, segment: int | None) -> dict[tuple[int, int], list[int]]:
    """The segments that each thing of an organisation serves, of those meant."""
    served: dict[tuple[int, int], list[int]] = {}
    for organization, through, where in zip(
        volumes.organization.tolist(),
        volumes.through.tolist(),
        volumes.segment.tolist(),
        strict=True,
    ):
        if segment in (None, where):
            served.setdefault((organization, through), []).append(where)
    return served


def _links(
    tables: Tables,
    organization: int,
    through: int,
    served: dict[tuple[int, int], list[int]],
) -> tuple[CountedLink, ...]:
    """The links from an organisation to a thing, and from there to segments."""
    unit, thing = tables.id_of(organization), tables.id_of(through)
    segments = served[organization, through]
    if segments == [through]:
        return (CountedLink(OPERATES_IN, unit, thing),)
    found = []
    for work in WORKS:
        table = tables.nodes.get(work.groups[0].type)
        if table is None or not table.start <= through < table.start + len(table.ids):
            continue
        for group in work.groups:
            links = links_of(tables, group.link)
            if ((links.source == organization) & (links.target == through)).any():
                found.append(CountedLink(group.link, unit, thing))
        found += [CountedLink(work.serves, thing, tables.id_of(one)) for one in segments]
    return tuple(dict.fromkeys(found))
