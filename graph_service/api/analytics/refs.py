"""Refs: an indicator of one organisation as opaque text, enough to count it again."""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any, Final

import orjson

from analytics.industry_ties import Indicator
from analytics.tie_kinds import Tie
from analytics.weak_links import WeakLinksQuestion
from analytics.window import Window, WindowBy
from graph_service.api.errors import ApiError
from schema.time import PartialDate

__all__ = ["IndicatorRef", "decode_ref", "encode_ref"]

_ANALYTIC: Final = "weakIndustryLinks/1"
_MAX_LENGTH: Final = 4_096
_NO_REF: Final = "ref is not a ref; use the ref of an indicator."


@dataclass(frozen=True, slots=True)
class IndicatorRef:
    """Which number it is.

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


def encode_ref(ref: IndicatorRef) -> str:
    """Return a ref as text."""
    asked, window = ref.question, ref.question.window
    parts = [
        _ANALYTIC,
        ref.version,
        ref.as_of,
        ref.region,
        ref.unit,
        ref.indicator.value,
        list(asked.types),
        None if asked.ties is None else [tie.value for tie in asked.ties],
        None if window is None else [window.first_day, window.last_day, window.by.value],
        asked.stale_months,
    ]
    return urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def decode_ref(text: str) -> IndicatorRef:
    """Return the ref that a text stands for.

    Raises
    ------
    ApiError
        If it is none.
    """
    if len(text) > _MAX_LENGTH:
        raise ApiError(_NO_REF)
    try:
        return _ref(*orjson.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4))))
    except (ValueError, TypeError, AttributeError, binascii.Error) as error:
        raise ApiError(_NO_REF) from error


def _ref(  # noqa: PLR0917 - in the order in which they are written
    analytic: str,
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
    if analytic != _ANALYTIC:
        raise ValueError(analytic)
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


def _window(first_day: str, last_day: str, by: str) -> Window:
    return Window(PartialDate(first_day).first, PartialDate(last_day).last, WindowBy(by))
