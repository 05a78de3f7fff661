"""What erasing a record or a property does."""

from __future__ import annotations

import zlib
from contextlib import suppress
from typing import Any

import pytest
from store_laws import everything
from store_statements import RUN, enterprise
from store_view import CONTEXT, shown

from graph_service.store.exploring import Search
from graph_service.store.port import Erased, Erasure, Outcome
from schema.statements import Decision, LinkStatement, NodeStatement, Run, Verdict

_OTHER = Run("o", "survey", "2022", 1)
_SECRET = "欧阳秘密"
_FIRM = "Organization:f00d"


def _person(row: int, id_: str, **values: object) -> NodeStatement:
    keys = (f"name:Talent:{values['name']}", f"person:{values['name']}@{_FIRM}")
    return NodeStatement(row, id_, "Talent", values, keys)


_SAID = [
    _person(1, "Talent:1", name=_SECRET, title="教授", field="激光"),
    NodeStatement(
        1, _FIRM, "Enterprise", {"name": "温州机床厂"}, ("name:Organization:温州机床厂",)
    ),
    LinkStatement(1, "AFFILIATED_WITH", "Talent:1", _FIRM, "", {"position": "厂长"}),
    _person(2, "Talent:2", name="王磊", title="讲师"),
    LinkStatement(2, "AFFILIATED_WITH", "Talent:2", _FIRM),
]


def texts_in(held: Any) -> str:
    """All texts in a medium, one after the other; what is packed is unpacked."""
    if isinstance(held, list | tuple):
        return "\n".join(map(texts_in, held))
    if isinstance(held, bytes):
        with suppress(zlib.error):
            held = zlib.decompress(held)
        return held.decode()
    return str(held)


