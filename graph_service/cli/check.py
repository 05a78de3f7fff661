"""``graph-service check``: what is wrong with the data of a graph."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.quality.figures import Measure
    from graph_service.quality.kinds import Kind
    from graph_service.settings import Settings

__all__ = ["HELP", "check"]

HELP = """Check the data: what is missing, contradictory, old or doubtful, and where.

Kinds: MISSING_VALUE, ORPHAN, DUPLICATE, CONFLICT, STALE, INVALID_END, MISSING_END, UNCLASSIFIED,
UNKNOWN_CODE. Nothing is changed. The exit code is 0 if nothing was found of the kinds asked for,
missing values apart, and 8 if something was; missing values count if they are asked for by name.

\b
Examples:
  graph-service check
  graph-service check --kind CONFLICT --kind INVALID_END --json
  graph-service check --list ORPHAN --first 50
"""


def check(
    context: typer.Context,
    *,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only this kind; can be given several times. [all]", metavar="KIND"),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="The day the check speaks of. [today]", metavar="YYYY[-MM[-DD]]"),
    ] = None,
    stale_months: Annotated[
        int, typer.Option(help="After how many months a saying is old.", min=0, max=1200)
    ] = 24,
    list_: Annotated[
        str | None,
        typer.Option("--list", help="List the findings of this kind too.", metavar="KIND"),
    ] = None,
    first: Annotated[
        int, typer.Option(help="How many findings to list.", min=0, max=100_000)
    ] = 100,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Print what was found, and leave with the exit code that says whether."""
    from graph_service.cli.check_tables import print_check
    from graph_service.cli.console import print_json
    from graph_service.quality.kinds import Kind

    listing = None if list_ is None else _kind(list_)
    kinds = tuple(dict.fromkeys(map(_kind, kind))) if kind else tuple(Kind)
    if listing is not None and listing not in kinds:
        kinds = (*kinds, listing)
    settings = session_of(context).settings()
    found = asyncio.run(_check(settings, kinds, as_of, stale_months))
    document, measured = found
    if listing is not None:
        document["findings"] = _listed(
            next(measure for measure in measured if measure.kind is listing), first
        )
    (print_json if json else print_check)(document)
    counted = [m for m in measured if m.count and (kind or m.kind is not Kind.MISSING_VALUE)]
    if counted:
        raise typer.Exit(int(ExitCode.FOUND))


async def _check(
    settings: Settings, kinds: tuple[Kind, ...], as_of: str | None, stale_months: int
) -> tuple[dict[str, Any], list[Measure]]:
    from zoneinfo import ZoneInfo

    from graph_service.clock import utc_now
    from graph_service.quality.duplicates import duplicates
    from graph_service.quality.figures import Question
    from graph_service.quality.kinds import Kind
    from graph_service.quality.measures import measures
    from graph_service.quality.surveys import survey_of
    from graph_service.store import open_store
    from schema.catalogue import load_catalogue
    from schema.packs import load_pack

    catalogue, pack = load_catalogue(), load_pack(settings.pack)
    today = settings.today or utc_now().astimezone(ZoneInfo(pack.time_zone)).date()
    question = Question(catalogue, _day(as_of) or today.isoformat(), stale_months)
    store = await open_store(
        settings.store_url, catalogue, read_only=True, access=settings.access()
    )
    try:
        survey = await survey_of(store, catalogue, pack)
        by_kind = {measure.kind: measure for measure in measures(survey, question, kinds)}
        if Kind.DUPLICATE in kinds:
            by_kind[Kind.DUPLICATE] = await duplicates(store)
    finally:
        await store.close()
    measured = [by_kind[kind] for kind in kinds]
    document = {
        "store": settings.store_url,
        "version": survey.version,
        "asOf": question.as_of,
        "staleMonths": stale_months,
        "records": sum(len(records.ids) for records in survey.records.values()),
        "links": sum(survey.links.values()),
        "measures": list(map(_measure, measured)),
    }
    return document, measured


def _measure(measure: Measure) -> dict[str, Any]:
    from graph_service.quality.kinds import KINDS

    told = KINDS[measure.kind]
    return {
        "kind": measure.kind.value,
        "label": told.label,
        "definition": told.definition.text,
        "count": measure.count,
        "outOf": measure.out_of,
        "unknown": measure.unknown,
        "groups": [
            {
                "type": group.type,
                "property": group.property,
                "source": group.source,
                "newestPeriod": group.period,
                "count": group.count,
                "outOf": group.out_of,
                "unknown": group.unknown,
            }
            for group in measure.groups
            if group.count or group.source
        ],
    }


def _listed(measure: Measure, first: int) -> list[dict[str, str]]:
    from graph_service.quality.measures import listed

    _, page, _ = listed(measure, after=None, limit=first, wanted=lambda _: True)
    return [
        {
            "kind": measure.kind.value,
            "type": type_,
            "property": name,
            "source": source,
            "node": finding.node,
            "other": finding.other,
            "detail": finding.detail,
        }
        for (type_, name, source), finding in page
    ]


def _kind(text: str) -> Kind:
    from graph_service.quality.kinds import Kind

    try:
        return Kind(text.upper().replace("-", "_"))
    except ValueError:
        known = ", ".join(kind.value for kind in Kind)
        raise Failure(
            ExitCode.USAGE, f"There is no kind {text!r}; the kinds are {known}."
        ) from None


def _day(text: str | None) -> str | None:
    from schema.time import PartialDate

    if text is None:
        return None
    try:
        return PartialDate(text).last
    except ValueError as error:
        raise Failure(ExitCode.USAGE, f"--as-of: {error}") from None
