"""Options that several commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

__all__ = ["Host", "Port", "Today", "day_of"]

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


def day_of(moment: datetime | None) -> date | None:
    """Return the day that a `Today` option names."""
    return None if moment is None else moment.date()
