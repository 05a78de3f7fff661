"""``graph-service export``: parts of the graph as files of other programs."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated

import typer

from graph_service.cli.failures import ExitCode, Failure
from graph_service.cli.options import Today, day_of
from graph_service.cli.session import session_of

if TYPE_CHECKING:
    from graph_service.exporting.desk import Ordered
    from graph_service.exporting.parts import End
    from graph_service.settings import Settings

__all__ = ["HELP", "export"]

HELP = """Write a part of the graph, or a collaboration network, as a file for another program.

Formats: graphml (networkx, igraph, yEd), gexf (Gephi), jsonl, csv (spreadsheets), parquet (pandas),
cypher (Neo4j). csv and parquet are a zip file of nodes and links, or one of them with --table.
What is not for everybody is left out unless you add --personal. The store is only read, also while
it is being served.

\b
Examples:
  graph-service export city.graphml
  graph-service export platforms.csv --table nodes --type Platform
  graph-service export local.jsonl --region 3303 --link PARTICIPATES_IN --link LOCATED_IN
  graph-service export weak.gexf --where '{"Platform": {"level": {"eq": "PROVINCIAL"}}}'
  graph-service export partners.gexf --network --tie PROJECT --tie PATENT --from 2020
"""

_ATTEMPTS = 3
_SUFFIXES = {".graphml": "graphml", ".gexf": "gexf", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_SUFFIXES |= {".csv": "csv", ".parquet": "parquet", ".cypher": "cypher", ".cql": "cypher"}


def export(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="The file to write; - writes to stdout.")],
    *,
    format_: Annotated[
        str | None,
        typer.Option("--format", help="The format. [by the file's name]", metavar="FORMAT"),
    ] = None,
    table: Annotated[
        str | None, typer.Option(help="Of csv and parquet one table: nodes or links.")
    ] = None,
    network: Annotated[
        bool, typer.Option("--network", help="Organisations and what ties them.")
    ] = False,
    types: Annotated[
        list[str] | None,
        typer.Option("--type", help="A type of node; repeat it for more. [all]", metavar="TYPE"),
    ] = None,
    links: Annotated[
        list[str] | None,
        typer.Option(
            "--link",
            help="A type of link; repeat it for more; none for none. [all]",
            metavar="TYPE",
        ),
    ] = None,
    where: Annotated[
        str | None,
        typer.Option(help="Filters by type, as JSON, each as in GraphQL.", metavar="JSON"),
    ] = None,
    ties: Annotated[
        list[str] | None,
        typer.Option("--tie", help="A kind of tie; repeat it for more. [PROJECT]", metavar="KIND"),
    ] = None,
    from_: Annotated[
        str | None, typer.Option("--from", help="Activities from then on.", metavar="DATE")
    ] = None,
    to: Annotated[str | None, typer.Option(help="Activities until then.", metavar="DATE")] = None,
    window_by: Annotated[
        str | None, typer.Option(help="How they are placed in time: START or OVERLAP.")
    ] = None,
    weighting: Annotated[
        str | None, typer.Option(help="What an edge weighs: COUNT or NEWMAN. [COUNT]")
    ] = None,
    max_consortium: Annotated[
        str | None, typer.Option(help="What more organisations share ties nobody.")
    ] = None,
    min_weight: Annotated[
        str | None, typer.Option(help="Edges that weigh less are left out.")
    ] = None,
    min_degree: Annotated[
        str | None, typer.Option(help="Organisations with fewer edges are left out.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(help="Links with validity are those of this day. [today]", metavar="DATE"),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(help="Only what is in districts whose code begins so.", metavar="CODE"),
    ] = None,
    personal: Annotated[
        bool, typer.Option("--personal", help="Also what is not for everybody.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file.")] = False,
    today: Today = None,
) -> None:
    """Write a part of the graph."""
    given = {
        "types": ",".join(types or []),
        "links": ",".join(links or []),
        "ties": ",".join(ties or []),
        "where": where,
        "from": from_,
        "to": to,
        "windowBy": window_by,
        "weighting": weighting,
        "maxConsortium": max_consortium,
        "minWeight": min_weight,
        "minDegree": min_degree,
        "asOf": as_of,
        "region": region,
    }
    name = (format_ or _by_name(file, table)).lower()
    if file != "-" and Path(file).exists() and not force:
        raise Failure(
            ExitCode.INPUT, f"{file} is there already: name another file, or add --force."
        )
    settings = session_of(context).settings(today=day_of(today))
    end = asyncio.run(
        _export(
            settings,
            "network" if network else "graph",
            name,
            {key: value for key, value in given.items() if value},
            Path(file) if file != "-" else None,
            table=table,
            personal=personal,
        )
    )
    typer.echo(f"Wrote {file}: {end.nodes:,} nodes, {end.links:,} links.", err=file == "-")
    if not end.consistent:
        typer.echo("The graph changed while it was read: the file is not of one version.", err=True)


def _by_name(file: str, table: str | None) -> str:
    suffix = Path(file).suffix.lower()
    if suffix == ".zip":
        suffix = Path(Path(file).stem).suffix.lower() or ".csv"
    if suffix not in _SUFFIXES:
        raise Failure(ExitCode.USAGE, f"Name the format: --format {', '.join(_formats())}.")
    format_ = _SUFFIXES[suffix]
    zipped = format_ in ("csv", "parquet") and not file.lower().endswith(".zip")
    if zipped and table is None:
        raise Failure(
            ExitCode.USAGE,
            f"{file} can hold one table: add --table nodes or --table links, or name it"
            f" {file}.zip for both.",
        )
    return format_


def _formats() -> list[str]:
    return list(dict.fromkeys(_SUFFIXES.values()))


async def _export(
    settings: Settings,
    subject: str,
    format_: str,
    given: Mapping[str, str],
    path: Path | None,
    *,
    table: str | None,
    personal: bool,
) -> End:
    from graph_service.answer import opened_state
    from graph_service.exporting.refused import ExportRefused
    from schema.declarations import Access

    access = Access.PERSONAL if personal else Access.PUBLIC
    async with opened_state(settings) as state:
        try:
            ordered = state["exports"].order(subject, format_, given, table=table, access=access)
            if path is None:
                return await _write(ordered, sys.stdout.buffer)
            return await _whole(ordered, path)
        except ExportRefused as refused:
            raise Failure(ExitCode.USAGE, str(refused)) from None
        except TimeoutError:
            raise Failure(ExitCode.STORE, "The store did not answer in time.") from None


async def _whole(ordered: Ordered, path: Path) -> End:
    """Write a file that is there whole or not at all, of one version if that can be had."""
    unfinished = path.with_name(f"{path.name}.new")
    try:
        for _ in range(_ATTEMPTS):
            with unfinished.open("wb") as file:
                end = await _write(ordered, file)
                os.fsync(file.fileno())
            if end.consistent:
                break
        unfinished.replace(path)
    except OSError as error:
        raise Failure(ExitCode.INPUT, f"{path} cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return end


async def _write(ordered: Ordered, file: IO[bytes]) -> End:
    started = await ordered.start()
    async for chunk in started.chunks():
        file.write(chunk)
    file.flush()
    if started.end is None:
        raise RuntimeError("An export ended without its end.")
    return started.end
