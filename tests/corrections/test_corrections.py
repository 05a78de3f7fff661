"""What people know better: values, records and links, said so that it can be taken back."""

from __future__ import annotations

import asyncio

import pytest
from read_back import linked_names, nodes_by_name

from graph_service.corrections.log import CorrectionLog
from graph_service.corrections.making import CorrectedMeanwhile, CorrectionRefused, NothingThere
from graph_service.forgetting.forget import forget
from graph_service.undo import undo_run
from schema.statements import Decision, Verdict

FIRMS = "企业名称,统一社会信用代码,地址,员工人数\n甲机械有限公司,91330300142944445H,路1号,10\n"
WHO = {"by": "张三", "reason": "企业来函"}


async def firm(store, *columns: str) -> dict:
    """The only enterprise."""
    (found,) = (await nodes_by_name(store, "Enterprise", *columns)).values()
    return found


async def test_a_correction_is_shown_whatever_is_imported_later_and_goes_with_its_run(
    load, store, corrections
):
    await load("e.csv", FIRMS, source="a", period="2022")
    id_ = (await firm(store))["id"]

    done = await corrections.correct(id_, "staff", "12", **WHO)
    assert (done.before, done.after) == ({"staff": 10}, {"staff": 12})
    await load("e.csv", FIRMS.replace(",10\n", ",15\n"), source="a", period="2023")
    assert (await firm(store, "staff"))["staff"] == 12
    (described,) = await store.describe([id_])
    assert {(c.kept, c.offered) for c in described.conflicts} == {(12, 10), (12, 15)}

    await undo_run(store, done.act.run)
    assert (await firm(store, "staff"))["staff"] == 15


