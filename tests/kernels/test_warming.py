"""Warming reaches every kernel, and kernels are the same compiled or not."""

from __future__ import annotations

import importlib
import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from kernel_graphs import arrays_of, karate

import analytics.kernels
from analytics.kernels.warming import KERNELS, warm_all

HERE = Path(__file__).parent
KNOWN = "club or borgatti or complete or star or definition or brute"
"""Tests of known answers, which are few and quick."""


def modules():
    names = [one.name for one in pkgutil.iter_modules(analytics.kernels.__path__)]
    return {name: importlib.import_module(f"analytics.kernels.{name}") for name in names}


def test_every_module_that_can_be_warmed_is():
    assert sorted(KERNELS) == sorted(
        name for name, one in modules().items() if hasattr(one, "warm")
    )


def test_warming_tells_what_it_compiles_and_can_be_stopped_by_that():
    def tell(name):
        raise InterruptedError(name)

    with pytest.raises(InterruptedError, match=KERNELS[0]):
        warm_all(tell)


def signatures():
    return {
        (name, function.py_func.__name__): len(function.signatures)
        for name, module in modules().items()
        for function in vars(module).values()
        if isinstance(function, numba.core.registry.CPUDispatcher)
    }


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")
def test_after_warming_no_call_compiles_anything():
    script = """
import test_warming
from analytics.kernels.warming import KERNELS, warm_all
warm_all(lambda name: None)
warmed = test_warming.signatures()
cold = {name for name, _ in warmed} - {name for (name, _), count in warmed.items() if count}
assert not cold & {*KERNELS}, cold
test_warming.ask_everything()
assert test_warming.signatures() == warmed, (warmed, test_warming.signatures())
print("nothing compiled")
"""
    assert "nothing compiled" in run(["-c", script])


def ask_everything():
    """Call the kernels as questions do."""
    from analytics.kernels.brokerage import brokerage, brokered_pairs
    from analytics.kernels.components import components, components_among
    from analytics.kernels.cores import core_numbers
    from analytics.kernels.cuts import cuts
    from analytics.kernels.holes import holes
    from analytics.kernels.pagerank import pagerank
    from analytics.kernels.triangles import clustering

    groups = np.arange(34, dtype=np.int32) % 3
    shares = np.arange(34) + 1.0
    for directed in (False, True):
        graph = arrays_of(karate().to_directed() if directed else karate())
        rows = graph.offsets, graph.neighbours
        pagerank(*rows, graph.weights, directed=directed)
        pagerank(*rows, graph.weights, directed=directed, personalization=shares, start=shares)
        brokerage(*rows, groups, directed=directed)
        components(*rows)
    graph = arrays_of(karate())
    rows = graph.offsets, graph.neighbours
    for measure in (core_numbers, cuts, clustering):
        measure(*rows)
    components_among(*rows, groups > 0)
    holes(*rows, graph.weights)
    brokered_pairs(*rows, groups, 3, role=1, most=5)


def run(arguments, **environment):
    path = os.pathsep.join([str(HERE), str(HERE.parent / "support"), *sys.path])
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.skipif(numba.config.DISABLE_JIT, reason="this is that run")
def test_the_same_tests_pass_when_nothing_is_compiled():
    told = run(
        ["-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE), "-k", KNOWN],
        NUMBA_DISABLE_JIT="1",
    )
    assert "passed" in told
    assert "failed" not in told
