"""Which record a row speaks of."""

from __future__ import annotations

from read_back import linked_names, nodes_by_name

ZHEJIANG_UNIVERSITY = "12100000470095016Q"
CHINT = "91330000142944445H"


async def ids(store, type_: str) -> dict[str, str]:
    return {name: row["id"] for name, row in (await nodes_by_name(store, type_)).items()}


def doubts(report) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(c.reason, c.record, c.others) for run in report.runs for c in run.candidates]


async def test_an_identifier_finds_a_record_of_any_type_of_the_family(load, store):
    await load("a.csv", f"名称,统一社会信用代码\n浙江大学,{ZHEJIANG_UNIVERSITY}\n", as_type="高校")
    report = await load(
        "b.csv", f"名称,信用代码,地址\n浙江大学,{ZHEJIANG_UNIVERSITY},杭州\n", as_type="企业"
    )

    # The first that states a type settles it; the other is a conflict.
    assert await nodes_by_name(store, "Enterprise") == {}
    universities = await nodes_by_name(store, "University", "address")
    assert universities["浙江大学"]["address"] == "杭州"
    assert report.runs[0].conflicts == {"type": 1}
    [note] = report.runs[0].type_conflicts
    assert (note.kept, note.offered, note.file, note.row) == (
        "University",
        "Enterprise",
        "b.csv",
        2,
    )


async def test_a_legal_form_does_not_make_another_record(load, store):
    await load("a.csv", f"企业名称,信用代码\n浙江正泰电器,{CHINT}\n")
    report = await load("b.csv", f"企业名称,信用代码\n浙江正泰电器股份有限公司,{CHINT}\n")

    assert len(await nodes_by_name(store, "Enterprise")) == 1
    assert doubts(report) == []


async def test_one_identifier_with_two_names_keeps_both_for_review(load, store):
    await load("a.csv", f"企业名称,信用代码\n甲厂,{CHINT}\n")
    report = await load("b.csv", f"企业名称,信用代码\n乙公司,{CHINT}\n")

    assert await ids(store, "Enterprise") == {
        "甲厂": f"Enterprise:{CHINT}",
        "乙公司": f"Enterprise:{CHINT}~2",
    }
    assert doubts(report) == [
        ("SAME_IDENTIFIER", f"Enterprise:{CHINT}~2", (f"Enterprise:{CHINT}",))
    ]


async def test_one_name_with_two_identifiers_keeps_both_for_review(load, store):
    await load("a.csv", f"企业名称,信用代码\n甲厂,{CHINT}\n")
    report = await load("b.csv", "企业名称,信用代码\n甲厂,914403001922038216\n")

    info = await store.info()
    assert info.nodes["Enterprise"] == 2
    assert doubts(report) == [
        ("SAME_NAME", "Enterprise:914403001922038216", (f"Enterprise:{CHINT}",))
    ]


async def test_a_name_without_identifier_finds_the_record_and_lends_it_no_other(load, store):
    await load("a.csv", "企业名称,地址\n甲（厂）,一\n")
    report = await load("b.csv", f"企业名称,信用代码\n甲 (厂),{CHINT}\n")

    assert report.total("updated") == 1
    assert (await store.info()).nodes["Enterprise"] == 1
    # Now it is found by the identifier, whatever the table calls it.
    await load("c.csv", f"信用代码,员工人数\n{CHINT},7\n", as_type="企业")
    assert (await store.info()).nodes["Enterprise"] == 1


async def test_a_link_to_nobody_makes_an_unclassified_record_that_is_classified_later(load, store):
    first = await load("p.csv", "项目名称,牵头单位\n项目一,某研究所\n")
    made = await ids(store, "UnclassifiedOrganization")
    later = await load("r.csv", "名称,人员数\n某研究所,5\n", as_type="科研院所")

    assert first.total("nodes_created") == 2
    assert made["某研究所"].startswith("Organization:")
    assert await ids(store, "ResearchInstitute") == made
    assert later.total("classified") == 1
    assert await linked_names(store, "ResearchInstitute", "PARTICIPATES_IN", "Project") == {
        ("某研究所", "项目一")
    }


