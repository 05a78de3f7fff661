"""Names that are nearly alike, through an import: who is offered, and that nobody is merged."""

from __future__ import annotations

import pytest
from read_back import linked_names, nodes_by_name

from graph_service.review.open_pairs import open_pairs
from graph_service.sample.codes import invented_uscc
from graph_service.store.port import StoreError
from graph_service.undo import undo_run
from schema.statements import NodeStatement, Run


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


async def test_a_short_name_that_is_stated_finds_its_own_and_one_that_is_not_is_asked_about(
    load, store
):
    """Quirk 18."""
    schools = "单位名称,简称\n温州大学,温大\n浙江大学温州研究院,\n国科大温州研究院,\n"
    await load("院校.csv", schools, as_type="高校")
    rows = ("温大", "浙大温州院", "国科温州研究院", "温州大学瓯江学院")
    named = "".join(f"项{n},{name}\n" for n, name in enumerate(rows))
    await load("项目.csv", f"项目名称,参与单位\n{named}", as_type="项目")

    participants = await linked_names(store, "University", "PARTICIPATES_IN", "Project")
    assert participants == {("温州大学", "项0")}
    assert await offered(store) == {
        frozenset({"浙大温州院", "浙江大学温州研究院"}): "SHORT_NAME",
        frozenset({"国科温州研究院", "国科大温州研究院"}): "SHORT_NAME",
    }


async def test_what_an_import_taken_back_offered_is_gone(load, store):
    await load("a.csv", "企业名称\n浙江正泰电器\n", as_type="企业")
    second = await load("b.csv", "企业名称\n浙江正泰电器有限公司\n", as_type="企业")
    assert len(await offered(store)) == 1

    await undo_run(store, second.runs[0].run)
    assert await offered(store) == {}


async def test_the_report_names_the_row_that_brought_a_pair_up(load, store):
    await load("a.csv", "企业名称\n浙江正泰电器\n", as_type="企业")
    run = (await load("b.csv", "企业名称\n某厂\n浙江正泰电器有限公司\n", as_type="企业")).runs[0]

    (note,) = run.candidates
    assert (note.reason, note.file, note.row) == ("LEGAL_FORM", "b.csv", 3)
    again = (await load("b.csv", "企业名称\n某厂\n浙江正泰电器有限公司\n", as_type="企业")).runs[0]
    assert again.repeated
    assert len(await offered(store)) == 1


async def test_an_import_that_goes_on_offers_what_the_part_before_would_have(
    load, store, monkeypatch
):
    await load("a.csv", "企业名称\n浙江正泰电器\n", as_type="企业")
    table = "企业名称\n浙江正泰电器有限公司\n某厂\n另厂\n"
    apply = store.apply

    async def broken(batch, run):
        if any(statement.row == 3 for statement in batch):
            raise StoreError("The disk is full.")
        return await apply(batch, run)

    monkeypatch.setattr(store, "apply", broken)
    with pytest.raises(StoreError, match="full"):
        await load("b.csv", table, as_type="企业", batch_rows=1)
    monkeypatch.setattr(store, "apply", apply)
    assert await offered(store) == {}

    await load("b.csv", table, as_type="企业", batch_rows=1)
    pair = frozenset({"浙江正泰电器", "浙江正泰电器有限公司"})
    assert await offered(store) == {pair: "LEGAL_FORM"}


async def test_titles_of_projects_and_people_are_not_compared(load, store):
    await load("p.csv", "项目名称,项目负责人,牵头单位\n智能制造研究,王磊,甲厂\n", as_type="项目")
    await load("q.csv", "项目名称,项目负责人,牵头单位\n智能制造研就,王垒,乙厂\n", as_type="项目")

    assert await offered(store) == {}


async def test_a_record_known_by_its_code_alone_is_offered_when_it_gets_anothers_name(load, store):
    code = invented_uscc("91", "330302", 1)
    await load("a.csv", "企业名称\n温州机床厂\n", as_type="企业", source="a")
    await load("b.csv", f"统一社会信用代码,员工人数\n{code},5\n", as_type="企业", source="b")
    await load(
        "c.csv", f"统一社会信用代码,企业名称\n{code},温州机床厂\n", as_type="企业", source="c"
    )

    assert list((await offered(store)).values()) == ["SAME_NAME"]


async def test_two_that_share_letters_they_are_called_for_short_stay_two(load, store):
    # Nobody stated what the first is: a project only names it, with the letters as another name.
    await load("b.csv", "项目名称,参与单位\n甲,中国通信学会\n", as_type="项目")
    (found,) = (await store.lookup(["name:Organization:中国通信学会"])).values()
    letters = ("name:Organization:中国通信学会", "name:Organization:cic")
    said = NodeStatement(1, found[0].id, found[0].type, {"aliases": ("CIC",)}, letters)
    await store.apply([said], Run("r", "ror"))
    await load("c.csv", "企业名称,简称\nSOCIAL IMPACT LAB,CIC\n", as_type="企业")

    (same,) = await store.describe([found[0].id])
    assert same.values["name"] == "中国通信学会"
    assert "SOCIAL IMPACT LAB" in await nodes_by_name(store, "Enterprise")
