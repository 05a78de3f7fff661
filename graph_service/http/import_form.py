"""The form of an import: its fields and files as a job."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Final

from graph_service.http.form import Form
from graph_service.http.problems import Problem
from graph_service.identity.callers import Caller
from graph_service.jobs.folder import JobFiles
from graph_service.jobs.job import Job, SentFile
from loaders.layout import LayoutError

__all__ = ["Places", "job_of", "number_in"]

_FIELDS: Final = ("by", "as", "closeMissing", "dryRun", "limit", "mapping", "period", "source")
_DIGITS: Final = 9
_MOST_LISTED: Final = 1_000
"""Records and links that a dry run lists at most."""


class Places:
    """Says where the files of a form go.

    Parameters
    ----------
    files : JobFiles
    """

    def __init__(self, files: JobFiles) -> None:
        self._files = files
        self._sent = self._mappings = 0

    def __call__(self, field: str, name: str) -> Path:
        """Say where one goes, by its field and its name."""
        if field in {"file", "files"}:
            self._sent += 1
            return self._files.sent(self._sent, name)
        if field != "mapping":
            raise LayoutError(
                f"Send files as the field file, a mapping as mapping, not as {field[:50]!r}."
            )
        self._mappings += 1
        if not name.endswith(".toml") or self._mappings > 1:
            raise LayoutError("A mapping is one TOML file; its name ends in .toml.")
        return self._files.mapping(name)


def job_of(form: Form, folder: str, caller: Caller) -> tuple[Job, Path | None]:
    """Return the job that a form asks for, and where the mapping is that was sent beside.

    Parameters
    ----------
    form : Form
    folder : str
        Name of the folder of its files.
    caller : Caller
        Who sends it; `by` says for whom, if it is sent for somebody else.

    Raises
    ------
    LayoutError, Problem
        With a sentence for who sent it.
    """
    fields = form.fields
    if unknown := sorted(fields.keys() - set(_FIELDS)):
        known = ", ".join(("file", *_FIELDS))
        raise LayoutError(f"There is no field {unknown[0][:50]!r}; fields are {known}.")
    sent = [file for file in form.files if file.field != "mapping"]
    mapping = next((file for file in form.files if file.field == "mapping"), None)
    if not sent:
        raise LayoutError("No file was sent: -F file=@LIST.xlsx.")
    if mapping is not None and "mapping" in fields:
        raise LayoutError("Name a shipped mapping or send one, not both.")
    by = fields.get("by", caller.name).strip()
    if not by:
        raise LayoutError("Say who sends this: -F by=NAME.")
    job = Job(
        by=by,
        folder=folder,
        place="",
        files=tuple(SentFile(file.name, file.size, file.sha256) for file in sent),
        created="",
        sender=caller.name,
        key=caller.key,
        role=caller.role.word,
        mapping=mapping.name if mapping else fields.get("mapping", ""),
        own_mapping=mapping is not None,
        as_type=fields.get("as", ""),
        source=fields.get("source", ""),
        period=fields.get("period", ""),
        close_missing=_is_true(fields, "closeMissing"),
        dry_run=_is_true(fields, "dryRun"),
        limit=number_in(fields, "limit", 20, 0, _MOST_LISTED),
    )
    return job, mapping.path if mapping else None


def _is_true(fields: Mapping[str, str], name: str) -> bool:
    given = fields.get(name, "false")
    if given not in {"true", "false"}:
        raise LayoutError(f"{name} is true or false, not {given[:50]!r}.")
    return given == "true"


def number_in(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    """Return a number that a request names, within bounds.

    Raises
    ------
    Problem

    Examples
    --------
    >>> number_in({"first": "5"}, "first", 20, 1, 100), number_in({}, "first", 20, 1, 100)
    (5, 20)
    """
    text = given.get(name)
    if text is None:
        return default
    if not (
        text.isascii() and text.isdigit() and len(text) <= _DIGITS and least <= int(text) <= most
    ):
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, f"{name} is a number from {least} to {most}."
        )
    return int(text)
