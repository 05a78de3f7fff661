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
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import openpyxl


@dataclass
class Links:
    """What one organisation does with others."""

    projects: int = 0
    strength: dict[str, Fraction] = field(default_factory=lambda: defaultdict(Fraction))
    days: dict[str, list[dt.date]] = field(default_factory=lambda: defaultdict(list))

    def tie(self, partner: str, strength: Fraction, day: dt.date | None) -> None:
        self.strength[partner] += strength
        if day:
            self.days[partner].append(day)


@dataclass
class Tables:
    """The files of the sample as lists of rows, and who is who."""

    districts: list[dict]
    universities: list[dict]
    institutes: list[dict]
    enterprises: list[dict]
    platforms: list[dict]
    talents: list[dict]
    projects: list[dict]
    type_of: dict[str, str] = field(default_factory=dict)
    full: dict[str, str] = field(default_factory=dict)

    def name(self, text: str) -> str:
        """The full name of an organisation, however it is written."""
        plain = brackets(text)
        return self.full.get(plain, plain)


def read(folder: Path) -> Tables:
    def lines(name: str, encoding: str) -> list[dict]:
        with (folder / name).open(encoding=encoding, newline="") as file:
            return list(csv.DictReader(file))

    def sheet(name: str, title: str, first: str) -> list[dict]:
        book = openpyxl.load_workbook(folder / name)
        rows = [list(row) for row in book[title].iter_rows(values_only=True)]
        header = next(i for i, row in enumerate(rows) if first in row)
        return [dict(zip(rows[header], row, strict=True)) for row in rows[header + 1 :]]

    tables = Tables(
        lines("区县.csv", "gb18030"),
        sheet("高校院所.xlsx", "高校", "单位名称"),
        sheet("高校院所.xlsx", "科研院所", "单位名称"),
        lines("企业名录.csv", "utf-8-sig"),
        sheet("创新平台一览表.xlsx", "创新平台", "平台名称"),
        sheet("人才.xlsx", "人才", "姓名"),
        [row for row in lines("科技项目.csv", "utf-8") if row["项目编号"] != "合计"],
    )
    for rows, column, kind in (
        (tables.universities, "单位名称", "University"),
        (tables.institutes, "单位名称", "ResearchInstitute"),
        (tables.enterprises, "企业名称", "Enterprise"),
        (tables.platforms, "平台名称", "Platform"),
    ):
        for row in rows:
            name = brackets(row[column])
            tables.type_of[name] = kind
            if row.get("简称"):
                tables.full[row["简称"]] = name
    return tables


def links_of(tables: Tables) -> dict[str, Links]:
    """Ties by full name: from projects, and from building platforms together."""
    found: dict[str, Links] = defaultdict(Links)
    for row in tables.projects:
        named = [row["牵头单位"], *re.split("[、；]", row["参与单位"])]
        members = {tables.name(text) for text in named if text}
        day = last_day(row["立项日期"])
        for one in members:
            found[one].projects += 1
            for other in members - {one}:
                found[one].tie(other, Fraction(1, len(members) - 1), day)
    for row in tables.platforms:
        platform = tables.name(row["平台名称"])
        for text in re.split("[、；]", row["共建单位"] or ""):
            if text:
                day = last_day(row["起始日期"])
                found[platform].tie(tables.name(text), Fraction(1), day)
                found[tables.name(text)].tie(platform, Fraction(1), day)
    return found


def weak(tables: Tables, kinds: set[str], as_of: dt.date) -> dict[str, set[str]]:
    """The rules that each active organisation of some types breaks; an empty set if none."""
    cutoff = as_of.replace(year=as_of.year - 2)
    links = links_of(tables)
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
    return found


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
