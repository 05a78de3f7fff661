"""``graph-service export-dictionary``: types, fields, columns and vocabularies as a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.session import session_of

__all__ = ["HELP", "export_dictionary"]

HELP = """Print the data dictionary: types, fields, columns and vocabularies (Markdown).

\b
Examples:
  graph-service export-dictionary --out data-dictionary.md
  graph-service --pack my-city.toml export-dictionary
"""


def export_dictionary(
    context: typer.Context,
    *,
    out: Annotated[
        Path | None, typer.Option(help="Write it there instead of printing it.", metavar="FILE")
    ] = None,
) -> None:
    """Print the data dictionary."""
    from graph_service.dictionary import dictionary
    from schema.catalogue import load_catalogue
    from schema.packs import load_pack

    text = dictionary(load_catalogue(), load_pack(session_of(context).settings().pack))
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, encoding="utf-8")
