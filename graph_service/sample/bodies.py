"""Invented organisations and people, as rows of the tables that list them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from graph_service.sample.chance import sometimes
from graph_service.sample.codes import invented_uscc
from graph_service.sample.spellings import spell_date, spell_day
from graph_service.sample.words import (
    BRAND_FIRST,
    BRAND_SECOND,
    GIVEN,
    INDUSTRIES,
    INSTITUTES,
    PLATFORM_KINDS,
    SURNAMES,
    UNIVERSITIES,
)
from schema.packs import Pack, PackDistrict

__all__ = ["Body", "Row", "district_rows", "enterprises", "institutions", "platforms", "talents"]

Row = dict[str, object]

_TAGS: Final = ("规上", "高新技术企业", "科技型中小企业", "专精特新", "小巨人", "龙头", "上市公司")
_TITLES: Final = ("教授", "副教授", "研究员", "高级工程师", "工程师")
_POSITIONS: Final = ("主任", "研发总监", "首席科学家", "课题组长", "总工程师")


@dataclass(frozen=True, slots=True)
class Body:
    """An organisation: its table's row and what other tables call it."""

    kind: str
    name: str
    alias: str
    row: Row
    industries: tuple[str, ...] = ()

    @property
    def other(self) -> str:
        """Another spelling of it: in short, or with other brackets."""
        return self.alias or self.name.replace("（", "(").replace("）", ")")

    def spelled(self, random: Random) -> str:
        """How some table writes it: mostly in full."""
        return self.other if sometimes(random, 0.15) else self.name


def district_rows(pack: Pack) -> list[Row]:
    """The districts of a pack, which are real."""
    names = {d.code: d.name for d in pack.districts}
    return [
        {
            "区划代码": d.code,
            "名称": d.name,
            "简称": next(iter(d.aliases), ""),
            "经度": "" if d.longitude is None else f"{d.longitude:.4f}",
            "纬度": "" if d.latitude is None else f"{d.latitude:.4f}",
            "坐标系": d.datum or "",
            "所属城市": names.get(d.parent or "", ""),
        }
        for d in pack.districts
    ]


def institutions(random: Random, pack: Pack) -> list[Body]:
    """Universities, then research institutes."""
    codes = {d.name: d.code for d in pack.districts}
    serial = count(1)

    def row(name: str, alias: str, district: str) -> Row:
        return {
            "单位名称": name,
            "简称": alias,
            "统一社会信用代码": invented_uscc("12", codes.get(district, "100000"), next(serial)),
            "所在县(市、区)": district,
            "成立时间": f"{random.randint(1950, 2005)}年",
        }

    universities = [
        Body("University", name, alias, row(name, alias, district) | {"高校类别": tiers})
        for name, alias, district, tiers in UNIVERSITIES
    ]
    institutes = [
        Body(
            "ResearchInstitute",
            name,
            alias,
            row(name, alias, district) | {"人员数": random.randint(40, 400)},
        )
        for name, alias, district in INSTITUTES
    ]
    return universities + institutes


def enterprises(random: Random, pack: Pack, size: int) -> list[Body]:
    """Firms with names that no firm bears."""
    brands = [a + b for a in BRAND_FIRST for b in BRAND_SECOND]
    names = [
        (brand, industry, product)
        for brand in brands
        for industry, (_, products) in INDUSTRIES.items()
        for product in products
    ]
    counties = _counties(pack)
    made = []
    for serial, (brand, industry, product) in enumerate(random.sample(names, size), start=100):
        county = random.choice(counties)
        group = "（集团）" if sometimes(random, 0.03) else ""
        name = f"{county.name[:2]}{brand}{product}{group}有限公司"
        founded = _day(random, date(1988, 1, 1), date(2021, 12, 31))
        row: Row = {
            "企业名称": name,
            "统一社会信用代码": invented_uscc("91", county.code, serial),
            "所在县(市、区)": county.name if sometimes(random, 0.8) else county.name[:2],
            "所属产业": random.choice(INDUSTRIES[industry][0]),
            "企业标签": "、".join(t for t in _TAGS if sometimes(random, 0.2)),
            "注册资本(万元)": _ten_thousands(random),
            "员工人数": str(random.randint(8, 3000)),
            "成立日期": spell_day(random, founded),
            "备注": "示例",
        }
        made.append(Body("Enterprise", name, "", row, (industry,)))
    return made


def platforms(random: Random, pack: Pack, size: int) -> list[Body]:
    """Platforms without the organisations that build them."""
    first, second = list(BRAND_FIRST), list(BRAND_SECOND)
    brands = random.sample([a + b for a in first for b in second], size)
    counties = _counties(pack)
    made = []
    for number, brand in enumerate(brands, start=1):
        system, ending, short = PLATFORM_KINDS[number % len(PLATFORM_KINDS)]
        county = random.choice(counties)
        served = random.sample(list(INDUSTRIES), random.choice((1, 1, 2)))
        row: Row = {
            "序号": number,
            "平台名称": f"{county.name[:2]}{brand}{served[0]}{ending}",
            "简称": f"{brand}{short}",
            "统一社会信用代码": invented_uscc("12", county.code, 5000 + number),
            "所在县(市、区)": county.name,
            "平台类别": system,
            "平台级别": random.choice(("国家级", "省级", "省级", "市级", "市级", "市")),
            "建设方式": "独立建设",
            "服务产业": "、".join(served),
            "服务环节": "",
            "建筑面积(平方米)": random.randint(8, 400) * 100,
            "人员数": random.randint(6, 260),
            "成立时间": spell_date(random, _day(random, date(2015, 1, 1), date(2021, 6, 30))),
            "共建单位": "",
            "起始日期": "",
        }
        made.append(Body("Platform", str(row["平台名称"]), str(row["简称"]), row, tuple(served)))
    return made


def talents(random: Random, bodies: Sequence[Body], size: int) -> list[Row]:
    """People, each with one place of work; some names occur at several places."""
    classes = ("A", "B类", "C", "D类", "E", "E类人才", "高级人才", "")
    weights = (1, 4, 10, 20, 30, 10, 5, 20)
    taken: set[tuple[str, str]] = set()
    rows: list[Row] = []
    names = _names(random)
    while len(rows) < size:
        body = random.choice(bodies)
        name = str(random.choice(rows)["姓名"]) if rows and sometimes(random, 0.04) else next(names)
        if (name, body.name) in taken:
            continue
        taken.add((name, body.name))
        begun = _day(random, date(2012, 1, 1), date(2023, 6, 30))
        rows.append(
            {
                "姓名": name,
                "人才类别": random.choices(classes, weights)[0],
                "职称": random.choice(_TITLES),
                "研究方向": random.choice(list(INDUSTRIES)),
                "工作单位": body.spelled(random),
                "职务": random.choice(_POSITIONS) if sometimes(random, 0.3) else "",
                "起始日期": begun if sometimes(random, 0.5) else spell_date(random, begun),
                "学术身份码": "",
            }
        )
    return rows


def _names(random: Random) -> Iterator[str]:
    seen: set[str] = set()
    while True:
        given = "".join(random.sample(GIVEN, random.choice((1, 2, 2, 2))))
        name = random.choice(SURNAMES) + given
        if name not in seen:
            seen.add(name)
            yield name


def _counties(pack: Pack) -> list[PackDistrict]:
    return [d for d in pack.districts if d.parent is not None]


def _ten_thousands(random: Random) -> str:
    amount = random.choice((50, 100, 500, 1000, 1234.5, 5000, 10800))
    return f"{amount:,}" if sometimes(random, 0.3) else f"{amount}"


def _day(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, (last - first).days))
