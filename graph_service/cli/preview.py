"""What an import would do, printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections import Counter

    from rich.console import Console
    from rich.table import Table

    from graph_service.preview import Preview
    from graph_service.preview.told import Place, SubjectPreview
    from schema.columns import Value

__all__ = ["print_preview"]

_LONGEST = 60


def print_preview(preview: Preview, console: Console | None = None) -> None:
    """Print the report of the import that was tried, and what it would do value by value."""
    from graph_service.cli.console import new_console, print_report

    console = console or new_console()
    console.print("Dry run: this is what the import would do. Nothing was written.")
    print_report(preview.report, console)
    for title, counts in (("Records", preview.records), ("Links", preview.links)):
        console.print(f"{title} that the rows speak of: {_counted(counts)}.")
    touched = preview.records.total() + preview.links.total()
    shown = len(preview.changes)
    if shown:
        console.print(_changes(preview.changes, _title("Values", shown, touched)))
    if preview.conflicts:
        console.print(_conflicts(preview))
    if preview.retracted:
        console.print(
            f"{preview.retracted:,} statements of earlier issues would be taken back;"
            f" {preview.withdrawn_count:,} of them are not said again."
        )
    if preview.withdrawn:
        console.print(_withdrawn(preview))
    if candidates := [c for run in preview.report.runs for c in run.candidates]:
        console.print(_candidates(preview, len(candidates)))


def _changes(changes: list[SubjectPreview], title: str) -> Table:
    from graph_service.cli.console import new_table

    columns = ("would be", "type", "name", "property", "now", "then", "cell", "place")
    table = new_table(title, *columns)
    for change in changes:
        head = (change.outcome, change.type, change.name)
        if not change.values:
            table.add_row(*head, "", "", "", "", _place(change.place))
        for value in change.values:
            place = value.place or change.place
            table.add_row(
                *head,
                value.property,
                _text(value.before),
                _text(value.after),
                _cell(value.place),
                _place(place),
            )
            head = ("", "", "")
    return table


def _conflicts(preview: Preview) -> Table:
    from graph_service.cli.console import new_table

    title = _title("Sources would disagree", len(preview.conflicts), preview.conflict_count)
    table = new_table(title, "about", "property", "kept", "offered", "place")
    for conflict in preview.conflicts:
        said = (_text(conflict.kept), _text(conflict.offered))
        table.add_row(conflict.subject, conflict.property, *said, _place(conflict.place))
    return table


def _withdrawn(preview: Preview) -> Table:
    from graph_service.cli.console import new_table

    title = _title("No longer said", len(preview.withdrawn), preview.withdrawn_count)
    table = new_table(title, "type", "name", "what was said", "by", "of")
    for said in preview.withdrawn:
        values = "; ".join(f"{name}: {_text(value)}" for name, value in said.values.items())
        table.add_row(said.type, said.name, values, said.source, said.period)
    return table


def _candidates(preview: Preview, kept: int) -> Table:
    from graph_service.cli.console import new_table

    shown = [c for run in preview.report.runs for c in run.candidates][: preview.limit]
    total = max(kept, preview.report.total("candidate_count"))
    table = new_table(
        _title("May be one record", len(shown), total), "record", "others", "reason", "place"
    )
    for note in shown:
        place = f"{note.file}, row {note.row}"
        table.add_row(note.record, "; ".join(note.others), note.reason, place)
    return table


def _title(what: str, shown: int, total: int) -> str:
    if shown >= total:
        return f"{what}: {total:,}"
    return f"{what}: the first {shown:,} of {total:,} (--limit for more)"


def _counted(counts: Counter[str]) -> str:
    outcomes = ("created", "updated", "unchanged", "removed")
    return ", ".join(f"{counts[name]:,} {name}" for name in outcomes)


def _text(value: Value | None) -> str:
    from schema.money import Money

    if value is None:
        return ""
    if isinstance(value, Money):
        text = f"{value.amount} {value.currency}"
    else:
        text = "；".join(value) if isinstance(value, tuple) else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _cell(place: Place | None) -> str:
    return f"{place.column}: {_text(place.cell)}" if place and place.column else ""


def _place(place: Place | None) -> str:
    if place is None:
        return ""
    if not place.row:
        return place.source
    return ", ".join(part for part in (place.file, place.sheet, f"row {place.row}") if part)
