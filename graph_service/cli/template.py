"""``graph-service template``: an empty table to fill in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.session import session_of

__all__ = ["HELP", "template"]

HELP = """Write an empty workbook to fill in: the columns of one type, with lists to pick from.

Its sheet of notes explains each column in Chinese and English. Filled in, the workbook is
imported as it is: graph-service import FILE. It needs no store.

\b
Examples:
  graph-service template 企业 --out 企业名录.xlsx
  graph-service template Platform --out platforms.xlsx
  graph-service --pack mine.toml template 项目 --out 项目.xlsx --force
"""


def template(
    context: typer.Context,
    type_: Annotated[
        str, typer.Argument(metavar="TYPE", help="What the rows will be: Enterprise, 企业, ...")
    ],
    *,
    out: Annotated[Path, typer.Option(help="The workbook to write.", metavar="FILE")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Write an empty table of a type."""
    from graph_service.reports.template import template_columns, template_type
    from graph_service.reports.template_workbook import write_template
    from schema.catalogue import load_catalogue
    from schema.packs import load_pack

    _check(out, force=force)
    catalogue = load_catalogue()
    pack = load_pack(session_of(context).settings().pack)
    declared = template_type(catalogue, type_)
    columns = template_columns(catalogue, pack, declared)
    write_template(declared, columns, out)
    print(f"{out}: an empty table of {declared.name} ({declared.label}), {len(columns)} columns.")


def _check(out: Path, *, force: bool) -> None:
    if out.suffix.lower() != ".xlsx":
        raise Failure(ExitCode.INPUT, f"{out} cannot be written: its name must end in .xlsx.")
    if not out.absolute().parent.is_dir():
        raise Failure(ExitCode.INPUT, f"{out} cannot be written: its folder does not exist.")
    if out.exists() and not force:
        raise Failure(ExitCode.INPUT, f"{out} exists: name another file, or add --force.")
