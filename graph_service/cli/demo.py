"""``graph-service demo``: sample data, served."""

from __future__ import annotations

import typer

from graph_service.cli.options import Host, Port, day_of
from graph_service.cli.session import session_of

__all__ = ["demo"]


def demo(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Import sample data (the first time) and serve it until stopped with Ctrl+C.

    The data is illustrative: real districts, invented organisations, people and projects. It is
    kept in var/demo.db, apart from yours; today is 2023-12-31.

    \b
    Examples:
      graph-service demo
      PORT=8001 graph-service demo
    """
    import asyncio

    from graph_service.demo import run_demo

    session = session_of(context)
    settings = session.settings(host=host, port=port)
    asyncio.run(run_demo(settings, store_url=session.store, today=day_of(None)))
