"""A form that arrives, written to disk while it does: nothing of a file is held in memory."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Final

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from graph_service.http.problems import Problem
from graph_service.jobs.folder import BadName, checked_name

__all__ = ["Form", "ReceivedFile", "receive_form"]

_MOST_FILES: Final = 20
_MOST_FIELDS: Final = 20
_LONGEST_FIELD: Final = 1_000
"""Bytes of a field that is no file."""
_MARGIN: Final = 1 << 20
"""What a request may be longer than its files."""
_PATIENCE: Final = 30.0
"""Seconds without anything arriving after which a request is given up."""


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A file of a form.

    Attributes
    ----------
    field, name : str
    path : Path
    size : int
    sha256 : str
    """

    field: str
    name: str
    path: Path
    size: int
    sha256: str


@dataclass(slots=True)
class Form:
    """A form.

    Attributes
    ----------
    fields : dict
        Texts by name.
    files : list of ReceivedFile
    """

    fields: dict[str, str] = field(default_factory=dict)
    files: list[ReceivedFile] = field(default_factory=list)


async def receive_form(
    content_type: str,
    length: str | None,
    body: AsyncIterator[bytes],
    place: Callable[[str, str], Path],
    *,
    max_bytes: int,
) -> Form:
    """Read a form and write its files where they belong.

    Parameters
    ----------
    content_type, length : str and str or None
        The request's headers.
    body : async iterator of bytes
    place : callable
        Says where a file goes by its field and its name.
    max_bytes : int
        How long all files together may be.

    Returns
    -------
    Form

    Raises
    ------
    Problem
        If it is no such form, too long, or does not arrive.
    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        raise Problem(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send a form with files, as content type multipart/form-data: curl -F file=@LIST.xlsx.",
        )
    if length is not None and (not length.isdigit() or int(length) > max_bytes + _MARGIN):
        raise _too_long(max_bytes)
    receiver = _Receiver(place, max_bytes)
    parser = MultipartParser(boundary, receiver.callbacks())
    try:
        while (piece := await _next(body)) is not None:
            # Disks may be slow: whoever else waits for the event loop must not wait for them.
            await asyncio.to_thread(parser.write, piece)
        parser.finalize()
        if not receiver.complete:
            raise Problem(HTTPStatus.BAD_REQUEST, "The form ends before its end. Send it again.")
    except MultipartParseError as error:
        raise Problem(HTTPStatus.BAD_REQUEST, f"This is no form: {error}. Send it again.") from None
    except OSError as error:
        raise Problem(
            HTTPStatus.INSUFFICIENT_STORAGE,
            f"The files cannot be written here: {error.strerror}. Tell who runs the service.",
        ) from error
    finally:
        receiver.close()
    return receiver.form


async def _next(body: AsyncIterator[bytes]) -> bytes | None:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await anext(body, None)
    except TimeoutError:
        raise Problem(
            HTTPStatus.REQUEST_TIMEOUT,
            f"Nothing arrived for {_PATIENCE:g} seconds. Send the files again.",
        ) from None


def _too_long(max_bytes: int) -> Problem:
    return Problem(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"The files are longer than {max_bytes:,} bytes together. Send fewer at a time, or let who"
        " runs the service set GRAPH_UPLOAD_MAX_BYTES; graph-service import has no limit.",
    )


class _Receiver:
    """Takes the parts of a form as the parser finds them."""

    def __init__(self, place: Callable[[str, str], Path], max_bytes: int) -> None:
        self.form = Form()
        self.complete = False
        self._place = place
        self._max_bytes = max_bytes
        self._received = 0
        self._header = self._value = b""
        self._name: str | None = None
        self._text = b""
        self._file: BinaryIO | None = None
        self._file_name = ""
        self._path = Path()
        self._size = 0
        self._digest = hashlib.sha256()

    def callbacks(self) -> Any:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._add_to_header,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": self._add,
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def close(self) -> None:
        """Give up the file that is being written."""
        if self._file is not None:
            self._file.close()

    def _begin(self) -> None:
        self._name, self._file_name, self._text = None, "", b""

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        header, value = self._header.lower(), self._value
        self._header = self._value = b""
        if header != b"content-disposition":
            return
        _, options = parse_options_header(value.decode("latin-1"))
        self._name = _text(options.get(b"name", b""))
        if b"filename" in options:
            name = _text(options[b"filename"]).replace("%22", '"')
            try:
                self._file_name = checked_name(name)
            except BadName as error:
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None

    def _end_headers(self) -> None:
        if self._name is None:
            raise Problem(HTTPStatus.BAD_REQUEST, "A part of the form has no name.")
        if not self._file_name:
            if len(self.form.fields) >= _MOST_FIELDS:
                raise Problem(HTTPStatus.BAD_REQUEST, f"The form has over {_MOST_FIELDS} fields.")
            return
        if len(self.form.files) >= _MOST_FILES:
            raise Problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"The form has over {_MOST_FILES} files. Send fewer at a time.",
            )
        self._path = self._place(self._name, self._file_name)
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        self._file = os.fdopen(os.open(self._path, flags, 0o600), "wb")
        self._size, self._digest = 0, hashlib.sha256()

    def _add(self, data: bytes, start: int, end: int) -> None:
        piece = data[start:end]
        if self._file is None:
            self._text += piece
            if len(self._text) > _LONGEST_FIELD:
                raise Problem(
                    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                    f"The field {self._name} is longer than {_LONGEST_FIELD} bytes.",
                )
            return
        self._received += len(piece)
        if self._received > self._max_bytes:
            raise _too_long(self._max_bytes)
        self._size += len(piece)
        self._digest.update(piece)
        self._file.write(piece)

    def _end(self) -> None:
        name = self._name or ""
        if self._file is None:
            if name in self.form.fields:
                raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, f"The form has two fields {name}.")
            self.form.fields[name] = _text(self._text)
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._file = None
        self.form.files.append(
            ReceivedFile(name, self._file_name, self._path, self._size, self._digest.hexdigest())
        )

    def _finish(self) -> None:
        self.complete = True


def _text(given: bytes) -> str:
    try:
        return given.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(
            HTTPStatus.UNPROCESSABLE_ENTITY, "Names and fields of the form must be UTF-8."
        ) from None
