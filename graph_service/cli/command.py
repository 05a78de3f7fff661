"""The command's frame: options before the command's name, help, exit codes."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from graph_service.cli import (
    audit,
    check,
    copy,
    correcting,
    demo,
    dump,
    export,
    export_dictionary,
    export_schema,
    forget,
    imports,
    info,
    keys,
    mapping,
    migrate,
    query,
    report,
    restore,
    review,
    schema_diff,
    serve,
    template,
    undo,
    warm,
)
from graph_service.cli.failures import ExitCode, explain, leave
from graph_service.cli.session import Session

__all__ = ["main"]

_HELP = """A city's innovation ecosystem as a graph.

Import the records that offices have, ask through GraphQL, find weak links.

\b
First steps:
  graph-service demo                          sample data, served
  graph-service import platforms.xlsx         your own data, into var/graph.db
  graph-service serve                         ask on http://127.0.0.1:8000/graphql
  graph-service report weak-links --xlsx weak.xlsx

\b
Where the data is (for every command):
  graph-service --store file:city.db info
  GRAPH_STORE=file:city.db graph-service info

Settings come from options, then variables GRAPH_*, then graph-service.toml.
"""


def main() -> None:
    """Run the command with the arguments of the process."""
    try:
        _app()(prog_name="graph-service")
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        leave(explain(error))


def _app() -> typer.Typer:
    codes = "\n".join(f"  {code.value}  {code.meaning}" for code in ExitCode)
    app = typer.Typer(
        help=_HELP,
        epilog=f"\b\nExit codes:\n{codes}",
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        no_args_is_help=True,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    app.callback()(_options)
    app.command("demo", help=demo.HELP)(demo.demo)
    app.command("import", help=imports.HELP)(imports.import_)
    app.command("template", help=template.HELP)(template.template)
    app.command("serve", help=serve.HELP)(serve.serve)
    app.command("warm", help=warm.HELP)(warm.warm)
    app.command("info", help=info.HELP)(info.info)
    app.command("check", help=check.HELP)(check.check)
    app.command("undo", help=undo.HELP)(undo.undo)
    app.command("correct", help=correcting.CORRECT_HELP)(correcting.correct)
    app.command("withdraw", help=correcting.WITHDRAW_HELP)(correcting.withdraw)
    app.command("review", help=review.HELP)(review.review)
    app.command("audit", help=audit.HELP)(audit.audit)
    app.command("forget", help=forget.HELP)(forget.forget)
    app.command("query", help=query.HELP)(query.query)
    app.command("migrate", help=migrate.HELP)(migrate.migrate)
    app.command("copy", help=copy.HELP)(copy.copy)
    app.command("dump", help=dump.HELP)(dump.dump)
    app.command("restore", help=restore.HELP)(restore.restore)
    app.command("export", help=export.HELP)(export.export)
    app.command("export-dictionary", help=export_dictionary.HELP)(
        export_dictionary.export_dictionary
    )
    app.command("export-schema", help=export_schema.HELP)(export_schema.export_schema)
    mappings = typer.Typer(
        help="Say what the columns of tables mean.", rich_markup_mode=None, no_args_is_help=True
    )
    mappings.callback()(_mappings)
    mappings.command("check", help=mapping.HELP)(mapping.check)
    app.add_typer(mappings, name="mapping")
    schemas = typer.Typer(
        help="Compare schemas of the API.", rich_markup_mode=None, no_args_is_help=True
    )
    schemas.callback()(_schemas)
    schemas.command("diff", help=schema_diff.HELP)(schema_diff.diff)
    app.add_typer(schemas, name="schema")
    reports = typer.Typer(
        help="Write a report as a workbook.", rich_markup_mode=None, no_args_is_help=True
    )
    reports.callback()(_reports)
    reports.command("weak-links", help=report.HELP)(report.weak_links)
    app.add_typer(reports, name="report")
    ring = typer.Typer(help=keys.HELP, rich_markup_mode=None, no_args_is_help=True)
    ring.command("create", help=keys.CREATE_HELP)(keys.create)
    ring.command("list", help=keys.LIST_HELP)(keys.list_keys)
    ring.command("revoke", help=keys.REVOKE_HELP)(keys.revoke)
    app.add_typer(ring, name="keys")
    return app


def _options(
    context: typer.Context,
    *,
    store: Annotated[
        str | None,
        typer.Option(
            help="Where the graph is: file:PATH, bolt://HOST:7687 or :memory:. [file:var/graph.db]",
            metavar="URL",
        ),
    ] = None,
    pack: Annotated[
        str | None,
        typer.Option(help="Lists of a region: a shipped pack, or a TOML file. [wenzhou-2021]"),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show where a fault happened.")] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
            help="Print the version and leave.",
        ),
    ] = False,
) -> None:
    del version
    context.obj = Session(store=store, pack=pack, debug=debug)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - typer's signature
    if wanted:
        from importlib.metadata import version

        print(version("innovation-graph-service"))
        raise typer.Exit


def _mappings() -> None:
    """Say what the columns of tables mean."""


def _schemas() -> None:
    """Compare schemas of the API."""


def _reports() -> None:
    """Write a report as a workbook."""
