"""The compiled executor answers queries as graphql-core does that hypothesis-graphql draws."""

from __future__ import annotations

import pytest
from effort import tried
from executors_compared import Counted, compared
from graphql import IntValueNode, StringValueNode, parse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from torture_cases import FAULTS, Asked
from torture_schema import torture_schema

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs

# graphql-core drops coroutines of what is nulled too.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
pytest.importorskip("hypothesis_graphql", reason="the group of development dependencies has it")
EXAMPLES = tried(every_run=12, thorough=500)


@st.composite
def drawn(draw):
    """Draw a question about the torture schema."""
    from hypothesis_graphql import queries

    scalars = {
        "Even": st.sampled_from(["0", "2", "8"]).map(lambda n: IntValueNode(value=n)),
        "Blank": st.just(StringValueNode(value="b")),
    }
    schema = torture_schema()
    text = draw(queries(schema, custom_scalars=scalars))
    seed, faults, waiting = (
        draw(st.integers(0, 9)),
        draw(st.sampled_from(FAULTS)),
        draw(st.booleans()),
    )
    return Asked(schema, parse(text), ({},), str(seed), faults, waiting)


@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(drawn())
def test_drawn_queries_are_answered_as_by_graphql_core(asked):
    with Counted(CompiledExecutor) as counted:
        assert not compared(counted, asked.case, Programs).difference
