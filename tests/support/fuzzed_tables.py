"""Tables as offices send them, with things gone wrong at random; a seed makes the same again."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.styles import Font

Rows = list[list[object]]

NAMES = [
    "温州大学", "浙江大学温州研究院", "国科温州研究院", "温州医科大学", "浙江正泰电器股份有限公司",
    "人民电器集团有限公司", "温州大学（瓯江学院）", "瓯江实验室", "华峰集团有限公司", "报喜鸟控股",
    "森马集团", "康奈集团", "伟明环保", "天正电气", "德力西集团", "奥康国际", "艾力·斯木吐拉工作室",
    "北京工商大学　商学院", "中国航发北京航空材料研究\n院", "𠮷田电子", "㑇州泵阀厂",
]  # fmt: skip
PEOPLE = ["王磊", "张伟", "艾力·斯木吐拉", "Peter Ping Li", "凌亢（凌迎兵）", "热比亚.吐尔逊"]
WRONG: list[object] = [
    "#REF!", "#N/A", "约100", "100余", "9.1330000E+17", "985大学、212", "2021-02-30", "1e400", "∞",
    "=SUM(A1:A9)", "@cmd", "+1", "-", "/", "无", "其他", "不详", "０", "\u3000", "\u00a0", "\ue863",
    "合计", "注：以上", "x" * 3000, "'", '"', "，", "；；", "2021.1", "44442", "TRUE", "９９", "-0", "1,2,3",
]  # fmt: skip
SHAPES = {
    "Project": ["序号", "项目名称", "项目编号", "开始日期", "经费(万元)", "牵头单位", "参与单位", "负责人"],
    "Enterprise": ["序号", "企业名称", "统一社会信用代码", "所在县(市、区)", "注册资本(万元)", "员工人数"],
    "Talent": ["序号", "姓名", "ORCID号", "工作单位", "人才类别"],
}  # fmt: skip


def fuzzed_rows(chance: random.Random) -> tuple[str, Rows]:
    """The type of a table and all its rows, the header among them."""
    type_ = chance.choice(sorted(SHAPES))
    headers = SHAPES[type_]
    rows: Rows = [_record(chance, type_, number) for number in range(1, chance.randint(2, 25))]
    for _ in range(chance.randint(0, 8)):
        chance.choice(_DAMAGES)(chance, rows)
    if chance.random() < 0.4:
        rows.append(["合计", *[None] * 3, chance.randint(0, 10_000)])
    if chance.random() < 0.3:
        rows.append(["注：数据截至2021年底"])
    for _ in range(chance.randint(0, 2)):
        rows.insert(chance.randint(0, len(rows)), list(headers))
    head: Rows = []
    if chance.random() < 0.5:
        head.append(["温州市2021年一览表"])
        head.append([])
    return type_, [*head, list(headers), *rows]


def save(chance: random.Random, folder: Path, rows: Rows) -> Path:
    """Write the rows in some format and encoding."""
    return chance.choice(_WRITERS)(chance, folder, rows)


def damage_bytes(chance: random.Random, path: Path) -> None:
    """Change some bytes of a file, or cut its end off."""
    data = bytearray(path.read_bytes())
    if chance.random() < 0.3:
        del data[chance.randrange(len(data)) :]
    for _ in range(chance.randint(1, 8)):
        if data:
            data[chance.randrange(len(data))] = chance.randrange(256)
    path.write_bytes(bytes(data))


def _record(chance: random.Random, type_: str, number: int) -> list[object]:
    name = f"{chance.choice(NAMES)}{number if chance.random() < 0.5 else ''}"
    date: object = chance.choice(["2021", "2021年9月", "2021.9.3", dt.date(2021, 9, 3), "20210903"])
    others = "；".join(chance.sample(NAMES, chance.randint(0, 3)))
    match type_:
        case "Project":
            return [
                number, f"关于{name}的研究", f"Z2021{number:03}", date, chance.randint(0, 999) / 2,
                chance.choice(NAMES), others, chance.choice(PEOPLE),
            ]  # fmt: skip
        case "Enterprise":
            code = chance.choice(["91330000142944445H", "9133038225602433XW", "91330300MA28T499XX"])
            return [number, name, code, "乐清市", chance.randint(1, 9999), chance.randint(1, 500)]
        case _:
            code = chance.choice(["0000-0002-1825-0097", "0000-0002-1694-233X", ""])
            return [number, chance.choice(PEOPLE), code, chance.choice(NAMES), "A类"]


def _wrong_cell(chance: random.Random, rows: Rows) -> None:
    row = chance.choice(rows)
    if row:
        row[chance.randrange(len(row))] = chance.choice(WRONG)


def _shifted(chance: random.Random, rows: Rows) -> None:
    chance.choice(rows).insert(1, None)


def _blank(chance: random.Random, rows: Rows) -> None:
    rows.insert(chance.randint(0, len(rows)), [])


def _twice(chance: random.Random, rows: Rows) -> None:
    rows.append(list(chance.choice(rows)))


def _short(chance: random.Random, rows: Rows) -> None:
    row = chance.choice(rows)
    del row[chance.randint(0, len(row)) :]


def _scrambled(chance: random.Random, rows: Rows) -> None:
    row = chance.choice(rows)
    for at, cell in enumerate(row):
        if isinstance(cell, str) and cell and chance.random() < 0.4:
            cut = chance.randrange(len(cell))
            row[at] = cell[cut:] + chr(chance.choice([0x20, 0x3000, 0x4E00, 0xE863, 0x20BB7]))


_DAMAGES: list[Callable[[random.Random, Rows], None]] = [
    _wrong_cell, _wrong_cell, _wrong_cell, _shifted, _blank, _twice, _short, _scrambled,
]  # fmt: skip


def _as_text(chance: random.Random, folder: Path, rows: Rows) -> Path:
    text = io.StringIO(newline="")
    ends = chance.choice(["\r\n", "\n"])
    csv.writer(text, delimiter=chance.choice(",;\t"), lineterminator=ends).writerows(rows)
    path = folder / "表.csv"
    encoding = chance.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def _as_workbook(chance: random.Random, folder: Path, rows: Rows) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([_plain(cell) for cell in row])
    if chance.random() < 0.3:
        for row in range(len(rows) + 1, len(rows) + 30):
            sheet.cell(row, 1).font = Font(bold=True)
    if chance.random() < 0.3:
        sheet.row_dimensions[chance.randint(1, len(rows))].hidden = True
    if chance.random() < 0.3:
        book.create_sheet("说明").append(["填表说明"])
    if chance.random() < 0.3:
        hidden = book.create_sheet("旧表")
        hidden.append(["企业名称"])
        hidden.append(["旧企业"])
        hidden.sheet_state = "hidden"
    path = folder / "表.xlsx"
    book.save(path)
    return path


def _plain(cell: object) -> object:
    # A text that begins so would be written as a formula, which has no value until Excel opens it.
    return f" {cell}" if isinstance(cell, str) and cell.startswith("=") else cell


_WRITERS = (_as_text, _as_workbook)
