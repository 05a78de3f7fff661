"""What an import did: counts that add up, and everything that was wrong, as data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

__all__ = [
    "ONCE_A_COLUMN",
    "CandidateNote",
    "ConflictNote",
    "FileReport",
    "ImportReport",
    "Issue",
    "RunReport",
]

_KEPT = 1_000
_OF_A_KIND = 20
"""Issues of a kind that are kept however many others stand before them."""
_ROW_COUNTS = ("read", "created", "updated", "unchanged", "rejected")
_RUN_COUNTS = (
    "nodes_created",
    "nodes_updated",
    "links_created",
    "links_updated",
    "classified",
    "candidate_count",
    "closed",
)

ONCE_A_COLUMN = frozenset({"UNIT_MISSING"})
"""Codes of flaws that all cells of a column have if one has: the header is to be corrected."""


class Issue(NamedTuple):
    """Something wrong, and where.

    Attributes
    ----------
    file, sheet : str
    row : int
        Row of the sheet, from 1; the header's if the whole column is meant.
    column, value : str
        Header and content of the cell; empty if the whole row is meant.
    code, message, hint : str
        A kind of flaw, a sentence about it, and what to do.
    position : int
        Which column of the sheet that is, from 1; 0 if the whole row is meant.
    """

    file: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    message: str
    hint: str = ""
    position: int = 0


class ConflictNote(NamedTuple):
    """Sources disagree about a value."""

    subject: str
    property: str
    kept: str
    offered: str
    file: str
    row: int


class CandidateNote(NamedTuple):
    """Records that may be one."""

    record: str
    others: tuple[str, ...]
    reason: str
    file: str
    row: int


@dataclass(slots=True)
class FileReport:
    """One sheet of one file.

    Attributes
    ----------
    file, sheet, encoding : str
    type : str
        What its rows are: a type, or a mapping's name.
    left_out : str
        Why the sheet was not read; empty if it was.
    read, created, updated, unchanged, rejected : int
        Rows.
    skipped : Counter
        Rows that are no data, by the reason.
    unknown_columns : tuple of str
    headers : tuple of str
        Of its table, one a column.
    reporter : str
        Who filled it in, if a line above or below it says so.
    digest : str
        Of the content of the file that was given: of the archive, if it is in one.
    """

    file: str
    sheet: str
    encoding: str = ""
    type: str = ""
    left_out: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    unknown_columns: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    reporter: str = ""
    digest: str = ""


@dataclass(slots=True)
class RunReport:
    """One run: the files of one issue of one source.

    Attributes
    ----------
    run, source, period : str
    files : list of FileReport
        One a sheet.
    repeated : bool
        Whether the run was complete before, and nothing was written.
    replaced : list of str
        Runs of the same source and period that this one took the place of.
    nodes_created, nodes_updated, links_created, links_updated, classified : int
    closed : int
        Links that end because this issue no longer says them.
    conflicts : Counter
        New disagreements by property; ``type`` for types.
    type_conflicts, candidates, issues : list
        The first of each.
    candidate_count : int
    issue_counts : Counter
        Issues by code, all of them.
    seconds : float
    """

    run: str
    source: str
    period: str
    files: list[FileReport] = field(default_factory=list)
    repeated: bool = False
    replaced: list[str] = field(default_factory=list)
    nodes_created: int = 0
    nodes_updated: int = 0
    links_created: int = 0
    links_updated: int = 0
    classified: int = 0
    closed: int = 0
    conflicts: Counter[str] = field(default_factory=Counter)
    type_conflicts: list[ConflictNote] = field(default_factory=list)
    candidates: list[CandidateNote] = field(default_factory=list)
    candidate_count: int = 0
    issues: list[Issue] = field(default_factory=list)
    issue_counts: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    _columns_noted: set[tuple[str, str, str, str]] = field(default_factory=set)

    def note(self, issue: Issue) -> bool:
        """Count an issue and keep it if it is among the first, of all or of its kind.

        Returns
        -------
        bool
            Whether it is a new one.
        """
        if issue.code in ONCE_A_COLUMN:
            column = (issue.file, issue.sheet, issue.column, issue.code)
            if column in self._columns_noted:
                return False
            self._columns_noted.add(column)
        self.issue_counts[issue.code] += 1
        if len(self.issues) < _KEPT or self.issue_counts[issue.code] <= _OF_A_KIND:
            self.issues.append(issue)
        return True

    def note_conflict(self, conflict: ConflictNote) -> None:
        """Count a disagreement; those about types are kept if among the first."""
        self.conflicts[conflict.property] += 1
        if conflict.property == "type" and len(self.type_conflicts) < _KEPT:
            self.type_conflicts.append(conflict)

    def note_candidate(self, candidate: CandidateNote) -> None:
        """Count a pair to review and keep it if it is among the first."""
        self.candidate_count += 1
        if len(self.candidates) < _KEPT:
            self.candidates.append(candidate)

    def as_repeated(self) -> RunReport:
        """The report of reading the same again: all that was taken is unchanged."""
        again = RunReport(self.run, self.source, self.period, repeated=True)
        again.files = [
            replace(f, created=0, updated=0, unchanged=f.created + f.updated + f.unchanged)
            for f in self.files
        ]
        again.issues, again.issue_counts = self.issues, self.issue_counts
        return again

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object."""
        return {
            "run": self.run,
            "source": self.source,
            "period": self.period,
            "repeated": self.repeated,
            "replaced": list(self.replaced),
            "seconds": round(self.seconds, 3),
            **{name: getattr(self, name) for name in _RUN_COUNTS},
            "files": [
                {
                    **asdict(f),
                    "skipped": dict(f.skipped),
                    "unknown_columns": list(f.unknown_columns),
                    "headers": list(f.headers),
                }
                for f in self.files
            ],
            "conflicts": dict(self.conflicts),
            "type_conflicts": [note._asdict() for note in self.type_conflicts],
            "candidates": [note._asdict() for note in self.candidates],
            "issue_counts": dict(self.issue_counts),
            "issues": [issue._asdict() for issue in self.issues],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> RunReport:
        """Read a report back."""
        report = cls(document["run"], document["source"], document["period"])
        report.repeated = document["repeated"]
        report.replaced = list(document["replaced"])
        report.seconds = document["seconds"]
        for name in _RUN_COUNTS:
            # Reports that were kept before there was a count lack it.
            setattr(report, name, document.get(name, 0))
        for f in document["files"]:
            counted = {
                "skipped": Counter(f["skipped"]),
                "unknown_columns": tuple(f["unknown_columns"]),
                # Reports of earlier versions have none.
                "headers": tuple(f.get("headers", ())),
            }
            report.files.append(FileReport(**{**f, **counted}))
        report.conflicts.update(document["conflicts"])
        report.type_conflicts = [ConflictNote(**note) for note in document["type_conflicts"]]
        report.candidates = [
            CandidateNote(**{**note, "others": tuple(note["others"])})
            for note in document["candidates"]
        ]
        report.issue_counts.update(document["issue_counts"])
        report.issues = [Issue(**issue) for issue in document["issues"]]
        return report


@dataclass(slots=True)
class ImportReport:
    """What one call of the import did, over its runs.

    Attributes
    ----------
    runs : list of RunReport
    """

    runs: list[RunReport] = field(default_factory=list)

    def total(self, name: str) -> int:
        """The sum of a count over all runs: ``read``, ``created``, ``nodes_created``, ..."""
        if name == "skipped":
            return sum(f.skipped.total() for run in self.runs for f in run.files)
        if name in _ROW_COUNTS:
            return sum(getattr(f, name) for run in self.runs for f in run.files)
        return sum(getattr(run, name) for run in self.runs)

    def to_json(self) -> dict[str, Any]:
        """The report as a JSON object: totals, and each run."""
        totals = {name: self.total(name) for name in (*_ROW_COUNTS, "skipped", *_RUN_COUNTS)}
        return {**totals, "runs": [run.to_json() for run in self.runs]}