async def test_of_two_corrections_the_later_counts_and_undoing_it_brings_the_first_back(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    await corrections.correct(id_, "staff", 12, **WHO)
    await corrections.correct(id_, "address", "路9号", **WHO)
    second = await corrections.correct(id_, "staff", 11, **WHO)
    shown = await firm(store, "staff", "address")
    assert (shown["staff"], shown["address"]) == (11, "路9号")

    await undo_run(store, second.act.run)
    assert (await firm(store, "staff"))["staff"] == 12


async def test_a_value_that_is_wrong_and_not_known_is_absent_and_the_others_stay_to_be_seen(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    done = await corrections.correct(id_, "staff", None, **WHO)

    assert done.after == {"staff": None}
    assert (await firm(store, "staff"))["staff"] is None
    (described,) = await store.describe([id_])
    assert [(c.property, c.kept, c.offered) for c in described.conflicts] == [("staff", None, 10)]


async def test_a_withdrawn_record_stays_away_with_its_links_until_that_is_undone(
    load, store, corrections
):
    projects = "项目名称,项目编号,承担单位\n甲项目,P1,甲机械有限公司\n"
    await load("e.csv", FIRMS)
    await load("p.csv", projects, as_type="Project")
    id_ = (await firm(store))["id"]
    before = await store.info()
    linked = await linked_names(store, "Enterprise", "PARTICIPATES_IN", "Project")
    assert linked == {("甲机械有限公司", "甲项目")}

    done = await corrections.withdraw(id_, **WHO)
    assert await nodes_by_name(store, "Enterprise") == {}
    assert (await store.info()).links == {}
    # It is found by what imports say of it, and what they say is kept.
    await load("e.csv", FIRMS.replace("路1号", "路2号"), source="other")
    await load("p.csv", projects, as_type="Project", source="other")
    assert await nodes_by_name(store, "Enterprise") == {}
    assert (await store.info()).nodes == {"Project": 1}
    with pytest.raises(CorrectionRefused, match=r"张三.*undo"):
        await corrections.correct(id_, "staff", 1, **WHO)

    await undo_run(store, done.act.run)
    after = await store.info()
    assert (after.nodes, after.links) == (before.nodes, before.links)
    assert (await firm(store, "address"))["address"] in {"路1号", "路2号"}


async def test_a_withdrawn_link_stays_away_and_is_not_added_again(load, store, corrections):
    projects = "项目名称,项目编号,承担单位\n甲项目,P1,甲机械有限公司\n"
    await load("e.csv", FIRMS)
    await load("p.csv", projects, as_type="Project")
    ends = ((await firm(store))["id"], (await nodes_by_name(store, "Project"))["甲项目"]["id"])

    done = await corrections.withdraw_link("PARTICIPATES_IN", *ends, **WHO)
    await load("p.csv", projects, as_type="Project", source="other")
    assert (await store.info()).links == {}
    with pytest.raises(CorrectionRefused, match="withdrawn"):
        await corrections.add_link("PARTICIPATES_IN", *ends, {}, **WHO)

    await undo_run(store, done.act.run)
    assert (await store.info()).links == {"PARTICIPATES_IN": 1}


async def test_records_and_links_that_no_source_has_are_added_and_taken_back(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    added = await corrections.add_node("Project", {"name": "乙项目", "budget": "120万元"}, **WHO)
    id_ = (await firm(store))["id"]
    linked = await corrections.add_link("PARTICIPATES_IN", id_, added.id, {"role": "LEAD"}, **WHO)
    assert linked.after == {"role": "LEAD"}
    assert await linked_names(store, "Enterprise", "PARTICIPATES_IN", "Project") == {
        ("甲机械有限公司", "乙项目")
    }
    # A list that names it finds it, and does not make it twice.
    await load("p.csv", "项目名称,承担单位\n乙项目,甲机械有限公司\n", as_type="Project")
    assert (await store.info()).nodes == {"Enterprise": 1, "Project": 1}

    with pytest.raises(CorrectionRefused, match="there already"):
        await corrections.add_node("Enterprise", {"name": "甲机械有限公司"}, **WHO)
    await undo_run(store, linked.act.run)
    await undo_run(store, added.act.run)
    assert [state.run.source for state in await store.runs()] == ["e", "p"]


async def test_a_table_of_corrections_does_not_take_the_place_of_those_made_one_by_one(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    await corrections.correct(id_, "staff", 12, **WHO)
    await load("m.csv", "企业名称,地址\n甲机械有限公司,路8号\n", source="manual")
    shown = await firm(store, "staff", "address")
    assert (shown["staff"], shown["address"]) == (12, "路8号")


async def test_a_corrected_name_and_identifier_find_the_record_from_then_on(
    load, store, corrections
):
    await load("e.csv", "企业名称\n甲机戒有限公司\n")
    id_ = (await firm(store))["id"]
    await corrections.correct(id_, "name", "甲机械有限公司", **WHO)
    await load("f.csv", "企业名称,员工人数\n甲机械有限公司,7\n")

    found = await firm(store, "staff")
    assert (found["id"], found["name"], found["staff"]) == (id_, "甲机械有限公司", 7)


async def test_who_names_a_united_record_corrects_the_survivor_and_is_told(
    load, store, corrections
):
    await load("e.csv", "企业名称\n甲厂\n乙厂\n")
    ids = sorted(node["id"] for node in (await nodes_by_name(store, "Enterprise")).values())
    await store.decide(Decision(*ids, Verdict.SAME))

    done = await corrections.correct(ids[1], "staff", "3", **WHO)
    assert done.id == ids[0]
    assert ids[1] in done.notice
    assert (await firm(store, "staff"))["staff"] == 3


async def test_who_expects_another_value_than_is_shown_is_told_and_nothing_is_written(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    version = await store.version()
    with pytest.raises(CorrectedMeanwhile, match="not '9' but 10"):
        await corrections.correct(id_, "staff", "12", **WHO, expected="9")
    with pytest.raises(CorrectedMeanwhile):
        await corrections.correct(id_, "staff", "12", **WHO, expected=None)
    assert await store.version() == version
    await corrections.correct(id_, "staff", "12", **WHO, expected="10")


async def test_of_people_who_correct_one_value_at_once_one_is_first_and_the_others_hear_of_it(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    outcomes = await asyncio.gather(
        *(
            corrections.correct(id_, "staff", n, by=f"人{n}", reason="核对", expected="10")
            for n in (21, 22, 23)
        ),
        return_exceptions=True,
    )
    done = [one for one in outcomes if not isinstance(one, Exception)]
    assert len(done) == 1
    assert all(isinstance(one, CorrectedMeanwhile) for one in outcomes if one is not done[0])
    assert (await firm(store, "staff"))["staff"] == done[0].after["staff"]


REFUSED = [
    ("staff", "许多", "staff.*许多"),
    ("staff", "", "staff"),
    ("industry", "不是行业", "industry.*不是行业"),
    ("establishedOn", "2021-13", "establishedOn"),
    ("uscc", "91330300142944445X", "uscc"),
    ("registeredCapital", "120", "unit"),
    ("stafff", "3", "Did you mean staff"),
    ("staff", {"a": 1}, "no value"),
]


async def test_a_value_that_no_table_could_state_is_refused_with_what_to_do(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    version = await store.version()
    for name, value, told in REFUSED:
        with pytest.raises(CorrectionRefused, match=told):
            await corrections.correct(id_, name, value, **WHO)
    assert await store.version() == version


async def test_what_is_not_there_cannot_be_corrected_and_nobody_corrects_without_a_name(
    load, store, corrections
):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    with pytest.raises(NothingThere):
        await corrections.correct("Enterprise:none", "staff", 1, **WHO)
    with pytest.raises(NothingThere):
        await corrections.withdraw_link("PART_OF", id_, id_, **WHO)
    with pytest.raises(CorrectionRefused, match="Say who"):
        await corrections.withdraw(id_, by=" ", reason="x")
    with pytest.raises(CorrectionRefused, match="Say why"):
        await corrections.withdraw(id_, by="张三", reason="")
    with pytest.raises(CorrectionRefused, match="leads from"):
        await corrections.add_link("AFFILIATED_WITH", id_, id_, {}, **WHO)
    with pytest.raises(CorrectionRefused, match="no type"):
        await corrections.add_node("Organization", {"name": "x"}, **WHO)


async def test_the_ledger_says_who_when_and_why_and_keeps_no_values(load, store, corrections):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    done = await corrections.correct(id_, "address", "路77号", **WHO)
    acts = await CorrectionLog(store.ledger).acts([done.act.run, "another"])
    assert acts == {done.act.run: done.act}
    assert (done.act.by, done.act.at, done.act.reason) == (
        "张三",
        "2024-03-01T09:30:00+00:00",
        "企业来函",
    )
    kept = await store.ledger.kept(limit=1_000)
    assert not any("路77号" in str(place.document) for place in kept)


async def test_nobody_says_again_by_hand_what_was_forgotten(load, store, catalogue, corrections):
    code = "91330000142944445H"
    firms = FIRMS.replace("91330300142944445H", code)
    await load("e.csv", firms.replace("路1号", "温州市鹿城区学院路1号"))
    id_ = (await firm(store))["id"]
    address = {"property_": "address", "by": "李四", "reason": "本人要求"}
    await forget(store, catalogue, id_, **address)

    with pytest.raises(CorrectionRefused, match="address: what was forgotten"):
        await corrections.correct(id_, "address", "温州市鹿城区学院路1号", **WHO)
    await corrections.correct(id_, "address", "温州市龙湾区滨海三道9号", **WHO)
    assert (await firm(store, "address"))["address"] == "温州市龙湾区滨海三道9号"

    await forget(store, catalogue, id_, by="李四", reason="企业要求")
    for values in ({"name": "甲机械有限公司"}, {"name": "甲", "uscc": code}):
        with pytest.raises(CorrectionRefused, match="This record was forgotten"):
            await corrections.add_node("Enterprise", values, **WHO)
    added = await corrections.add_node("Enterprise", {"name": "乙机械有限公司"}, **WHO)
    assert (await firm(store))["id"] == added.id


async def test_what_is_withdrawn_is_not_added_anew_even_if_nobody_says_it_any_more(
    load, store, corrections
):
    report = await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    withdrawn = await corrections.withdraw(id_, **WHO)
    await undo_run(store, report.runs[0].run)
    before = await store.version()

    with pytest.raises(CorrectionRefused, match=f"{id_} is withdrawn by 张三"):
        await corrections.add_node("Enterprise", {"name": "甲机械有限公司"}, **WHO)
    assert await store.version() == before

    await undo_run(store, withdrawn.act.run)
    added = await corrections.add_node("Enterprise", {"name": "甲机械有限公司"}, **WHO)
    assert (await firm(store))["id"] == added.id == id_


async def test_a_refusal_repeats_the_beginning_of_a_long_value_alone(load, store, corrections):
    await load("e.csv", FIRMS)
    id_ = (await firm(store))["id"]
    with pytest.raises(CorrectionRefused) as refused:
        await corrections.correct(id_, "staff", "很多" * 10_000, **WHO)
    told = str(refused.value)
    assert "20,002 characters" in told  # With its quotes.
    assert len(told) < 600
