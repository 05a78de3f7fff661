"""What is forgotten is in no byte of the store, of a dump, or of an answer."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import bytes_kept
import pytest
from api_client import serving_store
from forgetting_people import NAME, forgotten, person
from store_view import shown

from graph_service.forgetting.forget import NothingToForget
from graph_service.moving import StoreSource, write_dump
from schema.statements import Decision, Verdict

ORCID = "0000-0002-1825-0097"
FIELD = "量子激光测试方向"
TABLE = f"""姓名,ORCID号,工作单位,职称,研究方向
{NAME},{ORCID},温州测试大学,教授,{FIELD}
王磊,,温州测试大学,讲师,机器人
"""
AGAIN = f"""姓名,ORCID号,工作单位,职称
欧阳 测试君,{ORCID},温州测试大学,特聘研究员
{NAME},{ORCID[:-1]}9,温州测试大学,教授
,,温州测试大学,{NAME}
"""
PROJECTS = f"""项目名称,负责人,牵头单位
甲项目,{NAME},温州测试大学
乙项目,王磊,温州测试大学
"""
ASKED = """{
  talents { totalCount nodes { id name title field orcid
    sources(first: 9) { nodes { values { value } row { number } } }
    conflicts { property offers { value } }
    affiliations { nodes { id } } } }
  search(text: "%s", first: 9) { totalCount hits { node { id } } }
  byName: talents(orderBy: [{name: DESC}]) { nodes { name } }
  importRuns(first: 9) { nodes { source rows } }
}"""


@pytest.fixture
async def imported(store, load):
    await load("人才.csv", TABLE, as_type="人才", period="2021")
    await load("又.csv", AGAIN, as_type="人才", period="2022")
    await load("项目.csv", PROJECTS, as_type="项目")
    return await person(store)


async def test_a_person_is_in_no_byte_of_the_store_any_more(
    kept, store, catalogue, imported, tmp_path
):
    secrets = (NAME, ORCID, FIELD, imported)
    assert all(kept.holding(secret) for secret in secrets)

    done = await forgotten(store, catalogue, imported)

    assert (done.type, done.records) == ("Talent", 1)
    assert {secret: found for secret in secrets if (found := kept.holding(secret))} == {}
    # The other person's row and those of projects are kept.
    assert kept.holding("王磊")
    assert kept.holding("甲项目")
    dump = tmp_path / "after.dump"
    await write_dump(dump, StoreSource(store, "the store"), made=datetime.now(UTC))
    assert bytes_kept.holding(bytes_kept.in_dump(dump), "王磊")
    for secret in secrets:
        assert bytes_kept.holding(bytes_kept.in_dump(dump), secret) == []


async def test_no_answer_tells_of_a_forgotten_person(store, catalogue, imported):
    async with serving_store(store) as api:
        before = json.dumps(await api.data(ASKED % NAME), ensure_ascii=False)
        assert NAME in before
    await forgotten(store, catalogue, imported)
    async with serving_store(store) as api:
        answer = await api.data(ASKED % NAME)
    after = json.dumps(answer, ensure_ascii=False)
    assert [secret for secret in (NAME, ORCID, FIELD, imported) if secret in after] == []
    assert answer["search"]["totalCount"] == 0
    assert answer["talents"]["totalCount"] == len(answer["talents"]["nodes"])


async def test_of_one_property_nothing_is_left_and_the_rest_stays(kept, store, catalogue, imported):
    done = await forgotten(store, catalogue, imported, "field")

    assert (done.property, done.statements, done.links) == ("field", 1, 0)
    assert kept.holding(FIELD) == []
    nodes, links = await shown(store, catalogue)
    assert nodes[imported][1]["name"] in {NAME, "欧阳 测试君"}
    assert nodes[imported][1]["orcid"].endswith(ORCID)
    assert "field" not in nodes[imported][1]
    assert [link for link in links if imported in link[1:3]]
    assert kept.holding(NAME)


async def test_a_forgotten_identifier_finds_nobody(kept, store, catalogue, imported, load):
    other = await person(store, "王磊")
    known = "0000-0001-5109-3700"
    # A row of nobody quotes it, too.
    await load(
        "三.csv",
        f"姓名,ORCID号,工作单位,职称\n王磊,{known},温州测试大学,讲师\n,,,{known}\n",
        as_type="人才",
    )
    assert await store.lookup([f"orcid:https://orcid.org/{known}"])

    await forgotten(store, catalogue, other, "orcid")

    assert await store.lookup([f"orcid:https://orcid.org/{known}"]) == {}
    assert kept.holding(known) == []
    assert (await store.describe([other]))[0].values == {
        "name": "王磊",
        "title": "讲师",
        "field": "机器人",
    }


async def test_what_an_id_is_made_of_goes_with_the_whole_record_only(store, catalogue, imported):
    assert ORCID in imported
    with pytest.raises(NothingToForget, match="made of its orcid"):
        await forgotten(store, catalogue, imported, "orcid")


async def test_records_that_were_united_are_forgotten_together(kept, store, catalogue, imported):
    other = await person(store, "王磊")
    await store.decide(Decision(imported, other, Verdict.SAME))

    done = await forgotten(store, catalogue, other)

    assert done.records == 2
    assert kept.holding(NAME) == kept.holding("王磊") == []
    assert kept.holding(imported) == kept.holding(other) == []


async def test_that_it_happened_is_kept_with_who_when_and_why(store, catalogue, imported):
    await forgotten(store, catalogue, imported)
    (entry,) = await store.ledger.list("forgotten")
    told = entry.document
    assert (told["by"], told["reason"], told["type"], told["state"]) == (
        "李明",
        "本人申请",
        "Talent",
        "done",
    )
    assert told["at"].endswith("+00:00")


async def test_a_reason_that_names_it_is_refused(store, catalogue, imported):
    before = await store.version()
    for reason in (f"{NAME}本人申请", imported, "  "):
        with pytest.raises(NothingToForget, match=r"names what|is empty"):
            await forgotten(store, catalogue, imported, reason=reason)
    assert await store.version() == before
    assert await store.ledger.list("forgotten") == ()


async def test_what_is_not_known_is_answered_with_a_sentence(store, catalogue, imported):
    with pytest.raises(NothingToForget, match="There is no record Talent:404"):
        await forgotten(store, catalogue, "Talent:404")
    with pytest.raises(NothingToForget, match=r"has no property 'wings'\. It has name,"):
        await forgotten(store, catalogue, imported, "wings")
    with pytest.raises(NothingToForget, match="Nothing is known of titleRank"):
        await forgotten(store, catalogue, await person(store, "王磊"), "titleRank")
    await forgotten(store, catalogue, imported)
    with pytest.raises(NothingToForget, match=r"was forgotten already: .*, by 李明"):
        await forgotten(store, catalogue, imported)
