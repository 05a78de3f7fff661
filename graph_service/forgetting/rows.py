"""Kept rows without what is forgotten: the blocks of a run are looked through one by one."""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import orjson

from graph_service.forgetting.traces import Traces
from graph_service.store.ledger import Ledger
from loaders.rows import Cell

__all__ = ["Place", "Spoken", "found_in_rows", "raw_blocks"]

Place: TypeAlias = tuple[str, str, int]
"""File, sheet and number of a row."""

_RAW: Final = "raw/"
_BLOCK: Final = 1_000
_COMPRESSION: Final = 3


@dataclass(slots=True)
class Spoken:
    """What is known of how a run speaks of the record.

    Attributes
    ----------
    traces : Traces
    rows : set of int
        Rows that are known to.
    until : int
        Up to this row there may be others that say the same as these: what repeats itself is
        known with its last row only.
    """

    traces: Traces
    rows: set[int] = field(default_factory=set)
    until: int = 0


async def raw_blocks(ledger: Ledger) -> AsyncIterator[tuple[str, int, str]]:
    """Yield the run, the number and the name of every block of kept rows."""
    after = _RAW
    while names := await ledger.blob_names(after=after):
        for name in names:
            if not name.startswith(_RAW):
                return
            run, _, number = name.removeprefix(_RAW).rpartition("/")
            yield run, int(number), name
        after = names[-1]


async def found_in_rows(
    ledger: Ledger, name: str, number: int, spoken: Spoken
) -> tuple[set[Place], bytes | None]:
    """Look through a block of kept rows.

    Returns
    -------
    places : set of Place
        The rows that speak of the record or have a text of its own.
    block : bytes or None
        The block without what betrays it; None if there is nothing.
    """
    packed = await ledger.get_blob(name)
    if packed is None:
        return set(), None
    return await asyncio.to_thread(_without, packed, (number - 1) * _BLOCK, spoken)


def _without(packed: bytes, before: int, spoken: Spoken) -> tuple[set[Place], bytes | None]:
    text = zlib.decompress(packed).decode()
    traces = spoken.traces
    known: Collection[int] = {row for row in spoken.rows if before < row <= before + _BLOCK}
    if not known and not traces.may_be_in(text):
        return set(), None
    places: set[Place] = set()
    changed = False
    rows: list[Any] = orjson.loads(text)
    for ordinal, row in enumerate(rows, start=before + 1):
        file, sheet, number, cells = row
        read = [_cell(cell) for cell in cells]
        speaks = ordinal in known or (ordinal <= spoken.until and traces.in_row(read))
        left = traces.without(read, spoken_of=speaks)
        if left is None:
            continue
        places.add((file, sheet, number))
        if left != read:
            row[3] = left
            changed = True
    return places, zlib.compress(orjson.dumps(rows), _COMPRESSION) if changed else None


def _cell(kept: Any) -> Cell:
    return tuple(map(_cell, kept)) if isinstance(kept, list) else kept
