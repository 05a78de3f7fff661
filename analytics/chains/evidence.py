"""The evidence behind a cell of a chain's coverage: each provider, and the links that make it one."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from analytics.chains.cells import COLUMNS, cells_of
from analytics.chains.coverage import ChainQuestion
from analytics.chains.provisions import HOW, ChainColumn, Provisions, provisions_of
from analytics.chains.segments import segments_of
from analytics.counted import Counted, CountedLink, Part
from analytics.region import places_of
from analytics.tables import Tables
from schema.stages import STAGES

__all__ = ["chain_evidence", "links_behind", "listed_providers"]

_Ints: TypeAlias = npt.NDArray[np.int64]
_Flags: TypeAlias = npt.NDArray[np.bool_]


def chain_evidence(
    tables: Tables,
    question: ChainQuestion,
    chain: int,
    *,
    segment: int | None,
    column: ChainColumn,
    part: Part,
) -> list[Counted]:
    """List the providers of a cell; the length of the list is the number that is shown.

    Parameters
    ----------
    tables : Tables
    question : ChainQuestion
    chain : int
        Node index of the chain.
    segment : int or None
        Node index of the segment; None for a support of the whole chain.
    column : ChainColumn
    part : Part
        `Part.NUMERATOR` lists local providers, `Part.DENOMINATOR` all of them, and
        `Part.EXCLUDED` those who may be local providers as well.

    Returns
    -------
    list of Counted
        By id. Of a segment that is none of the chain's there is nothing.
    """
    segments, number = segments_of(tables, chain), COLUMNS.index(column)
    rows = [len(segments)] if segment is None else np.flatnonzero(segments == segment).tolist()
    if not rows or (segment is None) is (column.value in STAGES):
        return []
    provisions = provisions_of(tables, segments, question.window)
    cells = cells_of(provisions, segments, places_of(tables, question.region))
    which = {
        Part.NUMERATOR: cells.local,
        Part.DENOMINATOR: cells.anywhere,
        Part.EXCLUDED: cells.untold,
    }[part]
    here = provisions.segment == (-1 if segment is None else segment)
    here &= (provisions.column == number) | (provisions.column < 0)
    if part is not Part.EXCLUDED:
        here &= provisions.certain
    return listed_providers(tables, provisions, cells.members(which, rows[0], number), here)


def listed_providers(
    tables: Tables, provisions: Provisions, providers: _Ints, here: _Flags
) -> list[Counted]:
    """List providers by id, each with the links of its provisions that are meant.

    Parameters
    ----------
    tables : Tables
    provisions : Provisions
    providers : ndarray of int64
        Node indices.
    here : ndarray of bool
        Which provisions are meant.
    """
    listed = []
    for provider in providers.tolist():
        links = links_behind(tables, provisions, here & (provisions.organization == provider))
        listed.append(Counted(tables.id_of(provider), None, 1.0, None, links))
    return sorted(listed, key=lambda thing: thing.position)


def links_behind(
    tables: Tables, provisions: Provisions, which: npt.NDArray[Any]
) -> tuple[CountedLink, ...]:
    """List the links of some provisions, each once.

    Parameters
    ----------
    tables : Tables
    provisions : Provisions
    which : ndarray
        Their places, or a mask.
    """
    links = []
    for row in np.arange(len(provisions.how))[which].tolist():
        how, segment = HOW[provisions.how[row]], int(provisions.segment[row])
        ends = np.array([provisions.organization[row], provisions.through[row]])
        unit, through = tables.ids_of(ends)
        source, target = (through, unit) if how.backward else (unit, through)
        links.append(CountedLink(how.link, source, target))
        if how.onward is not None:
            links.append(CountedLink(how.onward, through, tables.id_of(segment)))
    return tuple(dict.fromkeys(links))
