"""Refs: a number as opaque text, enough to count it again."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson

from analytics.chain_coverage import ChainQuestion
from analytics.chain_provisions import ChainColumn
from analytics.industry_ties import Indicator
from analytics.tie_kinds import Tie
from analytics.weak_links import WeakLinksQuestion
from analytics.window import Window, WindowBy
from graph_service.api.errors import ApiError
from schema.time import PartialDate

__all__ = ["CellRef", "IndicatorRef", "decode_ref", "encode_ref"]

_WEAK_LINKS: Final = "weakIndustryLinks/1"
_CHAIN: Final = "chainCoverage/1"
_MAX_LENGTH: Final = 4_096
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


def encode_ref(ref: IndicatorRef | CellRef) -> str:
    """Return a ref as text."""
    asked = ref.question
    parts: list[Any]
    if isinstance(ref, CellRef):
        chain = ref.question.chain
        parts = [_CHAIN, ref.version, ref.as_of, ref.question.region, chain, ref.segment]
        parts += [ref.column.value, _written(asked.window)]
    else:
        ties, types = ref.question.ties, ref.question.types
        parts = [_WEAK_LINKS, ref.version, ref.as_of, ref.region, ref.unit, ref.indicator.value]
        parts += [list(types), None if ties is None else [tie.value for tie in ties]]
        parts += [_written(asked.window), ref.question.stale_months]
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode_ref(text: str) -> IndicatorRef | CellRef:
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


_READERS: Final[Mapping[str, Callable[..., IndicatorRef | CellRef]]] = {
    _WEAK_LINKS: _indicator,
    _CHAIN: _cell,
}


def _written(window: Window | None) -> list[str] | None:
    return None if window is None else [window.first_day, window.last_day, window.by.value]


def _window(first_day: str, last_day: str, by: str) -> Window:
    return Window(PartialDate(first_day).first, PartialDate(last_day).last, WindowBy(by))
