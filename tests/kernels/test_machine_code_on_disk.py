"""Kernels are compiled once, and everybody afterwards finds them on disk."""

import os
import subprocess
import sys

import pytest


def python(code, **variables):
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert not ended.returncode, ended.stderr
    return ended.stdout.strip()


TOUCHED = """
from analytics.kernels import cache, warming
warming.KERNELS = ("cores",)
import analytics.kernels.cores as cores
"""


@pytest.fixture
def one_kernel(tmp_path):
    """Runs code in a process that knows one module of kernels and an empty folder for it."""
    return lambda code: python(TOUCHED + code, NUMBA_CACHE_DIR=str(tmp_path))


def test_what_is_compiled_once_is_found_by_the_next_process(one_kernel):
    assert one_kernel("print(cache.cached(), cache.compile_all(), cache.cached())") == (
        "False True True"
    )
    counted = (
        "cache.loaded()\n"
        "kernels = [k for k in vars(cores).values() if hasattr(k, 'stats')]\n"
        "hits, misses = (sum(sum(getattr(k.stats, n).values()) for k in kernels)\n"
        "                for n in ('cache_hits', 'cache_misses'))\n"
        "print(cache.compile_all(), hits > 0, misses)"
    )
    assert one_kernel(counted) == "False True 0"


def test_a_changed_kernel_is_compiled_anew(one_kernel):
    one_kernel("cache.compile_all()")
    changed = "import numba; numba.__version__ = 'another'; print(cache.cached())"
    assert one_kernel(changed) == "False"


def test_without_a_compiler_there_is_nothing_to_wait_for():
    assert python(TOUCHED + "print(cache.cached())", NUMBA_DISABLE_JIT="1") == "True"
