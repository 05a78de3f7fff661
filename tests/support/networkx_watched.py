"""A plugin of pytest: what networkx's own tests call in the back end, and what comes of it.

It writes a JSON document of `calls` (by function), `refusals` (function: reasons) and `outcomes`
(test: passed, failed, xfailed ...) to the path in NETWORKX_WATCHED. It sees nothing of the tests' insides.
"""

from __future__ import annotations

import functools
import json
import os
from collections import Counter, defaultdict
from pathlib import Path

from analytics.backend import interface
from analytics.backend.information import FUNCTIONS

CALLS: Counter[str] = Counter()
REFUSALS: dict[str, set[str]] = defaultdict(set)
OUTCOMES: dict[str, str] = {}


def pytest_configure(config):
    for name in FUNCTIONS:
        setattr(interface, name, watched(name, getattr(interface, name)))
    interface.can_run = asked(interface.can_run)
    interface.convert_from_nx = converting(interface.convert_from_nx)


def watched(name, function):
    @functools.wraps(function)
    def call(*args, **kwargs):
        CALLS[name] += 1
        return function(*args, **kwargs)

    return call


def asked(can_run):
    def ask(name, args, kwargs):
        answer = can_run(name, args, kwargs)
        if isinstance(answer, str):
            REFUSALS[name].add(answer)
        return answer

    return ask


def converting(convert_from_nx):
    def convert(graph, *, name, **kwargs):
        try:
            return convert_from_nx(graph, name=name, **kwargs)
        except NotImplementedError as refusal:
            REFUSALS[name].add(str(refusal))
            raise

    return convert


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        OUTCOMES[report.nodeid] = "xfailed" if hasattr(report, "wasxfail") else report.outcome


def pytest_sessionfinish(session):
    found = {
        "calls": CALLS,
        "refusals": {name: sorted(reasons) for name, reasons in REFUSALS.items()},
        "outcomes": OUTCOMES,
    }
    Path(os.environ["NETWORKX_WATCHED"]).write_text(json.dumps(found))
