"""Names that are nearly alike, through an import: who is offered, and that nobody is merged."""

from __future__ import annotations

from read_back import nodes_by_name

from graph_service.review.open_pairs import open_pairs


async def offered(store) -> dict[frozenset[str], str]:
    """Names of the pairs in the queue, with the reason."""
    pairs = [standing.pair for standing in (await open_pairs(store, limit=100)).pairs]
    described = await store.describe([id_ for pair in pairs for id_ in (pair.left, pair.right)])
    names = [d.values["name"] for d in described]
    return {frozenset(names[2 * at : 2 * at + 2]): pair.reason for at, pair in enumerate(pairs)}


async def test_a_legal_form_alone_is_offered_and_not_merged(load, store):
    names = {"浙江正泰电器", "浙江正泰电器股份有限公司", "正泰集团股份有限公司"}
    report = await load("企业.csv", "企业名称\n" + "".join(f"{name}\n" for name in sorted(names)))

    assert set(await nodes_by_name(store, "Enterprise")) == names
    pair = frozenset({"浙江正泰电器", "浙江正泰电器股份有限公司"})
    assert await offered(store) == {pair: "LEGAL_FORM"}
    assert report.runs[0].candidate_count == 1
