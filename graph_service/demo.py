"""The demonstration: sample data through the ordinary import path, then the ordinary service."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from typing import TYPE_CHECKING, Final

from graph_service.sample import SAMPLE_FILES, TODAY, sample_folder
from graph_service.service import run_service
from graph_service.settings import Settings
from graph_service.store.port import Store
from schema.catalogue import load_catalogue
from schema.packs import load_pack

if TYPE_CHECKING:
    from graph_service.ingest import Progress

__all__ = ["DEMO_QUERY", "DEMO_STORE", "import_sample", "run_demo"]

DEMO_STORE: Final = "file:var/demo.db"
"""Where the sample is kept, apart from the user's own data."""

DEMO_QUERY: Final = """{
  analytics {
    weakIndustryLinks(types: [PLATFORM], first: 5) {
      asOf considered weak
      rows { organization { name } rules rank { first last of } newestEnterpriseTie }
    }
  }
}"""
"""A query to paste: which platforms have weak industry links, and why."""

_KIND, _KEY = "sample", "imported"


async def run_demo(
    settings: Settings,
    *,
    say: Callable[[str], None],
    progress: Callable[[], AbstractContextManager[Callable[[Progress], None]]],
) -> None:
    """Import the sample if the store has it not, and serve it until SIGINT or SIGTERM.

    Parameters
    ----------
    settings : Settings
        Its store is the demonstration's.
    say : callable
        Gets what people are to read.
    progress : callable
        Opens the display of an import's progress.
    """
    today = settings.today or TODAY
    await run_service(
        settings.model_copy(update={"sample": True, "today": today, "access_log": False}),
        remedy="PORT={port} make demo (or graph-service demo --port {port})",
        ready=lambda address: say(_welcome(address, today.isoformat())),
        prepare=partial(import_sample, settings=settings, say=say, progress=progress),
    )


async def import_sample(
    store: Store,
    *,
    settings: Settings,
    say: Callable[[str], None],
    progress: Callable[[], AbstractContextManager[Callable[[Progress], None]]],
) -> bool:
    """Import the shipped files, unless the store remembers exactly these.

    Parameters
    ----------
    store : Store
    settings : Settings
        Names the pack.
    say, progress : callable
        As for `run_demo`.

    Returns
    -------
    bool
        Whether anything was imported.
    """
    digest = _digest()
    known = await store.ledger.get(_KIND, _KEY)
    if known is not None and known.document.get("digest") == digest:
        return False
    from graph_service.ingest import import_files

    say("Importing sample data (illustrative: the organisations are invented) ...")
    catalogue, pack = load_catalogue(), load_pack(settings.pack)
    with progress() as show:
        for file in SAMPLE_FILES:
            await import_files(
                store,
                catalogue,
                pack,
                [sample_folder() / file.name],
                as_type=file.as_type,
                progress=show,
            )
    expected = known.revision if known else 0
    await store.ledger.compare_and_set(_KIND, _KEY, {"digest": digest}, expected=expected)
    info = await store.info()
    say(f"{sum(info.nodes.values()):,} records and {sum(info.links.values()):,} links.")
    return True


def _digest() -> str:
    content = hashlib.sha256()
    for file in SAMPLE_FILES:
        content.update((sample_folder() / file.name).read_bytes())
    return content.hexdigest()


def _welcome(address: str, today: str) -> str:
    indented = DEMO_QUERY.replace("\n", "\n    ")
    return f"""
Serving sample data on {address}
(illustrative: real districts, invented organisations; today is {today})

  {address}/graphql   a query editor, in a browser

  Paste this query: which platforms have weak industry links, and why?

    {indented}

  Look at `rules`: each says what is wrong. Add `indicators {{ name value numerator denominator }}`
  to its row for the numbers behind it, or ask for types: [UNIVERSITY].

Stop with Ctrl+C. Your own data: graph-service import FILE, then graph-service serve.
"""
