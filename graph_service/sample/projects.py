"""Invented projects: who works with whom, with platforms whose links to industry are weak."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Final

from graph_service.sample.bodies import Body, Row
from graph_service.sample.chance import sometimes
from graph_service.sample.spellings import spell_date, spell_day
from graph_service.sample.words import INDUSTRIES, STRANGERS, TOPICS

__all__ = ["Ecosystem", "Planted", "plan_projects"]

_PLANS: Final = (
    ("国家重点研发计划", "国家级"),
    ("国家自然科学基金", "国家"),
    ("市重大科技攻关", "市级"),
    ("市重大科技攻关", "市级"),
    ("其他计划", "县级"),
    ("其他计划", "横向项目"),
)
_PLANS_FROM_2022: Final = (*_PLANS, ("“尖兵”研发攻关计划", "省级"), ("领雁", "省级"))
_PAST = (date(2019, 1, 1), date(2023, 11, 30))
_FRESH = (date(2022, 7, 1), date(2023, 11, 30))
_DAY_BEFORE = (date(2021, 12, 30), date(2021, 12, 30))
_CUTOFF = (date(2021, 12, 31), date(2021, 12, 31))
_OLD = (date(2018, 3, 1), date(2021, 6, 30))


@dataclass(frozen=True, slots=True)
class Planted:
    """A platform made weak on purpose, the rule that must find it, and why.

    Without a rule it stands on a threshold and no rule may find it.
    """

    name: str
    rule: str | None
    reason: str


@dataclass(slots=True)
class Ecosystem:
    """Organisations to draw partners from, and what has been made of them."""

    random: Random
    academic: Sequence[Body]
    firms: Sequence[Body]
    platforms: Sequence[Body]
    people: dict[str, list[str]]
    rows: list[Row] = field(default_factory=list)
    planted: list[Planted] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def add(self, lead: Body, partners: Sequence[Body | str], days: tuple[date, date]) -> None:
        """Add a project that starts within `days`."""
        random = self.random
        start = days[0] + timedelta(days=random.randint(0, (days[1] - days[0]).days))
        end = start + timedelta(days=random.choice((365, 540, 730, 1095)))
        done = end <= date(2023, 12, 31)
        plans = _PLANS if start < date(2022, 1, 1) else _PLANS_FROM_2022
        programme, level = random.choice(plans)
        budget = random.choice((20, 35, 50, 80, 120, 200, 350.5, 500))
        industry = random.choice(list(INDUSTRIES))
        number = next(self.numbers)
        exact = days is not _PAST
        names = [p if isinstance(p, str) else p.spelled(random) for p in partners]
        self.rows.append(
            {
                "项目编号": f"SL{start.year}{number:04}",
                "项目名称": f"{industry}{random.choice(TOPICS)}（示例{number}）",
                "项目类别": programme,
                "项目级别": level,
                "项目状态": random.choice(("验收", "已结题")) if done else "在研",
                "立项日期": spell_day(random, start) if exact else spell_date(random, start),
                "完成日期": spell_day(random, end) if done else "",
                "总经费(万元)": budget,
                "财政拨款(万元)": round(budget * random.choice((0.3, 0.5, 1)), 2),
                "牵头单位": lead.name,
                "参与单位": random.choice(("、", "；")).join(names),
                "项目负责人": random.choice(self.people.get(lead.name) or [""]),
                "所属产业": random.choice(INDUSTRIES[industry][0]),
                "备注": "示例",
            }
        )

    def build(self, platform: Body, partners: Sequence[Body], begun: date) -> None:
        """Say that others build a platform together with it."""
        platform.row["共建单位"] = "、".join(p.name for p in partners)
        platform.row["建设方式"] = "合作共建"
        platform.row["起始日期"] = spell_day(self.random, begun)


def plan_projects(world: Ecosystem, each: int, size: int) -> None:
    """Make projects until there are `size`: first for weak platforms, then for the others.

    Parameters
    ----------
    world : Ecosystem
        Receives the projects, the builders of its platforms, and the list of planted ones.
    each : int
        How many platforms of each weak kind to plant.
    size : int
        Number of projects in all.
    """
    order = iter(world.random.sample(list(world.platforms), len(world.platforms)))
    weak = (_without_enterprise, _few_enterprises, _dominated, _stale)
    for make in (*weak * each, _share_at_threshold, _tie_at_threshold):
        platform = next(order)
        rule, reason = make(world, platform)
        world.planted.append(Planted(platform.name, rule, reason))
    world.add(next(order), [world.academic[0]], _FRESH)
    healthy = list(order)
    for platform in healthy:
        _healthy(world, platform)
    while len(world.rows) < size:
        lead = world.random.choice([*world.academic, *world.firms[:200], *healthy])
        others = [b for b in (*world.academic, *world.firms, *healthy) if b is not lead]
        partners: list[Body | str] = list(world.random.sample(others, world.random.randint(1, 4)))
        if sometimes(world.random, 0.05):
            partners.append(world.random.choice(STRANGERS))
        world.add(lead, partners, _PAST)


def _without_enterprise(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    partners = world.random.sample(list(world.academic), 5)
    world.build(platform, partners[:1], date(2019, 5, 20))
    for partner in partners:
        world.add(platform, [partner], _PAST)
    world.add(partners[0], [platform, partners[1]], _FRESH)
    return "NO_ENTERPRISE_PARTNER", "All its partners are universities and research institutes."


def _few_enterprises(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    firms = world.random.sample(list(world.firms), 2)
    partners = world.random.sample(list(world.academic), 10)
    for partner in partners:
        world.add(platform, [partner], _PAST)
    for firm in firms:
        world.add(platform, [firm], _FRESH)
    return "LOW_ENTERPRISE_SHARE", "2 of its 12 partners are enterprises, a share of 0.17."


def _dominated(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    main, *others = world.random.sample(list(world.firms), 3)
    for _ in range(4):
        world.add(platform, [main], _FRESH)
    world.add(platform, others, _FRESH)
    world.add(platform, world.random.sample(list(world.academic), 2), _PAST)
    return (
        "ONE_ENTERPRISE_DOMINATES",
        "4 projects with one enterprise, one with two others: 4 of 5 of the strength.",
    )


def _stale(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    last, *firms = world.random.sample(list(world.firms), 4)
    for firm in firms:
        world.add(platform, [firm], _OLD)
    world.add(platform, [last], _DAY_BEFORE)
    world.add(platform, [world.random.choice(world.academic)], _FRESH)
    return "STALE_TIES", "Its newest project with an enterprise started on 30 December 2021."


def _share_at_threshold(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    for partner in world.random.sample(list(world.academic), 8):
        world.add(platform, [partner], _PAST)
    for firm in world.random.sample(list(world.firms), 2):
        world.add(platform, [firm], _FRESH)
    return None, "2 of its 10 partners are enterprises, a share of exactly 0.2."


def _tie_at_threshold(world: Ecosystem, platform: Body) -> tuple[str | None, str]:
    for firm in world.random.sample(list(world.firms), 4):
        world.add(platform, [firm], _OLD)
    world.add(platform, [world.random.choice(world.firms)], _CUTOFF)
    world.add(platform, [world.random.choice(world.academic)], _FRESH)
    return None, "Its newest project with an enterprise started on 31 December 2021."


def _healthy(world: Ecosystem, platform: Body) -> None:
    firms = world.random.sample(list(world.firms), world.random.randint(4, 7))
    academic = world.random.sample(list(world.academic), 3)
    if sometimes(world.random, 0.5):
        world.build(platform, [academic[0], firms[0]], date(2020, 9, 1))
    for firm in firms:
        world.add(platform, [firm], _PAST)
    world.add(platform, [firms[0], firms[1]], _FRESH)
    world.add(academic[0], [platform, academic[1], firms[2]], _PAST)
