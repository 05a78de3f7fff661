"""A second reading of the sample files, by hand: shares no code with the product.

Names are matched as strings, dates and lists are cut by regular expressions, strengths are
fractions. Only the weak-link rules are the same, as they are written in words.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import permutations
from pathlib import Path

import openpyxl


@dataclass
class Links:
    """What one organisation does with others."""

    projects: int = 0
    strength: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    days: dict[str, list[dt.date]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Tables:
    """The files of the sample as lists of rows by table, and who is who."""

    rows: dict[str, list[dict]]
    type_of: dict[str, str] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, table: str) -> list[dict]:
        return self.rows[table]

    def name(self, text: str) -> str:
        """The full name of an organisation, however it is written."""
        plain = brackets(text)
        return self.full.get(plain, plain)

    def names(self, text: object) -> list[str]:
        """The full names in a cell of several, each once."""
        found = [self.name(part) for part in re.split("[、；]", str(text or "")) if part]
        return list(dict.fromkeys(found))


BOOKS = {
    "产业链图谱": {"产业": "产业名称", "产业链": "产业链名称", "产业链环节": "环节名称"}
    | {"产品": "产品名称", "技术": "技术名称"},
    "高校院所": {"高校": "单位名称", "科研院所": "单位名称"},
    "企业名录": {"企业": "企业名称"},
    "产业链企业": {"产业链企业": "企业名称"},
    "创新平台一览表": {"创新平台": "平台名称"},
    "在孵企业": {"在孵企业": "企业名称"},
    "人才": {"人才": "姓名"},
    "人才团队": {"人才团队": "团队名称"},
    "科技项目": {"科技项目": "项目编号"},
    "专利": {"专利": "申请号"},
    "科技成果": {"科技成果": "成果名称"},
    "创新载体": {"创新载体": "载体名称"},
    "资质认定": dict.fromkeys(
        ("高新技术企业", "新型研发机构", "创新载体", "高层次人才"), "认定名称"
    ),
    "资金事件": {"资金事件": "资金事件名称"},
}
"""Sheets of each workbook, and a header by which the header row is known."""

TEXTS = {"区县": "gb18030", "技术合同": "gb18030", "企业曾用名": "utf-8-sig", "人才培养": "utf-8"}


def read(folder: Path) -> Tables:
    """Read all files; accreditations are under the name of their workbook and sheet."""
    rows: dict[str, list[dict]] = {}
    for name, encoding in TEXTS.items():
        with (folder / f"{name}.csv").open(encoding=encoding, newline="") as file:
            rows[name] = list(csv.DictReader(file))
    for name, sheets in BOOKS.items():
        with closing(openpyxl.load_workbook(folder / f"{name}.xlsx", read_only=True)) as book:
            assert book.sheetnames == list(sheets)
            for title, first in sheets.items():
                lines = [list(row) for row in book[title].iter_rows(values_only=True)]
                at = next(i for i, row in enumerate(lines) if first in row)
                found = [dict(zip(lines[at], row, strict=True)) for row in lines[at + 1 :]]
                key = f"{name}/{title}" if name == "资质认定" else title
                rows[key] = [row for row in found if row[lines[at][0]] != "合计"]
    tables = Tables(rows)
    for table, column, kind in (
        ("高校", "单位名称", "University"),
        ("科研院所", "单位名称", "ResearchInstitute"),
        ("企业", "企业名称", "Enterprise"),
        ("产业链企业", "企业名称", "Enterprise"),
        ("创新平台", "平台名称", "Platform"),
    ):
        for row in tables[table]:
            name = brackets(row[column])
            tables.type_of[name] = kind
            if row.get("简称"):
                tables.full[row["简称"]] = name
    return tables


def links_of(tables: Tables, as_of: dt.date) -> dict[str, Links]:
    """Ties by full name: of all in a project, contract or patent, and of two by two."""
    found: dict[str, Links] = defaultdict(Links)
    groups = [(members, Fraction(1), day) for members, day in contracts_and_patents(tables)]
    for members, day in projects(tables):
        for one in members:
            found[one].projects += 1
        groups.append((members, Fraction(1, max(1, len(members) - 1)), day))
    groups += [({one, other}, Fraction(1), day) for one, other, day in pairs(tables, as_of)]
    for members, strength, day in groups:
        for one, other in permutations(members, 2):
            found[one].strength[other] += strength
            if day:
                found[one].days[other].append(day)
    return found


def projects(tables: Tables) -> Iterator[tuple[set[str], dt.date | None]]:
    for row in tables["科技项目"]:
        members = {*tables.names(row["牵头单位"]), *tables.names(row["参与单位"])}
        yield members, last_day(row["立项日期"])


def contracts_and_patents(tables: Tables) -> Iterator[tuple[set[str], dt.date | None]]:
    for row in tables["技术合同"]:
        parties = {n for side in ("买方", "卖方", "中介方") for n in tables.names(row[side])}
        yield parties, last_day(row["签订日期"])
    for row in tables["专利"]:
        yield set(tables.names(row["申请人"])), last_day(row["申请日"])


def pairs(tables: Tables, as_of: dt.date) -> Iterator[tuple[str, str, dt.date | None]]:
    for row in tables["科技成果"]:
        for owner in tables.names(row["完成单位"]):
            for firm in tables.names(row["转化企业"]):
                yield owner, firm, last_day(row["转化日期"])
    for row in tables["创新平台"]:
        for builder in tables.names(row["共建单位"]):
            yield tables.name(row["平台名称"]), builder, last_day(row["起始日期"])
    for row in tables["在孵企业"]:
        if valid(row, as_of):
            day = last_day(row["起始日期"])
            yield tables.name(row["孵化平台"]), tables.name(row["企业名称"]), day


def weak(tables: Tables, kinds: set[str], as_of: dt.date) -> dict[str, set[str]]:
    """The rules that each active organisation of some types breaks; an empty set if none."""
    cutoff = as_of.replace(year=as_of.year - 2)
    links = links_of(tables, as_of)
    served = segments_served(tables)
    manned = {
        row["所处环节"]
        for row in tables["产业链企业"]
        if valid(row, as_of) and tables.name(row["企业名称"]) in local(tables)
    }
    found = {}
    for name, kind in tables.type_of.items():
        if kind not in kinds or not links[name].projects:
            continue
        own = links[name]
        partners = set(own.strength)
        firms = {p for p in partners if tables.type_of.get(p) == "Enterprise"}
        strengths = [own.strength[firm] for firm in firms]
        days = [day for firm in firms for day in own.days[firm]]
        rules = found[name] = set()
        if not firms:
            rules.add("NO_ENTERPRISE_PARTNER")
        if partners and Fraction(len(firms), len(partners)) < Fraction(1, 5):
            rules.add("LOW_ENTERPRISE_SHARE")
        if firms and max(strengths) >= sum(strengths) * Fraction(4, 5):
            rules.add("ONE_ENTERPRISE_DOMINATES")
        if days and max(days) < cutoff:
            rules.add("STALE_TIES")
        if served[name] - manned:
            rules.add("SEGMENT_WITHOUT_ENTERPRISE")
    return found


def segments_served(tables: Tables) -> dict[str, set[str]]:
    """Segments that an organisation serves, itself or by a carrier that it hosts."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in tables["创新平台"]:
        found[tables.name(row["平台名称"])].update(cells(row["服务环节"]))
    for row in tables["创新载体"]:
        found[tables.name(row["依托单位"])].update(cells(row["服务环节"]))
    return found


