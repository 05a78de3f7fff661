"""``graph-service schema diff``: what changed between two schemas, and whom it breaks."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from graph_service.cli.failures import ExitCode, Failure

if TYPE_CHECKING:
    from graphql import GraphQLSchema

__all__ = ["HELP", "diff"]

HELP = """Compare two GraphQL schemas: what breaks clients, what may surprise them, what is new.

BREAKING: queries that were valid are not any more, or answers have another form. DANGEROUS: valid
queries stay valid but may be answered with something unexpected, such as a new value of an enum.
A schema is a file in GraphQL's schema language, or the JSON answer to an introspection query.
Without NEW, OLD is compared with the schema of this installation. The exit code is 8 if something
breaks (with --strict also if something is dangerous).

\b
Examples:
  graph-service schema diff released.graphql
  graph-service schema diff old.graphql new.graphql --json
"""

_KINDS: Final = ("breaking", "dangerous", "safe")


def diff(
    old: Annotated[Path, typer.Argument(help="The schema that clients know.")],
    new: Annotated[
        Path | None, typer.Argument(help="The one to be compared. [this installation's]")
    ] = None,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Dangerous changes are as bad as breaking ones.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Print the changes, those that break something first."""
    from graphql import find_schema_changes

    before = _read(old)
    after = _read(new) if new is not None else _installed()
    changes = [
        {
            "severity": type(change).__name__.removesuffix("Change").lower(),
            "change": change.type.name,
            "description": change.description,
        }
        for change in find_schema_changes(before, after)
    ]
    changes.sort(key=lambda change: (_KINDS.index(change["severity"]), change["description"]))
    number = Counter(change["severity"] for change in changes)
    if as_json:
        print(json.dumps(changes, ensure_ascii=False, indent=1))
    else:
        for change in changes:
            print(f"{change['severity'].upper():9}  {change['description']}")
        print(", ".join(f"{number[kind]} {kind}" for kind in _KINDS))
    if number["breaking"] or (strict and number["dangerous"]):
        raise typer.Exit(ExitCode.FOUND)


def _installed() -> GraphQLSchema:
    from graphql import build_schema

    from graph_service.api.build import export_schema

    return build_schema(export_schema())


def _read(path: Path) -> GraphQLSchema:
    """Read a schema.

    Raises
    ------
    Failure
        If the file holds none.
    """
    from graphql import GraphQLError, build_client_schema, build_schema

    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(ExitCode.INPUT, f"{path} cannot be read: {error}.") from None
    try:
        if text.lstrip().startswith("{"):
            told = json.loads(text)
            return build_client_schema(told.get("data", told))
        return build_schema(text)
    except GraphQLError as error:
        where = f":{error.locations[0].line}" if error.locations else ""
        raise Failure(
            ExitCode.INPUT, f"{path}{where} is no GraphQL schema: {error.message}"
        ) from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Failure(
            ExitCode.INPUT,
            f"{path} is neither a schema in GraphQL's language nor an answer to an "
            f"introspection query: {error}",
        ) from None
