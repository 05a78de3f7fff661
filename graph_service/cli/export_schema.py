"""``graph-service export-schema``: the API's schema as text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["HELP", "export_schema"]

HELP = """Print the GraphQL schema (SDL). It needs no store.

\b
Examples:
  graph-service export-schema > schema.graphql
  graph-service export-schema --out schema.graphql
"""


def export_schema(
    out: Annotated[
        Path | None, typer.Option(help="Write it there instead of printing it.", metavar="FILE")
    ] = None,
) -> None:
    """Print the GraphQL schema."""
    from graph_service.api.build import export_schema as schema_text

    text = schema_text()
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