class StoreForgetting:
    """Part of the contract of every store."""

    async def test_a_record_is_erased_with_its_links_and_keys(self, store, at, catalogue):
        await store.apply(_SAID, RUN)
        await store.apply([_person(1, "Talent:1", name=_SECRET, orcid="0000-0001")], _OTHER)
        before = int((await store.version()).rpartition(".")[2])
        medium = texts_in(await at.medium(store))
        assert _SECRET in medium
        assert "Talent:1" in medium

        erased = await store.forget(Erasure("Talent:1"))

        # Two runs said something of the record, one of its link.
        assert (erased.statements, erased.links) == (3, 1)
        assert erased.version == await store.version()
        assert int(erased.version.rpartition(".")[2]) == before + 1
        nodes, links = await shown(store, catalogue)
        assert nodes.keys() == {_FIRM, "Talent:2"}
        assert links.keys() == {("AFFILIATED_WITH", "Talent:2", _FIRM, "")}
        assert await store.describe(["Talent:1"]) == (None,)
        assert await store.lookup([f"name:Talent:{_SECRET}", f"person:{_SECRET}@{_FIRM}"]) == {}
        found = await store.search(Search(_SECRET, ("Talent",), 10), CONTEXT)
        assert found.hits == ()
        medium = texts_in(await at.medium(store))
        assert _SECRET not in medium
        assert "Talent:1" not in medium

    async def test_a_property_is_erased_and_the_rest_stays(self, store, at, catalogue):
        await store.apply(_SAID, RUN)
        await store.apply([_person(1, "Talent:1", name="欧阳", title="院士")], _OTHER)

        erased = await store.forget(Erasure("Talent:1", "title"))

        assert (erased.statements, erased.links) == (2, 0)
        nodes, links = await shown(store, catalogue)
        assert nodes["Talent:1"] == ("Talent", {"name": "欧阳", "field": "激光"})
        assert nodes["Talent:2"] == ("Talent", {"name": "王磊", "title": "讲师"})
        assert len(links) == 2
        (described,) = await store.describe(["Talent:1"])
        assert [c.property for c in described.conflicts] == ["name"]
        medium = texts_in(await at.medium(store))
        assert "教授" not in medium
        assert "院士" not in medium

    async def test_keys_made_of_a_forgotten_value_find_nobody(self, store):
        key = f"name:Talent:{_SECRET}"
        await store.apply(_SAID, RUN)

        await store.forget(Erasure("Talent:1", "name", keys=frozenset({key})))

        assert await store.lookup([key]) == {}
        (found,) = (await store.lookup([f"person:{_SECRET}@{_FIRM}"])).values()
        assert [(f.id, f.name, f.keys) for f in found] == [
            ("Talent:1", "", frozenset({f"person:{_SECRET}@{_FIRM}"}))
        ]

    async def test_a_record_takes_along_what_others_are_found_by_beside_it(self, store, at):
        await store.apply(_SAID, RUN)

        await store.forget(Erasure(_FIRM))

        assert await store.lookup([f"person:王磊@{_FIRM}"]) == {}
        assert list(await store.lookup(["name:Talent:王磊"])) == ["name:Talent:王磊"]
        assert _FIRM not in texts_in(await at.medium(store))

    async def test_lent_keys_are_taken_from_linked_records_only(self, store):
        lent = "name:Talent:王磊"
        apart = NodeStatement(1, "Talent:3", "Talent", {"name": "王磊"}, (lent,))
        await store.apply(_SAID, RUN)
        await store.apply([apart], _OTHER)

        await store.forget(Erasure(_FIRM, lent=frozenset({lent})))

        assert [f.id for f in (await store.lookup([lent]))[lent]] == ["Talent:3"]

    async def test_rows_that_become_alike_are_one_statement_of_both(self, store):
        await store.apply(
            [
                enterprise(1, "E:1", name="a", country="CN"),
                enterprise(2, "E:1", name="a", country="DE"),
                enterprise(3, "E:1", name="a", country="DE"),
            ],
            RUN,
        )
        erased = await store.forget(Erasure("E:1", "country"))
        assert erased.statements == 3
        (described,) = await store.describe(["E:1"])
        assert [(s.values, s.row, count) for _, s, count in described.statements] == [
            ({"name": "a"}, 3, 3)
        ]

    async def test_runs_keep_their_rows_and_can_be_taken_back(self, store):
        await store.apply([NodeStatement(1, "P:1", "Project")], _OTHER)
        before = await everything(store)
        await store.apply(_SAID, RUN)
        rows = [state.rows for state in await store.runs()]

        await store.forget(Erasure("Talent:1"))
        await store.forget(Erasure("Talent:2", "title"))

        assert [state.rows for state in await store.runs()] == rows == [1, 2]
        again = await store.apply(_SAID, RUN)
        assert set(again.rows.values()) == {Outcome.UNCHANGED}
        assert await store.describe(["Talent:1"]) == (None,)
        await store.retract(RUN.id)
        assert await everything(store) == before

    async def test_all_records_that_were_united_go_and_verdicts_about_them(self, store, at):
        await store.apply([enterprise(n, f"E:{n}", name=f"n{n}") for n in (1, 2, 3, 4)], RUN)
        await store.decide(Decision("E:1", "E:2", Verdict.SAME))
        await store.decide(Decision("E:2", "E:3", Verdict.DIFFERENT))
        await store.decide(Decision("E:3", "E:4", Verdict.SAME))

        await store.forget(Erasure("E:2"))

        assert await store.describe(["E:1", "E:2"]) == (None, None)
        assert (await store.describe(["E:4"]))[0].records == ("E:3", "E:4")
        async for part in store.contents():
            assert [d.pair for d in part.decisions] == [("E:3", "E:4")]
            break
        medium = texts_in(await at.medium(store))
        assert not [i for i in ("E:1", "E:2") if i in medium]

    async def test_links_that_wait_for_an_end_are_erased(self, store, at):
        await store.apply([LinkStatement(1, "AFFILIATED_WITH", "Talent:9", _FIRM)], RUN)
        erased = await store.forget(Erasure("Talent:9"))
        assert (erased.statements, erased.links) == (1, 1)
        assert "Talent:9" not in texts_in(await at.medium(store))

    @pytest.mark.parametrize("property_", ["", "title"])
    async def test_what_is_not_there_changes_nothing(self, store, property_):
        await store.apply(_SAID, RUN)
        before = await everything(store)
        version = await store.version()
        assert await store.forget(Erasure("Talent:404", property_)) == Erased(version)
        assert await everything(store) == before

    async def test_done_again_it_changes_nothing(self, store):
        await store.apply(_SAID, RUN)
        first = await store.forget(Erasure("Talent:1"))
        assert await store.forget(Erasure("Talent:1")) == Erased(first.version)
