"""Whether the compiled kernels of analytics are ready, and compiling them where nobody waits."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import sys
from contextlib import suppress
from typing import Final

__all__ = ["Kernels"]

_log = logging.getLogger(__name__)

_SOON: Final = 2.0
_COMPILING: Final = "the analytics are being compiled; ask again in a minute."


class Kernels:
    """The kernels of one process.

    Parameters
    ----------
    ready : bool
        Whether they may be called at once, and compiled then if need be: right for a command or
        a test, wrong for a server, which calls `start`.
    """

    def __init__(self, *, ready: bool = True) -> None:
        self.ready = ready
        self.reason = _COMPILING
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Soon begin to compile what is not on disk, in another process, and to load it.

        The first seconds of a server belong to its first requests.
        """
        if not self.ready:
            self._timer = asyncio.get_running_loop().call_later(_SOON, self.want)

    def want(self) -> None:
        """Begin at once, if that is not done."""
        if not self.ready and self._task is None:
            self._task = asyncio.create_task(self._warm())

    async def stop(self) -> None:
        """Stop compiling."""
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _warm(self) -> None:
        from analytics.kernels.cache import cached, loaded

        try:
            if not await asyncio.to_thread(cached):
                await _compile_elsewhere()
            await asyncio.to_thread(loaded)
            # They stay: the collector need not go through them again and again.
            gc.freeze()
        except Exception:  # noqa: BLE001 - whatever it is, the rest of the service goes on
            _log.exception("The kernels of analytics could not be compiled.")
            self.reason = (
                "the analytics could not be compiled; the log of the service says why. "
                "Try `graph-service warm`."
            )
        else:
            self.ready = True


async def _compile_elsewhere() -> None:
    """Compile in a child process: a compiler in a thread would hold up every answer."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "graph_service",
        "warm",
        "--quiet",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        _, said = await child.communicate()
    except asyncio.CancelledError:
        # Its workers with it.
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGTERM)
        await child.wait()
        raise
    if child.returncode:
        raise RuntimeError(said.decode(errors="replace").strip() or "graph-service warm failed.")
