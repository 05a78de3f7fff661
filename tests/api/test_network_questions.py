"""The questions about networks over `api_graph`: Alpha shares J1 with Delta and J2 with Epsilon."""

from __future__ import annotations

import pytest

SCORES = "scores { measure value reason rank perActivity expected pValue ref }"
EMPTY = {
    "centrality": "nodes { scores { value } }",
    "brokers": "nodes { scores { value } }",
    "communities": "communities { number } withoutLinks",
    "mixing": "groups { name }",
    "gatekeepers": "nodes { scores { value } }",
}


async def answer(api, field, selection):
    return (await api.data(f"{{ analytics {{ {field} {{ {selection} }} }} }}"))["analytics"]


async def test_who_is_between_the_others_comes_first_and_equals_by_id(alone):
    told = await answer(
        alone,
        "centrality(measures: [BETWEENNESS, DEGREE])",
        f"n nodes {{ node {{ id }} {SCORES} }}",
    )
    rows = {row["node"]["id"]: row["scores"] for row in told["centrality"]["nodes"]}
    assert [*rows] == ["alpha", "delta", "epsilon"]
    assert told["centrality"]["n"] == 3
    # One pair of others, joined by Alpha alone; it takes part in two projects.
    shown = {k: rows["alpha"][0][k] for k in ("value", "rank", "perActivity")}
    assert shown == {"value": 1.0, "rank": 1, "perActivity": 0.5}
    assert [rows[id_][1]["rank"] for id_ in rows] == [1, 2, 2]


async def test_undefined_numbers_are_null_with_a_reason_and_have_no_ref(alone):
    told = await answer(
        alone, "centrality(measures: [CLUSTERING])", f"nodes {{ node {{ id }} {SCORES} }}"
    )
    [first, *others] = told["centrality"]["nodes"]
    assert (first["node"]["id"], first["scores"][0]["value"]) == ("alpha", 0.0)
    for row in others:
        [score] = row["scores"]
        assert (score["value"], score["rank"], score["ref"]) == (None, None, None)
        assert score["reason"] == "It has fewer than two partners."


async def test_the_broker_and_its_pairs_are_listed_with_their_links(alone):
    told = await answer(
        alone,
        "brokers(orderBy: CUTS_OFF, first: 1)",
        f"truncated nodes {{ node {{ id }} {SCORES} }}",
    )
    [row] = told["brokers"]["nodes"]
    scores = {score["measure"]: score for score in row["scores"]}
    assert (row["node"]["id"], told["brokers"]["truncated"]) == ("alpha", True)
    # Two partners with nobody between them: 2 - 0, constraint 1/4 + 1/4, one of them cut off.
    assert [scores[m]["value"] for m in ("EFFECTIVE_SIZE", "CONSTRAINT", "CUTS_OFF")] == [2, 0.5, 1]
    [role] = [m for m in ("ITINERANT", "LIAISON") if scores[m]["value"]]
    query = """query ($ref: String!, $part: EvidencePart!) { analytics { evidence(ref: $ref, part: $part) {
        count weight measure items { node { id } links { type source target } } } } }"""
    variables = {"ref": scores[role]["ref"], "part": "NUMERATOR"}
    opened = (await alone.data(query, variables))["analytics"]["evidence"]
    assert (opened["count"], opened["weight"], opened["measure"]) == (2, 2.0, role)
    links = [
        [(link["source"], link["target"]) for link in item["links"]] for item in opened["items"]
    ]
    assert links == [
        [("delta", "alpha"), ("alpha", "epsilon")],
        [("epsilon", "alpha"), ("alpha", "delta")],
    ]
    nothing = await alone.data(query, variables | {"part": "DENOMINATOR"})
    assert nothing["analytics"]["evidence"]["count"] == 0


@pytest.mark.parametrize("field", EMPTY)
async def test_a_network_of_nobody_is_empty(alone, field):
    region = ', region: "3303"' if field == "gatekeepers" else ""
    asked = f"{field}(network: {{types: [GOVERNMENT_BODY]}}{region})"
    told = (await answer(alone, asked, f"n {SCORES} {EMPTY[field]}"))[field]
    assert told["n"] == 0
    lists = [part for name, part in told.items() if isinstance(part, list) and name != "scores"]
    assert lists == [[]]
    for score in told["scores"]:
        assert (score["value"] is None) == (score["reason"] is not None)


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("centrality(measures: []) { n }", "measures is empty"),
        ("centrality(sources: 1) { n }", "sources is 1; it must be at least 2."),
        ("centrality(seed: -1) { n }", "seed cannot be negative."),
        ("centrality(first: 1001) { n }", "first is 1001"),
        ("brokers(seed: -1) { n }", "seed cannot be negative."),
        ("communities(runs: 5) { n }", "runs is 5; it must be from 20 to 200."),
        ("communities(resolution: 0) { n }", "resolution is 0.0"),
        ("communities(members: 1001) { n }", "first is 1001"),
        ("mixing(permutations: 10000) { n }", "permutations is 10000"),
        ("tripleHelix(draws: -1) { n }", "draws is -1"),
        ("tripleHelix(government: [ENTERPRISE]) { n }", "stands in two helices"),
        ('gatekeepers(region: "3303", network: {local: true}) { n }', "has no outside"),
    ],
)
async def test_what_makes_no_sense_is_refused_with_a_sentence(alone, field, sentence):
    code, message = await alone.error(f"{{ analytics {{ {field} }} }}")
    assert code == "BAD_USER_INPUT"
    assert sentence in message


async def test_communities_of_nobody_have_no_numbers_and_say_why(alone):
    told = await answer(
        alone, 'communities(network: {from: "1850", to: "1851"})', "scores { measure value reason }"
    )
    scores = told["communities"]["scores"]
    assert len(scores) == 4
    assert {(score["value"], score["reason"]) for score in scores} == {
        (None, "The network has no links.")
    }


async def test_a_network_of_a_chain_that_is_not_there_is_not_found(alone):
    code, message = await alone.error(
        '{ analytics { centrality(network: {chain: "none"}) { n } } }'
    )
    assert (code, message) == ("NOT_FOUND", "There is no industry chain 'none'.")
