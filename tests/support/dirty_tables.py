"""Dirty tables at random, and all that a graph says, as plain values."""

from __future__ import annotations

import csv
import io

from hypothesis import strategies as st

from graph_service.store.port import SnapshotColumns, SnapshotRequest
from schema.catalogue import load_catalogue
from schema.packs import load_pack

CATALOGUE = load_catalogue()
PACK = load_pack("wenzhou-2021")
HEADERS = {
    "Project": [
        "项目名称",
        "项目编号",
        "开始日期",
        "经费(万元)",
        "牵头单位",
        "参与单位",
        "负责人",
        "服务产业",
    ],
    "Enterprise": ["企业名称", "信用代码", "所在县(市、区)", "注册资本", "员工人数", "所属单位"],
    "Talent": ["姓名", "ORCID号", "工作单位", "人才类别", "起始日期"],
}
CELLS = st.one_of(
    st.sampled_from(
        [
            "", "无", "甲厂", "乙厂", "甲厂；乙厂", "甲、乙", "温州大学", "王磊", "2021", "2021.1", "120",
            "120万元", "合计", "注：x", "乐清市", "91330000142944445H", "9.1E+17", "电气、炼金术", "A类",
            "#REF!", "企业名称", "项目名称", " ", "0000-0002-1694-233X", "1", "2", "99999999999999999999",
        ]
    ),
    st.text(max_size=6).filter(lambda text: "\0" not in text),
)  # fmt: skip


@st.composite
def dirty_tables(draw) -> tuple[str, list[list[str]]]:
    type_ = draw(st.sampled_from(sorted(HEADERS)))
    headers = draw(st.permutations(HEADERS[type_]))
    rows = draw(st.lists(st.lists(CELLS, max_size=len(headers) + 1), max_size=12))
    repeated = draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    return type_, [list(headers), *rows, *repeated]


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()


async def all_said(store) -> tuple[dict, list]:
    """Types and values of all nodes by id, and the ends of all links."""
    request = SnapshotRequest(
        tuple(SnapshotColumns(t.name) for t in CATALOGUE.concrete),
        tuple(SnapshotColumns(name) for name in CATALOGUE.links),
        "2023-12-31",
    )
    tables = await store.snapshot(request)
    ids = [id_ for table in tables.nodes.values() for id_ in table.ids]
    nodes = {d.id: (d.type, dict(d.values)) for d in await store.describe(ids)}
    links = [
        (type_, tables.id_of(int(source)), tables.id_of(int(target)))
        for type_, table in tables.links.items()
        for source, target in zip(table.source, table.target, strict=True)
    ]
    return nodes, sorted(links)
