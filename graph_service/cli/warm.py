"""``graph-service warm``: compile the kernels of analytics before somebody waits for them."""

from __future__ import annotations

from typing import Annotated

import typer

__all__ = ["HELP", "warm"]

HELP = """Compile the analytics, once for each version of the service, in about a minute.

A server that finds them not compiled does so itself, and answers the fields that need them
with UNAVAILABLE until it is done. They are kept in NUMBA_CACHE_DIR, else beside the code.

\b
Examples:
  graph-service warm
  NUMBA_CACHE_DIR=/var/cache/graph graph-service warm --quiet
"""


def warm(*, quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing.")] = False) -> None:
    """Compile the kernels."""
    from analytics.kernels.cache import compile_all, folder

    compiled = compile_all((lambda _: None) if quiet else _tell)
    if quiet:
        return
    where = folder()
    place = f" in {where}" if where else ""
    if compiled and where is None:
        print("Compiled, but there is no folder to keep it in: set NUMBA_CACHE_DIR.")
    else:
        print(f"{'Compiled' if compiled else 'Nothing to compile: all is there'}{place}.")


def _tell(name: str) -> None:
    print(f"  {name}", flush=True)
