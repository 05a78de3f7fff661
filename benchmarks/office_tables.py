"""Tables of platforms as offices write them, clean and messy, as workbooks and as CSV."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import openpyxl
from openpyxl.worksheet.cell_range import CellRange

HEADERS = [
    *("序号", "平台名称", "信用代码", "成立日期", "建筑面积(平方米)", "总面积(平方米)"),
    *("所在县(市、区)", "共建单位", "地址"),
]
UPPER = [
    *("序号", "平台名称", "信用代码", "成立日期", "面积(平方米)", None),
    *("所在县(市、区)", "共建单位", "地址"),
]
LOWER = [None, None, None, None, "建筑", "总", None, None, None]
BODIES = [f"温州{n}号研究院有限公司" for n in range(4_000)]
COUNTIES = ["鹿城区", "龙湾区", "瓯海区", "乐清市", "瑞安市", "永嘉县", "平阳县", "苍南县"]
COUNTY_ROWS = 10
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def clean(rows: int) -> Iterator[list[object]]:
    """Rows without a flaw."""
    chance = random.Random(1)
    for n in range(1, rows + 1):
        yield [
            n, f"智能制造创新平台{n}", code(n), f"2021-{n % 12 + 1:02}", n % 900 + 0.5, n % 900 + 90,
            COUNTIES[n // COUNTY_ROWS % len(COUNTIES)], "；".join(chance.sample(BODIES, 2)),
            f"温州市科技大道{n % 500}号",
        ]  # fmt: skip


def messy(rows: int) -> Iterator[list[object]]:
    """The same with dates, amounts, codes and names in many spellings, totals and headers."""
    chance = random.Random(2)
    for n, row in enumerate(clean(rows), start=1):
        month, code, area = n % 12 + 1, str(row[2]), row[4]
        row[1] = chance.choice([row[1], f" {row[1]}", f"{str(row[1])[:4]}\n{str(row[1])[4:]}"])
        row[2] = chance.choice(
            [code, code.lower(), f"{code[:8]}-{code[8:]}", f"{code[:17]}#", float(10**17 + n), "无"]
        )
        row[3] = chance.choice(
            [f"2021年{month}月", f"2021.{month:02}", f"2021.{month}.3", "2021", f"2021{month:02}03"]
        )
        row[4] = chance.choice([area, f"{area}平方米", f"{area:,.2f}", f"{n % 9 + 1}万平方米", "/"])
        if n % COUNTY_ROWS != 1:
            row[6] = None
        row[7] = chance.choice([row[7], str(row[7]).replace("；", "、"), "无", None])
        if chance.random() < 0.02:
            row[chance.randrange(3, 6)] = chance.choice(["约100", "#REF!", "待定", "2021-13"])
        yield row


def code(n: int) -> str:
    """A code of an organisation whose check digits are right."""
    number = f"{n:08}"
    weighed = sum(int(d) * w for d, w in zip(number, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = "12330300" + number + "0123456789X0"[(11 - weighed % 11) % 11]
    weighed = sum(_DIGITS.index(d) * pow(3, i, 31) for i, d in enumerate(body))
    return body + _DIGITS[-weighed % 31]


def clean_workbook(path: Path, rows: int) -> Path:
    """Save clean rows as XLSX."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("平台")
    sheet.append(HEADERS)
    for row in clean(rows):
        sheet.append(row)
    book.save(path)
    return path


def messy_workbook(path: Path, rows: int) -> Path:
    """Save messy rows as XLSX: titles, merged cells, two rows of headers, hidden rows, subtotals."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("平台")
    for number, line in enumerate(_messy_lines(rows), start=1):
        if number % 1_000 in range(500, 520):
            sheet.row_dimensions[number].hidden = True
        # A county stands once, over all of its rows.
        if number > 5 and line[6:7] and line[6] in COUNTIES:
            last = number + COUNTY_ROWS - 1
            sheet.merged_cells.add(CellRange(min_col=7, max_col=7, min_row=number, max_row=last))
        sheet.append(line)
    for merged in ("A1:I1", "A2:I2", "E4:F4"):
        sheet.merged_cells.add(CellRange(merged))
    book.save(path)
    return path


def text(path: Path, rows: Iterable[list[object]]) -> Path:
    """Save as CSV."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)
    return path


def _messy_lines(rows: int) -> Iterator[list[object]]:
    yield ["温州市2021年创新平台一览表"]
    yield ["填报单位：科技局"]
    yield []
    yield UPPER
    yield LOWER
    for n, row in enumerate(messy(rows), start=1):
        yield row
        if n % 50 == 0:
            yield ["小计", None, None, None, "/"]
            yield UPPER
            yield LOWER
