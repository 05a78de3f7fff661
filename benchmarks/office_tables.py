"""Tables of projects as offices write them, clean and messy, as workbooks and as CSV."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

import openpyxl

HEADERS = [
    "序号",
    "项目名称",
    "项目编号",
    "开始日期",
    "经费(万元)",
    "牵头单位",
    "参与单位",
    "负责人",
]
BODIES = [f"温州{n}号研究院有限公司" for n in range(4_000)]
PEOPLE = [f"{family}{given}" for family in "王张陈林黄" for given in ("伟", "芳", "磊", "秀英")]


def clean(rows: int) -> Iterator[list[object]]:
    """Rows without a flaw."""
    chance = random.Random(1)
    for n in range(1, rows + 1):
        yield [
            n, f"关键技术研究{n}", f"Z{n:07}", f"2021-{n % 12 + 1:02}", n % 900 + 0.5,
            chance.choice(BODIES), "；".join(chance.sample(BODIES, 2)), chance.choice(PEOPLE),
        ]  # fmt: skip


def messy(rows: int) -> Iterator[list[object]]:
    """The same with dates, amounts and names in many spellings, totals, headers and flaws."""
    chance = random.Random(2)
    for n, row in enumerate(clean(rows), start=1):
        month = n % 12 + 1
        row[3] = chance.choice(
            [f"2021年{month}月", f"2021.{month:02}", f"2021.{month}.3", "2021", f"2021{month:02}03"]
        )
        row[4] = chance.choice([row[4], f"{row[4]}万元", f"{row[4]:,.2f}", f"{n % 900 + 1}万", "/"])
        row[5] = chance.choice([row[5], f" {row[5]}", str(row[5]).replace("号", "号　")])
        row[6] = chance.choice([row[6], str(row[6]).replace("；", "、"), "无", None])
        if chance.random() < 0.02:
            row[chance.randrange(3, 8)] = chance.choice(["约100", "#REF!", "待定", "2021-13"])
        yield row
        if n % 50 == 0:
            yield ["小计", None, None, None, "/"]
            yield list(HEADERS)


def workbook(path: Path, rows: Iterator[list[object]], *titles: str) -> Path:
    """Save as XLSX, streamed."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("项目")
    for title in titles:
        sheet.append([title])
    sheet.append(HEADERS)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def text(path: Path, rows: Iterator[list[object]]) -> Path:
    """Save as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)
    return path
