"""``graph-service mapping check``: what is wrong with a mapping, line by line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from loaders.mapping_file import MappingFile

__all__ = ["HELP", "check"]

HELP = """Check a mapping: a TOML file that says what the columns of a table mean.

Everything that is wrong is printed at once, each with its line, what is wrong and what to do.
With a table, columns that it lacks are found too, and those that nothing reads are named. Nothing
is imported; no store is needed.

\b
Examples:
  graph-service mapping check mine.toml
  graph-service mapping check mine.toml --table list.xlsx
"""


def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The mapping, a TOML file.")],
    *,
    table: Annotated[
        Path | None, typer.Option(help="A table that it is meant for.", metavar="TABLE")
    ] = None,
) -> None:
    """Print what is wrong with a mapping."""
    from loaders.mapping_file import read_mapping
    from loaders.mapping_review import compare_with_table, review_words
    from schema.catalogue import load_catalogue
    from schema.packs import load_pack

    for path in (file, table):
        if path is not None and not path.is_file():
            raise Failure(ExitCode.INPUT, f"{path} is not a file.")
    if file.suffix != ".toml":
        raise Failure(ExitCode.INPUT, f"{file} is no mapping: its name must end in .toml.")
    catalogue = load_catalogue()
    read = read_mapping(file, catalogue)
    review_words(read, catalogue, load_pack(session_of(context).settings().pack))
    unread = compare_with_table(read, table) if table is not None else ()
    told = read.told()
    for one in told:
        print(f"{file}:{one.line}: {'perhaps: ' if one.doubt else ''}{one.text}")
    if unread and table is not None:
        print(f"{table.name}: no column of the mapping reads {', '.join(unread)}.")
    wrong = sum(not one.doubt for one in told)
    if wrong:
        many = "1 problem" if wrong == 1 else f"{wrong} problems"
        raise Failure(ExitCode.INPUT, f"{file} cannot be used: {many}, each with its line above.")
    assert read.mapping is not None  # noqa: S101 - nothing is wrong
    print(_summary(file, read.mapping))


def _summary(file: Path, mapping: MappingFile) -> str:
    layout = mapping.layout
    records = ", ".join(f"{s.name} ({' or '.join(s.types)})" for s in layout.subjects)
    links = ", ".join(f"{b.source} {b.link.type} {b.target}" for b in layout.bonds)
    return f"{file} can be used. Records: {records}. Links: {links or 'none'}."
