"""Invented money, teams, incubated firms, former names and places of training."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from graph_service.sample.bodies import Row
from graph_service.sample.chance import sometimes
from graph_service.sample.spellings import spell_date, spell_day
from graph_service.sample.words import BRAND_FIRST, BRAND_SECOND, FUNDERS
from graph_service.sample.world import Ecosystem, random_day

__all__ = ["former_names", "funding", "incubated", "teams", "trained"]

_PAID: Final = (date(2019, 1, 1), date(2023, 12, 15))
_JOINED: Final = (date(2017, 1, 1), date(2023, 6, 30))
_MOST: Final = 4
"""People in the biggest team."""

_ROUNDS: Final = ("天使轮", "A轮", "B轮", "Pre-IPO")
_GIVES: Final = {
    "财政资助": ("财政资助", "风险补偿"),
    "贷款": ("贷款", "知识产权质押贷款"),
    "股权投资": ("股权投资", "天使投资"),
    "产业基金": ("产业基金", "科创基金"),
    "科技保险": ("科技保险",),
}
"""What funders of each kind give."""


def funding(world: Ecosystem, size: int) -> list[Row]:
    """Money given to firms, platforms and projects."""
    random = world.random
    rows: list[Row] = []
    for number in range(1, size + 1):
        funder, gives = random.choice(FUNDERS)
        kind = random.choice(_GIVES[gives])
        receiver = random.choice([*world.firms, *world.platforms, *world.platforms])
        public = gives == "财政资助"
        led = [r for r in world.rows if r["牵头单位"] == receiver.name] if public else []
        rows.append(
            {
                "资金事件名称": f"{kind}（示例资金{number}）",
                "资金类型": kind,
                "资金金额(万元)": random.choice((10, 30, 50, 100, 300, 500, 1000, 3000)),
                "资金日期": spell_date(random, random_day(random, _PAID)),
                "融资轮次": random.choice(_ROUNDS) if gives == "股权投资" else "",
                "出资方": funder,
                "受资方": receiver.spelled(random),
                "支持项目": random.choice(led)["项目名称"] if led else "",
            }
        )
    return rows


def teams(world: Ecosystem, size: int) -> list[Row]:
    """Teams of people who work at one place."""
    random = world.random
    hosts = [
        b for b in (*world.academic, *world.platforms) if len(world.people.get(b.name, ())) >= _MOST
    ]
    rows: list[Row] = []
    for number in range(1, size + 1):
        host = random.choice(hosts)
        leader, *members = random.sample(world.people[host.name], random.randint(2, _MOST))
        rows.append(
            {
                "团队名称": f"{host.alias}{leader}团队（示例{number}）",
                "团队级别": random.choice(("省级", "市级", "市级")),
                "依托单位": host.spelled(random),
                "团队负责人": leader,
                "核心成员": "、".join(members),
                "引进时间": spell_date(random, random_day(random, _JOINED)),
            }
        )
    return rows


def incubated(world: Ecosystem) -> list[Row]:
    """Firms in incubators, some of which have left."""
    random = world.random
    rows: list[Row] = []
    incubators = [p for p in world.open_platforms if p.row["平台类别"] == "孵化平台"]
    for platform in incubators:
        for firm in random.sample(list(world.firms), random.randint(3, 9)):
            begun = random_day(random, _JOINED)
            until = begun + timedelta(days=random.randint(365, 1100))
            left = until <= date(2023, 12, 31) and sometimes(random, 0.7)
            rows.append(
                {
                    "企业名称": firm.name,
                    "孵化平台": platform.name,
                    "起始日期": spell_day(random, begun),
                    "终止日期": spell_day(random, until) if left else "",
                }
            )
    return rows


def former_names(world: Ecosystem, size: int) -> list[Row]:
    """Names that firms had before."""
    random = world.random
    rows: list[Row] = []
    for number, firm in enumerate(random.sample(list(world.firms), size)):
        first = BRAND_FIRST[number % len(BRAND_FIRST)]
        second = BRAND_SECOND[number // len(BRAND_FIRST)]
        founded = date(
            int("".join(c for c in str(firm.row["成立日期"]) if c.isdigit())[:4]), 12, 31
        )
        until = random_day(random, (founded, date(2022, 12, 31)))
        rows.append(
            {
                "曾用名称": f"温州市{second}{first}{firm.industries[0]}厂",
                "现名称": firm.name,
                "启用日期": founded.year,
                "停用日期": spell_day(random, until),
                "备注": "示例",
            }
        )
    return rows


def trained(world: Ecosystem, people: Sequence[Row], size: int) -> list[Row]:
    """Where people were trained: at a university other than their place of work."""
    random = world.random
    schools = [b for b in world.academic if b.kind == "University"]
    rows: list[Row] = []
    for person in random.sample(list(people), size):
        school = random.choice([s for s in schools if person["工作单位"] not in (s.name, s.alias)])
        rows.append(
            {
                "姓名": person["姓名"],
                "工作单位": person["工作单位"],
                "毕业院校": school.spelled(random),
                "备注": "示例",
            }
        )
    return rows
