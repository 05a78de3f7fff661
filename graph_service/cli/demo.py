"""``graph-service demo``: sample data, served."""

from __future__ import annotations

from functools import partial

import typer

from graph_service.cli.options import Host, Port
from graph_service.cli.session import session_of

__all__ = ["HELP", "demo"]

HELP = """Import sample data (the first time) and serve it until stopped with Ctrl+C.

The data is illustrative: real districts, invented organisations, people and projects. It is
kept in var/demo.db, apart from yours; today is 2023-12-31.

\b
Examples:
  graph-service demo
  PORT=8001 graph-service demo
"""


def demo(context: typer.Context, host: Host = None, port: Port = None) -> None:
    """Serve sample data until stopped."""
    from graph_service.cli.progress import shown_progress
    from graph_service.demo import DEMO_STORE, run_demo
    from graph_service.serving import run

    session = session_of(context)
    settings = session.settings(store_url=session.store or DEMO_STORE, host=host, port=port)
    run(run_demo(settings, say=partial(print, flush=True), progress=shown_progress))
