"""The row behind a value: the file it stood in, and for editors its cells."""

from __future__ import annotations

from hashlib import blake2b

import pytest
import pytest_asyncio
from api_client import WRITE_TOKEN, serving_store

from graph_service.ingest import import_files
from schema.catalogue import load_catalogue
from schema.packs import load_pack

CATALOGUE = load_catalogue()
TABLE = "企业名称,员工人数,,内部备注\n温州机床厂,120,x,甲乙丙\n乐清电器厂,80\n"
ROWS = """{ enterprises(orderBy: [{staff: DESC}]) { nodes { sources { nodes {
    row { number contentHash cells { header text } } } } } } }"""


@pytest_asyncio.fixture(loop_scope="module")
async def store(place):
    async with place.new(CATALOGUE) as opened:
        yield opened


async def rows(store, tmp_path, *, editor: bool) -> tuple[bytes, list[dict]]:
    path = tmp_path / "名录.csv"
    path.write_text(TABLE, encoding="utf-8")
    pack = load_pack("wenzhou-2021")
    await import_files(store, CATALOGUE, pack, [path], as_type="企业")
    async with serving_store(store, write_token=WRITE_TOKEN) as api:
        api.use_token(WRITE_TOKEN if editor else None)
        nodes = (await api.data(ROWS))["enterprises"]["nodes"]
    return path.read_bytes(), [n["sources"]["nodes"][0]["row"] for n in nodes]


async def test_an_editor_sees_the_cells_under_their_headers(store, tmp_path):
    content, (lathes, switches) = await rows(store, tmp_path, editor=True)

    assert lathes == {
        "number": 2,
        "contentHash": blake2b(content, digest_size=16).hexdigest(),
        "cells": [
            {"header": "企业名称", "text": "温州机床厂"},
            {"header": "员工人数", "text": "120"},
            {"header": "", "text": "x"},
            {"header": "内部备注", "text": "甲乙丙"},
        ],
    }
    assert [cell["text"] for cell in switches["cells"]][:2] == ["乐清电器厂", "80"]


@pytest.mark.parametrize(
    ("table", "reporter"),
    [
        ("2021年企业表\n填报单位：市科技局\n企业名称,员工人数\n甲厂,1\n", "市科技局"),
        ("企业名称,员工人数\n甲厂,1\n填报单位:鹿城区科技局（盖章）,\n", "鹿城区科技局（盖章）"),
        ("企业名称,员工人数\n甲厂,1\n", None),
    ],
)
async def test_who_filled_a_table_in_is_told_where_it_says_so(store, tmp_path, table, reporter):
    path = tmp_path / "名录.csv"
    path.write_text(table, encoding="utf-8")
    await import_files(store, CATALOGUE, load_pack("wenzhou-2021"), [path], as_type="企业")
    async with serving_store(store) as api:
        query = "{ enterprises { nodes { sources { nodes { row { reporter } } } } } }"
        (node,) = (await api.data(query))["enterprises"]["nodes"]

    assert [source["row"] for source in node["sources"]["nodes"]] == [{"reporter": reporter}]


async def test_nobody_else_sees_cells(store, tmp_path):
    _, found = await rows(store, tmp_path, editor=False)

    assert [row["cells"] for row in found] == [None, None]
    assert all(row["contentHash"] for row in found)
