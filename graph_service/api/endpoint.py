"""GraphQL over HTTP: the one place that knows which server and executor answer."""

from __future__ import annotations

import logging
import re
from http import HTTPStatus
from typing import Any
from uuid import uuid4

import orjson
from cross_web import HTTPException
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLRequestData
from strawberry.types import ExecutionResult

from graph_service.api.context import Context
from graph_service.api.engine import Asked, Outcome
from graph_service.api.errors import ErrorCode
from graph_service.api.service import Service
from graph_service.write_access import refusal

__all__ = ["MAX_BODY", "graphql_endpoint"]

MAX_BODY = 250_000
"""Longest request in bytes."""

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)
_log = logging.getLogger(__name__)


def graphql_endpoint(
    service: Service, *, graphiql: bool = True, write_token: SecretStr | None = None
) -> ASGIApp:
    """Return the ASGI app that answers GraphQL requests.

    Parameters
    ----------
    service : Service
    graphiql : bool
        Whether a browser that asks for the endpoint gets the query editor.
    write_token : SecretStr or None
        What a request must send to write; nothing can be written if None.
    """
    return _Endpoint(service, graphiql=graphiql, write_token=write_token)


class _Endpoint(GraphQL[Context, None]):
    def __init__(self, service: Service, *, graphiql: bool, write_token: SecretStr | None) -> None:
        super().__init__(
            service.built.schema,
            graphql_ide="graphiql" if graphiql else None,
            subscription_protocols=(),
        )
        self._service = service
        self._write_token = write_token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await super().__call__(scope, _bounded(receive), send)

    async def run(self, request: Any, *arguments: Any, **keywords: Any) -> Any:
        if not isinstance(request, Request):
            return await super().run(request, *arguments, **keywords)
        request_id = _request_id(request)
        try:
            _check_form(request)
            refused = refusal(self._write_token, request.headers.get("authorization"))
            context = await self._service.context(request_id, refusal=refused)
            response: Response = await super().run(request, context)
        except HTTPException as error:
            code = ErrorCode.BAD_USER_INPUT
            response = _failed(error.status_code, error.reason, code, request_id)
        except Exception:  # noqa: BLE001 - the client is told nothing of it
            _log.exception("Request %s failed.", request_id)
            response = _failed(500, "Internal error.", ErrorCode.INTERNAL, request_id)
        response.headers["X-Request-Id"] = request_id
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            response.headers["Allow"] = "GET, POST"
        return response

    async def execute_single(  # noqa: PLR0917 - strawberry's signature
        self,
        request: Request,
        request_adapter: Any,
        sub_response: Response,
        context: Context,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        del request_adapter, sub_response, root_value
        if not request_data.query:
            raise HTTPException(HTTPStatus.BAD_REQUEST, "The request has no `query`.")
        asked = Asked(request_data.query, request_data.variables, request_data.operation_name)
        reading_only = request.method == "GET"
        answer = await self._service.engine.answer(asked, context, reading_only=reading_only)
        if answer.outcome is Outcome.WRITES:
            raise HTTPException(HTTPStatus.METHOD_NOT_ALLOWED, answer.errors[0].message)
        data = answer.shown().get("data")
        return ExecutionResult(data, list(answer.errors) or None, dict(answer.extensions))

    def parse_json(self, data: str | bytes) -> Any:
        parsed = super().parse_json(data)
        if not isinstance(parsed, dict | list):
            raise HTTPException(
                400, "A request is a JSON object with `query`, and so are variables."
            )
        return parsed

    def decode_json(self, data: str | bytes) -> object:
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        return orjson.dumps(data)


def _check_form(request: Request) -> None:
    form = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if request.method == "POST" and form != "application/json":
        raise HTTPException(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            "Send a JSON object with `query`, as content type application/json.",
        )


def _bounded(receive: Receive) -> Receive:
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > MAX_BODY:
            raise HTTPException(413, f"The request is longer than {MAX_BODY} bytes.")
        return message

    return bounded


def _request_id(request: Request) -> str:
    given = request.headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else uuid4().hex


def _failed(status: int, message: str, code: ErrorCode, request_id: str) -> Response:
    extensions = {"code": code.value, "requestId": request_id}
    return JSONResponse(
        {"errors": [{"message": message, "extensions": extensions}]}, status_code=status
    )
