"""``/exports``: parts of the graph as files, streamed."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import zlib
from collections.abc import AsyncGenerator, AsyncIterable, Sequence
from contextlib import aclosing
from http import HTTPStatus
from typing import Final

import orjson
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from graph_service.exporting.desk import SUBJECTS, ExportDesk, Ordered
from graph_service.exporting.formats import FORMATS, TABLES
from graph_service.exporting.refused import ExportForbidden, ExportRefused
from graph_service.exporting.running import Started
from graph_service.http.asking import caller_of, charge
from graph_service.http.problems import Problem, answer
from graph_service.identity.budgets import EXPORT
from graph_service.store.port import StoreError
from schema.declarations import Access

__all__ = ["export_routes"]

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_ALLOWED: Final = "GET, HEAD, OPTIONS"
_AT_ONCE: Final = 2
"""Exports that are made at the same time."""
_LONGEST: Final = 30_000
"""Longest query of an address in bytes."""
_log = logging.getLogger(__name__)


def export_routes() -> list[Route]:
    """Return the routes; the application's state has the desk as ``exports``."""
    slots = asyncio.Semaphore(_AT_ONCE)

    async def endpoint(request: Request) -> Response:
        """Answer, or say what would be right."""
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"Allow": _ALLOWED})
        try:
            return await _answered(request, slots)
        except Problem as problem:
            return answer(problem)

    paths = ("/exports", "/exports/{subject}", "/exports/{subject}.{format}")
    # The longest first: a dot is a part of a name too.
    return [Route(path, endpoint, methods=list(_METHODS)) for path in reversed(paths)]


async def _answered(request: Request, slots: asyncio.Semaphore) -> Response:
    if request.method not in ("GET", "HEAD"):
        sentence = f"Here only {_ALLOWED} can be asked."
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, sentence, Allow=_ALLOWED)
    caller = await caller_of(request)
    access = caller.role.clearance
    subject = _subject(request)
    if not subject:
        return Response(orjson.dumps(_shown()), media_type="application/json")
    desk: ExportDesk = request.state.exports
    try:
        given = _given(request)
        format_ = _format(request, given)
        table = given.pop("table", None)
        ordered = desk.order(subject, format_, given, table=table, access=access)
        gzip = not ordered.written.packed and _takes_gzip(request)
        async with asyncio.timeout(desk.limits.step):
            version = await desk.version()
        headers = _headers(access, gzip=gzip)
        mark = [subject, format_, table, desk.today, access.value, gzip, sorted(given.items())]
        tag = _tag(version, mark)
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers | {"ETag": tag})
        charge(request, caller, EXPORT)
        return await _started(request, ordered, slots, headers, mark, gzip=gzip)
    except ExportForbidden as refused:
        raise Problem(HTTPStatus.FORBIDDEN, str(refused)) from None
    except ExportRefused as refused:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(refused)) from None
    except (StoreError, TimeoutError) as error:
        sentence = str(error) or "The store did not answer in time. Try again."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, Retry_After="5") from None
    except Problem:
        raise
    except Exception as error:
        _log.exception("An export for %s failed.", request.url.path)
        sentence = "The export failed by a fault of the program; the service's log says where."
        raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence) from error


async def _started(
    request: Request,
    ordered: Ordered,
    slots: asyncio.Semaphore,
    headers: dict[str, str],
    mark: Sequence[object],
    *,
    gzip: bool,
) -> Response:
    if slots.locked():
        sentence = f"{_AT_ONCE} exports are being made already. Ask again in a minute."
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, sentence, Retry_After="60")
    await slots.acquire()
    try:
        started = await ordered.start()
    except BaseException:
        slots.release()
        raise
    head = started.head
    headers = headers | {
        "ETag": _tag(head.graph_version, mark),
        "Graph-Version": head.graph_version,
        "Graph-As-Of": head.as_of,
        "Content-Disposition": f'attachment; filename="{ordered.file_name(head.graph_version)}"',
    }
    if started.end is not None:
        headers["Graph-Consistent"] = "true" if started.end.consistent else "false"
    if head.stale:
        headers["Graph-Stale"] = "true"
    if request.method == "HEAD":
        await started.close()
        slots.release()
        return Response(headers=headers, media_type=ordered.written.media_type)
    chunks = started.chunks()
    return _Stream(
        started,
        slots,
        ordered.limits.seconds,
        _packed(chunks) if gzip else chunks,
        headers=headers,
        media_type=ordered.written.media_type,
    )


