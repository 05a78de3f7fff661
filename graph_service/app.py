"""The web application: opens the store, serves the API, says whether it is well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final, TypedDict

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from graph_service.api.build import BuiltSchema
from graph_service.api.service import Service, make_service
from graph_service.clock import Clock, utc_now
from graph_service.exporting.desk import ExportDesk
from graph_service.http.cors import shared_with
from graph_service.http.exports import export_routes
from graph_service.http.gate import Gate
from graph_service.http.graphiql.editor import Editor
from graph_service.http.graphql.endpoint import graphql_endpoint
from graph_service.http.graphql.live.room import Room
from graph_service.http.home import home_page
from graph_service.http.imports import import_routes
from graph_service.http.reference import Reference
from graph_service.identity.budgets import Budgets
from graph_service.identity.callers import Callers
from graph_service.jobs.desk import JobDesk
from graph_service.kernels import Kernels
from graph_service.settings import Settings
from graph_service.store import open_store as open_any_store
from graph_service.store.port import Store, StoreError
from schema.catalogue import Catalogue, load_catalogue

__all__ = ["State", "create_app"]

_CARRIED: Final = frozenset({"http", "websocket"})
_PROBE: Final = 4.0
"""Seconds within which a store that is ready says its version."""

StoreOpener = Callable[..., Awaitable[Store]]


class State(TypedDict):
    """What lives as long as the application runs."""

    service: Service
    graphql: ASGIApp
    imports: JobDesk
    exports: ExportDesk
    callers: Callers
    budgets: Budgets
    room: Room
    ending: asyncio.Event


def create_app(
    settings: Settings,
    *,
    open_store: StoreOpener = open_any_store,
    store: Store | None = None,
    clock: Clock = utc_now,
    catalogue: Catalogue | None = None,
    kernels: Kernels | None = None,
    built: BuiltSchema | None = None,
) -> FastAPI:
    """Return the web application.

    A store on a server that does not answer is no reason not to start: ``/readyz`` says so, and
    fields that need it are UNAVAILABLE, until the server answers.

    Parameters
    ----------
    settings : Settings
    open_store : callable
        ``(url, catalogue, read_only=..., access=...) -> Store``; called when the application starts.
    store : Store or None
        An open store to use instead; it stays its owner's to close.
    clock : callable
        The current moment, with its time zone.
    catalogue : Catalogue or None
        What can be in the graph; the declared types if None.
    kernels : Kernels or None
        The compiled part of analytics; by default it is compiled in the background.
    built : BuiltSchema or None
        The schema of the catalogue and the pack of `settings`; made if None.

    Returns
    -------
    FastAPI
        ``/graphql`` with the files of its editor, ``/reference``, ``/imports``, ``/exports``, ``/healthz``, ``/readyz`` and a page that
        says where they are.
    """
    editor = Editor() if settings.graphiql else None

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[State]:
        """Open what requests need, and close it after the last one."""
        types = catalogue or load_catalogue()
        opened = store or await open_store(
            settings.store_url,
            types,
            read_only=settings.read_only,
            access=settings.access(patient=True),
        )
        try:
            compiled = kernels or Kernels(ready=False)
            service = make_service(
                settings, opened, types, kernels=compiled, clock=clock, built=built
            )
            budgets = Budgets(settings.budgets())
            room = Room(settings.live_connections, settings.live_connections_each)
            graphql = graphql_endpoint(
                service,
                budgets=budgets,
                editor=editor,
                plain_statuses=settings.plain_statuses,
                room=room,
                origins=settings.cors_origins,
            )
            imports = JobDesk(opened, settings, types, clock=clock)
            imports.start()
            compiled.start()
            try:
                exports = ExportDesk(service, sample=settings.sample)
                shared = shared_with(graphql, settings.cors_origins)
                yield State(
                    service=service,
                    graphql=shared,
                    imports=imports,
                    exports=exports,
                    callers=service.callers,
                    budgets=budgets,
                    room=room,
                    ending=service.live.ending,
                )
            finally:
                service.snapshots.close()
                await compiled.stop()
                await imports.stop()
        finally:
            if opened is not store:
                await opened.close()

    app = _Application(lifespan=lifespan, openapi_url=None)
    if not settings.anonymous:
        app.add_middleware(Gate)
    app.add_middleware(shared_with, origins=settings.cors_origins)
    app.router.routes.append(Route("/graphql", _GraphQL()))
    app.router.routes.extend(editor.routes if editor else ())
    app.router.routes.extend(Reference(editor=settings.graphiql).routes)
    app.router.routes.extend(import_routes(settings))
    app.router.routes.extend(export_routes())

    @app.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz() -> JSONResponse:
        """Say that the process is alive."""
        return JSONResponse({"status": "alive"})

    @app.api_route("/readyz", methods=["GET", "HEAD"])
    async def readyz(request: Request) -> JSONResponse:
        """Say whether the graph can be read."""
        try:
            async with asyncio.timeout(_PROBE):
                version = await request.state.service.store.version()
        except StoreError as error:
            return JSONResponse({"status": "unavailable", "reason": str(error)}, status_code=503)
        except TimeoutError:
            reason = f"The store did not answer within {_PROBE:g} seconds."
            return JSONResponse({"status": "unavailable", "reason": reason}, status_code=503)
        return JSONResponse({"status": "ready", "graphVersion": version})

    @app.api_route("/", methods=["GET", "HEAD"])
    async def home(request: Request) -> HTMLResponse:
        """Say what this is and where things are."""
        return home_page(request, questions=editor is not None, sample=settings.sample)

    return app


class _Application(FastAPI):
    """Hands GraphQL requests on before anything else looks at them: that would take longer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in _CARRIED and scope["path"] == "/graphql":
            await scope["state"]["graphql"](scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class _GraphQL:
    """Passes requests to the endpoint that the application opened when it started."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        state: State = scope["state"]
        await state["graphql"](scope, receive, send)
