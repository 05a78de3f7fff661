"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.failures import ExitCode, Failure

if TYPE_CHECKING:
    from graph_service.ingest_turn import Holder

__all__ = ["Host", "Port", "Today", "Wait", "day_of", "operator", "say_waiting"]

Host = Annotated[
    str | None, typer.Option(help="Name or address to listen on. [127.0.0.1]", metavar="HOST")
]
Port = Annotated[int | None, typer.Option(help="Port to listen on. [8000]", metavar="PORT")]
Today = Annotated[
    datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"],
        metavar="DAY",
        help="The day that answers speak of by default, as 2023-12-31. [the current day]",
    ),
]
Wait = Annotated[
    float | None,
    typer.Option(
        help="How long to wait for an import that is running. [600]", metavar="SECONDS", min=0
    ),
]


def day_of(moment: datetime | None) -> date | None:
    """Return the day that a `Today` option names."""
    return None if moment is None else moment.date()


def operator(*, otherwise: str = "") -> str:
    """Return the name by which who works with the command is logged in."""
    import getpass

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        if otherwise:
            return otherwise
        raise Failure(ExitCode.USAGE, "Say who you are: LOGNAME=NAME graph-service ...") from None


def say_waiting(holder: Holder) -> None:
    """Tell whoever set `Wait` for whom it waits."""
    typer.echo(f"An import ({holder}) is running; waiting ...", err=True)
