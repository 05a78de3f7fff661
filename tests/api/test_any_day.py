"""Every question at any day answers as a graph would that holds only what is true on that day.

The questions are read from the schema, with everything that they can answer: a new one is asked
without a line here, unless it has an argument that must be given.
"""

from __future__ import annotations

import random
from datetime import date

import pytest
import pytest_asyncio
from api_client import serving
from graphql import (
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from schema.catalogue import load_catalogue
from schema.statements import LinkStatement, NodeStatement
from schema.time import PartialDate

DAYS = ("2019-06-30", "2021-01-01", "2022-12-31")
NEEDED = {
    "chain": "chain",
    "district": "ouhai",
    "id": "Platform0",
    "types": ["PLATFORM", "UNIVERSITY"],
}
TIES = ["PROJECT", "CONTRACT", "PATENT", "CONVERSION", "CO_BUILT", "INCUBATION"]
OF_THIS_GRAPH = {"graphVersion", "ref", "cursor", "stale"}
OF_LAYOUTS_BEFORE = {"xs", "ys", "box"}
"""What is drawn stays where it was drawn before; `test_map_positions` looks at it."""
OF_AN_EARLIER_DAY = {"quality"}
"""How well partners were foretold is told from the graph of the eve of a split in time."""
OF_THE_ROOT = ("ecosystemMap",)
"""Questions that stand beside `analytics`."""
ANSWERED = 5
"""How deep answers are read."""


def statements():
    """Organisations, what they share, a chain and people; links with validity come and go."""
    rng = random.Random(20231231)
    nodes = {"chain": ("IndustryChain", {}), "ouhai": ("District", {"code": "330304"})}
    nodes["hangzhou"] = ("District", {"code": "330106"})

    def some(type_, number, said=dict):
        nodes.update({f"{type_}{i}": (type_, said()) for i in range(number)})
        return [f"{type_}{i}" for i in range(number)]

    def day(first=2018, last=2022):
        years = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
        return date(*years).isoformat()

    platforms, universities = some("Platform", 4), some("University", 2)
    enterprises = some("Enterprise", 8)
    everybody = [*platforms, *universities, *enterprises]
    segments = some("ChainSegment", 4, lambda: {"order": rng.randint(1, 4)})
    works = {
        "PARTICIPATES_IN": some(
            "Project", 14, lambda: {"startOn": day(), "stage": rng.choice(("APPLIED", "PILOT"))}
        ),
        "PARTY_TO": some("TechnologyContract", 5, lambda: {"signedOn": day()}),
        "CO_APPLIED": some("Patent", 5, lambda: {"filedOn": day()}),
    }
    achievements, carriers = some("Achievement", 4), some("Carrier", 2)
    people, teams = some("Talent", 6), some("TalentTeam", 2)
    products, technologies = some("Product", 5), some("Technology", 3, lambda: {"field": "光学"})
    links = set()

    def tie(type_, sources, targets, number):
        for _ in range(number):
            links.add((type_, rng.choice(sources), rng.choice(targets)))

    for type_, activities in works.items():
        tie(type_, everybody, activities, 3 * len(activities))
    tie("OWNS", everybody, achievements, 6)
    tie("CONVERTED_BY", achievements, enterprises, 4)
    tie("BUILT_WITH", platforms, everybody, 8)
    tie("INCUBATES", platforms, enterprises, 8)
    tie("OPERATES_IN", enterprises, segments, 16)
    tie("AFFILIATED_WITH", people, everybody, 9)
    tie("TRAINS", everybody, people, 4)
    tie("SERVES", platforms, segments, 5)
    tie("HOSTS", platforms, carriers, 2)
    tie("CARRIER_SERVES", carriers, segments, 2)
    tie("PROJECT_SERVES", works["PARTICIPATES_IN"], segments, 12)
    tie("WORKS_ON", people, works["PARTICIPATES_IN"], 6)
    tie("TEAM_OF", teams, everybody, 2)
    tie("LEADS", people, teams, 2)
    tie("PRODUCES", enterprises, products, 10)
    tie("PRODUCT_OF", products, segments, 6)
    tie("UPSTREAM_OF", products[:3], products[3:], 4)
    tie("USED_IN", technologies, products, 3)
    tie("PROJECT_ADDRESSES", works["PARTICIPATES_IN"], technologies, 5)
    tie("LOCATED_IN", everybody, ["ouhai", "hangzhou"], 14)
    links |= {("SEGMENT_OF", segment, "chain") for segment in segments}
    declared = load_catalogue().links

    def said(type_):
        if declared[type_].validity:
            begin = day(2018, 2021)
            return {"validFrom": begin, "validTo": max(begin, day(2019, 2024))}
        return {"on": day()} if type_ == "CONVERTED_BY" else {}

    return [
        *(NodeStatement(1, id_, type_, values) for id_, (type_, values) in nodes.items()),
        *(LinkStatement(1, t, a, b, "", said(t)) for t, a, b in sorted(links) if a != b),
    ]


def true_on(day, everything):
    """What a graph knows that was imported only up to a day."""
    return [
        one
        for one in everything
        if "validFrom" not in getattr(one, "values", {})
        or PartialDate(one.values["validFrom"]).first
        <= day
        <= PartialDate(one.values["validTo"]).last
    ]


@pytest.fixture(scope="module")
def questions(checkout):
    """{field: its declaration} of all that can be asked of a day."""
    schema = build_schema((checkout / "schema/schema.graphql").read_text(encoding="utf-8"))
    fields, root = (schema.type_map[name].fields for name in ("Analytics", "Query"))
    return {
        **{name: field for name, field in fields.items() if "asOf" in field.args},
        **{name: root[name] for name in OF_THE_ROOT},
    }


def selection(type_, depth=ANSWERED):
    """All that an answer can tell, but records by their ids and what names this very graph."""
    named = get_named_type(type_)
    if is_leaf_type(named):
        return ""
    if isinstance(named, GraphQLInterfaceType) or "id" in named.fields:
        return " { __typename id }" if isinstance(named, GraphQLInterfaceType) else " { id }"
    assert isinstance(named, GraphQLObjectType)
    parts = []
    for name, field in named.fields.items():
        if (
            name in OF_THIS_GRAPH | OF_LAYOUTS_BEFORE | OF_AN_EARLIER_DAY
            or name.endswith(("Ref", "Refs"))
            or any(is_required_argument(a) for a in field.args.values())
        ):
            continue
        if is_leaf_type(get_named_type(field.type)):
            parts.append(name)
        elif depth:
            below = selection(field.type, depth - 1)
            parts += [name + below] if below != " {  }" else []
    return f" {{ {' '.join(parts)} }}"


def written(value):
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    return value if value.isupper() else f'"{value}"'


def query_of(name, field, day, **more):
    given = {"asOf": f'"{day}"', **more}
    for argument, declared in field.args.items():
        needed = isinstance(declared.type, GraphQLNonNull) and declared.default_value is None
        if argument in NEEDED and str(declared.type).endswith("!") and argument not in given:
            given[argument] = written(NEEDED[argument])
        assert not needed or argument in given or argument in NEEDED, argument
    if "network" in field.args and "network" not in given:
        given["network"] = f"{{ ties: {written(TIES)} }}"
    elif "ties" in field.args:
        given["ties"] = written(TIES)
    if "region" in field.args:
        given["region"] = '"3303"'
    told = ", ".join(f"{argument}: {value}" for argument, value in given.items())
    asked = f"{name}({told}){selection(field.type)}"
    return f"{{ {asked} }}" if name in OF_THE_ROOT else f"{{ analytics {{ {asked} }} }}"


async def answered(api, name, query):
    data = await api.data(query)
    return data[name] if name in OF_THE_ROOT else data["analytics"][name]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole():
    async with serving(statements()) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def answers(whole, questions):
    """{(day, field): what the whole graph answers}."""
    return {
        (day, name): await answered(whole, name, query_of(name, field, day))
        for day in DAYS
        for name, field in questions.items()
    }


@pytest.mark.parametrize("day", DAYS)
async def test_every_question_answers_as_if_only_what_is_true_that_day_were_known(
    day, answers, questions
):
    async with serving(true_on(day, statements())) as then:
        for name, field in questions.items():
            found = await answered(then, name, query_of(name, field, day))
            assert answers[day, name] == found, name
            assert found["asOf"] == day, name


async def test_the_day_matters_to_most_questions(answers, questions):
    """Otherwise the days above would show nothing."""
    differ = {
        name
        for name in questions
        if len({repr({**answers[day, name], "asOf": ""}) for day in DAYS}) > 1
    }
    assert len(questions) >= 10
    assert len(differ) >= len(questions) - 3, set(questions) - differ


async def test_an_answer_of_one_day_is_not_taken_for_that_of_another(answers, questions, whole):
    for name, field in questions.items():
        again = await answered(whole, name, query_of(name, field, DAYS[0]))
        assert again == answers[DAYS[0], name], name


WIDE = ("1950", "2090")


async def test_a_window_of_all_days_leaves_nothing_out(answers, questions, whole):
    day, asked = DAYS[2], 0
    for name, field in questions.items():
        if "network" in field.args:
            window = f'from: "{WIDE[0]}", to: "{WIDE[1]}"'
            more = {"network": f"{{ ties: {written(TIES)}, {window} }}"}
        elif "from" in field.args:
            more = {"from": f'"{WIDE[0]}"', "to": f'"{WIDE[1]}"'}
        else:
            continue
        asked += 1
        query = query_of(name, field, day, **more)
        found = await answered(whole, name, query)
        for told in (found, answers[day, name]):
            told.pop("parameters", None)
        assert found == answers[day, name], name
    assert asked >= 10
