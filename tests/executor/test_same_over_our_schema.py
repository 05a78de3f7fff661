"""The service's own schema, resolvers and planner answer the same by the compiled executor."""

from __future__ import annotations

import pytest
from effort import tried
from executors_compared import Counted, compared
from graphql import StringValueNode, parse, print_ast
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from our_questions import OurCase, our_cases, requests, roots_with_rows, serving

from graph_service.api.executor.compiled import CompiledExecutor
from graph_service.api.executor.programs import Programs

# graphql-core drops coroutines of what is nulled too.
pytestmark = pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
DOCUMENTS = tried(every_run=16, thorough=400)
DRAWN = tried(every_run=4, thorough=200)


@pytest.fixture(scope="module")
def counted():
    with Counted(CompiledExecutor) as counted:
        yield counted


@pytest.fixture(scope="module")
def service(counted):
    opened = serving()
    yield counted.runner.run(opened.__aenter__())
    counted.runner.run(opened.__aexit__(None, None, None))


def test_documents_over_our_schema_are_answered_as_by_graphql_core(counted, service):
    cases = stock_steps = compiled_steps = 0
    for case in our_cases(counted, service, range(DOCUMENTS)):
        outcome = compared(counted, case, Programs)
        assert not outcome.difference, f"{print_ast(case.document)}\n{outcome.difference}"
        cases += 1
        stock_steps += outcome.stock_steps
        compiled_steps += outcome.compiled_steps
    assert cases > 0.8 * DOCUMENTS
    assert stock_steps > 3 * cases
    assert compiled_steps < 0.6 * stock_steps  # Root fields among them.


def test_drawn_queries_over_our_schema_are_answered_as_by_graphql_core(counted, service):
    drawing = pytest.importorskip(
        "hypothesis_graphql", reason="the group of development dependencies has it"
    )
    schema, make = service.built.graphql, requests(counted, service)
    days = st.sampled_from(["2021", "2022-03"]).map(lambda day: StringValueNode(value=day))
    queries = drawing.queries(
        schema, fields=sorted(roots_with_rows(service)), custom_scalars={"PartialDate": days}
    )

    @settings(
        max_examples=DRAWN,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(queries)
    def same(text):
        case = OurCase(schema, parse(text), ({},), make)
        assert not compared(counted, case, Programs).difference

    same()
