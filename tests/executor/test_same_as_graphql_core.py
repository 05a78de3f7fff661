"""The compiled executor answers as the stock one: bytes, errors and calls, over faulty data too."""

from __future__ import annotations

import pytest
from effort import THOROUGH, tried
from executors_compared import Counted
from torture_cases import asked, tallied
from torture_schema import torture_schema

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs

PARTS = tried(every_run=4, thorough=40)
DOCUMENTS = tried(every_run=26, thorough=50)
"""In each part; each is asked of data without faults, with few and with many."""


@pytest.mark.parametrize("part", range(PARTS))
def test_answers_of_the_torture_schema_are_those_of_graphql_core(part):
    schema, seeds = torture_schema(), range(part * DOCUMENTS, (part + 1) * DOCUMENTS)
    left = 60 if THOROUGH and part % 2 else 30
    tally = tallied(Counted(CompiledExecutor), Programs, asked(schema, seeds, left=left))
    assert not tally.differences, "\n".join(tally.differences)
    assert tally.cases >= 2.5 * DOCUMENTS
    assert tally.with_errors > tally.cases / 5
