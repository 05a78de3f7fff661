"""``graph-service query``: one GraphQL query without a server."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.options import Today, day_of
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.settings import Settings

__all__ = ["HELP", "query"]

HELP = """Answer a GraphQL query as JSON. The store is only read, also while it is being served.

\b
Examples:
  echo '{ platforms { totalCount } }' | graph-service query -
  graph-service query weak.graphql --variables '{"first": 10}'
"""


def query(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="A file with the query; - reads it from stdin.")],
    variables: Annotated[
        str | None, typer.Option(help="Values of the query's variables, as JSON.", metavar="JSON")
    ] = None,
    operation: Annotated[
        str | None, typer.Option(help="Which operation, if the file has several.", metavar="NAME")
    ] = None,
    today: Today = None,
) -> None:
    """Answer a GraphQL query as JSON."""
    from graph_service.cli.console import print_json

    settings = session_of(context).settings(today=day_of(today))
    answer = asyncio.run(_answer(settings, _text(file), _object(variables), operation))
    print_json(answer)
    if answer.get("errors"):
        raise Failure(
            ExitCode.QUERY, f"The query was answered with errors: {answer['errors'][0]['message']}"
        )


async def _answer(
    settings: Settings, text: str, variables: dict[str, Any], operation: str | None
) -> dict[str, Any]:
    from graph_service.answer import opened_service

    async with opened_service(settings) as service:
        return await service.answer(text, variables, operation)


def _text(file: str) -> str:
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Failure(ExitCode.INPUT, f"{file} is not UTF-8 text.") from None


def _object(text: str | None) -> dict[str, Any]:
    import json

    try:
        values = json.loads(text or "{}")
    except ValueError as error:
        raise Failure(ExitCode.USAGE, f"--variables is not JSON: {error}.") from None
    if not isinstance(values, dict):
        raise Failure(ExitCode.USAGE, '--variables must be a JSON object, such as {"first": 10}.')
    return values