async def test_a_short_name_finds_its_record_and_does_not_rename_it(load, store):
    await load("u.csv", "名称,简称\n温州大学,温大；WZU\n", as_type="高校")
    report = await load("p.csv", "项目名称,牵头单位\n项目一,温大\n项目二,wzu\n项目三,温州大学\n")

    assert (await store.info()).nodes["University"] == 1
    assert (await store.info()).nodes.get("UnclassifiedOrganization", 0) == 0
    assert report.runs[0].conflicts == {}
    assert await linked_names(store, "University", "PARTICIPATES_IN", "Project") == {
        ("温州大学", "项目一"),
        ("温州大学", "项目二"),
        ("温州大学", "项目三"),
    }


async def test_a_mention_by_another_name_renames_nobody_whatever_its_type(load, store):
    await load("p.csv", "名称,简称\n温州大学科技园,温大科技园\n", as_type="平台")
    await load("t.csv", "名称,别名\n数控系统,CNC\n", as_type="技术")
    # The rows of the mentions stand further down: of two statements theirs would be believed.
    report = await load("e.csv", "企业名称,孵化平台\n甲厂,\n乙厂,温大科技园\n丙厂,温州大学科技园\n")
    again = await load("c.csv", "产品名称,核心技术\n机床,\n车床,cnc\n铣床,CNC\n", as_type="产品")

    assert report.runs[0].conflicts == again.runs[0].conflicts == {}
    assert await linked_names(store, "Platform", "INCUBATES", "Enterprise") == {
        ("温州大学科技园", "乙厂"),
        ("温州大学科技园", "丙厂"),
    }
    assert await linked_names(store, "Technology", "USED_IN", "Product") == {
        ("数控系统", "车床"),
        ("数控系统", "铣床"),
    }


async def test_who_was_only_mentioned_is_called_as_in_the_first_mention(load, store):
    report = await load("e.csv", "企业名称,孵化平台\n甲厂,科技园（北）\n乙厂,科技园 (北)\n")
    later = await load("f.csv", "企业名称,孵化平台\n丙厂,\n丁厂,科技园(北)\n")

    assert report.runs[0].conflicts == later.runs[0].conflicts == {}
    assert list(await ids(store, "Platform")) == ["科技园（北）"]
    # When the first mention is taken back nobody says any more what it is called.
    await store.retract(report.runs[0].run)
    assert list(await ids(store, "Platform")) == [None]


async def test_a_former_name_that_was_recorded_finds_the_organisation(load, store):
    await load("u.csv", f"名称,信用代码\n甲公司,{CHINT}\n", as_type="企业", period="2020")
    recorded = await load(
        "n.csv", "曾用名称,现名称,停用日期\n老厂,甲公司,2001\n", as_type="名称记录"
    )
    report = await load("p.csv", "项目名称,牵头单位\n项目一,老厂\n项目二,甲公司\n")
    text = f"名称,信用代码,员工人数\n老厂,{CHINT},7\n"
    stated = await load("v.csv", text, as_type="企业", period="1999")

    assert await ids(store, "Enterprise") == {"甲公司": f"Enterprise:{CHINT}"}
    assert await linked_names(store, "Enterprise", "PARTICIPATES_IN", "Project") == {
        ("甲公司", "项目一"),
        ("甲公司", "项目二"),
    }
    assert doubts(recorded) == doubts(report) == doubts(stated) == []


async def test_a_recorded_name_that_is_taken_back_finds_nobody(load, store):
    await load("u.csv", "名称\n甲公司\n", as_type="企业")
    recorded = await load("n.csv", "曾用名称,现名称\n老厂,甲公司\n", as_type="名称记录")
    key = "name:Organization:老厂"
    assert list(await store.lookup([key])) == [key]

    await store.retract(recorded.runs[0].run)
    assert await store.lookup([key]) == {}
    await load("p.csv", "项目名称,牵头单位\n项目一,老厂\n")
    assert list(await ids(store, "UnclassifiedOrganization")) == ["老厂"]


async def test_who_is_called_as_another_was_is_reviewed_and_a_mention_tells_neither(load, store):
    await load("u.csv", "名称\n甲公司\n老厂\n", as_type="企业")
    report = await load("n.csv", "曾用名称,现名称\n老厂,甲公司\n", as_type="名称记录")
    named = await ids(store, "Enterprise")
    later = await load("p.csv", "项目名称,牵头单位\n项目一,老厂\n")

    assert doubts(report) == [("SAME_NAME", named["甲公司"], (named["老厂"],))]
    assert [i.code for i in later.runs[0].issues] == ["AMBIGUOUS_NAME"]


