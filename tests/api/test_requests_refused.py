from __future__ import annotations

from typing import Any

import pytest
from api_client import ApiClient

pytestmark = pytest.mark.asyncio(loop_scope="module")

PLATFORMS = "query ($where: PlatformWhere) { platforms(where: $where) { totalCount } }"


def nested(levels: int) -> dict[str, Any]:
    where: dict[str, Any] = {}
    for _ in range(levels - 1):
        where = {"NOT": where}
    return where


def down(*fields: str, first: int) -> str:
    inner = "id"
    for field in reversed(fields):
        inner = f"{field}(first: {first}) {{ nodes {{ {inner} }} }}"
    return f"{{ {inner} }}"


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ({"name": {"eq": None}}, "name.eq is null; use isNull"),
        ({"name": None}, "name is null"),
        ({"projects": None}, "projects is null"),
        ({"projects": {"some": None}}, "some is null"),
        ({"projects": {"some": {"edge": None}}}, "edge is null"),
        ({"projects": {"some": {"edge": {"role": None}}}}, "role is null"),
        ({"projects": {"some": {"node": None}}}, "node is null"),
        ({"AND": None}, "AND is null"),
        ({"projectsCount": {"gt": None}}, "projectsCount.gt is null"),
        ({"establishedOn": {"gt": None}}, "establishedOn.gt is null"),
        ({"locatedIn": {"some": {"edge": {"role": {"eq": "LEAD"}}}}}, "have no property 'role'"),
        ({"projects": {"some": {"edge": {"amount": {"gt": "much"}}}}}, "not an amount"),
        ({"projects": {"some": {"edge": {"amount": {"gt": "0.001"}}}}}, "finer than"),
        ({"projects": {"some": {"edge": {"amount": {"currency": "yuan"}}}}}, "currency code"),
        ({"colour": {"eq": "red"}}, "unknown field"),
        ({"name": {"like": "x"}}, "unknown field"),
        ({"staff": {"eq": "ten"}}, "Int cannot represent"),
        ({"establishedOn": {"eq": "autumn"}}, "not a date"),
        ({"establishedOn": {"eq": "2021-13"}}, "not a day"),
        ({"buildMode": {"eq": "ALONE"}}, "ALONE"),
    ],
    ids=str,
)
async def test_a_filter_that_cannot_be_meant_is_refused_by_a_sentence(
    shared: ApiClient, where: dict[str, Any], message: str
):
    code, said = await shared.error(PLATFORMS, {"where": where})
    assert code == "BAD_USER_INPUT"
    assert message in said
    assert not shared.store.reads


@pytest.mark.parametrize(
    ("where", "message"),
    [
        (nested(6), "deeper than 5 levels"),
        ({"OR": [{}] * 51}, "OR joins 51 conditions; the limit is 50"),
        ({"name": {"in": ["x"] * 501}}, "name.in lists 501 values; the limit is 500"),
        ({"industries": {"hasAll": ["x"] * 501}}, "limit is 500"),
    ],
    ids=["nesting", "OR", "in", "hasAll"],
)
async def test_a_filter_beyond_a_limit_is_refused_by_a_sentence(
    shared: ApiClient, where: dict[str, Any], message: str
):
    code, said = await shared.error(PLATFORMS, {"where": where})
    assert code == "LIMIT_EXCEEDED"
    assert message in said
    assert not shared.store.reads


async def test_filters_at_their_limits_are_answered(shared: ApiClient):
    for where in (nested(5), {"OR": [{}] * 50}, {"name": {"in": ["x"] * 500}}):
        await shared.data(PLATFORMS, {"where": where})


