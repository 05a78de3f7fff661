"""What the command prints: tables on stdout, JSON for machines, progress on stderr."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TextIO

import orjson

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from loaders.report import FileReport, ImportReport, Issue, RunReport

__all__ = ["new_console", "new_table", "print_info", "print_json", "print_report"]

_SHOWN = 20
"""Issues in a printed report; JSON has more."""


def print_json(document: Mapping[str, Any]) -> None:
    """Print a JSON document, and nothing else, on stdout."""
    sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2).decode() + "\n")


def print_info(info: Mapping[str, Any]) -> None:
    """Print what is in a graph.

    Parameters
    ----------
    info : mapping
        ``store``, ``version``, ``unfinished``, ``nodes``, ``links``, ``imports``, as in
        ``info --json``.
    """
    console = new_console()
    console.print(f"{info['store']}, version {info['version']}")
    if info["unfinished"]:
        console.print(f"It cannot be used yet: {info['unfinished']}")
    for title, rows in (("Records", info["nodes"]), ("Links", info["links"])):
        table = new_table(title, "type", "标签", numbers=("count",))
        for row in rows:
            table.add_row(row["type"], row["label"], f"{row['count']:,}")
        console.print(table)
    table = new_table("Imports", "source", "period", "run", numbers=("rows",))
    for run in info["imports"]:
        table.add_row(run["source"], run["period"] or "-", run["run"], f"{run['rows']:,}")
    console.print(table)


def print_report(report: ImportReport, console: Console | None = None) -> None:
    """Print what an import did, and the first things that were wrong."""
    console = console or new_console()
    for run in report.runs:
        console.print(_rows_table(run))
        for line in _sentences(run):
            console.print(line)
        if run.issues:
            console.print(_issues_table(_shown(run.issues), sum(run.issue_counts.values())))


def _rows_table(run: RunReport) -> Table:
    period = f", period {run.period}" if run.period else ""
    counts = ("read", "created", "updated", "unchanged", "rejected", "skipped")
    table = new_table(f"Source {run.source}{period}", "file", "sheet", "rows are", numbers=counts)
    for file in run.files:
        numbers = [getattr(file, name) for name in counts[:-1]] + [file.skipped.total()]
        table.add_row(file.file, file.sheet, file.type, *(f"{number:,}" for number in numbers))
    return table


def _sentences(run: RunReport) -> list[str]:
    lines = []
    if run.repeated:
        lines.append("The same was imported before: nothing was written.")
    if run.replaced:
        lines.append(
            f"It took the place of {len(run.replaced)} earlier issue(s) of this source and period;"
            " what only those said is taken back. To keep both, name their sources: --source."
        )
    lines.append(
        f"Records: {run.nodes_created:,} created, {run.nodes_updated:,} updated. "
        f"Links: {run.links_created:,} created, {run.links_updated:,} updated. "
        f"{run.seconds:.1f} s."
    )
    if run.classified:
        lines.append(f"{run.classified:,} organisations of unknown type got their type.")
    if run.closed:
        lines.append(f"{run.closed:,} links end: this issue no longer says them.")
    lines += [line for file in run.files for line in _about(file)]
    if run.conflicts:
        counted = ", ".join(f"{name} {count:,}" for name, count in run.conflicts.most_common())
        lines.append(f"Sources disagree (both values are kept): {counted}.")
    if run.candidate_count:
        lines.append(f"{run.candidate_count:,} records may be ones that are known: to be reviewed.")
    return lines


def _about(file: FileReport) -> list[str]:
    place = f"{file.file}, sheet {file.sheet}" if file.sheet else file.file
    lines = []
    if file.left_out:
        lines.append(f"{place} was left out: {file.left_out}")
    if file.skipped:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in file.skipped.most_common())
        lines.append(f"{place}: skipped rows: {reasons}.")
    return lines


def _shown(issues: list[Issue]) -> list[Issue]:
    """The issues to print, in their order: the first of each kind, then the second ..."""
    seen: Counter[str] = Counter()
    turns = []
    for at, issue in enumerate(issues):
        seen[issue.code] += 1
        turns.append((seen[issue.code], at))
    return [issues[at] for _, at in sorted(sorted(turns)[:_SHOWN], key=itemgetter(1))]


def _issues_table(issues: list[Issue], total: int) -> Table:
    title = f"Issues: {total:,}"
    if total > len(issues):
        title += f"; {len(issues)} of them, some of each kind (--json for more)"
    table = new_table(title, "place", "column", "value", "what is wrong", "what to do")
    for issue in issues:
        place = ", ".join(part for part in (issue.file, issue.sheet, _row(issue.row)) if part)
        table.add_row(
            place, issue.column, issue.value[:60], f"{issue.code}: {issue.message}", issue.hint
        )
    return table


def _row(number: int) -> str:
    return f"row {number}" if number else ""


def new_table(title: str, *columns: str, numbers: tuple[str, ...] = ()) -> Table:
    """Begin a table; columns of numbers stand at the right."""
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def new_console(file: TextIO | None = None) -> Console:
    """Return what prints on stdout, or into a text."""
    from rich.console import Console

    # Cells hold what people wrote: brackets in it are no markup. Files and pipes get full width.
    width = None if file is None and sys.stdout.isatty() else 200
    return Console(file=file, markup=False, highlight=False, emoji=False, width=width)
