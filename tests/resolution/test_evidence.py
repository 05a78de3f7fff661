"""What a pair of the queue shows: evidence, and what uniting the two would change."""

from __future__ import annotations

import pytest
from read_back import TODAY, linked_names

from graph_service.review.candidates import Pair
from graph_service.review.evidence import Differing, Shared, evidence_of
from schema.catalogue import Catalogue, load_catalogue
from schema.declarations import Access
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict

RUN = Run("r1", "甲")
SHORT, FULL, PARTNER, PROJECT = "E:1", "E:2", "U:1", "P:1"


def said() -> list:
    """Two firms in one district; each has a project with one university, and one with the other."""
    return [
        NodeStatement(1, SHORT, "Enterprise", {"name": "浙江正泰电器", "ror": "x1", "staff": 5}),
        NodeStatement(
            2, FULL, "Enterprise", {"name": "浙江正泰电器股份有限公司", "ror": "x1", "uscc": "u2"}
        ),
        NodeStatement(3, PARTNER, "University", {"name": "温州大学"}),
        *(NodeStatement(4, f"P:{n}", "Project", {"name": f"项{n}"}) for n in (1, 2, 3)),
        NodeStatement(5, "D:1", "District", {"name": "龙湾区", "code": "330303"}),
        *(
            NodeStatement(6, id_, "Talent", {"name": name})
            for id_, name in (("T:1", "王磊"), ("T:2", "王 磊"), ("T:3", "张伟"))
        ),
        LinkStatement(7, "PARTICIPATES_IN", SHORT, "P:1"),
        LinkStatement(7, "PARTICIPATES_IN", PARTNER, "P:1"),
        LinkStatement(7, "PARTICIPATES_IN", FULL, "P:2"),
        LinkStatement(7, "PARTICIPATES_IN", PARTNER, "P:2"),
        LinkStatement(7, "PARTICIPATES_IN", SHORT, "P:3"),
        LinkStatement(7, "PARTICIPATES_IN", FULL, "P:3"),
        LinkStatement(8, "LOCATED_IN", SHORT, "D:1"),
        LinkStatement(8, "LOCATED_IN", FULL, "D:1"),
        LinkStatement(9, "AFFILIATED_WITH", "T:1", SHORT),
        LinkStatement(9, "AFFILIATED_WITH", "T:2", FULL),
        LinkStatement(9, "AFFILIATED_WITH", "T:3", FULL),
    ]


async def told(store, catalogue, *pairs):
    made = [Pair.of(*pair, "LEGAL_FORM", run="r1") for pair in pairs]
    return await evidence_of(store, catalogue, made, TODAY)


async def test_evidence_names_what_both_have(store, catalogue):
    await store.apply(said(), RUN)
    (evidence,) = await told(store, catalogue, (FULL, SHORT))

    assert evidence.identifiers == (("ror", "x1"),)
    assert evidence.contrary == ()
    assert evidence.partners == Shared(1, (PARTNER,))
    assert evidence.people == Shared(1, ("T:1",))
    assert evidence.districts == Shared(1, ("D:1",))
    # A project that names both speaks against one body.
    assert evidence.side_by_side == Shared(1, ("P:3",))
    assert evidence.complete


async def test_it_says_what_uniting_would_change_and_that_is_what_uniting_does(store, catalogue):
    await store.apply(said(), RUN)
    (evidence,) = await told(store, catalogue, (SHORT, FULL))
    merging = evidence.merging
    before = (await store.info()).links

    assert (merging.survivor, merging.retired) == (SHORT, FULL)
    # Two projects, a district, two people; the district and one project are the other's too.
    assert (merging.links_moved, merging.links_together) == (5, 2)
    await store.decide(Decision(SHORT, FULL, Verdict.SAME))
    after = (await store.info()).links
    assert sum(before.values()) - sum(after.values()) == 2
    (united,) = await store.describe([FULL])
    assert united.id == SHORT
    assert {d.property: d.chosen for d in merging.values} == {
        name: united.values[name] for name in ("name", "staff", "uscc")
    }
    assert merging.values[0] == Differing(
        "name", "浙江正泰电器", "浙江正泰电器股份有限公司", "浙江正泰电器股份有限公司"
    )
    assert ("浙江正泰电器股份有限公司", "项1") in await linked_names(
        store, "Enterprise", "PARTICIPATES_IN", "Project"
    )