@pytest.mark.parametrize(
    ("query", "code", "message"),
    [
        ("{ platforms(first: 101) { nodes { id } } }", "BAD_USER_INPUT", "from 0 to 100"),
        ("{ platforms(first: -1) { totalCount } }", "BAD_USER_INPUT", "from 0 to 100"),
        (
            '{ platform(id: "alpha") { projects(first: 101) { nodes { id } } } }',
            "BAD_USER_INPUT",
            "first is 101",
        ),
        (
            "{ platforms(orderBy: [{name: ASC, city: ASC}]) { totalCount } }",
            "BAD_USER_INPUT",
            "one",
        ),
        (
            "{ platforms(orderBy: [" + "{name: ASC} " * 6 + "]) { totalCount } }",
            "BAD_USER_INPUT",
            "6 keys; the limit is 5",
        ),
        (f"{{ nodes(ids: {['x'] * 101}) {{ id }} }}".replace("'", '"'), "BAD_USER_INPUT", "101"),
        ("{ platforms { colour } }", "BAD_USER_INPUT", "colour"),
        ("{ platforms(where: {colour: {eq: 1}}) { totalCount } }", "BAD_USER_INPUT", "colour"),
        ('{ platforms(asOf: "soon") { totalCount } }', "BAD_USER_INPUT", "not a date"),
        ("{ platforms { totalCount }", "BAD_USER_INPUT", "Syntax Error"),
        ("mutation { forget }", "BAD_USER_INPUT", "Mutation"),
        ("query A { __typename } query B { __typename }", "BAD_USER_INPUT", "2 operations"),
        (
            down("platforms", "projects", "participants", first=100),
            "LIMIT_EXCEEDED",
            # 2 + 100 x 6 participants, 2 + 100 x (5 + 602) projects, and so for the platforms
            "costs 6070702; the limit is 500000",
        ),
        (
            "{ "
            + " ".join(f"a{i}: platforms(first: 100) {{ totalCount }}" for i in range(51))
            + "}",
            "LIMIT_EXCEEDED",
            "51 root fields; the limit is 50".replace(";", ", fragments written out;"),
        ),
        (
            down("platforms", *["parts"] * 9, first=1),
            "LIMIT_EXCEEDED",
            "21 levels",
        ),
        ("{ " + "__typename " * 2001 + "}", "LIMIT_EXCEEDED", "more than 2000 tokens"),
        (
            "{ platforms { nodes { " + " ".join(f"a{i}: name" for i in range(201)) + " } } }",
            "LIMIT_EXCEEDED",
            "201 aliases",
        ),
        (
            "{ __schema { types { " + " ".join(f"a{i}: name" for i in range(21)) + " } } }",
            "LIMIT_EXCEEDED",
            # each is answered for every type of the schema, so it counts as ten
            "210 aliases",
        ),
        (
            "{ platforms(first: 100) { nodes { projects(first: 100) { nodes { "
            + " ".join(f"a{i}: __typename" for i in range(51))
            + " } } } } }",
            "LIMIT_EXCEEDED",
            # 2 + 100 x (5 + 51) of a platform, 2 + 100 x (5 + 5602) of them all
            "costs 560702; the limit is 500000",
        ),
        (
            "{ platforms { nodes { " + "name @skip(if: true) " * 201 + " } } }",
            "LIMIT_EXCEEDED",
            "201 directives",
        ),
    ],
)
async def test_what_is_too_much_or_wrong_has_its_code(
    shared: ApiClient, query: str, code: str, message: str
):
    found, said = await shared.error(query)
    assert found == code
    assert message in said
    assert not shared.store.reads


@pytest.mark.parametrize("fragments", [18, 60])
async def test_fragments_that_double_are_counted_without_being_written_out(
    shared: ApiClient, fragments: int
):
    chain = "".join(
        f"fragment f{i} on Organization {{ ...f{i + 1} ...f{i + 1} }}\n" for i in range(fragments)
    )
    query = f"{{ organizations {{ nodes {{ ...f0 }} }} }} {chain}"
    code, said = await shared.error(query + f"fragment f{fragments} on Organization {{ id }}")
    assert code == "LIMIT_EXCEEDED"
    # each doubles the field at the end; organizations and nodes are two more
    number = str(2**fragments + 2) if fragments == 18 else "at least 1000000000"
    assert f"has {number} fields" in said


