"""Refs: a number as opaque text, enough to count it again."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final, TypeVar

import orjson
from pydantic import TypeAdapter

from analytics.chains.coverage import ChainQuestion
from analytics.chains.provisions import ChainColumn
from analytics.industry_links.industry_ties import Indicator
from analytics.industry_links.weak_links import WeakLinksQuestion
from analytics.ties.kinds import Tie
from analytics.window import Window, WindowBy
from graph_service.api.errors import ApiError
from schema.time import PartialDate

__all__ = [
    "CellRef",
    "IndicatorRef",
    "ScoreRef",
    "asked_of",
    "decode_ref",
    "encode_ref",
    "encode_refs",
]

T = TypeVar("T")

_WEAK_LINKS: Final = "weakIndustryLinks/1"
_CHAIN: Final = "chainCoverage/1"
_SCORE: Final = "score/1"
_MAX_LENGTH: Final = 8_192
_NO_REF: Final = "ref is not a ref; use the ref of an indicator or a cell."


@dataclass(frozen=True, slots=True)
class IndicatorRef:
    """An indicator of one organisation.

    Attributes
    ----------
    question : WeakLinksQuestion
    version : str
        Graph version of the answer that showed the number.
    as_of : str
    region : str or None
    unit : str
        Id of the organisation.
    indicator : Indicator
    """

    question: WeakLinksQuestion
    version: str
    as_of: str
    region: str | None
    unit: str
    indicator: Indicator


@dataclass(frozen=True, slots=True)
class CellRef:
    """A cell of a chain's coverage.

    Attributes
    ----------
    question : ChainQuestion
    version : str
        Graph version of the answer that showed the number.
    as_of : str
    segment : str or None
        Id of the segment; None for a support of the whole chain.
    column : ChainColumn
    """

    question: ChainQuestion
    version: str
    as_of: str
    segment: str | None
    column: ChainColumn


@dataclass(frozen=True, slots=True)
class ScoreRef:
    """A number of any other analytic.

    Attributes
    ----------
    analytic : str
        Its name in `graph_service.api.analytics.score_evidence.SCORES`.
    version : str
        Graph version of the answer that showed the number.
    as_of : str
    region : str or None
    subject : str
        Id of the node, or another name of what the number is of.
    measure : str
        Which number of it.
    question : object
        What was asked, as its dataclass; after `decode_ref` as the text of a JSON document,
        which `asked_of` reads.
    """

    analytic: str
    version: str
    as_of: str
    region: str | None
    subject: str
    measure: str
    question: Any


def asked_of(cls: type[T], ref: ScoreRef) -> T:
    """Read the question of a ref that was decoded.

    Raises
    ------
    ApiError
        If it is not one of this kind.
    """
    try:
        asked: T = _adapter(cls).validate_json(ref.question)  # type: ignore[arg-type]
    except ValueError as error:
        raise ApiError(_NO_REF) from error
    return asked


def encode_refs(ref: ScoreRef, subjects: Iterable[str]) -> list[str]:
    """Return the refs of one measure of many subjects, each as `encode_ref` writes it."""
    subject = "\ufffe"
    before, after = _written_score(replace(ref, subject=subject)).split(orjson.dumps(subject))
    return [_text(before + orjson.dumps(name) + after) for name in subjects]


def encode_ref(ref: IndicatorRef | CellRef | ScoreRef) -> str:
    """Return a ref as text."""
    asked = ref.question
    parts: list[Any]
    if isinstance(ref, ScoreRef):
        return _text(_written_score(ref))
    if isinstance(ref, CellRef):
        chain = ref.question.chain
        parts = [_CHAIN, ref.version, ref.as_of, ref.question.region, chain, ref.segment]
        parts += [ref.column.value, _written(asked.window)]
    else:
        ties, types = ref.question.ties, ref.question.types
        parts = [_WEAK_LINKS, ref.version, ref.as_of, ref.region, ref.unit, ref.indicator.value]
        parts += [list(types), None if ties is None else [tie.value for tie in ties]]
        parts += [_written(asked.window), ref.question.stale_months]
    return _text(orjson.dumps(parts))


def decode_ref(text: str) -> IndicatorRef | CellRef | ScoreRef:
    """Return the ref that a text stands for.

    Raises
    ------
    ApiError
        If it is none.
    """
    if len(text) > _MAX_LENGTH:
        raise ApiError(_NO_REF)
    try:
        analytic, *parts = orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        return _READERS[analytic](*parts)
    except (ValueError, TypeError, KeyError, AttributeError, binascii.Error) as error:
        raise ApiError(_NO_REF) from error


def _indicator(  # noqa: PLR0917 - in the order in which they are written
    version: str,
    as_of: str,
    region: str | None,
    unit: str,
    indicator: str,
    types: list[str],
    ties: list[str] | None,
    window: list[Any] | None,
    stale_months: int,
) -> IndicatorRef:
    PartialDate(as_of)
    texts = [version, as_of, "" if region is None else region, unit, *types]
    if not all(isinstance(text, str) for text in texts) or type(stale_months) is not int:
        raise TypeError("Not what a ref is made of.")
    question = WeakLinksQuestion(
        types=tuple(types),
        ties=None if ties is None else tuple(map(Tie, ties)),
        window=None if window is None else _window(*window),
        stale_months=stale_months,
        region=region,
    )
    return IndicatorRef(question, version, as_of, region, unit, Indicator(indicator))


def _cell(  # noqa: PLR0917 - in the order in which they are written
    version: str,
    as_of: str,
    region: str | None,
    chain: str,
    segment: str | None,
    column: str,
    window: list[Any] | None,
) -> CellRef:
    PartialDate(as_of)
    texts = [version, as_of, chain, *(text for text in (region, segment) if text is not None)]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("Not what a ref is made of.")
    question = ChainQuestion(
        chain=chain, region=region, window=None if window is None else _window(*window)
    )
    return CellRef(question, version, as_of, segment, ChainColumn(column))


def _score(  # noqa: PLR0917 - in the order in which they are written
    analytic: str,
    version: str,
    as_of: str,
    region: str | None,
    subject: str,
    measure: str,
    question: str,
) -> ScoreRef:
    PartialDate(as_of)
    texts = [analytic, version, as_of, region or "", subject, measure, question]
    if not all(isinstance(text, str) for text in texts):
        raise TypeError("Not what a ref is made of.")
    return ScoreRef(analytic, version, as_of, region, subject, measure, question)


_READERS: Final[Mapping[str, Callable[..., IndicatorRef | CellRef | ScoreRef]]] = {
    _WEAK_LINKS: _indicator,
    _CHAIN: _cell,
    _SCORE: _score,
}


def _written_score(ref: ScoreRef) -> bytes:
    asked = _adapter(type(ref.question)).dump_json(ref.question, exclude_defaults=True).decode()  # type: ignore[arg-type]
    parts = [_SCORE, ref.analytic, ref.version, ref.as_of, ref.region, ref.subject, ref.measure]
    return orjson.dumps([*parts, asked])


def _text(written: bytes) -> str:
    return urlsafe_b64encode(written).decode().rstrip("=")


@cache
def _adapter(cls: Any) -> TypeAdapter[Any]:
    return TypeAdapter(cls)


def _written(window: Window | None) -> list[str] | None:
    return None if window is None else [window.first_day, window.last_day, window.by.value]


def _window(first_day: str, last_day: str, by: str) -> Window:
    return Window(PartialDate(first_day).first, PartialDate(last_day).last, WindowBy(by))
