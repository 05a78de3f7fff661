"""The compiled executor answers as the stock one: bytes, errors and calls, over faulty data too."""

from __future__ import annotations

from functools import partial

import pytest
from effort import tried
from executors_compared import Counted
from torture_cases import FAULTS, asked, tallied
from torture_schema import torture_schema

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs

# graphql-core drops coroutines of what is nulled too. Where Python comes upon one while it makes a
# named tuple, whose code has no builtins, it cannot even warn.
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <coroutine object:pytest.PytestUnraisableExceptionWarning"
    ),
]
PARTS = tried(every_run=1, thorough=20)
DOCUMENTS = 75
"""In each part; each is asked of data without faults, with few, with some and with many."""


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_the_torture_schema_are_those_of_graphql_core(part):
    cases = asked(torture_schema(), part, DOCUMENTS, left=60 if part % 2 else 30)
    with Counted(CompiledExecutor) as counted:
        tally = tallied(counted, partial(Programs, strict=True), cases)
    assert not tally.differences, "\n".join(tally.differences)
    assert tally.cases == len(FAULTS) * DOCUMENTS
    assert tally.with_errors > tally.cases / 5
    assert tally.compiled > 0.8 * tally.deep
    assert tally.compiled_steps < 0.35 * tally.stock_steps
