"""Plans kept beside a document are those that would be made anew, whatever the variables."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager

import pytest
from api_client import TODAY, CountingStore
from api_graph import STATEMENTS
from hypothesis import given, settings
from hypothesis import strategies as st
from stores import MEMORY

from graph_service.api.exchange import Asked
from graph_service.api.plan_memo import MOST_PLANS, PlanMemo
from graph_service.api.service import make_service
from graph_service.settings import Settings
from schema.catalogue import load_catalogue
from schema.statements import Run

LIST = """query List($first: Int, $where: PlatformWhere, $order: [PlatformOrder!], $day: PartialDate,
    $more: Boolean! = false, $less: Boolean = true, $word: String, $said: Int = 1) {
  platforms(first: $first, where: $where, orderBy: $order, asOf: $day) {
    totalCount @include(if: $more) nodes { ...Known id @skip(if: $less) sources(first: $said) { totalCount } }
  } }
fragment Known on Platform { name projects(first: $first, where: {node: {name: {contains: $word}}}) {
    edges { role @include(if: $more) node { name stageOf { stage } } } } }"""
ONE = """query One($id: ID!, $first: Int, $more: Boolean! = false, $day: PartialDate) {
  platform(id: $id, asOf: $day) { name projects(first: $first) { nodes { id } } level @include(if: $more) }
  node(id: $id) { id ... on Platform { builders { totalCount } } ... on Enterprise { isHighTechEnterprise } } }"""
FOUND = """query Found($word: String!, $more: Boolean! = false) {
  search(text: $word) { hits { node { id ... on Platform { name @include(if: $more) } } } } }"""


def given_or_not(**values):
    return st.fixed_dictionaries({}, optional=values)


WORDS = st.sampled_from(["a", "1", "true", ""])
NUMBERS = st.one_of(st.none(), st.integers(-1, 3))
DAYS = st.sampled_from([None, "2022", "2022-12-31", "2023-12"])
NAMED = st.fixed_dictionaries({"name": st.fixed_dictionaries({"contains": WORDS})})
STAFFED = st.fixed_dictionaries({"staff": st.fixed_dictionaries({"gte": st.integers(0, 20)})})
WHERE = st.one_of(st.none(), NAMED, STAFFED)
ORDER = st.one_of(
    st.none(),
    st.lists(
        st.sampled_from(
            [{"name": "ASC"}, {"name": "DESC"}, {"staff": "ASC"}, {"projectsCount": "DESC"}]
        ),
        max_size=2,
    ),
)
ASKED = st.one_of(
    st.tuples(
        st.just(LIST),
        given_or_not(
            first=NUMBERS,
            where=WHERE,
            order=ORDER,
            day=DAYS,
            more=st.booleans(),
            less=st.booleans(),
            word=WORDS,
            said=st.integers(0, 2),
        ),
    ),
    st.tuples(
        st.just(ONE),
        st.builds(
            lambda id_, more: {"id": id_, **more},
            st.sampled_from(["alpha", "epsilon", "nobody"]),
            given_or_not(first=NUMBERS, day=DAYS, more=st.booleans()),
        ),
    ),
    st.tuples(
        st.just(FOUND),
        st.builds(
            lambda word, more: {"word": word, **more},
            st.sampled_from(["alpha", "beta"]),
            given_or_not(more=st.booleans()),
        ),
    ),
)


@asynccontextmanager
async def served():
    catalogue = load_catalogue()
    async with MEMORY.new(catalogue) as inner:
        await inner.apply(STATEMENTS, Run("run", "source"))
        chosen = Settings(store_url=":memory:", today=TODAY, request_timeout=60, answers_bytes=0)
        store = CountingStore(inner)
        yield make_service(chosen, store, catalogue), store


@pytest.fixture(scope="module")
def loop():
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def service(loop):
    context = served()
    yield loop.run(context.__aenter__())
    loop.run(context.__aexit__(None, None, None))


async def answered(service, store, text, variables):
    """What the store was asked, what it could cost, and what was answered."""
    store.forget()
    context = await service.context()
    answer = await service.engine.answer(Asked(text, variables), context)
    shown = answer.shown()
    shown["extensions"].pop("requestId", None)
    for error in shown.get("errors", ()):
        error["extensions"].pop("requestId")
    plans = [(plan, reading.as_of) for plan, reading in store.reads]
    return plans, context.cost, shown, context.document


@settings(max_examples=40, deadline=None)
@given(asked=st.lists(ASKED, min_size=2, max_size=8), data=st.data())
def test_plans_are_the_same_kept_or_made_anew(loop, service, asked, data):
    for number, (text, variables) in enumerate(asked):
        kept = loop.run(answered(*service, text, variables))
        # A comment makes it a document that was never seen.
        once = f"{text} # {data.draw(st.integers(0, 10**12))} {number}"
        anew = loop.run(answered(*service, once, variables))
        assert kept[:3] == anew[:3]


def memo_of(loop, service, text, *several):
    document = None
    for variables in several:
        document = loop.run(answered(*service, text, variables))[3]
    return document.memo[PlanMemo]


def test_the_ids_of_a_lookup_are_no_part_of_what_is_kept(loop, service):
    text = "query A($id: ID!) { platform(id: $id) { id } }"
    several = [{"id": id_} for id_ in ("alpha", "beta", "alpha", "gamma")]
    assert len(memo_of(loop, service, text, *several)) == 1


def test_variables_that_a_selection_does_not_use_are_no_part_of_it(loop, service):
    text = """query B($id: ID!, $n: Int, $m: Int) { platform(id: $id) { projects(first: $n) { totalCount } }
        other: platform(id: $id) { projects(first: $m) { totalCount } } }"""
    several = [{"id": "alpha", "n": n, "m": 1} for n in (1, 1, 2, 3)]
    # Three of the first field (the first request planned before the document was kept), one other.
    assert len(memo_of(loop, service, text, *several)) == 4


def test_what_is_kept_of_a_document_is_bounded(loop, service):
    text = "query C($n: Int) { platforms(first: $n) { nodes { id } } }"
    several = [{"n": number} for number in range(2 * MOST_PLANS)]
    assert len(memo_of(loop, service, text, *several)) == MOST_PLANS


def test_a_document_that_comes_once_keeps_nothing(loop, service):
    text = 'query D { platform(id: "alpha") { id } }'
    assert PlanMemo not in loop.run(answered(*service, text, {}))[3].memo
    assert PlanMemo in loop.run(answered(*service, text, {}))[3].memo


def test_a_plan_of_one_day_is_not_that_of_another(loop, service):
    text = """query E($day: PartialDate) {
        enterprise(id: "epsilon", asOf: $day) { isHighTechEnterprise } }"""
    days = ("2022", "2022", "2023", "2022")
    asked = [loop.run(answered(*service, text, {"day": day}))[0] for day in days]
    ((one, _),), ((again, _),), ((other, _),), ((at_last, _),) = asked
    assert one == again == at_last != other
