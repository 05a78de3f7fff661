"""``graph-service report``: answers as workbooks."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.options import Today, day_of
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.settings import Settings

__all__ = ["HELP", "weak_links"]

HELP = """Write which platforms have weak industry links, and why, as a workbook.

Its sheets: the findings with the numbers behind them, the definitions and thresholds, and what
is missing in the data. The store is only read, also while it is being served.

\b
Examples:
  graph-service report weak-links --xlsx weak.xlsx
  graph-service report weak-links --xlsx weak.xlsx --type UNIVERSITY --low-share 0.3
"""


def weak_links(
    context: typer.Context,
    *,
    xlsx: Annotated[Path, typer.Option(help="The workbook to write.", metavar="FILE")],
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type", help="A type of organisation; repeat it for more. [PLATFORM]", metavar="TYPE"
        ),
    ] = None,
    min_projects: Annotated[
        int | None, typer.Option(help="Who has fewer activities is not ranked. [1]")
    ] = None,
    low_share: Annotated[
        float | None, typer.Option(help="Below it, the share of enterprises is low. [0.2]")
    ] = None,
    dominance: Annotated[
        float | None, typer.Option(help="From it on, one enterprise dominates. [0.8]")
    ] = None,
    stale_months: Annotated[
        int | None, typer.Option(help="Without a newer enterprise tie, ties are stale. [24]")
    ] = None,
    today: Today = None,
) -> None:
    """Write the workbook of weak industry links."""
    if not xlsx.absolute().parent.is_dir():
        raise Failure(ExitCode.INPUT, f"{xlsx} cannot be written: its folder does not exist.")
    settings = session_of(context).settings(today=day_of(today))
    arguments = {
        "types": [name.upper() for name in types or ["PLATFORM"]],
        "minProjects": min_projects,
        "lowShare": low_share,
        "dominance": dominance,
        "staleMonths": stale_months,
    }
    answer = asyncio.run(_write(settings, arguments, xlsx))
    print(
        f"{xlsx}: {answer['weak']} of {answer['considered']} have weak industry links, "
        f"{answer['notRankedCount']} are not ranked (as of {answer['asOf']})."
    )


async def _write(settings: Settings, arguments: dict[str, Any], path: Path) -> dict[str, Any]:
    from graph_service.answer import opened_service
    from graph_service.reports.weak_links import ReportRefused, ask_weak_links
    from graph_service.reports.weak_links_workbook import write_weak_links

    async with opened_service(settings) as service:
        try:
            answer = await ask_weak_links(service, arguments)
        except ReportRefused as refused:
            raise Failure(ExitCode.USAGE, str(refused)) from None
    write_weak_links(answer, path, sample=settings.sample)
    return answer
