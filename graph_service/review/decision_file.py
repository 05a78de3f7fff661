"""Decisions as a file that people can read and that outlives the graph: JSON lines, one decision each.

Each line names both records by id, type, name and identifiers. Ids stay where the same files are
imported again; a record that has another id by then is found by its identifiers, and one that is
called otherwise is not taken for the one that was decided about.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import orjson

from graph_service.clock import Clock, utc_now
from graph_service.review.decision_log import DecisionLog, Judgement
from graph_service.review.decisions import DecisionRefused, decide
from graph_service.review.records_named import Named, named_records, recognised
from graph_service.store.port import Store
from schema.catalogue import Catalogue
from schema.statements import Verdict

__all__ = ["Imported", "NoDecisions", "Problem", "exported", "import_decisions"]

_FORMAT: Final = "innovation-graph decisions"
_VERSION: Final = 1
_STEP: Final = 500
_LONGEST_LINE: Final = 100_000
_PROBLEMS: Final = 1_000
"""Problems that are told one by one; all are counted."""


class NoDecisions(Exception):
    """A file holds no decisions; the message is a sentence for its owner."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not taken.

    Attributes
    ----------
    line : int
    reason : str
    """

    line: int
    reason: str


@dataclass(slots=True)
class Imported:
    """What came of a file: read = decided + unchanged + refused.

    Attributes
    ----------
    read, decided, unchanged, refused : int
        Lines with a decision; those that were written, were in force already, and were not taken.
    problems : list of Problem
        At most 1,000.
    """

    read: int = 0
    decided: int = 0
    unchanged: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, reason: str) -> None:
        """Count a line that is not taken."""
        self.refused += 1
        if len(self.problems) < _PROBLEMS:
            self.problems.append(Problem(line, reason))


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    left: Named
    right: Named
    verdict: Verdict
    by: str
    at: datetime
    reason: str


async def exported(
    store: Store, catalogue: Catalogue, *, clock: Clock = utc_now
) -> AsyncIterator[bytes]:
    """Yield the lines of a file with all decisions in force, the oldest first.

    Values that are not for everybody are left out.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    clock : callable
    """
    made = clock().astimezone(UTC).isoformat(timespec="seconds")
    yield _text({"format": _FORMAT, "version": _VERSION, "made": made})
    log = DecisionLog(store.ledger)
    told: list[Judgement] = []
    before = 0
    while page := await log.page(before=before, limit=_STEP):
        before = page[-1].number
        told += [judgement for judgement in page if judgement.stands]
    told.reverse()
    for at in range(0, len(told), _STEP):
        step = told[at : at + _STEP]
        records = await named_records(store, catalogue, {id_ for j in step for id_ in j.pair})
        for judgement in step:
            left, right = (records.get(id_, Named(id_)) for id_ in judgement.pair)
            yield _text(
                {
                    "left": left.document(),
                    "right": right.document(),
                    "verdict": judgement.verdict.value,
                    "by": judgement.by,
                    "at": judgement.at,
                    "reason": judgement.reason,
                }
            )


async def import_decisions(
    store: Store,
    catalogue: Catalogue,
    lines: Iterable[bytes],
    *,
    clock: Clock = utc_now,
) -> Imported:
    """Put the decisions of a file in force, with who made them, when and why.

    What is in force already is not written again. What cannot be taken is told with its line, and
    the rest goes on: a decision that is in force and says otherwise stays.

    Parameters
    ----------
    store : Store
    catalogue : Catalogue
    lines : iterable of bytes
    clock : callable
        Gives the moment of decisions whose line has none.

    Raises
    ------
    NoDecisions
        If it is no such file; nothing was written then.
    """
    numbered = ((n, line) for n, line in enumerate(lines, 1) if line.strip())
    _check_header(next(numbered, (1, b"")))
    imported = Imported()
    step: list[_Line] = []
    for number, line in numbered:
        imported.read += 1
        try:
            step.append(_line(number, line, clock))
        except (KeyError, TypeError, ValueError) as error:
            imported.refuse(number, _malformed(error))
        if len(step) == _STEP:
            await _take(store, catalogue, step, imported)
            step = []
    await _take(store, catalogue, step, imported)
    imported.problems.sort(key=lambda problem: problem.line)
    return imported


async def _take(
    store: Store, catalogue: Catalogue, step: Sequence[_Line], imported: Imported
) -> None:
    found = await recognised(
        store, catalogue, {record for line in step for record in (line.left, line.right)}
    )
    for line in step:
        left, right = found[line.left], found[line.right]
        wrong = [one for one in (left, right) if one.problem]
        if wrong:
            imported.refuse(line.number, " ".join(one.problem for one in wrong))
            continue
        try:
            decided = await decide(
                store,
                catalogue,
                left.id,
                right.id,
                line.verdict,
                by=line.by,
                reason=line.reason,
                expected=await _expected(store, left.id, right.id, line.verdict),
                clock=_stopped(line.at),
            )
        except DecisionRefused as error:
            imported.refuse(line.number, str(error))
            continue
        imported.decided += decided.changed
        imported.unchanged += not decided.changed


def _stopped(moment: datetime) -> Clock:
    return lambda: moment


async def _expected(store: Store, left: str, right: str, verdict: Verdict) -> int:
    """The decision in force if it says the same: then there is nothing to write."""
    pair = (left, right) if left < right else (right, left)
    standing = (await DecisionLog(store.ledger).in_force((pair,))).get(pair)
    return standing.number if standing is not None and standing.verdict is verdict else 0


def _check_header(first: tuple[int, bytes]) -> None:
    try:
        header = orjson.loads(first[1])
    except orjson.JSONDecodeError:
        header = None
    if not isinstance(header, dict) or header.get("format") != _FORMAT:
        raise NoDecisions(
            "it is no file of decisions: its first line does not say that it is one."
            " graph-service review --export FILE writes such files."
        )
    if header.get("version") != _VERSION:
        raise NoDecisions(
            f"it is of format version {header.get('version')}, and this program reads version"
            f" {_VERSION}. Import it with the program that wrote it, or a later one."
        )


def _line(number: int, line: bytes, clock: Clock) -> _Line:
    if len(line) > _LONGEST_LINE:
        raise ValueError(f"it is longer than {_LONGEST_LINE:,} bytes")
    said = orjson.loads(line)
    if not isinstance(said, dict):
        raise TypeError("it is no JSON object")
    at = _string(said, "at", "")
    moment = datetime.fromisoformat(at) if at else clock()
    if moment.tzinfo is None:
        raise ValueError(f"{at} has no time zone; write {at}+00:00")
    verdict = _string(said, "verdict")
    if verdict not in Verdict.__members__:
        raise ValueError(f"{verdict} is no verdict; there are {', '.join(Verdict.__members__)}")
    return _Line(
        number,
        Named.read(said["left"]),
        Named.read(said["right"]),
        Verdict[verdict],
        _string(said, "by"),
        moment,
        _string(said, "reason"),
    )


def _string(said: Mapping[str, Any], name: str, default: str | None = None) -> str:
    value = said[name] if default is None else said.get(name, default)
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _malformed(error: Exception) -> str:
    match error:
        case orjson.JSONDecodeError():
            return "The line is no JSON."
        case KeyError():
            return f"The line lacks {error.args[0]}."
        case _:
            return f"The line cannot be read: {error}."


def _text(document: Mapping[str, Any]) -> bytes:
    return orjson.dumps(document) + b"\n"
