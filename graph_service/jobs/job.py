"""A job: files that somebody sent to be imported, and how far that is."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Final

from graph_service.identity.callers import Caller
from graph_service.identity.roles import Role

__all__ = ["ENDED", "Job", "JobState", "MarkedFile", "NotPossible", "SentFile", "move"]


class JobState(enum.StrEnum):
    """How far a job is."""

    UPLOADED = "UPLOADED"
    VALIDATING = "VALIDATING"
    VALIDATED = "VALIDATED"
    IMPORTING = "IMPORTING"
    DONE = "DONE"
    FAILED = "FAILED"
    STOPPED = "STOPPED"


ENDED: Final = frozenset({JobState.DONE, JobState.FAILED, JobState.STOPPED})
"""States that nothing follows; a dry run also ends when it is `VALIDATED`."""

_NEXT: Final[Mapping[JobState, frozenset[JobState]]] = {
    JobState.UPLOADED: frozenset({JobState.VALIDATING}),
    JobState.VALIDATING: frozenset({JobState.VALIDATED}),
    JobState.VALIDATED: frozenset({JobState.IMPORTING}),
    JobState.IMPORTING: frozenset({JobState.DONE}),
}
"""What follows if nothing goes wrong."""


class NotPossible(Exception):
    """A job cannot do this any more; the message is a sentence for who asked."""


@dataclass(frozen=True, slots=True)
class MarkedFile:
    """A file as it comes back with its bad cells marked.

    Attributes
    ----------
    name : str
    marked : int
        Cells with a mark.
    problems : int
        All that was found.
    reason : str
        Why it is a list and not the file itself, in Chinese; empty if it is the file.
    """

    name: str
    marked: int
    problems: int
    reason: str


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that was sent.

    Attributes
    ----------
    name : str
        As its sender calls it.
    size : int
        Bytes.
    sha256 : str
        Of its content.
    annotated : MarkedFile or None
        What can be fetched of it, once the job has ended and as long as that is kept.
    """

    name: str
    size: int
    sha256: str
    annotated: MarkedFile | None = None


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the ledger keeps it.

    Attributes
    ----------
    by : str
        Who sent the files.
    folder : str
        Where they are, in the folder of uploads.
    place : str
        Names that folder of uploads, which other machines have not.
    files : tuple of SentFile
    created : str
        ISO moment.
    mapping : str
        Name of a shipped mapping, or of the file that was sent beside.
    own_mapping : bool
        Whether it was sent beside.
    as_type, source, period : str
        As for an import; empty if not given.
    close_missing : bool
        Whether links that the source said before and does not say now end.
    dry_run : bool
        Whether nothing is to be written.
    limit : int
        Records and links that a dry run lists.
    state : JobState
    started, ended : str
        ISO moments, empty before.
    attempts : int
        How often it was begun without being stopped in order.
    runs : tuple of str
        The runs that its files are.
    wrote : bool
        Whether anything of it may have been written.
    progress : mapping
        ``file``, ``sheet``, ``rows``, ``fileNumber``, ``files`` while it is read, and
        ``expected``: how many rows there are, about, or None.
    counts : mapping
        Rows ``read`` so far, and what became of them: ``created``, ``updated``, ``unchanged``,
        ``rejected``, ``skipped``; they stay when it has ended.
    error : str
        Why it failed or was stopped: a sentence.
    stopper : str
        Who asked for its end.
    kept : bool
        Whether files of it are kept.
    sender, key, role : str
        Name, public id of the key and role of who sent the files.
    """

    by: str
    folder: str
    place: str
    files: tuple[SentFile, ...]
    created: str
    mapping: str = ""
    own_mapping: bool = False
    as_type: str = ""
    source: str = ""
    period: str = ""
    close_missing: bool = False
    dry_run: bool = False
    limit: int = 20
    state: JobState = JobState.UPLOADED
    started: str = ""
    ended: str = ""
    attempts: int = 0
    runs: tuple[str, ...] = ()
    wrote: bool = False
    progress: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    error: str = ""
    stopper: str = ""
    kept: bool = True
    sender: str = ""
    key: str = ""
    role: str = ""

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in ENDED or (self.dry_run and self.state is JobState.VALIDATED)

    @property
    def caller(self) -> Caller:
        """Who sent the files."""
        return Caller(Role.named(self.role) or Role.EDITOR, self.sender or self.by, self.key)

    def to_document(self) -> dict[str, Any]:
        """The job as a JSON object for the ledger."""
        return {**asdict(self), "state": self.state.value}

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Job:
        """Read a job back."""
        files = tuple(
            SentFile(**{**f, "annotated": MarkedFile(**f["annotated"]) if f["annotated"] else None})
            for f in document["files"]
        )
        return cls(
            **{
                **document,
                "files": files,
                "state": JobState(document["state"]),
                "runs": tuple(document["runs"]),
            }
        )


def move(job: Job, state: JobState, **changed: Any) -> Job:
    """Bring a job into another state.

    A job that was interrupted is validated again. What has ended stays as it is.

    Raises
    ------
    NotPossible
        If that state does not follow.

    Examples
    --------
    >>> job = Job("Li", "f", "p", (), "2023-12-31T08:00:00+00:00")
    >>> move(job, JobState.VALIDATING, attempts=1).state.value
    'VALIDATING'
    >>> move(job, JobState.DONE)
    Traceback (most recent call last):
    graph_service.jobs.job.NotPossible: A job that is UPLOADED cannot become DONE.
    """
    cut_short = state in {JobState.FAILED, JobState.STOPPED, JobState.VALIDATING}
    if job.has_ended or not (cut_short or state in _NEXT[job.state]):
        raise NotPossible(f"A job that is {job.state} cannot become {state}.")
    return replace(job, state=state, **changed)
