"""The running service: an address, an open store, and the application over it."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from contextlib import ExitStack

from graph_service.access_lines import access_lines
from graph_service.app import create_app
from graph_service.serving import address_of, reserve, serve_app
from graph_service.settings import Settings
from graph_service.store import open_store
from graph_service.store.collector import seldom
from graph_service.store.port import Store
from graph_service.store_folder import make_room
from schema.catalogue import load_catalogue
from schema.packs import load_pack

__all__ = ["run_service"]


async def run_service(
    settings: Settings,
    *,
    remedy: str,
    ready: Callable[[str], None],
    prepare: Callable[[Store], Awaitable[object]] | None = None,
) -> None:
    """Open the store and serve it until SIGINT or SIGTERM.

    A store on a server that does not answer yet is served too: it is not ready until it does.

    Parameters
    ----------
    settings : Settings
    remedy : str
        What to type for another port; ``{port}`` stands for its number.
    ready : callable
        Gets the address (``http://127.0.0.1:8000``) when requests are answered.
    prepare : callable or None
        Gets the open store before it is served.

    Raises
    ------
    AddressTaken
        Before anything else happens.
    PackError, StoreError
        If there is no such pack, or the store cannot be opened.
    """
    with reserve(settings.host, settings.port, remedy=remedy) as listener:
        load_pack(settings.pack)
        make_room(settings.store_url)
        store = await open_store(
            settings.store_url,
            load_catalogue(),
            read_only=settings.read_only,
            # What must be done first cannot be done while the server is away.
            access=settings.access(patient=prepare is None),
        )
        try:
            if prepare is not None:
                await prepare(store)
            address = address_of(listener)
            store.announce(address)
            app = create_app(settings, store=store)
            with ExitStack() as serving:
                if settings.access_log:
                    serving.enter_context(access_lines(sys.stderr))

                def answers() -> None:
                    """Leave what is there to itself, and say that it answers."""
                    serving.enter_context(seldom())
                    ready(address)

                await serve_app(app, listener, ready=answers)
        finally:
            await store.close()