def local(tables: Tables) -> set[str]:
    """Organisations of which a table says a district; all these districts are of the city."""
    return {
        tables.name(row[column])
        for table, column in (
            ("高校", "单位名称"),
            ("科研院所", "单位名称"),
            ("企业", "企业名称"),
            ("创新平台", "平台名称"),
        )
        for row in tables[table]
        if row["所在县(市、区)"]
    }


def valid(row: dict, as_of: dt.date) -> bool:
    """Whether a row with a first and a last day is true on a day, the last day included."""
    first, last = first_day(row["起始日期"]), last_day(row["终止日期"])
    return (first is None or first <= as_of) and (last is None or as_of <= last)


def cells(text: object) -> list[str]:
    """The texts in a cell of several."""
    return [part for part in re.split("[、；]", str(text or "")) if part]


def first_day(text: object) -> dt.date | None:
    """The first day that a written date may mean."""
    last = last_day(text)
    if last is None or isinstance(text, dt.datetime):
        return last
    digits = re.fullmatch(r"\d{8}", str(text))
    said = 3 if digits else len(re.findall(r"\d+", str(text)))
    return last.replace(day=1 if said < 3 else last.day, month=1 if said < 2 else last.month)


def last_day(text: object) -> dt.date | None:
    """The last day that a written date may mean."""
    if isinstance(text, dt.datetime):
        return text.date()
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})", str(text))
    parts = list(digits.groups()) if digits else re.findall(r"\d+", str(text or ""))
    if not parts:
        return None
    year, month, day = (*map(int, parts), None, None)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def brackets(text: str) -> str:
    return text.replace("(", "（").replace(")", "）")
