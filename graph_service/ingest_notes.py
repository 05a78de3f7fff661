"""What is wrong with the rows of a run: in its report, and wherever all issues go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from graph_service.ingest_batches import Place
from loaders.drafts import CellFlaw
from loaders.plan import FilePlan
from loaders.report import ONCE_A_COLUMN, Issue, RunReport
from loaders.rows import UnreadableFile, cell_text
from loaders.unread import unread_file

__all__ = ["Notes"]


class Notes:
    """Notes the issues of a run.

    Parameters
    ----------
    report : RunReport
    files : sequence of FilePlan
    found : callable or None
        Called with every issue and the file it is in.
    """

    def __init__(
        self,
        report: RunReport,
        files: Sequence[FilePlan],
        found: Callable[[Path, Issue], object] | None = None,
    ) -> None:
        self._report = report
        self._files = files
        self._found = found

    def note(self, place: Place, number: int, flaws: Sequence[CellFlaw]) -> None:
        """Note what is wrong with cells of a row."""
        for column, value, flaw in flaws:
            issue = Issue(
                place.report.file,
                place.report.sheet,
                place.header_row if flaw.code in ONCE_A_COLUMN else number,
                column,
                "" if value is None else cell_text(value),
                *flaw,
                position=place.columns.get(column, 0),
            )
            if self._report.note(issue) and self._found is not None:
                self._found(self._files[place.file_number - 1].path, issue)

    def unread(self, plan: FilePlan, error: UnreadableFile) -> None:
        """Note that a file cannot be read to its end."""
        if self._found is not None:
            self._found(plan.path, unread_file(plan.name, error))
