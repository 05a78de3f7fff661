"""``graph-service serve``: the GraphQL API over a store."""

from __future__ import annotations

from typing import Annotated

import typer

from graph_service.cli.options import Host, Port, Today, day_of
from graph_service.cli.session import session_of

__all__ = ["HELP", "serve"]

HELP = """Serve the graph through GraphQL until stopped with Ctrl+C.

\b
Examples:
  graph-service serve
  graph-service --store file:city.db serve --port 8001
  HOST=0.0.0.0 PORT=80 graph-service serve      for other machines

\b
Addresses:
  /graphql   queries (POST); a query editor in a browser
  /healthz   the process runs
  /readyz    it answers queries
"""


def serve(
    context: typer.Context,
    *,
    host: Host = None,
    port: Port = None,
    today: Today = None,
    read_only: Annotated[
        bool | None,
        typer.Option("--read-only", help="Open the store for reading only."),
    ] = None,
) -> None:
    """Serve the graph until stopped."""
    from graph_service.service import run_service
    from graph_service.serving import run

    settings = session_of(context).settings(
        host=host, port=port, today=day_of(today), read_only=read_only
    )
    run(
        run_service(
            settings,
            remedy="graph-service serve --port {port}",
            ready=lambda address: print(
                f"Serving {settings.store_url} on {address}/graphql - stop with Ctrl+C.", flush=True
            ),
        )
    )
