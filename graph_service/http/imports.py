"""``/imports``: files sent over HTTP are imported as jobs that can be watched and stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qs

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import Route

from graph_service.http.asking import charge, editor_of
from graph_service.http.form import receive_form
from graph_service.http.import_form import Places, job_of, number_in
from graph_service.http.problems import Problem, answer
from graph_service.identity.budgets import IMPORT
from graph_service.jobs.desk import JobDesk, TooMany
from graph_service.jobs.job import Job, NotPossible
from graph_service.jobs.log import JobEntry, NoSuchJob
from graph_service.settings import Settings
from graph_service.store.port import StoreError
from loaders.layout import LayoutError

__all__ = ["import_routes"]

_Handler: TypeAlias = Callable[[JobDesk, Request], Awaitable[Response]]

_METHODS: Final = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_UPLOADS: Final = 4
"""Requests whose files may arrive at the same time."""
_PAGE, _LONGEST_PAGE = 20, 100
_LONGEST_BODY: Final = 1_000
_PATIENCE: Final = 10.0
"""Seconds in which such a body must arrive."""
_PRIVATE: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
_log = logging.getLogger(__name__)


def import_routes(settings: Settings) -> list[Route]:
    """Return the routes; the application's state has the desk as ``imports``.

    Parameters
    ----------
    settings : Settings
    """
    arriving = asyncio.Semaphore(_UPLOADS)

    async def send(desk: JobDesk, request: Request) -> Response:
        """Take files, of a few requests at the same time."""
        return await _send(desk, request, arriving, settings.upload_max_bytes)

    job = "/imports/{id}"
    return [
        _route("/imports", GET=_list, POST=send),
        _route(job, GET=_show, DELETE=_stop),
        _route(f"{job}/cancel", POST=_stop),
        _route(f"{job}/report", GET=_report),
        _route(f"{job}/annotated", GET=_annotated),
    ]


def _route(path: str, **handlers: _Handler) -> Route:
    allowed = [*handlers, *(["HEAD"] if "GET" in handlers else []), "OPTIONS"]

    async def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(
                status_code=HTTPStatus.NO_CONTENT, headers={"Allow": ", ".join(allowed)}
            )
        method = "GET" if request.method == "HEAD" else request.method
        try:
            request.state.caller = await editor_of(request)
            handler = handlers.get(method)
            if handler is not None:
                return await _answered(handler, request)
            sentence = f"Here only {', '.join(allowed)} can be asked."
            allow = ", ".join(allowed)
            return answer(Problem(HTTPStatus.METHOD_NOT_ALLOWED, sentence, Allow=allow))
        except Problem as problem:
            return answer(problem)

    return Route(path, endpoint, methods=list(_METHODS))


async def _answered(handler: _Handler, request: Request) -> Response:
    try:
        return await handler(request.state.imports, request)
    except NoSuchJob as error:
        raise Problem(HTTPStatus.NOT_FOUND, str(error)) from None
    except NotPossible as error:
        raise Problem(HTTPStatus.CONFLICT, str(error)) from None
    except TooMany as error:
        raise Problem(HTTPStatus.TOO_MANY_REQUESTS, str(error), Retry_After="60") from None
    except LayoutError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, str(error)) from None
    except (StoreError, TimeoutError) as error:
        sentence = str(error) or "The store did not answer in time. Try again."
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, sentence, Retry_After="5") from None
    except ClientDisconnect:
        # Nobody is there to read it.
        raise Problem(HTTPStatus.BAD_REQUEST, "The request was broken off.") from None
    except Problem:
        raise
    except Exception as error:
        _log.exception("A request for %s failed.", request.url.path)
        sentence = "The request failed by a fault of the program; the service's log says where."
        raise Problem(HTTPStatus.INTERNAL_SERVER_ERROR, sentence) from error


async def _send(
    desk: JobDesk, request: Request, arriving: asyncio.Semaphore, max_bytes: int
) -> Response:
    if not desk.open:
        raise Problem(HTTPStatus.FORBIDDEN, "The service only reads; nothing can be imported here.")
    if arriving.locked():
        raise TooMany(f"{_UPLOADS} requests are arriving already. Send yours again in a minute.")
    async with arriving:
        charge(request, request.state.caller, IMPORT)
        await desk.check_room()
        folder, files = await desk.new_files()
        try:
            form = await receive_form(
                request.headers.get("content-type", ""),
                request.headers.get("content-length"),
                aiter(request.stream()),
                Places(files),
                max_bytes=max_bytes,
            )
            job, mapping = job_of(form, folder, request.state.caller)
            await asyncio.to_thread(desk.check, job, mapping)
            entry = await desk.hand_in(job)
        except BaseException:
            await asyncio.shield(asyncio.to_thread(files.delete))
            raise
    response = _json(_shown(entry), HTTPStatus.ACCEPTED)
    response.headers["Location"] = f"/imports/{entry.id}"
    return response


async def _list(desk: JobDesk, request: Request) -> Response:
    first = number_in(request.query_params, "first", _PAGE, 1, _LONGEST_PAGE)
    entries, total = await desk.newest(first, request.query_params.get("after", ""))
    return _json({"totalCount": total, "imports": [_shown(entry) for entry in entries]})


async def _show(desk: JobDesk, request: Request) -> Response:
    id_ = request.path_params["id"]
    return _json(_shown(JobEntry(id_, await desk.get(id_))))


async def _stop(desk: JobDesk, request: Request) -> Response:
    by = request.query_params.get("by") or await _in_body(request, "by")
    by = by or request.state.caller.name
    if not by.strip():
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "Say who stops it: -d by=NAME.")
    id_ = request.path_params["id"]
    job = await desk.stop_job(id_, by[:100], request.state.caller)
    return _json(_shown(JobEntry(id_, job)), HTTPStatus.ACCEPTED)


async def _report(desk: JobDesk, request: Request) -> Response:
    id_ = request.path_params["id"]
    found = await desk.report(id_)
    if found is None:
        job = await desk.get(id_)
        reason = job.error or "Its report is no longer kept." if job.has_ended else "Wait for it."
        raise Problem(HTTPStatus.NOT_FOUND, f"No report: this import is {job.state}. {reason}")
    document, text = found
    if request.query_params.get("form") == "text" or _wants_text(request):
        return PlainTextResponse(text, headers=_PRIVATE)
    return _json(document)


async def _annotated(desk: JobDesk, request: Request) -> Response:
    id_ = request.path_params["id"]
    job = await desk.get(id_)
    number = number_in(request.query_params, "file", 1, 1, len(job.files))
    found = await desk.annotated(id_, number)
    if found is None:
        why = job.error or ("It is no longer kept." if job.has_ended else "Wait for it.")
        raise Problem(
            HTTPStatus.NOT_FOUND,
            f"No marked copy of {job.files[number - 1].name}: the import is {job.state}. {why}",
        )
    path, name = found
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return FileResponse(path, filename=name, media_type=kind, headers=_PRIVATE)


async def _in_body(request: Request, name: str) -> str:
    """A field of a form as curl -d sends it: names in Chinese are no part of an address."""
    body = b""
    async with asyncio.timeout(_PATIENCE):
        async for piece in request.stream():
            body += piece
            if len(body) > _LONGEST_BODY:
                raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "Send only -d by=NAME.")
    return parse_qs(body.decode("utf-8", "replace")).get(name, [""])[0]


def _wants_text(request: Request) -> bool:
    return request.headers.get("accept", "").partition(",")[0].startswith("text/plain")


def _shown(entry: JobEntry) -> dict[str, Any]:
    job, here = entry.job, f"/imports/{entry.id}"
    return {
        "id": entry.id,
        "state": job.state.value,
        "by": job.by,
        "files": _files(job, here),
        "mapping": job.mapping or None,
        "as": job.as_type or None,
        "source": job.source or None,
        "period": job.period or None,
        "closeMissing": job.close_missing,
        "dryRun": job.dry_run,
        "created": job.created,
        "started": job.started or None,
        "ended": job.ended or None,
        "progress": dict(job.progress) or None,
        "runs": list(job.runs),
        "stoppedBy": job.stopper or None,
        "error": job.error or None,
        "self": here,
        "report": f"{here}/report",
    }


def _files(job: Job, here: str) -> Sequence[dict[str, Any]]:
    shown = []
    for number, file in enumerate(job.files, start=1):
        back = file.annotated
        shown.append(
            {
                "name": file.name,
                "bytes": file.size,
                "sha256": file.sha256,
                "annotated": None
                if back is None
                else {
                    "name": back.name,
                    "marked": back.marked,
                    "problems": back.problems,
                    "reason": back.reason or None,
                    "url": f"{here}/annotated?file={number}",
                },
            }
        )
    return shown


def _json(document: Any, status: HTTPStatus = HTTPStatus.OK) -> Response:
    return Response(orjson.dumps(document), status, _PRIVATE, media_type="application/json")
