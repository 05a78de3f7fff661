"""A region's pack says how much its sources are believed, and imports go by it."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from api_client import serving_store
from stores import MEMORY

from graph_service.ingest import import_files
from schema.catalogue import load_catalogue
from schema.packs import load_pack

CATALOGUE = load_catalogue()
SECOND = str(Path(__file__).parents[1] / "support" / "packs" / "belhaven-1999.toml")
CONFLICTS = """{ enterprises { nodes { staff conflicts { property
    offers { value reason source { source priority } } } } } }"""

# Who says what number of people, and of which year; the most believed does not come last.
WENZHOU = {"市科技局": ("2019", 30), "县(市、区)科技局": ("2021", 20), "单位填报": ("2022", 10)}
BELHAVEN = {"harbour-office": ("2019", 5), "somebody": ("2023", 0)}


@pytest.mark.parametrize(
    ("pack", "said"), [("wenzhou-2021", WENZHOU), (SECOND, BELHAVEN)], ids=["first", "second"]
)
async def test_the_value_of_the_source_believed_most_is_shown_whatever_the_order(
    tmp_path, pack, said
):
    expected = sorted(((priority, source) for source, (_, priority) in said.items()), reverse=True)
    for order in permutations(said):
        async with MEMORY.new(CATALOGUE) as store:
            for source in order:
                period, priority = said[source]
                path = tmp_path / "list.csv"
                # The number of people is the priority, so that each source is told by its value.
                path.write_text(f"企业名称,员工人数\nAcme,{priority}\n", encoding="utf-8")
                await import_files(
                    store,
                    CATALOGUE,
                    load_pack(pack),
                    [path],
                    as_type="企业",
                    source=source,
                    period=period,
                )
            async with serving_store(store) as api:
                (firm,) = (await api.data(CONFLICTS))["enterprises"]["nodes"]

        (staff,) = firm["conflicts"]
        assert firm["staff"] == expected[0][0]
        assert [
            (offer["source"]["priority"], offer["source"]["source"]) for offer in staff["offers"]
        ] == expected
        assert [offer["reason"] for offer in staff["offers"]] == [
            None,
            *["PRIORITY"] * (len(said) - 1),
        ]


async def test_without_a_priority_the_later_period_is_shown(tmp_path):
    async with MEMORY.new(CATALOGUE) as store:
        for source, period, staff in (("甲", "2022", 7), ("乙", "2020", 8)):
            path = tmp_path / "list.csv"
            path.write_text(f"企业名称,员工人数\nAcme,{staff}\n", encoding="utf-8")
            pack = load_pack("wenzhou-2021")
            await import_files(
                store, CATALOGUE, pack, [path], as_type="企业", source=source, period=period
            )
        async with serving_store(store) as api:
            (firm,) = (await api.data(CONFLICTS))["enterprises"]["nodes"]

    assert firm["staff"] == 7
    assert [o["reason"] for c in firm["conflicts"] for o in c["offers"]] == [None, "PERIOD"]