async def test_identifiers_that_differ_are_told(store, catalogue):
    await store.apply(
        [
            NodeStatement(1, "E:1", "Enterprise", {"name": "a", "uscc": "u1"}),
            NodeStatement(2, "E:2", "University", {"name": "a", "uscc": "u2"}),
        ],
        RUN,
    )
    (evidence,) = await told(store, catalogue, ("E:1", "E:2"))

    assert evidence.contrary == ("uscc",)
    assert Differing("type", "Enterprise", "University", "Enterprise") in evidence.merging.values


async def test_who_is_united_or_gone_has_no_evidence(store, catalogue):
    await store.apply(said(), RUN)
    await store.decide(Decision(SHORT, FULL, Verdict.SAME))

    pairs = ((SHORT, FULL), (SHORT, "E:9"), (FULL, PARTNER))
    united, gone, other = await told(store, catalogue, *pairs)
    assert (united, gone) == (None, None)
    assert other.merging.survivor == SHORT


async def test_the_store_is_asked_as_often_for_many_pairs_as_for_one(store, catalogue, monkeypatch):
    await store.apply(said(), RUN)
    asked = []
    for name in ("describe", "runs", "read"):
        monkeypatch.setattr(store, name, _noting(getattr(store, name), name, asked))
    pairs = ((SHORT, FULL), (SHORT, PARTNER), (FULL, PARTNER))

    assert len(await told(store, catalogue, pairs[0])) == 1
    once = list(asked)
    assert len(await told(store, catalogue, *pairs)) == 3
    assert asked == once * 2
    assert once == ["describe", "runs", "read"]


def _noting(call, name: str, asked: list):
    async def noted(*given):
        asked.append(name)
        return await call(*given)

    return noted


@pytest.fixture
def secretive() -> Catalogue:
    """A catalogue in which people, and the staff of firms, are not for everybody."""
    from dataclasses import replace

    def kept(t):
        if t.name == "Talent":
            return replace(t, access=Access.PERSONAL)
        hidden = {"staff", "ror"}
        properties = tuple(
            replace(p, access=Access.INTERNAL) if p.name in hidden else p for p in t.properties
        )
        return replace(t, properties=properties)

    return Catalogue(tuple(map(kept, load_catalogue().types)))


async def test_what_is_not_for_everybody_is_left_out(store, secretive):
    await store.apply(said(), RUN)
    (evidence,) = await told(store, secretive, (SHORT, FULL))

    assert evidence.people == Shared(0, ())
    assert evidence.identifiers == ()
    assert {d.property for d in evidence.merging.values} == {"name", "uscc"}
    assert evidence.partners.count == 1


async def test_many_shared_are_counted_and_the_first_named(store, catalogue):
    ids = [f"P:{n:03d}" for n in range(120)]
    await store.apply(
        [
            NodeStatement(1, "E:1", "Enterprise", {"name": "a"}),
            NodeStatement(1, "E:2", "Enterprise", {"name": "b"}),
            *(NodeStatement(2, id_, "Project", {"name": id_}) for id_ in ids),
            *(
                LinkStatement(3, "PARTICIPATES_IN", firm, id_)
                for firm in ("E:1", "E:2")
                for id_ in ids
            ),
        ],
        RUN,
    )
    (evidence,) = await told(store, catalogue, ("E:1", "E:2"))

    # A hundred are looked at, twenty named; how many links move is counted in full.
    assert evidence.side_by_side == Shared(100, tuple(ids[:20]))
    assert not evidence.complete
    assert evidence.merging.links_moved == 120