async def test_what_all_root_fields_cost_counts_together(shared: ApiClient):
    part = "platforms(first: 100) { nodes { projects(first: 100) { nodes { id } } } }"

    def ask(times: int) -> str:
        return "{ " + " ".join(f"a{i}: {part}" for i in range(times)) + "}"

    # each costs 2 + 100 x (5 + 2 + 100 x 6)
    answer = await shared.post(ask(8))
    assert answer["extensions"]["cost"] == {"requested": 8 * 60_702, "limit": 500_000}
    assert len(answer["data"]) == 8
    code, message = await shared.error(ask(9))
    assert code == "LIMIT_EXCEEDED"
    assert f"costs {9 * 60_702}; the limit is 500000" in message


async def test_lists_that_differ_by_type_at_every_level_are_counted(shared: ApiClient):
    types = ("Enterprise", "University", "ResearchInstitute", "GovernmentBody")

    def hop(inner: str) -> str:
        return (
            f"projects(first: 1) {{ nodes {{ participants(first: 1) {{ nodes {{ {inner} }} }} }} }}"
        )

    def ways(levels: int) -> str:
        # A way on for all, and one for each type that goes as far down: at each level an
        # organisation's type decides which of them are merged.
        inner, straight = "id", "id"
        for _ in range(levels):
            straight = hop(straight)
            own = " ".join(f"... on {type_} {{ {straight} }}" for type_ in types)
            inner = f"{hop(inner)} {own}"
        return f"{{ organizations(first: 1) {{ nodes {{ {inner} }} }} }}"

    await shared.data(ways(2))
    shared.store.forget()
    code, message = await shared.error(ways(4))
    assert code == "LIMIT_EXCEEDED"
    assert "more than 300 nested lists" in message
    assert not shared.store.reads


async def test_three_hops_written_with_edges_are_answered(shared: ApiClient):
    query = "name"
    for field in ("platforms", "projects", "participants", "projects", "participants")[::-1]:
        query = f"{field}(first: 2) {{ edges {{ cursor node {{ {query} }} }} }}"
    # five lists of three levels each, and the name
    data = await shared.data(f"{{ {query} }}")
    assert data["platforms"]["edges"][0]["node"]["projects"]["edges"]


async def test_the_parts_of_a_filter_count_together(shared: ApiClient):
    def where(ors: int, ands: int) -> dict[str, Any]:
        return {"OR": [{"AND": [{}] * ands}] * ors}

    # 10 in OR and 10 x 49 in their ANDs
    await shared.data(PLATFORMS, {"where": where(10, 49)})
    shared.store.forget()
    code, message = await shared.error(PLATFORMS, {"where": where(11, 50)})
    assert code == "LIMIT_EXCEEDED"
    assert "where has 561 parts; the limit is 500" in message
    nested = """query ($where: PlatformLinkMatch) {
        district(id: "x") { id }
        enterprises { nodes { builtPlatforms(where: $where) { totalCount } } } }"""
    answer = await shared.post(nested, {"where": {"node": where(11, 50)}})
    assert [e["extensions"]["code"] for e in answer["errors"]] == ["LIMIT_EXCEEDED"]
    assert answer["data"] == {"district": None, "enterprises": None}


async def test_the_rows_of_analytics_count_as_well(shared: ApiClient):
    rows = "weakIndustryLinks(types: [PLATFORM], first: 1000) { rows { rules } }"
    # each weighs 5,000 and has 1,000 rows of 5 with a list of 8
    each = 5_000 + 1 + 1_000 * (5 + 1 + 8)
    query = " ".join(f"a{i}: {rows}" for i in range(27))
    code, message = await shared.error(f"{{ analytics {{ {query} }} }}")
    assert code == "LIMIT_EXCEEDED"
    assert f"costs {1 + 27 * each};" in message