async def test_whose_short_name_another_is_called_by_is_reviewed(load, store):
    await load("e.csv", "企业名称,孵化平台\n甲厂,温大科技园\n")
    mentioned = await ids(store, "Platform")
    report = await load("p.csv", "名称,简称\n温州大学科技园,温大科技园\n", as_type="平台")

    platforms = await ids(store, "Platform")
    assert platforms.items() > mentioned.items()
    assert doubts(report) == [
        ("SAME_NAME", platforms["温州大学科技园"], (mentioned["温大科技园"],))
    ]


async def test_a_college_is_not_its_university(load, store):
    await load("u.csv", "名称,简称\n温州大学,温大\n浙江大学,浙大\n", as_type="高校")
    await load("p.csv", "项目名称,参与单位\n甲,温州大学瓯江学院；浙江大学温州研究院\n")

    assert (await store.info()).nodes["UnclassifiedOrganization"] == 2


async def test_a_name_of_several_records_makes_no_link(load, store):
    await load("a.csv", f"企业名称,信用代码\n甲厂,{CHINT}\n")
    await load("b.csv", "企业名称,信用代码\n甲厂,914403001922038216\n")
    report = await load("p.csv", "项目名称,牵头单位\n项目一,甲厂\n")

    [issue] = report.runs[0].issues
    assert (issue.row, issue.column, issue.value, issue.code) == (
        2,
        "牵头单位",
        "甲厂",
        "AMBIGUOUS_NAME",
    )
    assert f"Enterprise:{CHINT}, Enterprise:914403001922038216" in issue.message
    assert (await store.info()).links.get("PARTICIPATES_IN", 0) == 0
    assert report.total("created") == 1


async def test_people_of_one_name_at_two_places_are_two_and_reviewed(load, store):
    report = await load("t.csv", "姓名,工作单位\n王磊,甲大学\n王磊,乙大学\n王磊,甲大学\n")

    assert (await store.info()).nodes["Talent"] == 2
    assert [reason for reason, _, _ in doubts(report)] == ["SAME_NAME"]
    # The third row says again what the first said.
    assert (report.total("created"), report.total("unchanged")) == (2, 1)


async def test_people_without_a_place_are_told_apart_by_what_is_said_of_them(load, store):
    table = "姓名,职称\n王磊,教授\n王磊,讲师\n"
    report = await load("t.csv", table, as_type="人才")
    again = await load("again.csv", table + "王磊,讲师\n", as_type="人才")

    assert (await store.info()).nodes["Talent"] == 2
    assert [reason for reason, _, _ in doubts(report)] == ["SAME_NAME"]
    assert again.total("created") == 0


async def test_a_project_leader_is_looked_for_at_the_leading_organisation(load, store):
    await load("t.csv", "姓名,工作单位\n王磊,甲大学\n王磊,乙大学\n")
    table = "项目名称,牵头单位,参与单位,负责人\n项目一,甲大学,乙大学,王磊\n"
    report = await load("p.csv", table)

    assert report.runs[0].issues == []
    assert (await store.info()).nodes["Talent"] == 2
    assert (await store.info()).links["WORKS_ON"] == 1
    assert await linked_names(store, "Talent", "WORKS_ON", "Project") == {("王磊", "项目一")}


async def test_projects_of_one_name_are_told_apart_by_their_start(load, store):
    report = await load(
        "p.csv",
        "项目名称,开始日期,状态\n年度课题,2021,在研\n年度课题,2022,在研\n年度课题,2021,结题\n",
    )

    assert (await store.info()).nodes["Project"] == 2
    assert doubts(report) == []


async def test_an_organisation_that_names_itself_is_not_linked_to_itself(load, store):
    report = await load("e.csv", "企业名称,所属单位\n甲厂,甲厂\n乙厂,甲厂\n")

    assert [i.code for i in report.runs[0].issues] == ["SUPERFLUOUS_LINK"]
    assert (await store.info()).links["PART_OF"] == 1


