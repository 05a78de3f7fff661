"""The API without HTTP: answers operations over one open store."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from zoneinfo import ZoneInfo

from graph_service.api.answers import Answers
from graph_service.api.build import BuiltSchema, build_schema
from graph_service.api.context import Context
from graph_service.api.documents.allowed import Allowed, load_allowed
from graph_service.api.documents.cache import Documents
from graph_service.api.documents.limits import Limits
from graph_service.api.engine import Engine
from graph_service.api.exchange import Asked
from graph_service.api.extras import EXTRAS, MUTATIONS, SUBSCRIPTIONS
from graph_service.api.installation import Installation
from graph_service.api.live.live import Live
from graph_service.clock import Clock, utc_now
from graph_service.identity.budgets import Charge, free
from graph_service.identity.callers import ANONYMOUS, Caller, Callers
from graph_service.identity.recognising import callers_of
from graph_service.kernels import Kernels
from graph_service.quality.surveys import Surveys
from graph_service.settings import Settings
from graph_service.snapshot import Snapshots
from graph_service.store.port import Store
from schema.catalogue import Catalogue
from schema.packs import load_pack

__all__ = ["Service", "make_engine", "make_service"]

_DISTRIBUTION: Final = "innovation-graph-service"


def make_service(
    settings: Settings,
    store: Store,
    catalogue: Catalogue,
    *,
    kernels: Kernels | None = None,
    clock: Clock = utc_now,
    built: BuiltSchema | None = None,
) -> Service:
    """Put the API over an open store.

    Parameters
    ----------
    settings : Settings
    store : Store
    catalogue : Catalogue
        What can be in the store.
    kernels : Kernels or None
        The compiled part of analytics; compiled when it is called if None.
    clock : callable
        The current moment, with its time zone; days begin in that of the pack.
    built : BuiltSchema or None
        The schema of this catalogue and pack, with `EXTRAS`; made if None.

    Returns
    -------
    Service

    Raises
    ------
    PackError
        If there is no such pack.
    AllowedError
        If the list of allowed documents cannot be read.
    """
    pack = load_pack(settings.pack)
    listed = settings.allowed_documents
    allowed = load_allowed(Path(listed)) if listed else None
    fixed, zone = settings.today, ZoneInfo(pack.time_zone)
    built = built or build_schema(
        catalogue, pack, extra=EXTRAS, mutations=MUTATIONS, subscriptions=SUBSCRIPTIONS
    )
    return Service(
        built=built,
        engine=make_engine(built, settings.answers_bytes, allowed),
        store=store,
        today=lambda: fixed or clock().astimezone(zone).date(),
        snapshots=Snapshots(store, catalogue, clock=clock),
        surveys=Surveys(store, built.served.public.catalogue, pack, clock=clock),
        callers=callers_of(settings, store.ledger, clock=clock),
        live=Live(store),
        kernels=kernels or Kernels(),
        timeout=settings.request_timeout,
        region=settings.region or pack.home_region,
        installation=Installation(
            version=version(_DISTRIBUTION),
            schema_digest=lambda: built.digest,
            sample=settings.sample,
            read_only=settings.read_only,
            timeout=settings.request_timeout,
            upload_bytes=settings.upload_max_bytes,
        ),
    )


def make_engine(
    built: BuiltSchema, answers_bytes: int = 0, allowed: Allowed | None = None
) -> Engine:
    """Put an engine over a schema.

    Parameters
    ----------
    built : BuiltSchema
    answers_bytes : int
        How many bytes of answers are kept until the graph changes.
    allowed : Allowed or None
        The only documents that are answered; all are if None.
    """
    limits = Limits()
    edition = f"{version(_DISTRIBUTION)} {built.digest} {built.served.pack.name}"
    answers = Answers(answers_bytes, edition)
    documents = Documents(
        built.graphql,
        limits,
        allowed=allowed.digests if allowed else None,
        registered=allowed.texts if allowed else {},
    )
    return Engine(built.graphql, documents, limits, answers)


@dataclass(frozen=True, slots=True)
class Service:
    """A schema over a store.

    Attributes
    ----------
    built : BuiltSchema
    engine : Engine
    store : Store
    today : callable
        The current day in the home time zone.
    snapshots : Snapshots
        Where analytics find columns of the graph.
    surveys : Surveys
        Where it is told what is wrong with the graph.
    callers : Callers
        Tells who asks.
    live : Live
        Where changes are watched for.
    timeout : float
        Seconds after which a request is given up.
    kernels : Kernels
        Whether compiled analytics can be asked for.
    region : str or None
        Prefix of the district codes that are local by default.
    installation : Installation
        What is fixed about the service.
    """

    built: BuiltSchema
    engine: Engine
    store: Store
    today: Callable[[], date]
    snapshots: Snapshots
    surveys: Surveys
    callers: Callers
    live: Live
    timeout: float = 10.0
    kernels: Kernels = field(default_factory=Kernels)
    region: str | None = None
    installation: Installation = field(default_factory=Installation)

    async def context(
        self,
        request_id: str | None = None,
        *,
        caller: Caller = ANONYMOUS,
        charge: Charge = free,
    ) -> Context:
        """Begin a request: fix its day, its deadline and the version it speaks of.

        Parameters
        ----------
        request_id : str or None
            A new one if None.
        caller : Caller
            Who asks.
        charge : callable
            Takes what the operation costs out of what they may ask for.
        """
        context = Context(
            store=self.store,
            served=self.built.served,
            request_id=request_id or uuid4().hex,
            as_of=self.today().isoformat(),
            graph_version=None,
            region=self.region,
            deadline=time.monotonic() + self.timeout,
            snapshots=self.snapshots,
            surveys=self.surveys,
            live=self.live,
            kernels=self.kernels,
            installation=self.installation,
            callers=self.callers,
            caller=caller,
            charge=charge,
            begun=False,
        )
        if not self.store.tells_versions:
            await context.begin()
        return context

    async def answer(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        operation_name: str | None = None,
    ) -> dict[str, Any]:
        """Answer an operation.

        Parameters
        ----------
        query : str
            A GraphQL document.
        variables : mapping or None
        operation_name : str or None
            Which operation, if the document has several.

        Returns
        -------
        dict
            The JSON object of the response: ``data``, ``errors``, ``extensions``.
        """
        asked = Asked(query, variables, operation_name)
        answer = await self.engine.answer(asked, await self.context())
        return answer.shown()