class _Stream(StreamingResponse):
    """Sends an export; ends the work when the client goes away or takes too long.

    What fails on the way is broken off, so that no client takes a part for the whole.
    """

    def __init__(
        self,
        started: Started,
        slots: asyncio.Semaphore,
        seconds: float,
        content: AsyncIterable[bytes],
        *,
        headers: dict[str, str],
        media_type: str,
    ) -> None:
        super().__init__(content, headers=headers, media_type=media_type)
        self._started = started
        self._slots = slots
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        del scope
        sending = asyncio.ensure_future(self.stream_response(send))
        gone = asyncio.ensure_future(self.listen_for_disconnect(receive))
        try:
            async with asyncio.timeout(self._seconds):
                await asyncio.wait({sending, gone}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        except (ExportRefused, StoreError, TimeoutError, OSError) as error:
            _log.warning("An export was broken off: %s", str(error) or "it took too long")
        finally:
            sending.cancel()
            gone.cancel()
            await asyncio.wait({sending, gone})
            await self._started.close()
            self._slots.release()


async def _packed(chunks: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    packer = zlib.compressobj(wbits=31)
    async with aclosing(chunks) as opened:
        async for chunk in opened:
            if packed := await asyncio.to_thread(packer.compress, chunk):
                yield packed
    yield packer.flush()


def _subject(request: Request) -> str:
    subject = str(request.path_params.get("subject", ""))
    if subject and subject not in SUBJECTS:
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"There is no export {subject!r}. There are {', '.join(SUBJECTS)}.",
        )
    return subject


def _given(request: Request) -> dict[str, str]:
    if len(request.url.query) > _LONGEST:
        raise Problem(
            HTTPStatus.REQUEST_URI_TOO_LONG, f"The query is longer than {_LONGEST:,} bytes."
        )
    given: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name in given and name not in ("types", "links", "ties"):
            raise ExportRefused(f"{name} is given twice.")
        given[name] = f"{given[name]},{value}" if name in given else value
    return given


def _format(request: Request, given: dict[str, str]) -> str:
    """The format that the address ends with or names, or the first known one that is accepted."""
    suffix = request.path_params.get("format")
    named = given.pop("format", None)
    if suffix or named:
        return str(suffix or named)
    accepted = [
        part.partition(";")[0].strip().lower()
        for part in request.headers.get("accept", "*/*").split(",")
    ]
    for media_type in accepted:
        for name, known in FORMATS.items():
            if media_type in {one.media_type.partition(";")[0] for one in known.written}:
                return name
    if "*/*" in accepted or "application/*" in accepted:
        return "jsonl"
    raise Problem(
        HTTPStatus.NOT_ACCEPTABLE,
        f"Name a format: {request.url.path}.graphml, or {', '.join(list(FORMATS)[1:])}.",
    )


def _takes_gzip(request: Request) -> bool:
    for part in request.headers.get("accept-encoding", "").split(","):
        coding, _, quality = part.partition(";")
        if coding.strip().lower() in ("gzip", "x-gzip"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _headers(access: Access, *, gzip: bool) -> dict[str, str]:
    headers = {
        "Cache-Control": "no-cache" if access is Access.PUBLIC else "no-store",
        "Vary": "Accept, Accept-Encoding, Authorization",
        "X-Content-Type-Options": "nosniff",
    }
    if gzip:
        headers["Content-Encoding"] = "gzip"
    return headers


def _tag(graph_version: str, mark: Sequence[object]) -> str:
    """Name what an answer holds: it can differ only if this does."""
    digest = hashlib.sha256(orjson.dumps([graph_version, *mark])).hexdigest()[:16]
    return f'"{graph_version}-{digest}"'


def _shown() -> dict[str, object]:
    return {
        "exports": {
            subject: {"url": f"/exports/{subject}.FORMAT", "arguments": list(arguments)}
            for subject, arguments in SUBJECTS.items()
        },
        "formats": {
            name: {"mediaType": known.whole.media_type, "tables": list(known.tables)}
            for name, known in FORMATS.items()
        },
        "tables": list(TABLES),
    }