async def test_who_leads_and_takes_part_leads(load, store):
    report = await load("p.csv", "项目名称,牵头单位,参与单位\n项目一,甲厂,甲厂；乙厂\n")

    assert [i.code for i in report.runs[0].issues] == ["SUPERFLUOUS_LINK"]
    assert (await store.info()).links["PARTICIPATES_IN"] == 2


async def test_numbers_of_different_schemes_do_not_collide(load, store, tmp_path):
    (tmp_path / "mine.toml").write_text(
        """
        [subjects.project]
        type = "Project"
        [subjects.project.properties]
        number = { column = "rcn", identifier = "cordis-rcn" }
        """,
        encoding="utf-8",
    )
    await load("ours.csv", "项目编号,项目名称\n221856,甲\n")
    await load("theirs.csv", "rcn\n221856\n", mapping=tmp_path / "mine.toml")
    await load("more.csv", "rcn\n221856\n221857\n", mapping=tmp_path / "mine.toml", source="more")

    assert (await store.info()).nodes["Project"] == 3
    found = await store.lookup(["cordis-rcn:221856", "project-number:221856"])
    assert {key: [f.id for f in hits] for key, hits in found.items()} == {
        "cordis-rcn:221856": ["Project:221856~2"],
        "project-number:221856": ["Project:221856"],
    }


async def test_a_cell_may_give_the_identifier_instead_of_the_name(load, store):
    await load("a.csv", f"企业名称,信用代码\n甲厂,{CHINT}\n")
    await load("b.csv", "企业名称,信用代码\n甲厂,914403001922038216\n")
    report = await load("p.csv", f"项目名称,牵头单位\n项目一,{CHINT}\n")

    assert report.runs[0].issues == []
    assert (report.total("nodes_created"), report.total("links_created")) == (1, 1)
    assert (await store.info()).nodes.get("UnclassifiedOrganization", 0) == 0


async def test_what_is_no_name_makes_no_record(load, store):
    cells = ["0", "无", "#REF!", "？", "9.13E+17", "甲厂"]
    table = "项目名称,牵头单位\n" + "".join(f"项目{n},{c}\n" for n, c in enumerate(cells))
    report = await load("p.csv", table)

    assert list(await ids(store, "UnclassifiedOrganization")) == ["甲厂"]
    assert [(i.row, i.value, i.code) for i in report.runs[0].issues] == [
        (4, "#REF!", "BAD_NAME"),
        (5, "？", "BAD_NAME"),
        (6, "9.13E+17", "BAD_NAME"),
    ]


async def test_a_short_name_of_two_records_gives_neither_its_id(load, store):
    await load("u.csv", "名称,简称\n温州大学,温大\n温岭大学,温大\n", as_type="高校")
    named = await ids(store, "University")
    report = await load("p.csv", "项目名称,牵头单位\n项目一,温大\n")

    assert "~" not in named["温州大学"] + named["温岭大学"]
    assert [i.code for i in report.runs[0].issues] == ["AMBIGUOUS_NAME"]


async def test_identifiers_of_two_records_in_one_row_are_reviewed(load, store):
    await load("a.csv", f"名称,信用代码\n甲厂,{CHINT}\n", as_type="企业")
    await load("b.csv", "名称,pic\n甲厂（公司）,999984059\n", as_type="企业")
    report = await load("c.csv", f"信用代码,pic\n{CHINT},999984059\n", as_type="企业")

    # The first identifier decides; nothing is merged without a person's verdict.
    assert (await store.info()).nodes["Enterprise"] == 2
    assert doubts(report) == [
        ("SEVERAL_IDENTIFIERS", f"Enterprise:{CHINT}", ("Enterprise:999984059",))
    ]


async def test_an_identifier_that_another_one_contradicts_keeps_both_for_review(load, store):
    """Of two entries of a register that share an item of another one, neither is the other."""
    text = "名称,ROR,Wikidata\n甲大学,03yrm5c26,Q42\n甲大学,01k4yrm29,Q42\n"

    report = await load("高校.csv", text, as_type="University")

    assert report.total("nodes_created") == 2
    assert doubts(report) == [
        (
            "SAME_IDENTIFIER",
            "University:https://ror.org/01k4yrm29",
            ("University:https://ror.org/03yrm5c26",),
        )
    ]
