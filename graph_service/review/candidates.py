"""The review queue: pairs of records that may be one, kept in the ledger until their runs go."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import orjson

from graph_service.store.ledger import Document, Ledger

__all__ = ["QUEUE", "Pair", "ReviewQueue", "Standing", "score_of"]

QUEUE: Final = "candidate"
"""Kind of the documents that the queue is made of."""
_PAIR: Final = "pair/"
_RANK: Final = "rank/"
_STEP: Final = 1_000
_SCORES: Final = {"SEVERAL_IDENTIFIERS": 0.95, "SAME_IDENTIFIER": 0.9, "SAME_NAME": 0.8}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that may be one.

    Attributes
    ----------
    left, right : str
        Record ids, in order.
    reason : str
        ``SAME_IDENTIFIER``, ``SEVERAL_IDENTIFIERS``, ``SAME_NAME`` or how their names are alike:
        ``LEGAL_FORM``, ``SHORT_NAME``, ``LIKE_NAME``.
    score : float
        How much speaks for it, from 0 to 1.
    run : str
        The run that brought it up.
    source : str
        Of that run.
    row : int
        Ordinal of the row in the run.
    """

    left: str
    right: str
    reason: str
    score: float
    run: str
    source: str = ""
    row: int = 0

    @classmethod
    def of(cls, one: str, other: str, reason: str, **said: Any) -> Pair:
        """Make a pair of two ids in any order; the score is the reason's unless it is given."""
        left, right = sorted((one, other))
        return cls(left, right, reason, said.pop("score", score_of(reason)), **said)


class Standing(NamedTuple):
    """A pair and its place in the queue: places sort as the queue does."""

    place: str
    pair: Pair


class ReviewQueue:
    """Pairs by the run that brought them up. A pair that several brought up stands once.

    Only whoever holds the turn of imports writes to it.

    Parameters
    ----------
    ledger : Ledger
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    async def add(self, pairs: Iterable[Pair]) -> int:
        """Queue pairs of one run or several; return how many were not in the queue.

        Of what a run says of one pair the highest score is kept. What is queued already is not
        written again.
        """
        offered: dict[str, dict[str, Pair]] = {}
        for pair in pairs:
            if pair.left != pair.right:
                by_run = offered.setdefault(_digest(pair.left, pair.right), {})
                if pair.run not in by_run or by_run[pair.run].score < pair.score:
                    by_run[pair.run] = pair
        new = 0
        digests = sorted(offered)
        for at in range(0, len(digests), _STEP):
            new += await self._add({d: offered[d] for d in digests[at : at + _STEP]})
        return new

    async def get(self, one: str, other: str) -> Pair | None:
        """Return a queued pair as the run says that speaks most for it, or None."""
        entry = await self._ledger.get(QUEUE, _PAIR + _digest(one, other))
        return None if entry is None else _best(entry.document)

    async def after(self, place: str = "", *, limit: int = 100) -> tuple[Standing, ...]:
        """Return pairs after a place of the queue, the best first; it begins after ``""``."""
        ranks = await self._ledger.list(QUEUE, after=place or _RANK, limit=limit)
        places = [rank.key for rank in ranks if rank.key.startswith(_RANK)]
        found = await self._ledger.get_many(QUEUE, [_PAIR + p.rpartition("/")[2] for p in places])
        pairs = {entry.document["rank"]: _best(entry.document) for entry in found.values()}
        return tuple(Standing(place, pairs[place]) for place in places if place in pairs)

    async def drop(self, run: str) -> int:
        """Take out what a run brought up; return how many pairs nobody else did.

        An interrupted call can be repeated.
        """
        gone = 0
        prefix = _run_prefix(run)
        async for name in self._blobs(prefix):
            packed = await self._ledger.get_blob(name)
            digests: list[str] = [] if packed is None else orjson.loads(zlib.decompress(packed))
            for at in range(0, len(digests), _STEP):
                gone += await self._drop(run, digests[at : at + _STEP])
        await self._ledger.delete_blobs(prefix)
        return gone

    async def _add(self, offered: Mapping[str, Mapping[str, Pair]]) -> int:
        known = await self._ledger.get_many(QUEUE, [_PAIR + digest for digest in offered])
        written: dict[str, Document | None] = {}
        brought: dict[str, list[str]] = {}
        new = 0
        for digest, by_run in offered.items():
            entry = known.get(_PAIR + digest)
            before = {} if entry is None else entry.document["said"]
            said = dict(before)
            for run, pair in by_run.items():
                if run not in said or said[run][1] < pair.score:
                    said[run] = [pair.reason, pair.score, pair.source, pair.row]
                    brought.setdefault(run, []).append(digest)
            if said != before:
                pair = next(iter(by_run.values()))
                documents = _documents(digest, pair, said, entry.document if entry else None)
                written |= documents
                new += entry is None
        # Names of what a run brought up come first: what is named and not there is no harm.
        for run, digests in brought.items():
            packed = zlib.compress(orjson.dumps(digests))
            name = _run_prefix(run) + blake2b(packed, digest_size=10).hexdigest()
            await self._ledger.put_blob(name, packed)
        if written:
            await self._ledger.put_many(QUEUE, written)
        return new

    async def _drop(self, run: str, digests: Sequence[str]) -> int:
        known = await self._ledger.get_many(QUEUE, [_PAIR + digest for digest in digests])
        written: dict[str, Document | None] = {}
        gone = 0
        for entry in known.values():
            said = {r: what for r, what in entry.document["said"].items() if r != run}
            if said != entry.document["said"]:
                digest = entry.key.removeprefix(_PAIR)
                written |= _documents(digest, _best(entry.document), said, entry.document)
                gone += not said
        if written:
            await self._ledger.put_many(QUEUE, written)
        return gone

    async def _blobs(self, prefix: str) -> AsyncIterator[str]:
        after = prefix
        while names := await self._ledger.blob_names(after=after):
            for name in names:
                if not name.startswith(prefix):
                    return
                yield name
            after = names[-1]


def score_of(reason: str) -> float:
    """Say how much a reason that has no score of its own speaks for a pair."""
    return _SCORES.get(reason, 0.5)


def _documents(
    digest: str, ends: Pair, said: Mapping[str, Any], before: Document | None
) -> dict[str, Document | None]:
    """What to write so that a pair stands where it belongs, or nowhere if nobody says it."""
    documents: dict[str, Document | None] = {}
    if before is not None:
        documents[before["rank"]] = None
    if not said:
        return {**documents, _PAIR + digest: None}
    score = max(what[1] for what in said.values())
    rank = f"{_RANK}{round(1_000 * (1 - score)):04d}/{digest}"
    pair = {"left": ends.left, "right": ends.right, "rank": rank, "said": dict(said)}
    return {**documents, rank: {}, _PAIR + digest: pair}


def _best(document: Document) -> Pair:
    """The pair as the run has it that speaks most for it, of several the first by id."""
    run, (reason, score, source, row) = min(
        document["said"].items(), key=lambda item: (-item[1][1], item[0])
    )
    return Pair(document["left"], document["right"], reason, score, run, source, row)


def _digest(one: str, other: str) -> str:
    left, right = sorted((one, other))
    # The length tells where the first ends, whatever signs ids are made of.
    return blake2b(f"{len(left)}:{left}{right}".encode(), digest_size=16).hexdigest()


def _run_prefix(run: str) -> str:
    return f"candidates/{blake2b(run.encode(), digest_size=16).hexdigest()}/"
