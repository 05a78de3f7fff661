"""What every store must answer to read plans: an adapter's test class inherits `PlanContract`."""

from __future__ import annotations

from naive_plans import plain
from plan_filters_contract import FilterContract
from plan_pages_contract import PageContract
from plan_rows_contract import RowContract
from plan_summaries_contract import SummaryContract
from random_plans import random_cases

from graph_service.store.port import ReadContext


class PlanContract(FilterContract, PageContract, RowContract, SummaryContract):
    """Rules of reading, each on a graph of a few records with the answer written out.

    A subclass says with `filled` how a store comes to hold statements, and how many random graphs
    and questions it can afford.
    """

    graphs = 15
    questions = 20

    async def test_random_plans_are_answered_as_by_the_naive_interpreter(self):
        for case in random_cases(7, self.graphs, self.questions):
            async with self.filled(case.statements) as read:
                for asked in case.questions:
                    answer = plain(await read(asked.plan, ReadContext(asked.as_of)))
                    assert answer == asked.answer, (asked.plan, asked.as_of)
