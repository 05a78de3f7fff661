"""The kernels' machine code on disk: whether it is there, and putting it there once."""

from __future__ import annotations

import fcntl
import hashlib
import os
import platform
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from analytics.kernels.compiled import compiled

__all__ = ["cached", "compile_all", "folder", "loaded"]


def folder() -> Path | None:
    """Where the machine code of the kernels is kept; None if it cannot be kept anywhere.

    numba chooses it: ``NUMBA_CACHE_DIR``, else beside the code, else the user's own folder.
    """
    path = getattr(getattr(_nothing, "stats", None), "cache_path", None)
    return Path(path) if path else None


def cached() -> bool:
    """Whether the machine code of these very kernels is on disk, or none is needed."""
    from numba.core import config

    if config.DISABLE_JIT:  # type: ignore[attr-defined]
        return True
    where = folder()
    return where is not None and _stamp(where).exists()


def loaded() -> None:
    """Have every kernel ready in this process; what is not on disk is compiled now."""
    from analytics.kernels.warming import warm_all

    warm_all(lambda _: None)


def compile_all(tell: Callable[[str], None] = lambda _: None) -> bool:
    """Compile what is not on disk yet, with as many processes as there are processors.

    Where several do so at the same time, one compiles and the others wait for it.

    Parameters
    ----------
    tell : callable
        Called with the name of each module of kernels that is done.

    Returns
    -------
    bool
        Whether anything had to be compiled.
    """
    from analytics.kernels.warming import KERNELS

    if cached():
        return False
    where = folder()
    if where is None:
        loaded()
        return True
    where.mkdir(parents=True, exist_ok=True)
    with _alone(where):
        if cached():
            return False
        workers = min(os.cpu_count() or 1, len(KERNELS))
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            for name in pool.map(_warm, KERNELS):
                tell(name)
        for old in where.glob("warm-*"):
            old.unlink(missing_ok=True)
        _stamp(where).touch()
    return True


@compiled
def _nothing() -> int:
    return 0


def _warm(name: str) -> str:
    import_module(f"analytics.kernels.{name}").warm()
    return name


def _stamp(where: Path) -> Path:
    """A file that tells for which kernels, compiler and processor the folder is complete."""
    import llvmlite
    import numba
    from numba.core import config

    told = hashlib.sha256()
    named: str | None = config.CPU_NAME  # type: ignore[attr-defined]
    processor = named or platform.processor() + platform.machine()
    for part in (numba.__version__, llvmlite.__version__, platform.python_version(), processor):
        told.update(part.encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        # numba looks at the same two.
        state = source.stat()
        told.update(f"{source.name} {state.st_mtime} {state.st_size}".encode())
    return where / f"warm-{told.hexdigest()[:32]}"


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    with (where / "warming.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
