"""Whatever the table, each row is counted once and everything said can be taken back."""

from __future__ import annotations

import asyncio
import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph_service.ingest import import_files
from graph_service.store import open_store
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
def tables(draw) -> tuple[str, list[list[str]]]:
    type_ = draw(st.sampled_from(sorted(HEADERS)))
    headers = draw(st.permutations(HEADERS[type_]))
    rows = draw(st.lists(st.lists(CELLS, max_size=len(headers) + 1), max_size=12))
    repeated = draw(st.lists(st.sampled_from(rows), max_size=3)) if rows else []
    return type_, [list(headers), *rows, *repeated]


async def import_twice(type_: str, content: str, batch_rows: int):
    store = await open_store(":memory:", CATALOGUE)
    try:
        empty = await store.info()
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "t.csv"
            path.write_text(content, encoding="utf-8", newline="")
            ask = {"as_type": type_, "batch_rows": batch_rows}
            first = await import_files(store, CATALOGUE, PACK, [path], **ask)
            full = await store.info()
            other = await import_files(store, CATALOGUE, PACK, [path], source="other", **ask)
            again = await store.info()
        for report in (first, other):
            await store.retract(report.runs[0].run)
        return first, other, (empty, full, again, await store.info())
    finally:
        await store.close()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(tables(), st.integers(1, 5))
def test_read_is_what_was_created_updated_unchanged_rejected_and_skipped(table, batch_rows):
    type_, rows = table
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    first, other, (empty, full, again, taken_back) = asyncio.run(
        import_twice(type_, text.getvalue(), batch_rows)
    )

    records = list(csv.reader(io.StringIO(text.getvalue(), newline="")))
    for report in (first, other):
        parts = ("created", "updated", "unchanged", "rejected", "skipped")
        assert report.total("read") == sum(report.total(part) for part in parts)
        assert report.total("read") == len(records) - 1
        for file in (f for run in report.runs for f in run.files):
            assert file.read == sum(getattr(file, p) for p in parts[:4]) + file.skipped.total()
    # The same said by another finds the same records and links: nothing appears.
    assert (again.nodes, again.links) == (full.nodes, full.links)
    assert (other.total("nodes_created"), other.total("links_created")) == (0, 0)
    assert (sum(full.nodes.values()), sum(full.links.values())) == (
        first.total("nodes_created"),
        first.total("links_created"),
    )
    assert (taken_back.nodes, taken_back.links) == (empty.nodes, empty.links)
